"""Functions of numbers."""

import math
import string
from decimal import Decimal

from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, pure
from leitplanke.sources.terraform.evaluate.numbers import Number, ceiling, floor

_DIGITS = string.digits + string.ascii_lowercase + string.ascii_uppercase


def _from_float(value: float) -> Number:
    if math.isinf(value) or math.isnan(value):
        raise EvaluationError("invalid-argument", reason="not a finite number")
    return Decimal(repr(value))


def _pow(base: Number, exponent: Number) -> Number:
    # Terraform computes powers and logarithms as 64-bit floats.
    try:
        return _from_float(math.pow(base, exponent))
    except (OverflowError, ValueError):
        raise EvaluationError("invalid-argument", reason="not a finite number") from None


def _log(value: Number, base: Number) -> Number:
    try:
        return _from_float(math.log(value) / math.log(base))
    except (OverflowError, ValueError, ZeroDivisionError):
        raise EvaluationError("invalid-argument", reason="not a finite number") from None


def _signum(value: Number) -> int:
    return (value > 0) - (value < 0)


def _parse_int(text: str, base: int) -> int:
    if not 2 <= base <= 62:
        raise EvaluationError("invalid-argument", reason="base must be 2 to 62")
    digits = text[1:] if text[:1] in {"-", "+"} else text
    if base <= 36:
        digits = digits.lower()
    value = 0
    for digit in digits:
        place = _DIGITS.find(digit)
        if not 0 <= place < base:
            raise EvaluationError("invalid-argument", reason="not a number in this base")
        value = value * base + place
    if not digits or len(digits) > 600:
        raise EvaluationError("invalid-argument", reason="not a number in this base")
    return -value if text[0] == "-" else value


def _most(first: Number, *others: Number) -> Number:
    return max((first, *others))


def _least(first: Number, *others: Number) -> Number:
    return min((first, *others))


FUNCTIONS: dict[str, Function] = {
    "abs": pure(abs, "number"),
    "ceil": pure(ceiling, "number"),
    "floor": pure(floor, "number"),
    "log": pure(_log, "number", "number"),
    "max": pure(_most, "number", rest="number"),
    "min": pure(_least, "number", rest="number"),
    "parseint": pure(_parse_int, "string", "whole"),
    "pow": pure(_pow, "number", "number"),
    "signum": pure(_signum, "number"),
}
