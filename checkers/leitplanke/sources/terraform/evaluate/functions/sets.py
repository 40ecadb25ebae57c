"""Functions of sets."""

from itertools import product
from math import prod

from leitplanke.core.logic import join
from leitplanke.core.value import AnyValue, Items, ItemsKind, Known, Unknown
from leitplanke.sources.terraform.evaluate.conversion import unify
from leitplanke.sources.terraform.evaluate.errors import limit
from leitplanke.sources.terraform.evaluate.functions.function import Function, sequence, unsure
from leitplanke.sources.terraform.evaluate.functions.lists import ordered
from leitplanke.sources.terraform.evaluate.structure import (
    ELEMENTS_AT_MOST,
    data_key,
    known_items,
    make_set,
    openness,
    wholly_known,
)


def _members(values: tuple[AnyValue, ...]) -> tuple[list[list[AnyValue]], list[Unknown]]:
    """Return the certain members of each set, converted to a common type, and why there may be others."""
    groups: list[tuple[AnyValue, ...]] = []
    unknown: list[Unknown] = []
    for value in values:
        found = sequence(value)
        if isinstance(found, Unknown):
            groups.append(())
            unknown.append(found)
            continue
        groups.append(found.data.items)
        if found.data.open is not None:
            unknown.append(found.data.open)
        unknown.extend(unsure((item,)) for item in found.data.items if not wholly_known(item))
    flat = iter(unify([item for group in groups for item in group]))
    return [[next(flat) for _ in group] for group in groups], unknown


def union(*values: AnyValue) -> AnyValue:
    """Return what is in any of the sets."""
    groups, _ = _members(values)
    unknown: list[Unknown] = []
    for found in map(sequence, values):
        because = found if isinstance(found, Unknown) else found.data.open
        if because is not None:
            unknown.append(because)
    return Known(make_set([item for group in groups for item in group], join(*unknown) if unknown else None))


def _intersection(*values: AnyValue) -> AnyValue:
    groups, unknown = _members(values)
    known = [{data_key(item): item for item in group if wholly_known(item)} for group in groups]
    shared = [item for key, item in known[0].items() if all(key in group for group in known[1:])]
    return Known(make_set(shared, join(*unknown) if unknown else None))


def _subtraction(left: AnyValue, right: AnyValue) -> AnyValue:
    found = sequence(left)
    (kept, dropped), _ = _members((left, right))
    _, of_right = _members((right,))
    gone = {data_key(item) for item in dropped if wholly_known(item)}
    if of_right:
        # Any member may be among what is not known of the right side.
        empty = isinstance(found, Known) and not kept and found.data.open is None
        return Known(make_set((), None if empty else join(*of_right)))
    because: Unknown | None = found if isinstance(found, Unknown) else found.data.open
    unsure_items = [item for item in kept if not wholly_known(item)]
    rest = [item for item in kept if wholly_known(item) and data_key(item) not in gone]
    if unsure_items and gone:
        because = unsure(unsure_items if because is None else (*unsure_items, because))
        unsure_items = []
    return Known(make_set([*rest, *unsure_items], because))


def _product(*values: AnyValue) -> AnyValue:
    found = [sequence(value) for value in values]
    if any(isinstance(one, Known) and not one.data.items and one.data.open is None for one in found):
        return known_items((), ItemsKind.LIST)
    known = [one for one in found if isinstance(one, Known)]
    if len(known) < len(found) or any(openness(one) is not None for one in known):
        return unsure([*found, *(because for one in known if (because := openness(one)) is not None)])
    groups = [ordered(one)[0] for one in known]
    if prod(len(group) for group in groups) > ELEMENTS_AT_MOST:
        raise limit("elements", ELEMENTS_AT_MOST)
    rows = [Known(Items(row)) for row in product(*groups)]
    if any(one.data.kind is ItemsKind.SET for one in known):
        return Known(make_set(rows))
    return known_items(rows, ItemsKind.LIST)


FUNCTIONS: dict[str, Function] = {
    "setintersection": Function(_intersection, 1, None),
    "setproduct": Function(_product, 2, None),
    "setsubtract": Function(_subtraction, 2, 2),
    "setunion": Function(union, 1, None),
}
