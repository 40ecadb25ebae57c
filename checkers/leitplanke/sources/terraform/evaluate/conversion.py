"""Terraform's automatic conversions between text, numbers and truth values, and what several values have in common."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any

import msgspec

from leitplanke.core.value import Absent, AnyValue, Fields, FieldsKind, Items, ItemsKind, Known, Unknown
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.numbers import Number, is_whole, number_text, parse_number
from leitplanke.sources.terraform.evaluate.structure import make_set, openness, scalar_kind, type_name

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
"""Terraform converts the text "1" too, but only "true" and "false" are ever meant; see `truth_of`."""


def text_of(data: object) -> str:
    """Return the text of a piece of data; raise for what has none."""
    if isinstance(data, str):
        return data
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, (int, Decimal)):
        return number_text(data)
    raise EvaluationError("invalid-type", expected="string", given=scalar_kind(data))


def number_of(data: object) -> Number:
    """Return the number that the data is or spells; raise for what is none."""
    if isinstance(data, bool):
        raise EvaluationError("invalid-type", expected="number", given="bool")
    if isinstance(data, (int, Decimal)):
        return data
    found = parse_number(data) if isinstance(data, str) else None
    if found is None:
        raise EvaluationError("invalid-type", expected="number", given=scalar_kind(data))
    return found


def truth_of(data: object) -> bool:
    """Return the truth value that the data is or spells; raise for what is none."""
    if isinstance(data, bool):
        return data
    found = _TRUTHS.get(data) if isinstance(data, str) else None
    if found is None:
        raise EvaluationError("invalid-type", expected="bool", given=scalar_kind(data))
    return found


def whole_of(data: object) -> int:
    """Return the whole number that the data is or spells; raise for what is none."""
    found = number_of(data)
    if not is_whole(found):
        raise EvaluationError("invalid-type", expected="whole number", given="number")
    return int(found)


SCALARS: dict[str, Callable[[object], Any]] = {"string": text_of, "number": number_of, "bool": truth_of}


def to_scalar(value: AnyValue, kind: str) -> AnyValue:
    """Return a value without worlds as text, number or truth value; null and unknown stay what they are."""
    if isinstance(value, Unknown) and value.partial is not None and kind != "string":
        return msgspec.structs.replace(value, partial=None)  # what is known of the text is not known of the number
    if not isinstance(value, Known):
        return value
    data = SCALARS[kind](value.data)
    return value if data is value.data else Known(data, value.origin, value.sensitive, value.ref)


def needed(value: AnyValue) -> Known[Any] | Unknown:
    """Return the value; raise where it is null, which most places do not take."""
    if isinstance(value, Absent):
        raise EvaluationError("null-value")
    return value


def common_scalar(values: Sequence[AnyValue]) -> str | None:
    """Return the scalar type that all known values convert to without loss; None if there is none."""
    kinds = {scalar_kind(value.data) for value in values if isinstance(value, Known)}
    if len(kinds) == 1:
        return next(iter(kinds & {"string", "number", "bool"}), None)
    return "string" if "string" in kinds and kinds <= {"string", "number", "bool"} else None


def unify(values: Sequence[AnyValue]) -> tuple[AnyValue, ...]:
    """Return the values converted to the type that they have in common; raise if they have none.

    Values of unknown type are taken to fit: a number next to one stays a number.
    """
    known = [value for value in values if isinstance(value, Known)]
    kinds = {scalar_kind(value.data) for value in known}
    if len(kinds) < 2 and not kinds & {"tuple", "list", "set", "object"}:
        return tuple(values)
    scalar = common_scalar(known)
    if scalar:
        return tuple(to_scalar(value, scalar) for value in values)
    if all(isinstance(value.data, Items) for value in known):
        return _unify_items(values, known, kinds)
    if all(isinstance(value.data, Fields) for value in known):
        return _unify_fields(values, known)
    names = tuple(sorted({type_name(value) for value in known}))
    raise EvaluationError("no-common-type", types=names)


def _unify_items(values: Sequence[AnyValue], known: list[Known[Any]], kinds: set[str]) -> tuple[AnyValue, ...]:
    sizes = {len(value.data.items) for value in known}
    same_shape = kinds == {"tuple"} and len(sizes) == 1 and all(value.data.open is None for value in known)
    if same_shape:
        columns = [unify(column) for column in zip(*(value.data.items for value in known), strict=True)]
        rows: Iterator[tuple[AnyValue, ...]]
        rows = iter(zip(*columns, strict=True)) if columns else repeat(())
        kind = ItemsKind.TUPLE
    else:
        flat = iter(unify([item for value in known for item in value.data.items]))
        rows = iter([tuple(next(flat) for _ in value.data.items) for value in known])
        # Next to a list a set becomes a list; next to tuples only, they become sets: `on ? toset(names) : []`.
        kind = ItemsKind.SET if "set" in kinds and "list" not in kinds else ItemsKind.LIST
    return tuple(
        _with_data(value, _relisted(value, next(rows), kind)) if isinstance(value, Known) else value for value in values
    )


def _relisted(value: Known[Items], items: tuple[AnyValue, ...], kind: ItemsKind) -> Items:
    if value.data.kind is ItemsKind.SET and kind is not ItemsKind.SET:
        return Items(items, kind, openness(value))
    if value.data.kind is not ItemsKind.SET and kind is ItemsKind.SET:
        return make_set(items, openness(value))
    return msgspec.structs.replace(value.data, items=items, kind=kind)


def _unify_fields(values: Sequence[AnyValue], known: list[Known[Any]]) -> tuple[AnyValue, ...]:
    if any(value.data.reference is not None or value.data.open is not None for value in known):
        return tuple(values)
    names = {tuple(sorted(value.data.entries)) for value in known}
    if len(names) > 1:
        flat = [entry for value in known for entry in value.data.entries.values()]
        try:
            converted = iter(unify(flat))
        except EvaluationError:
            # Objects of different shape are left as they are: what reads them reads attributes.
            return tuple(values)
        rows = iter([dict(zip(value.data.entries, converted, strict=False)) for value in known])
        kind: FieldsKind | None = FieldsKind.MAP
    else:
        order = next(iter(names))
        columns = {name: unify([value.data.entries[name] for value in known]) for name in order}
        rows = iter([{name: columns[name][index] for name in order} for index in range(len(known))])
        kinds = {value.data.kind for value in known}
        kind = kinds.pop() if len(kinds) == 1 else None if None in kinds else FieldsKind.MAP
    return tuple(
        _with_data(value, msgspec.structs.replace(value.data, entries=next(rows), kind=kind))
        if isinstance(value, Known)
        else value
        for value in values
    )


def _with_data(value: Known[Any], data: Items | Fields) -> AnyValue:
    return Known(data, value.origin, value.sensitive, value.ref)
