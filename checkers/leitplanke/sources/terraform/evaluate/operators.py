"""Terraform's operators over values without worlds: what is unknown decides only where it could."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, Encoded, Fields, FieldsKind, Items, Known, Template, Unknown
from leitplanke.sources.terraform.evaluate.conversion import needed, number_of, truth_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.numbers import add, divide, multiply, negative, remainder, subtract
from leitplanke.sources.terraform.evaluate.structure import certain_size, is_open, scalar_kind
from leitplanke.sources.terraform.evaluate.traversal import names_a_resource

Operator = Callable[[AnyValue, AnyValue], AnyValue]


def equal(left: AnyValue, right: AnyValue) -> AnyValue:
    """Return whether two values are equal: same type, same data, null only to null."""
    answer = _equal(left, right)
    return Known(answer) if answer is not None else join(left, right, nullable=False)


def different(left: AnyValue, right: AnyValue) -> AnyValue:
    """Return whether two values are not equal."""
    answer = _equal(left, right)
    return Known(not answer) if answer is not None else join(left, right, nullable=False)


def _equal(left: AnyValue, right: AnyValue) -> bool | None:
    """Return whether the values are equal; None if that depends on what is unknown."""
    if isinstance(left, Known) and isinstance(right, Known):
        return _equal_data(left.data, right.data)
    if isinstance(left, Absent) or isinstance(right, Absent):
        other = right if isinstance(left, Absent) else left
        if isinstance(other, Unknown):
            return None if other.nullable else False
        return isinstance(left, Absent) and isinstance(right, Absent)
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        # The same attribute of the same resource is the same value, whatever it is.
        return True if left.ref is not None and left.ref == right.ref else None
    known, other = (left, right) if isinstance(left, Known) else (right, left)
    if isinstance(known, Known) and isinstance(other, Unknown) and isinstance(known.data, str):
        return None if may_be(other, known.data) else False
    return None


def _equal_data(left: Any, right: Any) -> bool | None:
    kind = scalar_kind(left)
    if kind != scalar_kind(right):
        return False
    if isinstance(left, Items):
        return _equal_items(left, right)
    if isinstance(left, Fields):
        return _equal_fields(left, right)
    return bool(left == right)


def _equal_items(left: Items, right: Items) -> bool | None:
    if certain_size(left) and certain_size(right):
        if len(left.items) != len(right.items):
            return False
        if not left.items and left.kind != "tuple":
            return None  # two empty lists of different element types are not equal, and values do not say the type
        return _both([_equal(one, other) for one, other in zip(left.items, right.items, strict=True)])
    for one, other in ((left, right), (right, left)):
        if certain_size(other) and one.kind != "set" and len(one.items) > len(other.items):
            return False
    if left.kind != "set":
        ahead = min(_placed(left), _placed(right))
        if any(_equal(left.items[at], right.items[at]) is False for at in range(ahead)):
            return False
    return None


def _placed(items: Items) -> int:
    return len(items.items) if items.open is None else items.prefix


def _equal_fields(left: Fields, right: Fields) -> bool | None:
    if left.reference is not None and left.reference == right.reference:
        return True
    if left.kind is not None and right.kind is not None and left.kind is not right.kind:
        return False
    whole = not is_open(Known(left)) and not is_open(Known(right))
    if whole and left.entries.keys() != right.entries.keys():
        return False
    for one, other in ((left, right), (right, left)):
        if not is_open(Known(other)) and one.reference is None and not one.entries.keys() <= other.entries.keys():
            return False
    shared = left.entries.keys() & right.entries.keys()
    answers = [_equal(left.entries[name], right.entries[name]) for name in sorted(shared)]
    if False in answers:
        return False
    if not whole or None in answers:
        return None
    if left.kind is not None and left.kind is right.kind:
        # Two empty maps may have elements of different types, and values do not say which.
        return True if left.entries or left.kind is FieldsKind.OBJECT else None
    # A map never equals an object, even with the same content. Where its elements are of different types it is none.
    kinds = {scalar_kind(entry.data) for entry in left.entries.values() if isinstance(entry, Known)}
    return True if len(kinds) > 1 else None


def _both(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def may_be(value: Unknown, text: str) -> bool:
    """Tell whether an unknown could turn out to be this text; its known parts may say that it cannot."""
    if isinstance(value.partial, Template):
        first, last = value.partial.parts[0], value.partial.parts[-1]
        starts = text.startswith(first) if isinstance(first, str) else True
        ends = text.endswith(last) if isinstance(last, str) else True
        size = sum(len(part) for part in value.partial.parts if isinstance(part, str))
        return starts and ends and size <= len(text)
    content = value.partial.content if isinstance(value.partial, Encoded) else None
    if isinstance(content, Known) and isinstance(value.partial, Encoded) and value.partial.form == "json":
        brackets_by_type: dict[type, tuple[str, str]] = {Fields: ("{", "}"), Items: ("[", "]")}
        brackets = brackets_by_type.get(type(content.data))
        return brackets is None or (text[:1], text[-1:]) == brackets
    return bool(text) or not names_a_resource(value)


def conjunction(left: AnyValue, right: AnyValue) -> AnyValue:
    """Return whether both hold; false decides whatever the other is."""
    return _decide(left, right, decisive=False)


def disjunction(left: AnyValue, right: AnyValue) -> AnyValue:
    """Return whether one holds; true decides whatever the other is."""
    return _decide(left, right, decisive=True)


def _decide(left: AnyValue, right: AnyValue, *, decisive: bool) -> AnyValue:
    sides = [needed(left), needed(right)]
    answers = [truth_of(side.data) if isinstance(side, Known) else None for side in sides]
    if decisive in answers:
        return Known(decisive)
    return join(left, right, nullable=False) if None in answers else Known(not decisive)


def invert(operand: AnyValue) -> AnyValue:
    """Return the opposite truth value."""
    one = needed(operand)
    return Known(not truth_of(one.data)) if isinstance(one, Known) else join(one, nullable=False)


def minus(operand: AnyValue) -> AnyValue:
    """Return the number with the other sign."""
    one = needed(operand)
    return Known(negative(number_of(one.data))) if isinstance(one, Known) else join(one, nullable=False)


def _numeric(function: Callable[[Any, Any], int | Decimal | bool]) -> Operator:
    def applied(left: AnyValue, right: AnyValue) -> AnyValue:
        one, other = needed(left), needed(right)
        if isinstance(one, Known) and isinstance(other, Known):
            return Known(function(number_of(one.data), number_of(other.data)))
        for side in (one, other):
            if isinstance(side, Known):
                number_of(side.data)
        return join(one, other, nullable=False)

    return applied


BINARY: dict[str, Operator] = {
    "==": equal,
    "!=": different,
    "&&": conjunction,
    "||": disjunction,
    "+": _numeric(add),
    "-": _numeric(subtract),
    "*": _numeric(multiply),
    "/": _numeric(divide),
    "%": _numeric(remainder),
    "<": _numeric(lambda left, right: left < right),
    "<=": _numeric(lambda left, right: left <= right),
    ">": _numeric(lambda left, right: left > right),
    ">=": _numeric(lambda left, right: left >= right),
}
UNARY: dict[str, Callable[[AnyValue], AnyValue]] = {"!": invert, "-": minus}


def operator(table: dict[str, Callable[..., AnyValue]], sign: str) -> Callable[..., AnyValue]:
    """Return what an operator does; raise for a sign that is none."""
    found = table.get(sign)
    if found is None:
        raise EvaluationError("operator-unknown", operator=sign)
    return found
