"""How many days a number with a unit is, or a text that has its units in it."""

import re
from typing import Any

from leitplanke.catalogue.row import Unit

_A_DAY = 86_400
_SECONDS = {"weeks": 7 * _A_DAY, "days": _A_DAY, "hours": 3_600, "seconds": 1}
_MILLISECONDS = 1_000
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_ISO_SECONDS = (365 * _A_DAY, 30 * _A_DAY, 7 * _A_DAY, _A_DAY, 3_600, 60, 1)
_GO = re.compile(r"(\d+)(?:\.\d+)?(w|d|h|m|s)")
_GO_SECONDS = {"w": 7 * _A_DAY, "d": _A_DAY, "h": 3_600, "m": 60, "s": 1}


def days_in(data: Any, unit: Unit) -> int | None:
    """Return how many whole days a value is; None if it is no duration. A month is 30 days, a year 365."""
    if unit == "duration":
        seconds = _seconds(str(data).strip())
        return None if seconds is None else seconds // _A_DAY
    number = number_in(data)
    if number is None:
        return None
    return number // (_A_DAY * _MILLISECONDS) if unit == "milliseconds" else number * _SECONDS[unit] // _A_DAY


def number_in(data: Any) -> int | None:
    """Return the whole number that a value is; seconds may have their unit behind them: ``86400s``."""
    try:
        return int(str(data).removesuffix("s"))
    except ValueError:
        return None


def _seconds(text: str) -> int | None:
    """Return the whole seconds of an ISO 8601 duration, or of one as Go and Google write it."""
    iso = _ISO.fullmatch(text)
    if iso is not None:
        parts = [(int(one), factor) for one, factor in zip(iso.groups(), _ISO_SECONDS, strict=True) if one]
        return sum(number * factor for number, factor in parts) if parts else None
    parts_of_go = _GO.findall(text)
    if not parts_of_go or _GO.sub("", text):
        return None
    return sum(int(number) * _GO_SECONDS[unit] for number, unit in parts_of_go)
