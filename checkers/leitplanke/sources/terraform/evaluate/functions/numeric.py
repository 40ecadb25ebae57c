"""Functions of numbers."""

import math
import string

from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, pure
from leitplanke.sources.terraform.evaluate.numbers import Number, ceiling, floor, from_float, magnitude
from leitplanke.sources.terraform.evaluate.structure import scalar_kind

_DIGITS = string.digits + string.ascii_lowercase + string.ascii_uppercase
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_LOG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def _finite(value: float) -> Number:
    if math.isinf(value) or math.isnan(value):
        raise EvaluationError("invalid-argument", reason="not a finite number")
    return from_float(value)


def _natural_log(value: float) -> float:
    """Return the logarithm as Go computes it, by FreeBSD's series: C's may differ in the last bit."""
    if value <= 0 or math.isinf(value):
        raise ValueError("no logarithm")
    fraction, power = math.frexp(value)
    if fraction < math.sqrt(2) / 2:
        fraction, power = fraction * 2, power - 1
    f = fraction - 1
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (_LOG[0] + s4 * (_LOG[2] + s4 * (_LOG[4] + s4 * _LOG[6])))
    even = s4 * (_LOG[1] + s4 * (_LOG[3] + s4 * _LOG[5]))
    half = 0.5 * f * f
    return power * _LN2_HIGH - ((half - (s * (half + odd + even) + power * _LN2_LOW)) - f)


def _pow(base: Number, exponent: Number) -> Number:
    # Terraform computes powers and logarithms as 64-bit floats.
    try:
        return _finite(_power(float(base), float(exponent)))
    except (OverflowError, ValueError, ZeroDivisionError):
        raise EvaluationError("invalid-argument", reason="not a finite number") from None


def _power(base: float, exponent: float) -> float:
    """Return the power as Go computes it, by squaring: C's may differ in the last bit."""
    if exponent == 0 or base in {0, 1} or abs(exponent) in {0.5, 1} or abs(exponent) > 1 << 53:
        return math.pow(base, exponent)
    rest, whole = math.modf(abs(exponent))
    if rest and base < 0:
        raise ValueError("root of a negative number")
    result, scale = 1.0, 0
    if rest:
        if rest > 0.5:
            rest, whole = rest - 1, whole + 1
        result = math.exp(rest * _natural_log(base))
    factor, power = math.frexp(base)
    count = int(whole)
    while count:
        if abs(power) > 1 << 12:
            scale += power
            break
        if count & 1:
            result *= factor
            scale += power
        factor *= factor
        power <<= 1
        if factor < 0.5:
            factor += factor
            power -= 1
        count >>= 1
    return math.ldexp(1 / result, -scale) if exponent < 0 else math.ldexp(result, scale)


def _log(value: Number, base: Number) -> Number:
    try:
        return _finite(_natural_log(float(value)) / _natural_log(float(base)))
    except (OverflowError, ValueError, ZeroDivisionError):
        raise EvaluationError("invalid-argument", reason="not a finite number") from None


def _signum(value: int) -> int:
    return (value > 0) - (value < 0)


def _parse_int(text: object, base: int) -> int:
    if not isinstance(text, str):
        raise EvaluationError("invalid-type", expected="string", given=scalar_kind(text))
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
    "abs": pure(magnitude, "number"),
    "ceil": pure(ceiling, "number"),
    "floor": pure(floor, "number"),
    "log": pure(_log, "number", "number"),
    "max": pure(_most, "number", rest="number"),
    "min": pure(_least, "number", rest="number"),
    "parseint": pure(_parse_int, "any", "whole"),
    "pow": pure(_pow, "number", "number"),
    "signum": pure(_signum, "whole"),
}
