"""What all worlds of a value have in common: its shape, with the worlds inside."""

from collections.abc import Sequence

from leitplanke.core.logic import gather, join
from leitplanke.core.value import AnyValue, Fields, Items, Known, Unknown, World


def agreed(value: AnyValue) -> AnyValue:
    """Return a value whose worlds are all mappings, or all lists, as one of them that has the worlds further inside.

    So a document in which one element depends on a variable is known but for this element. What does not have the
    same shape in all worlds stays as it is; of lists of mappings that differ in length, the shortest is certain.
    """
    if not isinstance(value, Unknown) or not value.worlds:
        return value
    data = [world.value.data if isinstance(world.value, Known) else None for world in value.worlds]
    mappings = [one for one in data if isinstance(one, Fields)]
    if len(mappings) == len(data):
        return _mapping(value, mappings)
    lists = [one for one in data if isinstance(one, Items)]
    return _list(value, lists) if len(lists) == len(data) else value


def _mapping(value: Unknown, mappings: Sequence[Fields]) -> AnyValue:
    first = mappings[0]
    if any(one.open is not None or one.kind != first.kind or one.reference is not None for one in mappings):
        return value
    names = list(first.entries)
    if any(one.entries.keys() != first.entries.keys() for one in mappings):
        return value
    entries = {name: _inside(value, [one.entries[name] for one in mappings]) for name in names}
    return Known(Fields(entries, kind=first.kind), value.origin, value.sensitive)


def _list(value: Unknown, lists: Sequence[Items]) -> AnyValue:
    first = lists[0]
    if any(one.open is not None or one.kind != first.kind for one in lists):
        return value
    certain = min(len(one.items) for one in lists)
    items = tuple(_inside(value, [one.items[at] for one in lists]) for at in range(certain))
    if all(len(one.items) == certain for one in lists):
        return Known(Items(items, first.kind), value.origin, value.sensitive)
    if not items or not all(isinstance(item, Known) and isinstance(item.data, Fields) for item in items):
        return value
    rest = join(value, *(item for one in lists for item in one.items[certain:]))
    return Known(Items(items, first.kind, rest, certain), value.origin, value.sensitive)


def _inside(value: Unknown, found: Sequence[AnyValue]) -> AnyValue:
    """Put together what one element is in each world."""
    return agreed(gather(World(world.guard, one) for world, one in zip(value.worlds, found, strict=True)))
