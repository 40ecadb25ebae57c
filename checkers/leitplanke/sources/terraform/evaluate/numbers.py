"""Numbers as Terraform has them: binary floats of 512 bits, written as the shortest decimal that means the same.

A whole number is an `int`, any other a `Decimal` that spells the shortest of the decimals next to its binary float.
To compute, both are taken to binary, where every operation is exact and rounded once, to the nearest, ties to even.
"""

import re
from decimal import Context, Decimal
from fractions import Fraction

from leitplanke.core.value import CauseKind
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, limit

Number = int | Decimal

_BITS = 512
"""What Terraform computes with."""
_DIGITS = 153
"""A decimal of no more digits is the shortest of its 512-bit float."""
_EXPONENT_AT_MOST = 9_999
_ALL = Context(prec=100_000, Emax=_EXPONENT_AT_MOST * 9, Emin=-_EXPONENT_AT_MOST * 9)
_WIDEST = 1 << _BITS
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")
_MINUS_ZERO = Decimal("-0")


class Narrow(Decimal):
    """The exact value of a float of fewer bits, such as powers and logarithms are: it is written with fewer digits."""

    __slots__ = ("bits",)
    bits: int


def _narrow(value: Decimal, bits: int) -> Number:
    if value == value.to_integral_value(context=_ALL) and abs(value) < 1 << 53:
        return int(value)
    found = Narrow(value)
    found.bits = bits
    return found


def number(value: Number) -> Number:
    """Return the number in its one form: whole numbers as `int`, and no more digits than Terraform keeps."""
    if type(value) is int:
        return value if -_WIDEST < value < _WIDEST else _rounded(Fraction(value), _BITS)
    if type(value) is Narrow:
        return value
    decimal = Decimal(value)
    if decimal and abs(decimal.adjusted()) > _EXPONENT_AT_MOST:
        raise limit("digits", _EXPONENT_AT_MOST)
    if len(decimal.as_tuple().digits) > _DIGITS:
        return _rounded(Fraction(decimal), _BITS)
    if decimal != decimal.to_integral_value(context=_ALL):
        return decimal
    whole = int(decimal)
    if not whole and decimal.is_signed():
        return _MINUS_ZERO
    return whole if -_WIDEST < whole < _WIDEST else _rounded(Fraction(whole), _BITS)


def from_float(value: float) -> Number:
    """Return a 64-bit float, which must be finite."""
    return _narrow(Decimal(value), 53)


def parse_number(text: str) -> Number | None:
    """Return the number that a text spells in decimal; None if it spells none."""
    if not _NUMBER.fullmatch(text):
        return None
    if len(text) <= _DIGITS and text.isdecimal():
        return int(text)
    return number(Decimal(text))


def number_text(value: Number) -> str:
    """Return a number's text: no exponent, no zeros at the end of a fraction."""
    if isinstance(value, int) and -_WIDEST < value < _WIDEST:
        return str(value)
    text = format(shortest(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_whole(value: Number) -> bool:
    """Tell whether the number has no fraction."""
    return isinstance(value, int) or value == value.to_integral_value(context=_ALL)


def exact(value: Number) -> Fraction:
    """Return what the number's binary float is exactly."""
    if isinstance(value, int) or type(value) is Narrow:
        return Fraction(value)
    mantissa, exponent = _binary(Fraction(value), _BITS)
    return _fraction(mantissa, exponent)


def shortest(value: Number) -> Decimal:
    """Return the shortest decimal that is rounded to the number's binary float, as Go's `big.Float` chooses it."""
    if type(value) is Decimal and len(value.as_tuple().digits) <= _DIGITS:
        return value
    bits = value.bits if isinstance(value, Narrow) else _BITS
    mantissa, exponent = _binary(abs(Fraction(value)), bits)
    # The last bit of the doubled mantissa is half a unit in the last place: the halves between which all decimals
    # are rounded to this float are one below and one above.
    doubled, below = mantissa << 1, exponent - 1
    middle, lower, upper = (_decimal(doubled + one, below) for one in (0, -1, 1))
    return _between(middle, lower, upper, inclusive=not doubled & 2).copy_sign(Decimal(value))


def _between(middle: Decimal, lower: Decimal, upper: Decimal, *, inclusive: bool) -> Decimal:
    digits, below, above = (one.as_tuple().digits for one in (middle, lower, upper))
    for at, digit in enumerate(digits):
        under = below[at] if at < len(below) else 0
        over = above[at] if at < len(above) else 0
        down = under != digit or (inclusive and at + 1 == len(below))
        up = digit != over and (inclusive or digit + 1 < over or at + 1 < len(above))
        if down or up:
            rounding = "ROUND_HALF_EVEN" if down and up else "ROUND_DOWN" if down else "ROUND_UP"
            return Context(prec=at + 1, rounding=rounding, Emax=_ALL.Emax, Emin=_ALL.Emin).plus(middle)
    return middle


def _decimal(mantissa: int, exponent: int) -> Decimal:
    """Return ``mantissa * 2 ** exponent`` with all its digits, without zeros at the end."""
    if exponent >= 0:
        return Decimal(mantissa << exponent).normalize(_ALL)
    return Decimal(mantissa * 5**-exponent).scaleb(exponent, _ALL).normalize(_ALL)


def _fraction(mantissa: int, exponent: int) -> Fraction:
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def _binary(value: Fraction, bits: int) -> tuple[int, int]:
    """Return mantissa and exponent of the nearest float whose mantissa has so many bits."""
    top, bottom = value.numerator, value.denominator
    if not top:
        return 0, 0
    exponent = top.bit_length() - bottom.bit_length() - bits
    if abs(top) << max(-exponent, 0) >= bottom << (max(exponent, 0) + bits):
        exponent += 1
    scaled = Fraction(top << -exponent, bottom) if exponent < 0 else Fraction(top, bottom << exponent)
    mantissa = round(scaled)
    return (mantissa >> 1, exponent + 1) if abs(mantissa) >> bits else (mantissa, exponent)


def _rounded(value: Fraction, bits: int) -> Number:
    """Return the float of so many bits that is nearest to the exact result of an operation."""
    mantissa, exponent = _binary(value, bits)
    if abs(exponent) > _EXPONENT_AT_MOST * 3:
        raise limit("digits", _EXPONENT_AT_MOST)
    if bits < _BITS:
        return _narrow(_decimal(mantissa, exponent), bits)
    nearest = _fraction(mantissa, exponent)
    if nearest.denominator == 1:
        return nearest.numerator
    found = _decimal(mantissa, exponent)
    if len(found.as_tuple().digits) <= _DIGITS:
        return found
    doubled, below = abs(mantissa) << 1, exponent - 1
    middle, lower, upper = (_decimal(doubled + one, below) for one in (0, -1, 1))
    return _between(middle, lower, upper, inclusive=not doubled & 2).copy_sign(found)


def _bits(left: Number, right: Number) -> int:
    both = isinstance(left, Narrow) and isinstance(right, Narrow)
    return max(left.bits, right.bits) if both else _BITS  # type: ignore[union-attr]


def add(left: Number, right: Number) -> Number:
    """Return the sum."""
    if type(left) is int and type(right) is int:
        return number(left + right)
    return _rounded(exact(left) + exact(right), _bits(left, right))


def subtract(left: Number, right: Number) -> Number:
    """Return the difference."""
    if type(left) is int and type(right) is int:
        return number(left - right)
    return _rounded(exact(left) - exact(right), _bits(left, right))


def negative(value: Number) -> Number:
    """Return the number with the other sign; zero has one too."""
    if isinstance(value, int):
        return -value if value else _MINUS_ZERO
    if isinstance(value, Narrow):
        return _narrow(value.copy_negate(), value.bits)
    return number(value.copy_negate())


def magnitude(value: Number) -> Number:
    """Return the number without its sign."""
    return negative(value) if value < 0 else value


def multiply(left: Number, right: Number) -> Number:
    """Return the product."""
    if not left or not right:
        return _MINUS_ZERO if _is_signed(left) != _is_signed(right) else 0
    if type(left) is int and type(right) is int:
        return number(left * right)
    return _rounded(exact(left) * exact(right), _bits(left, right))


def divide(left: Number, right: Number) -> Number:
    """Return the quotient: ``10 / 4`` is 2.5. Raise for a division by zero, which is infinite in Terraform."""
    if right == 0:
        raise EvaluationError("division-by-zero", kind=CauseKind.ERROR if left == 0 else CauseKind.LIMIT)
    if not left:
        return _MINUS_ZERO if _is_signed(left) != _is_signed(right) else 0
    return _rounded(exact(left) / exact(right), _bits(left, right))


def _is_signed(value: Number) -> bool:
    return value < 0 if isinstance(value, int) else value.is_signed()


def remainder(left: Number, right: Number) -> Number:
    """Return the remainder, which has the sign of the dividend; by zero it is the dividend.

    Terraform rounds the quotient before it takes its whole part, and then what that part makes of the divisor.
    """
    if right == 0:
        return left
    quotient = exact(divide(left, right))
    whole = abs(quotient.numerator) // quotient.denominator
    return subtract(left, multiply(whole if quotient >= 0 else -whole, right))


def floor(value: Number) -> int:
    """Return the largest whole number that is not above the number."""
    return value if isinstance(value, int) else int(value.to_integral_value("ROUND_FLOOR", _ALL))


def ceiling(value: Number) -> int:
    """Return the smallest whole number that is not below the number."""
    return value if isinstance(value, int) else int(value.to_integral_value("ROUND_CEILING", _ALL))
