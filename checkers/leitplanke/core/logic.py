"""Kleene logic over values, with worlds: what policies and facets combine with.

A condition is a ``Value[bool]``. False wins over unknown in ``all_of``, true wins in ``any_of``; an unknown that
has worlds is taken apart, judged world by world, and put together again, so that what holds in all worlds holds.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any, TypeGuard

import msgspec

from leitplanke.core.value import (
    WORLDS_AT_MOST,
    Absent,
    AnyValue,
    Cause,
    Fields,
    Guard,
    Items,
    Known,
    Unknown,
    Value,
    World,
    same,
    same_data,
)

_TRUE, _FALSE = Known(True), Known(False)
CAUSES_AT_MOST = 12
"""So many causes are kept of an unknown: with as many, others may have been dropped."""


def merge_guards(left: Guard, right: Guard) -> Guard | None:
    """Return both guards as one; None if they contradict each other and no world can have both."""
    if not left or not right or left == right:
        return left or right
    merged = dict(left)
    for root, choice in right:
        if merged.setdefault(root, choice) != choice:
            return None
    return tuple(sorted(merged.items()))


def worlds_of(value: AnyValue) -> tuple[World, ...]:
    """Return the worlds of a value; one without assumptions if it has none."""
    if isinstance(value, Unknown) and value.worlds:
        return value.worlds
    return (World((), value),)


def causes_of(values: Iterable[AnyValue]) -> tuple[Cause, ...]:
    """Return the causes of all unknowns among the values, each once, in order of their names."""
    found = {cause for value in values if isinstance(value, Unknown) for cause in value.causes}
    return tuple(sorted(found)[:CAUSES_AT_MOST])


def join(*values: AnyValue, nullable: bool = True) -> Unknown:
    """Return the unknown that results where these values are needed and not all are known."""
    first = next((value for value in values if isinstance(value, Unknown)), None)
    sensitive = any(value.sensitive for value in values)
    return Unknown(causes_of(values), first.origin if first is not None else None, sensitive, nullable=nullable)


def gather(worlds: Iterable[World]) -> AnyValue:
    """Put worlds together again: one value if all agree, else an unknown that carries them."""
    flat: list[World] = []
    for world in worlds:
        for inner in worlds_of(world.value):
            guard = merge_guards(world.guard, inner.guard)
            if guard is not None:
                flat.append(World(guard, inner.value))
    if not flat:
        return Unknown(())
    first = flat[0].value
    if all(same(first, world.value) for world in flat):
        sensitive = any(world.value.sensitive for world in flat)
        return msgspec.structs.replace(first, sensitive=True) if sensitive and not first.sensitive else first
    causes: set[Cause] = set()
    sensitive = nullable = False
    for world in flat:
        value = world.value
        sensitive = sensitive or value.sensitive
        if isinstance(value, Unknown):
            causes.update(value.causes if len(value.causes) <= CAUSES_AT_MOST else causes_of((value,)))
            nullable = nullable or value.nullable
        elif isinstance(value, Absent):
            nullable = True
    widened = len(flat) > WORLDS_AT_MOST
    kept = () if widened else tuple(flat)
    return Unknown(tuple(sorted(causes)), first.origin, sensitive, worlds=kept, nullable=nullable, widened=widened)


def combine(*values: AnyValue) -> Iterator[tuple[Guard, tuple[AnyValue, ...]]] | None:
    """Yield every combination of worlds that does not contradict itself; None if there are too many."""
    found: list[tuple[Guard, tuple[AnyValue, ...]]] = [((), ())]
    for value in values:
        options = worlds_of(value)
        grown: list[tuple[Guard, tuple[AnyValue, ...]]] = []
        for guard, chosen in found:
            for world in options:
                merged = merge_guards(guard, world.guard)
                if merged is not None:
                    grown.append((merged, (*chosen, world.value)))
        if len(grown) > WORLDS_AT_MOST * WORLDS_AT_MOST:
            return None
        found = grown
    return iter(found)


def lift(function: Callable[..., AnyValue], *values: AnyValue) -> AnyValue:
    """Apply a function of world-less values in every world, and mark the result sensitive if any argument is.

    The function sees ``Known``, ``Absent`` and ``Unknown`` without worlds, and decides itself what they yield.
    """
    for value in values:  # a plain loop: this is called for each step of each condition
        if value.sensitive or (type(value) is Unknown and value.worlds):
            return _lift(function, values)
    return function(*values)


def _lift(function: Callable[..., AnyValue], values: tuple[AnyValue, ...]) -> AnyValue:
    result: AnyValue
    if not any(isinstance(value, Unknown) and value.worlds for value in values):
        result = function(*values)
    else:
        combinations = combine(*values)
        if combinations is None:
            # Too many to go through: without its worlds an unknown stands for all of them.
            result = function(*(_without_worlds(value) for value in values))
            if isinstance(result, Unknown):
                result = msgspec.structs.replace(result, widened=True)
        else:
            result = gather(World(guard, function(*chosen)) for guard, chosen in combinations)
            if isinstance(result, Unknown) and not result.causes:
                result = msgspec.structs.replace(result, causes=causes_of(values))
    if not result.sensitive and any(value.sensitive for value in values):
        return msgspec.structs.replace(result, sensitive=True)
    return result


def is_plain(value: AnyValue) -> TypeGuard[Known[Any] | Absent]:
    """Tell whether a value is known or absent, and may be shown: then a step needs no worlds, and marks nothing.

    Nearly all values are; whoever asks this first spares them `lift`, which gives the same.
    """
    return type(value) is not Unknown and not value.sensitive


def _without_worlds(value: AnyValue) -> AnyValue:
    return msgspec.structs.replace(value, worlds=()) if isinstance(value, Unknown) and value.worlds else value


def all_of(*conditions: Value[bool]) -> Value[bool]:
    """Return true if all hold, false if one does not; an absent condition counts as false."""
    decisive: Value[bool] | None = None
    last: Value[bool] = _TRUE
    for one in conditions:  # what `_all` says of plain values, without a second pass
        if type(one) is Unknown or one.sensitive:
            return conditions[0] if len(conditions) == 1 and type(one) is Known else lift(_all, *conditions)
        if decisive is None:
            if type(one) is Absent:
                decisive = Known(False, one.origin)
            elif one.data is False:  # type: ignore[union-attr]
                decisive = one
            else:
                last = one
    return last if decisive is None else decisive


def any_of(*conditions: Value[bool]) -> Value[bool]:
    """Return true if one holds, false if none does; an absent condition counts as false."""
    decisive: Value[bool] | None = None
    last: Value[bool] = _FALSE
    for one in conditions:  # what `_any` says of plain values, without a second pass
        if type(one) is Unknown or one.sensitive:
            return conditions[0] if len(conditions) == 1 and type(one) is Known else lift(_any, *conditions)
        if decisive is None and type(one) is Known:
            if one.data is True:
                decisive = one
            else:
                last = one
    return last if decisive is None else decisive


def negate(condition: Value[bool]) -> Value[bool]:
    """Return the opposite; an absent condition counts as false."""
    return _negate(condition) if is_plain(condition) else lift(_negate, condition)


def _all(*conditions: AnyValue) -> AnyValue:
    last: AnyValue = Known(True)
    for condition in conditions:
        if isinstance(condition, Absent):
            return Known(False, condition.origin)
        if isinstance(condition, Known):
            if condition.data is False:
                return condition
            last = condition
    return join(*conditions) if any(isinstance(one, Unknown) for one in conditions) else last


def _any(*conditions: AnyValue) -> AnyValue:
    last: AnyValue = Known(False)
    for condition in conditions:
        if isinstance(condition, Known):
            if condition.data is True:
                return condition
            last = condition
    return join(*conditions) if any(isinstance(one, Unknown) for one in conditions) else last


def _negate(condition: AnyValue) -> AnyValue:
    if isinstance(condition, Unknown):
        return join(condition)  # not the same unknown: `ref` and known parts are those of what was asked
    return Known(isinstance(condition, Absent) or condition.data is False, condition.origin)


def test(predicate: Callable[[Any], bool], value: AnyValue, *, absent: bool | None = None) -> Value[bool]:
    """Return whether the predicate holds of the data. An absent value yields ``absent``, or stays absent if None."""
    if type(value) is Known and not value.sensitive:
        return Known(predicate(value.data), value.origin)

    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Unknown):
            return join(one) if one.partial or one.ref else one
        if isinstance(one, Absent):
            return one if absent is None else Known(absent, one.origin)
        return Known(predicate(one.data), one.origin)

    return lift(leaf, value)


def equals(value: AnyValue, expected: object) -> Value[bool]:
    """Return whether the value is this one; an absent value is not."""
    return test(lambda data: same_data(data, expected), value, absent=False)


def one_of(value: AnyValue, allowed: Collection[object]) -> Value[bool]:
    """Return whether the value is one of these; an absent value is not."""
    return test(lambda data: any(same_data(data, one) for one in allowed), value, absent=False)


def at_least(value: AnyValue, floor: int) -> Value[bool]:
    """Return whether a number is this or more. Text that is a number counts; an absent value is not enough."""

    def enough(data: object) -> bool:
        if isinstance(data, bool) or not isinstance(data, (int, Decimal, str)):
            return False
        try:
            return Decimal(data) >= floor
        except ArithmeticError:
            return False

    return test(enough, value, absent=False)


def version_at_least(value: Value[str], minimum: str, *, absent: bool = False) -> Value[bool]:
    """Return whether a version such as ``1.2`` is the minimum or newer; an absent one yields ``absent``."""
    floor = _numbers(minimum)
    return test(lambda data: _numbers(data) >= floor, value, absent=absent)


def is_present(value: AnyValue) -> Value[bool]:
    """Return whether the value is set: not null, not the empty text or list. Unknown unless that is certain."""
    return lift(_is_present, value)


def _is_present(one: AnyValue) -> AnyValue:
    if isinstance(one, Unknown):
        return join(one) if one.nullable else Known(True, one.origin)
    if isinstance(one, Known) and isinstance(one.data, Items) and not one.data.items:
        return join(one.data.open) if one.data.open is not None else Known(False, one.origin)
    return Known(isinstance(one, Known) and not same_data(one.data, ""), one.origin)


def choose(condition: Value[bool], then: AnyValue, otherwise: AnyValue) -> AnyValue:
    """Return one value or the other; with an unknown condition, an unknown that may be either."""
    if is_plain(condition) and not (then.sensitive or otherwise.sensitive):
        return _choose(condition, then, otherwise)
    return lift(_choose, condition, then, otherwise)


def _choose(condition: AnyValue, then: AnyValue, otherwise: AnyValue) -> AnyValue:
    if isinstance(condition, Known):
        return then if condition.data is True else otherwise
    if isinstance(condition, Absent):
        return otherwise
    return then if same(then, otherwise) else join(condition, then, otherwise)


def assuming(value: AnyValue, condition: Value[bool]) -> AnyValue:
    """Return the value as it is where the condition holds, at any depth: worlds in which it does not are left out."""
    if not isinstance(condition, Unknown) or not condition.worlds:
        return value
    guards = [one.guard for one in condition.worlds if not isinstance(one.value, Known) or one.value.data is True]
    return _within(value, guards)


def _within(value: AnyValue, guards: list[Guard]) -> AnyValue:
    if isinstance(value, Unknown) and value.worlds:
        kept = [one for one in value.worlds if any(merge_guards(one.guard, guard) is not None for guard in guards)]
        if not kept:
            return value
        if len(kept) < len(value.worlds):
            found = gather(kept)
            if isinstance(found, Unknown) and not found.causes:
                return msgspec.structs.replace(found, causes=value.causes)
            return found
    elif isinstance(value, Known) and isinstance(value.data, Items):
        items = tuple(_within(item, guards) for item in value.data.items)
        return msgspec.structs.replace(value, data=msgspec.structs.replace(value.data, items=items))
    elif isinstance(value, Known) and isinstance(value.data, Fields) and value.data.reference is None:
        entries = {name: _within(entry, guards) for name, entry in value.data.entries.items()}
        return msgspec.structs.replace(value, data=msgspec.structs.replace(value.data, entries=entries))
    return value


def fallback(value: AnyValue, default: AnyValue) -> AnyValue:
    """Return the value, or the default where it is absent; what may be null may be either."""
    if is_plain(value) and not default.sensitive:
        return _fallback(value, default)
    return lift(_fallback, value, default)


def _fallback(value: AnyValue, default: AnyValue) -> AnyValue:
    return default if isinstance(value, Absent) else value


def elements(value: AnyValue) -> tuple[tuple[AnyValue, ...], Unknown | None]:
    """Return the certain members of a sequence (or a lone value as one), and why there may be more, if so."""
    if isinstance(value, Absent):
        return (), None
    if isinstance(value, Unknown):
        return (), value
    if isinstance(value.data, Items):
        return value.data.items, value.data.open
    return (value,), None


def entries(value: AnyValue) -> tuple[dict[str, AnyValue], Unknown | None]:
    """Return the entries of a map, and why there may be more, if so."""
    if isinstance(value, Known) and isinstance(value.data, Fields):
        return dict(value.data.entries), value.data.open
    return {}, value if isinstance(value, Unknown) else None


def _numbers(version: object) -> tuple[int, ...]:
    """Return the parts of a version; it may be written as a number: ``engine_version = 15``."""
    return tuple(int(part) for part in str(version).split(".") if part.isdecimal())
