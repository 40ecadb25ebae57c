"""Values of a document, joined with those of the configuration that they came from: places, references, known parts.

What the document knows is what counts. The configuration says where it is written and what it was read from; and
of what the document does not know, it may know parts.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from leitplanke.core.origin import Origin
from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known, Unknown, same_data

_PAIRED_AT_MOST = 200
"""Longer lists are not searched for partners: what is in them is located at the whole."""


def located(value: AnyValue, written: AnyValue | None) -> AnyValue:
    """Return the value of a document with the origin, reference and known parts that the configuration gives it."""
    if written is None:
        return value
    sensitive = value.sensitive or written.sensitive
    if isinstance(value, Unknown):
        if isinstance(written, Absent):
            return Absent(written.origin, sensitive)
        return written if written.sensitive is sensitive else msgspec.structs.replace(written, sensitive=True)
    if isinstance(value, Absent):
        return Absent(written.origin, sensitive)
    data: Any = value.data
    if isinstance(written, Known):
        if isinstance(data, Items) and isinstance(written.data, Items):
            data = _items(data, written.data, written.origin)
        elif isinstance(data, Fields) and isinstance(written.data, Fields):
            data = _fields(data, written.data)
    ref = written.ref if value.ref is None else value.ref
    return Known(data, written.origin or value.origin, sensitive, ref)


def _fields(data: Fields, written: Fields) -> Fields:
    entries = {name: located(value, written.entries.get(name)) for name, value in data.entries.items()}
    for name in written.entries:
        if name not in entries:
            entries[name] = located(Absent(), written.entries[name])
    return Fields(entries, data.open)


def _items(data: Items, written: Items, origin: Origin | None) -> Items:
    partners = paired(data.items, written.items)
    items = tuple(
        located(item, partner) if partner is not None else _at(item, origin)
        for item, partner in zip(data.items, partners, strict=True)
    )
    return Items(items, data.kind, data.open, data.prefix)


def _at(value: AnyValue, origin: Origin | None) -> AnyValue:
    return msgspec.structs.replace(value, origin=origin) if value.origin is None and origin is not None else value


def paired(items: Sequence[AnyValue], written: Sequence[AnyValue]) -> list[AnyValue | None]:
    """Return for each item the one that it was written as, each used once; sets come in another order."""
    if len(items) == len(written) and all(not contradict(a, b) for a, b in zip(items, written, strict=True)):
        return list(written)
    if len(items) > _PAIRED_AT_MOST or len(written) > _PAIRED_AT_MOST:
        return [None] * len(items)
    left = list(written)
    found: list[AnyValue | None] = []
    for item in items:
        partner = next((one for one in left if not contradict(item, one)), None)
        if partner is not None:
            left = [one for one in left if one is not partner]
        found.append(partner)
    return found


def contradict(value: AnyValue, written: AnyValue) -> bool:
    """Tell whether a value of a document cannot be what is written: both are known, and differ."""
    if isinstance(value, Absent) or isinstance(written, Absent):
        # Where nothing is written the provider may have put its default.
        return (
            isinstance(value, Absent) and isinstance(written, Known) and not isinstance(written.data, (Items, Fields))
        )
    if isinstance(value, Unknown) or isinstance(written, Unknown):
        return False
    left, right = value.data, written.data
    if isinstance(left, Fields) and isinstance(right, Fields):
        return any(contradict(left.entries.get(name, Absent()), right.entries[name]) for name in right.entries)
    if isinstance(left, Items) and isinstance(right, Items):
        if right.open is not None or left.open is not None:
            return False
        return any(one is None for one in paired(left.items, right.items))
    if isinstance(left, (Items, Fields)) or isinstance(right, (Items, Fields)):
        return False
    return not alike(left, right)


def alike(left: object, right: object) -> bool:
    """Tell whether two scalars are the same to a provider, which converts ``"7"`` to 7 and ``true`` to ``"true"``."""
    if same_data(left, right):
        return True
    return _text(left) == _text(right)


def _text(data: object) -> str:
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, Decimal) and data == data.to_integral_value() and abs(data.adjusted()) < 40:
        return str(int(data))
    return str(data)
