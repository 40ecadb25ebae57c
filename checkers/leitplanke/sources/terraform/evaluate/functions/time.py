"""Functions of points in time that are given; the present one is not known before Terraform runs."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from leitplanke.core.value import CauseKind
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, not_computed, pure

_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DURATION = re.compile(r"[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)", re.ASCII)
_UNIT = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_SECONDS = {"ns": "1e-9", "us": "1e-6", "µs": "1e-6", "μs": "1e-6", "ms": "1e-3", "s": "1", "m": "60", "h": "3600"}
_TOKEN = re.compile(r"''|'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _parse(text: str) -> tuple[datetime, int]:
    """Return a point in time to the second, and the nanoseconds that it is later."""
    match = _STAMP.fullmatch(text)
    if match is None:
        raise EvaluationError("invalid-argument", reason="timestamp")
    moment, fraction, zone = match.groups()
    try:
        return datetime.fromisoformat(moment + zone), int((fraction or "").ljust(9, "0")[:9])
    except ValueError:
        raise EvaluationError("invalid-argument", reason="timestamp") from None


def _offset(moment: datetime, *, colon: bool) -> str:
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:5]}" if colon else text[:5]


def _write(moment: datetime) -> str:
    zone = _offset(moment, colon=True)
    return moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + ("Z" if zone == "+00:00" else zone)


def _add(stamp: str, duration: str) -> str:
    moment, after = _parse(stamp)
    if not _DURATION.fullmatch(duration):
        raise EvaluationError("invalid-argument", reason="duration")
    seconds = sum((Decimal(amount) * Decimal(_SECONDS[unit]) for amount, unit in _UNIT.findall(duration)), Decimal())
    ahead = (-seconds if duration[0] == "-" else seconds) + Decimal(after) / 10**9
    try:
        # Terraform writes no fractions of a second.
        return _write(moment + timedelta(seconds=int(ahead.to_integral_value("ROUND_FLOOR"))))
    except OverflowError:
        raise EvaluationError("invalid-argument", kind=CauseKind.LIMIT, reason="duration") from None


def _compare(left: str, right: str) -> int:
    one, other = _parse(left), _parse(right)
    return (one > other) - (one < other)


def _format(pattern: str, stamp: str) -> str:
    moment, _ = _parse(stamp)
    found: list[str] = []
    end = 0
    for token in _TOKEN.finditer(pattern):
        if token.start() != end:
            raise EvaluationError("invalid-argument", reason="quote is not closed")
        end = token.end()
        if token.group(1) is not None:
            found.append(token.group(1).replace("''", "'"))
        elif token.group(2):
            found.append(_piece(token.group(), moment))
        else:
            found.append("'" if token.group() == "''" else token.group())
    if end != len(pattern):
        raise EvaluationError("invalid-argument", reason="quote is not closed")
    return "".join(found)


def _piece(token: str, moment: datetime) -> str:
    zone = _offset(moment, colon=True)
    utc = zone == "+00:00"
    pieces = {
        "YYYY": f"{moment.year:04d}",
        "YY": f"{moment.year % 100:02d}",
        "MMMM": _MONTHS[moment.month - 1],
        "MMM": _MONTHS[moment.month - 1][:3],
        "MM": f"{moment.month:02d}",
        "M": str(moment.month),
        "DD": f"{moment.day:02d}",
        "D": str(moment.day),
        "EEEE": _DAYS[moment.weekday()],
        "EEE": _DAYS[moment.weekday()][:3],
        "hh": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "HH": f"{(moment.hour + 11) % 12 + 1:02d}",
        "H": str((moment.hour + 11) % 12 + 1),
        "AA": "PM" if moment.hour >= 12 else "AM",
        "aa": "pm" if moment.hour >= 12 else "am",
        "mm": f"{moment.minute:02d}",
        "m": str(moment.minute),
        "ss": f"{moment.second:02d}",
        "s": str(moment.second),
        "ZZZZZ": zone,
        "ZZZZ": _offset(moment, colon=False),
        "ZZZ": "UTC" if utc else _offset(moment, colon=False),
        "Z": "Z" if utc else zone,
    }
    if token not in pieces:
        raise EvaluationError("invalid-argument", reason="date format")
    return pieces[token]


FUNCTIONS: dict[str, Function] = {
    "formatdate": pure(_format, "string", "string"),
    "plantimestamp": not_computed("plantimestamp", 0, 0),
    "timeadd": pure(_add, "string", "string"),
    "timecmp": pure(_compare, "string", "string"),
    "timestamp": not_computed("timestamp", 0, 0),
}
