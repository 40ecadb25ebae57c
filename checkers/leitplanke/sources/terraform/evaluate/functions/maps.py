"""Functions of maps that keep what is known of open ones."""

from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, Fields, FieldsKind, ItemsKind, Known, Unknown
from leitplanke.sources.terraform.evaluate.conversion import SCALARS, needed, text_of, to_scalar
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, mapping, sequence, unsure
from leitplanke.sources.terraform.evaluate.functions.lists import opened
from leitplanke.sources.terraform.evaluate.structure import inherit, known_items, openness, scalar_kind, wholly_known
from leitplanke.sources.terraform.evaluate.traversal import index


def _merge(*values: AnyValue) -> AnyValue:
    """Return the entries of all maps, later ones first; what is not known may replace any entry before it."""
    entries: dict[str, AnyValue] = {}
    unknown: list[Unknown] = []
    kinds: set[FieldsKind | None] = set()
    for value in values:
        if isinstance(value, Absent):
            continue
        found = mapping(value)
        because = found if isinstance(found, Unknown) else openness(found)
        if because is not None:
            entries.clear()
            unknown.append(because)
        if isinstance(found, Known):
            entries.update((name, found.data.entries[name]) for name in found.data.entries)
        kinds.add(found.data.kind if isinstance(found, Known) else None)
    kind = None if None in kinds else FieldsKind.OBJECT
    if kinds == {FieldsKind.MAP}:
        kind = _kind_of_maps(values)
    return Known(Fields(entries, join(*unknown) if unknown else None, kind=kind))


def _kind_of_maps(values: tuple[AnyValue, ...]) -> FieldsKind | None:
    """Return the kind of several maps merged: they make a map only if their elements are of the same type."""
    known = [value.data.entries for value in values if isinstance(value, Known)]
    groups = [{scalar_kind(one.data) for one in entries.values() if isinstance(one, Known)} for entries in known]
    types = groups[0].union(*groups)
    return FieldsKind.MAP if all(groups) and len(types) == 1 and types <= SCALARS.keys() else None


def _keys(value: AnyValue) -> AnyValue:
    found = mapping(value)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    names = tuple(Known(name) for name in sorted(found.data.entries))
    return opened(names, openness(found), 0, ItemsKind.LIST)


def _values(value: AnyValue) -> AnyValue:
    found = mapping(value)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    entries = tuple(found.data.entries[name] for name in sorted(found.data.entries))
    return opened(entries, openness(found), 0, ItemsKind.TUPLE)


def _lookup(value: AnyValue, key: AnyValue, default: AnyValue | None = None) -> AnyValue:
    found, name = mapping(value), needed(key)
    if isinstance(found, Unknown) or isinstance(name, Unknown):
        return join(found, name, *((default,) if default is not None else ()))
    wanted = text_of(name.data)
    if wanted in found.data.entries:
        return inherit(found.data.entries[wanted], found, name)
    because = openness(found)
    if because is not None:
        return index(found, Known(wanted)) if default is None else join(because, default)
    if default is None:
        raise EvaluationError("invalid-index", key=wanted)
    return _like_elements(found.data, default)


def _like_elements(data: Fields, default: AnyValue) -> AnyValue:
    """Return a default as the type of a map's elements has it; that of an object's attribute stays what it is."""
    if data.kind is not FieldsKind.MAP or not isinstance(default, Known):
        return default
    kinds = {scalar_kind(entry.data) for entry in data.entries.values() if isinstance(entry, Known)}
    return to_scalar(default, kinds.pop()) if len(kinds) == 1 and kinds <= SCALARS.keys() else default


def _zipmap(keys: AnyValue, values: AnyValue) -> AnyValue:
    names, entries = sequence(keys), sequence(values)
    if isinstance(names, Unknown) or isinstance(entries, Unknown):
        return unsure((names, entries))
    if not wholly_known(names) or openness(entries) is not None:
        return unsure((names, entries))
    if len(names.data.items) != len(entries.data.items):
        raise EvaluationError("invalid-argument", reason="lists of different length")
    pairs = zip(map(needed, names.data.items), entries.data.items, strict=True)
    kind = FieldsKind.OBJECT if entries.data.kind is ItemsKind.TUPLE else FieldsKind.MAP
    return Known(Fields({text_of(name.data): entry for name, entry in pairs if isinstance(name, Known)}, kind=kind))


def _transpose(value: AnyValue) -> AnyValue:
    found = mapping(value)
    if isinstance(found, Unknown) or not wholly_known(found):
        return unsure((found,))
    turned: dict[str, list[str]] = {}
    for name in sorted(found.data.entries):
        members = sequence(found.data.entries[name])
        for member in members.data.items if isinstance(members, Known) else ():
            text = needed(member)
            if isinstance(text, Known):
                turned.setdefault(text_of(text.data), []).append(name)
    entries = {name: known_items(map(Known, turned[name])) for name in sorted(turned)}
    return Known(Fields(entries, kind=FieldsKind.MAP))


FUNCTIONS: dict[str, Function] = {
    "keys": Function(_keys, 1, 1),
    "lookup": Function(_lookup, 2, 3),
    "merge": Function(_merge, 0, None),
    "transpose": Function(_transpose, 1, 1),
    "values": Function(_values, 1, 1),
    "zipmap": Function(_zipmap, 2, 2),
}
