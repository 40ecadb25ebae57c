"""Looking into values as a whole: are they known throughout, in which order, equal to which."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from leitplanke.core.logic import join, lift
from leitplanke.core.value import (
    Absent,
    AnyValue,
    Cause,
    CauseKind,
    Fields,
    FieldsKind,
    Items,
    ItemsKind,
    Known,
    Unknown,
    mark_sensitive,
)
from leitplanke.sources.terraform.evaluate.errors import limit
from leitplanke.sources.terraform.evaluate.numbers import number_text

ELEMENTS_AT_MOST = 100_000
"""A collection that would have more elements is not computed."""
NODES_AT_MOST = 500_000
"""A value that has more parts, at all depths, is not computed: shared parts count each time, as they do in a plan."""
_SPREAD_AT_MOST = 6
"""A collection with more undecided elements than this is not taken apart into worlds."""


def children(value: AnyValue) -> Iterable[AnyValue]:
    """Return the elements of a collection; nothing for anything else."""
    if not isinstance(value, Known):
        return ()
    if isinstance(value.data, Items):
        return value.data.items
    return value.data.entries.values() if isinstance(value.data, Fields) else ()


def sized(value: AnyValue) -> AnyValue:
    """Return the value; raise if it has too many parts. What is computed only when it is asked for does not count."""
    waiting = [value]
    count = 0
    while waiting:
        one = waiting.pop()
        if not isinstance(one, Known) or not isinstance(one.data, (Items, Fields)):
            continue
        if isinstance(one.data, Fields) and type(one.data.entries) is not dict:
            continue
        waiting.extend(children(one))
        count += len(one.data.items if isinstance(one.data, Items) else one.data.entries)
        if count > NODES_AT_MOST:
            raise limit("elements", NODES_AT_MOST)
    return value


def is_open(value: AnyValue) -> bool:
    """Tell whether a collection may have elements that are not listed; attributes of a resource are such."""
    if not isinstance(value, Known) or not isinstance(value.data, (Items, Fields)):
        return False
    return value.data.open is not None or (isinstance(value.data, Fields) and value.data.reference is not None)


def wholly_known(value: AnyValue) -> bool:
    """Tell whether nothing in the value is unknown."""
    if isinstance(value, Known):
        if not isinstance(value.data, (Items, Fields)):
            return True
        return not is_open(value) and all(wholly_known(child) for child in children(value))
    return isinstance(value, Absent)


def unknowns_in(value: AnyValue) -> Iterator[Unknown]:
    """Yield every unknown in the value, at any depth."""
    if isinstance(value, Unknown):
        yield value
        return
    for child in children(value):
        yield from unknowns_in(child)
    if isinstance(value, Known) and isinstance(value.data, (Items, Fields)) and value.data.open is not None:
        yield value.data.open


def any_sensitive(value: AnyValue) -> bool:
    """Tell whether the value or anything in it is sensitive."""
    return value.sensitive or any(any_sensitive(child) for child in children(value))


def spread(value: AnyValue) -> AnyValue:
    """Return a collection of values with worlds as a value whose worlds are collections."""
    if not isinstance(value, Known) or not isinstance(value.data, (Items, Fields)):
        return value
    below = [spread(child) for child in children(value)]
    branching = [child for child in below if isinstance(child, Unknown) and child.worlds]
    if not branching or len(branching) > _SPREAD_AT_MOST:
        return value

    def build(*chosen: AnyValue) -> AnyValue:
        data = value.data
        if isinstance(data, Items):
            changed: Items | Fields = msgspec.structs.replace(data, items=chosen)
        else:
            changed = msgspec.structs.replace(data, entries=dict(zip(data.entries, chosen, strict=True)))
        return Known(changed, value.origin, value.sensitive, value.ref)

    return lift(build, *below)


Key = tuple[object, ...]


def data_key(value: AnyValue) -> Key:
    """Return a key that is equal for equal values only; the value must be wholly known."""
    if isinstance(value, Unknown):
        raise TypeError("an unknown value equals nothing for certain")
    if isinstance(value, Absent):
        return ("null",)
    data = value.data
    if isinstance(data, Items):
        return (data.kind.value, *(data_key(item) for item in data.items))
    if isinstance(data, Fields):
        return ("map", *sorted((name, data_key(entry)) for name, entry in data.entries.items()))
    return (scalar_kind(data), data)


def scalar_kind(data: object) -> str:
    """Return Terraform's name for the type of a piece of data."""
    if isinstance(data, str):
        return "string"
    if isinstance(data, bool):
        return "bool"
    if isinstance(data, (int, Decimal)):
        return "number"
    if isinstance(data, Items):
        return data.kind.value
    return "object"


def type_name(value: AnyValue) -> str:
    """Return what to call a value in a message: ``string``, ``null``, ..."""
    return scalar_kind(value.data) if isinstance(value, Known) else "null" if isinstance(value, Absent) else "unknown"


def order_key(value: AnyValue) -> tuple[int, object]:
    """Return what a set is sorted by: Terraform orders text, numbers and truth values, the rest by its hash text."""
    if isinstance(value, Known) and isinstance(value.data, (str, bool, int, Decimal)):
        return (0, value.data)
    return (1, _hash_text(value)) if isinstance(value, Known) else (2, "")


def _hash_text(value: AnyValue) -> str:
    if not isinstance(value, Known):
        return "~" if isinstance(value, Absent) else "?"
    data = value.data
    if isinstance(data, str):
        return msgspec.json.encode(data).decode()
    if isinstance(data, bool):
        return "T" if data else "F"
    if isinstance(data, (int, Decimal)):
        return number_text(data)
    if isinstance(data, Items):
        inner = "".join(f"{_hash_text(item)};" for item in data.items)
        return f"<{inner}>" if data.kind is ItemsKind.TUPLE else f"[{inner}]"
    if data.kind is FieldsKind.MAP:
        names = sorted(data.entries)
        return "{" + "".join(f"{_hash_text(Known(name))}:{_hash_text(data.entries[name])};" for name in names) + "}"
    return "<" + "".join(f"{_hash_text(data.entries[name])};" for name in sorted(data.entries)) + ">"


def make_set(values: Iterable[AnyValue], open: Unknown | None = None) -> Items:
    """Return a set: sorted, equal elements once. Unknown elements stay, and may be equal to others."""
    found: dict[Key, AnyValue] = {}
    rest: list[AnyValue] = []
    for value in values:
        if wholly_known(value):
            found.setdefault(data_key(value), value)
        else:
            rest.append(value)
    ordered = sorted(found.values(), key=order_key)
    return Items((*ordered, *rest), ItemsKind.SET, open)


def certain_size(items: Items) -> bool:
    """Tell whether a sequence has as many elements as are listed: a set with unknown ones may have fewer."""
    if items.open is not None:
        return False
    return items.kind is not ItemsKind.SET or len(items.items) < 2 or all(wholly_known(item) for item in items.items)


def known_items(values: Iterable[AnyValue], kind: ItemsKind = ItemsKind.LIST) -> Known[Items]:
    """Return a closed sequence, or raise where it is too large."""
    items = tuple(values)
    if len(items) > ELEMENTS_AT_MOST:
        raise limit("elements", ELEMENTS_AT_MOST)
    return Known(Items(items, kind))


def inherit(value: AnyValue, *containers: AnyValue) -> AnyValue:
    """Return the value, sensitive if it was taken out of something sensitive."""
    return mark_sensitive(value) if any(container.sensitive for container in containers) else value


def pairs(value: Known[Items] | Known[Fields]) -> Iterator[tuple[AnyValue, AnyValue]]:
    """Yield key and element as a ``for`` does: index for lists, the element itself for sets, sorted keys for maps."""
    data = value.data
    if isinstance(data, Fields):
        for name in sorted(data.entries):
            yield Known(name), data.entries[name]
        return
    for at, item in enumerate(data.items):
        if data.kind is ItemsKind.SET:
            yield item, item
        else:
            yield Known(at) if data.open is None or at < data.prefix else join(data.open), item


def openness(value: Known[Items] | Known[Fields]) -> Unknown | None:
    """Return why a collection may have other elements, or in another order, than those that are listed."""
    data = value.data
    if data.open is not None:
        return data.open
    if isinstance(data, Fields):
        if data.reference is None:
            return None
        return Unknown((Cause(CauseKind.COMPUTED, data.reference.address),), value.origin)
    return None if certain_size(data) else join(*unknowns_in(value))
