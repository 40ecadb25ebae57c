"""Types that values are converted to."""

from collections.abc import Mapping

import msgspec

from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, Fields, FieldsKind, Items, ItemsKind, Known
from leitplanke.sources.terraform.evaluate.conversion import SCALARS, to_scalar, unify
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.structure import make_set, openness, type_name
from leitplanke.sources.terraform.evaluate.traversal import attribute
from leitplanke.sources.terraform.evaluate.worlds import apply


class Member(msgspec.Struct, frozen=True, eq=False):
    """An attribute of an object type. ``default`` is what an optional one is where it is not given or null."""

    type: "Type"
    optional: bool = False
    default: AnyValue | None = None


class Type(msgspec.Struct, frozen=True, eq=False):
    """A type constraint: ``any``, a scalar, a collection of ``element``, an object or a tuple."""

    kind: str
    element: "Type | None" = None
    members: Mapping[str, Member] = {}
    elements: "tuple[Type, ...]" = ()


ANY = Type("any")
LIST = Type("list", ANY)
SET = Type("set", ANY)
MAP = Type("map", ANY)


def convert(value: AnyValue, kind: Type) -> AnyValue:
    """Return the value as the type wants it, in every world; raise `EvaluationError` where it cannot be.

    Null stays null and unknown stays unknown. Attributes that an object type does not have are dropped, optional
    ones that are not given or null get their default.
    """
    if kind.kind == "any" or (isinstance(value, Known) and _fits(value.data, kind.kind)):
        return value
    return apply(lambda one: _convert(one, kind), (value,))


def _fits(data: object, kind: str) -> bool:
    return (kind == "string" and isinstance(data, str)) or (kind == "bool" and isinstance(data, bool))


def _convert(value: AnyValue, kind: Type) -> AnyValue:
    if kind.kind in SCALARS:
        return to_scalar(value, kind.kind)
    if not isinstance(value, Known) or kind.kind == "any":
        return value
    data = value.data
    if isinstance(data, Items):
        changed: Items | Fields | None = _items(data, kind)
    elif isinstance(data, Fields):
        changed = _fields(value, data, kind)
    else:
        changed = None
    if changed is None:
        raise EvaluationError("invalid-type", expected=kind.kind, given=type_name(value))
    return Known(changed, value.origin, value.sensitive, value.ref)


def _items(data: Items, kind: Type) -> Items | None:
    if kind.kind == "tuple":
        if data.open is not None or len(data.items) != len(kind.elements):
            return None
        pairs = zip(data.items, kind.elements, strict=True)
        return Items(tuple(convert(item, element) for item, element in pairs))
    if kind.kind not in {"list", "set"}:
        return None
    element = kind.element or ANY
    items = tuple(convert(item, element) for item in data.items)
    if element.kind == "any":
        items = unify(items)
    if kind.kind == "set":
        return make_set(items, data.open)
    because = openness(Known(data))
    if data.kind is ItemsKind.SET:
        # Where the elements of a set stand in the list is known only if all of them are.
        return Items(items, ItemsKind.LIST, because)
    return Items(items, ItemsKind.LIST, data.open, data.prefix)


def _fields(value: Known[Fields], data: Fields, kind: Type) -> Fields | None:
    if kind.kind == "object":
        found = {name: _attribute(value, data, name, member) for name, member in kind.members.items()}
        return Fields(found, kind=FieldsKind.OBJECT)
    if kind.kind != "map":
        return None
    element = kind.element or ANY
    entries = {name: convert(data.entries[name], element) for name in data.entries}
    if element.kind == "any" and data.reference is None:
        entries = dict(zip(entries, unify(tuple(entries.values())), strict=True))
    return Fields(entries, data.open, data.reference, FieldsKind.MAP)


def _attribute(value: Known[Fields], data: Fields, name: str, member: Member) -> AnyValue:
    # Mappings may compute their entries when they are read, so membership is asked first.
    found = data.entries[name] if name in data.entries else None  # noqa: SIM401 - `Mapping` has no cheap `get`
    if found is not None and not (isinstance(found, Absent) and member.default is not None):
        return convert(found, member.type)
    if found is None and data.reference is not None:
        return attribute(value, name)
    if found is None and data.open is not None:
        return join(data.open)
    if not member.optional and found is None:
        raise EvaluationError("missing-attribute", name=name)
    return member.default if member.default is not None else Absent(value.origin)
