"""Numbers as Terraform has them: exact, wide, and written without an exponent."""

import re
from decimal import Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow

from leitplanke.core.value import CauseKind
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, limit

Number = int | Decimal

_BITS = 512
"""What Terraform computes with."""
_DIGITS = 154
"""As many decimal digits as 512 bits always hold."""
_GUARD = 16
"""More digits that are kept, so that a third three times is one again."""
_EXPONENT_AT_MOST = 9_999
CONTEXT = Context(
    prec=_DIGITS + _GUARD,
    Emax=_EXPONENT_AT_MOST,
    Emin=-_EXPONENT_AT_MOST,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
_SHORT = Context(prec=_DIGITS, Emax=_EXPONENT_AT_MOST, Emin=-_EXPONENT_AT_MOST)
_WIDEST = 10**_DIGITS
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")


def number(value: Number) -> Number:
    """Return the number in its one form: whole numbers as `int`, and no more digits than Terraform keeps."""
    if type(value) is int:
        if -_WIDEST < value < _WIDEST:
            return value
        value = Decimal(value)
    try:
        rounded = CONTEXT.plus(Decimal(value))
    except DecimalException:
        raise limit("digits", _EXPONENT_AT_MOST) from None
    if len(rounded.as_tuple().digits) > _DIGITS:
        short = _SHORT.plus(rounded).normalize(_SHORT)
        if len(short.as_tuple().digits) <= _DIGITS - _GUARD:
            rounded = short
    if rounded.adjusted() < _DIGITS and rounded == rounded.to_integral_value():
        return int(rounded)
    return rounded


def parse_number(text: str) -> Number | None:
    """Return the number that a text spells in decimal; None if it spells none."""
    if not _NUMBER.fullmatch(text):
        return None
    if len(text) <= _DIGITS and text.isdecimal():
        return int(text)
    return number(Decimal(text))


def number_text(value: Number) -> str:
    """Return a number's text: no exponent, no zeros at the end of a fraction."""
    if isinstance(value, int):
        return str(value)
    text = format(value if len(value.as_tuple().digits) < _DIGITS else _shortest(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shortest(value: Decimal) -> Decimal:
    """Return the shortest decimal that is the same 512-bit float, which is how Terraform writes numbers."""
    from fractions import Fraction  # a number of so many digits is rare

    exact = abs(Fraction(value))
    exponent = exact.numerator.bit_length() - exact.denominator.bit_length()
    unit = Fraction(2) ** (exponent - _BITS + (1 if exact >= Fraction(2) ** exponent else 0))
    nearest = round(exact / unit) * unit
    for digits in range(_DIGITS - 1, _DIGITS + _GUARD):
        context = Context(prec=digits, Emax=_EXPONENT_AT_MOST, Emin=-_EXPONENT_AT_MOST)
        found = context.divide(Decimal(nearest.numerator), Decimal(nearest.denominator))
        if abs(Fraction(found) - nearest) <= unit / 2:
            return found.copy_sign(value)
    return value


def add(left: Number, right: Number) -> Number:
    """Return the sum."""
    if type(left) is int and type(right) is int:
        return number(left + right)
    return number(CONTEXT.add(left, right))


def subtract(left: Number, right: Number) -> Number:
    """Return the difference."""
    if type(left) is int and type(right) is int:
        return number(left - right)
    return number(CONTEXT.subtract(left, right))


def multiply(left: Number, right: Number) -> Number:
    """Return the product."""
    if type(left) is int and type(right) is int:
        return number(left * right)
    return _guarded(CONTEXT.multiply, left, right)


def divide(left: Number, right: Number) -> Number:
    """Return the quotient: ``10 / 4`` is 2.5. Raise for a division by zero, which is infinite in Terraform."""
    if right == 0:
        raise EvaluationError("division-by-zero", kind=CauseKind.ERROR if left == 0 else CauseKind.LIMIT)
    return _guarded(CONTEXT.divide, left, right)


def remainder(left: Number, right: Number) -> Number:
    """Return the remainder, which has the sign of the dividend; by zero it is the dividend."""
    if right == 0:
        return left
    return _guarded(CONTEXT.remainder, left, right)


def power(base: Number, exponent: Number) -> Number:
    """Return the base raised to the exponent."""
    return _guarded(CONTEXT.power, base, exponent)


def _guarded(operation: "object", left: Number, right: Number) -> Number:
    try:
        return number(operation(left, right))  # type: ignore[operator]
    except DecimalException:
        raise limit("digits", _EXPONENT_AT_MOST) from None


def floor(value: Number) -> int:
    """Return the largest whole number that is not above the number."""
    return value if isinstance(value, int) else int(value.to_integral_value("ROUND_FLOOR"))


def ceiling(value: Number) -> int:
    """Return the smallest whole number that is not below the number."""
    return value if isinstance(value, int) else int(value.to_integral_value("ROUND_CEILING"))
