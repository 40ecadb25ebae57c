"""Whether texts of which parts are not known are the same, or begin alike: ``recordings-${var.stage}``, twice."""

from collections.abc import Sequence

from leitplanke.core.logic import join
from leitplanke.core.text import HOLE, outline
from leitplanke.core.value import Absent, AnyValue, Known, Template, Unknown, Value, same


def same_text(left: AnyValue, right: AnyValue) -> bool | None:
    """Tell whether two texts are the same; None where that depends on what is not known."""
    first, second = _parts(left), _parts(right)
    if first is None or second is None:
        return True if _are_given_alike(left, right) else None
    while first and second and _are_same(first[0], second[0]):
        first, second = first[1:], second[1:]
    while first and second and _are_same(first[-1], second[-1]):
        first, second = first[:-1], second[:-1]
    if not first and not second:
        return True
    (begin, end), (other_begin, other_end) = _edges(first), _edges(second)
    can_begin = begin.startswith(other_begin) or other_begin.startswith(begin)
    can_end = end.endswith(other_end) or other_end.endswith(end)
    if not can_begin or not can_end:
        return False
    known = all(isinstance(part, str) for part in (*first, *second))
    return False if known else None


def begins_with(value: AnyValue, beginnings: Sequence[str]) -> Value[bool]:
    """Return whether a text, not one with worlds, begins with one of these; what is absent does not."""
    if isinstance(value, Absent):
        return Known(False, value.origin)
    text = str(value.data) if isinstance(value, Known) else outline(value) or HOLE
    head, hole, _ = text.partition(HOLE)
    if head.startswith(tuple(beginnings)):
        return Known(True, value.origin)
    if hole and any(one.startswith(head) for one in beginnings):
        return join(value)
    return Known(False, value.origin)


def _parts(value: AnyValue) -> list[str | AnyValue] | None:
    """Return the parts of a text, neighbouring known ones as one; None if nothing of it is known."""
    if isinstance(value, Known):
        return [str(value.data)]
    if not isinstance(value, Unknown) or not isinstance(value.partial, Template):
        return None
    found: list[str | AnyValue] = []
    for part in value.partial.parts:
        one = str(part.data) if isinstance(part, Known) else part
        if isinstance(one, str) and found and isinstance(found[-1], str):
            found[-1] += one
        else:
            found.append(one)
    return found


def _are_same(left: str | AnyValue, right: str | AnyValue) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        return isinstance(left, str) and isinstance(right, str) and left == right
    return same(left, right) or _are_read_alike(left, right)


def _are_read_alike(left: AnyValue, right: AnyValue) -> bool:
    """Tell whether two unknowns are one and the same, as they were read in the same way: ``var.stage``, twice."""
    both = isinstance(left, Unknown) and isinstance(right, Unknown) and left.causes == right.causes
    chain = _labels(left)
    return both and bool(chain) and all(chain) and chain == _labels(right)


def _are_given_alike(left: AnyValue, right: AnyValue) -> bool:
    """Tell whether two attributes, whatever they are called, were given one and the same: ``var.name``."""
    both = isinstance(left, Unknown) and isinstance(right, Unknown) and left.causes == right.causes
    chain = _labels(left)[1:]
    return both and bool(chain) and all(chain) and chain == _labels(right)[1:]


def _labels(value: AnyValue) -> list[str]:
    """Return what a value was read as, step by step; a step that computes has an empty label."""
    found: list[str] = []
    origin = value.origin
    while origin is not None:
        found.append(origin.label)
        origin = origin.via
    return found


def _edges(parts: list[str | AnyValue]) -> tuple[str, str]:
    """Return what a text is known to begin and to end with."""
    first, last = (parts[0], parts[-1]) if parts else ("", "")
    return first if isinstance(first, str) else "", last if isinstance(last, str) else ""
