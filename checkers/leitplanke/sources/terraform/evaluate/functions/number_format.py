"""Numbers as ``format`` writes them, which is as Go's `fmt` writes its big integers and floats."""

from decimal import Context, Decimal

from leitplanke.sources.terraform.evaluate.conversion import whole_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.numbers import Number, exact, shortest

_WHOLE = frozenset("bdoxX")
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}
_WIDE = 20_000


def number_format(mode: str, flags: str, digits: int | None, value: Number) -> str:
    """Return a number as a verb of ``format`` writes it; ``digits`` is the precision, if one is given."""
    if mode in _WHOLE:
        text = _whole(mode, flags, whole_of(value))
    elif mode in {"e", "E", "f", "g", "G"}:
        text = _float(mode, digits, value)
    else:
        raise EvaluationError("invalid-argument", reason="verb")
    sign = "+" if "+" in flags else " " if " " in flags else ""
    return text if text.startswith("-") else sign + text


def _whole(mode: str, flags: str, value: int) -> str:
    prefix = _PREFIXES.get(mode, "") if "#" in flags else ""
    return ("-" if value < 0 else "") + prefix + format(abs(value), mode)


def _float(mode: str, digits: int | None, value: Number) -> str:
    lower = mode.lower()
    if lower == "g":
        text = _general(digits, value)
    else:
        places = 6 if digits is None else digits
        text = _scientific(_places(value, places + 1), places) if lower == "e" else _fixed(value, places)
    return text.upper() if mode.isupper() else text


def _fixed(value: Number, places: int) -> str:
    found = exact(value)
    scaled = round(found * 10**places)
    whole = f"{abs(scaled):0{places + 1}d}"
    sign = "-" if found < 0 else ""
    return sign + (f"{whole[:-places]}.{whole[-places:]}" if places else whole)


def _places(value: Number, count: int) -> Decimal:
    """Return the number rounded to so many digits."""
    found = exact(value)
    wide = Context(prec=_WIDE)
    return Context(prec=count).plus(wide.divide(Decimal(found.numerator), Decimal(found.denominator)))


def _general(digits: int | None, value: Number) -> str:
    found = (shortest(value) if digits is None else _places(value, max(digits, 1))).normalize(Context(prec=_WIDE))
    count = len(found.as_tuple().digits)
    most = 6 if digits is None else max(digits, 1)
    if digits is not None and most > count >= found.adjusted() + 1:
        most = count
    if found and not -4 <= found.adjusted() < most:
        return _scientific(found, count - 1)
    return format(found, "f")


def _scientific(value: Decimal, places: int) -> str:
    sign, digits, _ = value.as_tuple()
    text = "".join(map(str, digits)).ljust(places + 1, "0")
    power = value.adjusted() if value else 0
    fraction = f".{text[1 : places + 1]}" if places else ""
    return f"{'-' if sign else ''}{text[0]}{fraction}e{'-' if power < 0 else '+'}{abs(power):02d}"
