"""Conditions of catalogue rows, answered for a resource."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from leitplanke.catalogue.row import Condition
from leitplanke.core.logic import (
    all_of,
    any_of,
    at_least,
    choose,
    elements,
    is_plain,
    is_present,
    join,
    lift,
    negate,
    test,
    version_at_least,
)
from leitplanke.core.text import HOLE, outline
from leitplanke.core.value import (
    Absent,
    AnyValue,
    CauseKind,
    Fields,
    Items,
    Known,
    Unknown,
    Value,
    same_data,
    unknown,
)
from leitplanke.facets.computed import COMPUTED
from leitplanke.facets.context import Context
from leitplanke.facets.google_accounts import is_service_account
from leitplanke.facets.joins import companions, referred
from leitplanke.facets.same_text import begins_with
from leitplanke.inventory.facets import Evidence
from leitplanke.inventory.resource import Resource, steps_of

_ASKED = Known(True)
"""A value is asked about, whatever is next to it."""


class Answer(msgspec.Struct, frozen=True, gc=False, eq=False):
    """The answer to a condition, and where it was read."""

    holds: Value[bool]
    evidence: Evidence


def answer(context: Context, condition: Condition) -> Answer:
    """Return whether the condition holds of the context's resource."""
    if condition.all:
        return _combined(tuple(answer(context, part) for part in condition.all), want=False)
    if condition.any:
        return _combined(tuple(answer(context, part) for part in condition.any), want=True)
    if condition.none:
        parts = _combined(tuple(answer(context, part) for part in condition.none), want=True)
        return Answer(negate(parts.holds), parts.evidence)
    if condition.always is not None:
        return Answer(_always(context, condition), context.evidence(""))
    if condition.computed:
        holds, evidence = COMPUTED[condition.computed](context, condition)
        return Answer(holds, evidence)
    return _read(context, condition)


def _always(context: Context, condition: Condition) -> Value[bool]:
    if condition.always == "unknown":
        return unknown(CauseKind.CLOUD, condition.because or context.resource.type)
    return Known(condition.always is True)


def applies(context: Context, condition: Condition | None) -> Value[bool]:
    """Return whether a rule with this ``when`` applies."""
    return Known(True) if condition is None else answer(context, condition).holds


def _combined(parts: tuple[Answer, ...], *, want: bool) -> Answer:
    """Combine answers: with ``want`` one that is true is enough, without it all must be true."""
    if len(parts) == 1:
        return parts[0] if isinstance(parts[0].holds, Known) else Answer(_joined(parts, want), parts[0].evidence)
    holds = _joined(parts, want)
    if isinstance(holds, Unknown):
        telling = next((part for part in parts if isinstance(part.holds, Unknown)), parts[0])
    else:
        decisive = isinstance(holds, Known) and holds.data is want
        telling = next((part for part in parts if decisive and _is(part.holds, want)), parts[0])
    return Answer(holds, telling.evidence)


def _joined(parts: tuple[Answer, ...], want: bool) -> Value[bool]:
    holds = [part.holds for part in parts]
    return any_of(*holds) if want else all_of(*holds)


def _is(value: AnyValue, data: bool) -> bool:
    return isinstance(value, Known) and value.data is data


def _read(context: Context, condition: Condition) -> Answer:
    holder = condition.by or ("" if condition.through else condition.of)
    if not holder:
        return _asked(context, condition, context.resource)
    related = companions(context.inventory, context.row, context.resource, holder)
    counted = [(one, _counts(condition, one)) for one in related.resources]
    wanted = [(one, there) for one, there in counted if not _is(there, data=False)]
    if not wanted:
        shown = context.inventory.shown(holder, condition.path)
        return Answer(_missing(context, condition, related.more), context.evidence(shown))
    given = tuple(_asked(context, condition, one) for one, _ in wanted)
    telling = _combined(given, want=True)
    if len(wanted) == 1:
        some, holds = wanted[0][1], telling.holds
    else:
        some = any_of(*(there for _, there in wanted))
        holds = any_of(*(all_of(there, one.holds) for (_, there), one in zip(wanted, given, strict=True)))
    # One that may not exist counts only where it does.
    return Answer(choose(some, holds, _missing(context, condition, None)), telling.evidence)


def _asked(context: Context, condition: Condition, holder: Resource) -> Answer:
    """The answer at a resource, or at the one that its reference leads to."""
    return (_read_through if condition.through else _of_resource)(context, condition, holder)


def _counts(condition: Condition, companion: Resource) -> Value[bool]:
    """Return whether a companion exists and has the values of ``where``, where that is not about blocks."""
    if not condition.where or "." in condition.path:
        return companion.exists
    return all_of(companion.exists, _has(companion.read, condition.where))


def _has(read: Callable[[str], AnyValue], where: Mapping[str, Any]) -> Value[bool]:
    return all_of(*(_is_one_of(read(key), (expected,)) for key, expected in where.items()))


def _missing(context: Context, condition: Condition, more: Unknown | None) -> Value[bool]:
    """The answer where there is no companion: what the cloud does then, or unknown where one may be elsewhere."""
    if more is not None:
        return more
    if condition.absent == "unknown":
        return unknown(CauseKind.CLOUD, condition.because or f"{condition.of}.{condition.path}")
    return Known(bool(condition.absent), context.evidence("").origin)


def _read_through(context: Context, condition: Condition, holder: Resource) -> Answer:
    reference = holder.read(condition.through)
    row = context.catalogue.row(condition.of)
    evidence = context.evidence(condition.through, reference, of=holder)

    def leaf(one: AnyValue) -> AnyValue:
        nonlocal evidence
        if isinstance(one, Known) and isinstance(one.data, Items):
            items, rest = elements(one)
            everything = (*items, *((rest,) if rest is not None else ()))
            return any_of(*(lift(leaf, each) for each in everything), Known(False))
        if row is not None and row.built_in and (outline(one) or "").startswith(row.built_in):
            return _test(condition, Absent(one.origin))
        target = referred(context.inventory, one, condition.of, row, holder)
        if isinstance(target, Resource):
            given = _of_resource(context, condition, target)
            evidence = given.evidence
            return given.holds
        return join(target) if target is not None else _missing(context, condition, None)

    holds = leaf(reference) if reference.ref is not None else lift(leaf, reference)
    return Answer(holds, evidence)


def _of_resource(context: Context, condition: Condition, resource: Resource) -> Answer:
    alone = _alone(resource, condition)
    if alone is not None:
        holds = _test(condition, alone)
        sure = holds if type(holds) is Known else all_of(holds)
        return Answer(sure, context.evidence(condition.path, alone, of=resource))
    found = list(_values(resource, condition))
    if len(found) == 1:
        fits, value = found[0]
        if fits is _ASKED:
            return Answer(all_of(_test(condition, value)), context.evidence(condition.path, value, of=resource))
        tested = [_test(condition, value)]
    else:
        tested = [any_of(negate(fits), _test(condition, value)) for fits, value in found]
    some = any_of(*(fits for fits, _ in found))
    holds = choose(some, all_of(*tested), _test(condition, Absent()))
    first = found[0][1] if found else None
    telling = next((value for (_, value), one in zip(found, tested, strict=True) if not _is(one, data=True)), first)
    return Answer(holds, context.evidence(condition.path, telling, of=resource))


def _alone(resource: Resource, condition: Condition) -> AnyValue | None:
    """Return the value at a path of one step that leads to no list: by far the commonest; None for any other."""
    entries = resource.attributes.entries
    value = entries.get(condition.path)
    if value is None:
        steps = steps_of(condition.path)
        nothing = len(steps) == 1 or (not condition.where and entries.get(steps[0]) is None)
        return resource.read(condition.path) if nothing else None
    if type(value) is Known:
        return None if type(value.data) is Items else value
    if type(value) is Absent and value.origin is not None:
        return value
    return None


def _values(resource: Resource, condition: Condition) -> Iterator[tuple[Value[bool], AnyValue]]:
    """Yield the values at the condition's path, each with whether it is asked about."""
    if not condition.where or "." not in condition.path:
        yield from ((_ASKED, value) for value in resource.read_all(condition.path))
        return
    head, _, last = condition.path.rpartition(".")
    for block in resource.read_all(head):
        yield from _where(block, last, condition.where)


def _where(block: AnyValue, last: str, where: Mapping[str, Any]) -> Iterator[tuple[Value[bool], AnyValue]]:
    """Yield ``last`` of a block, or of each block of a list, with whether it has all the values asked for."""
    if isinstance(block, Unknown):
        yield join(block), join(block)
    elif isinstance(block, Known) and isinstance(block.data, Items):
        for item in block.data.items:
            yield from _where(item, last, where)
        if block.data.open is not None:
            yield join(block.data.open), block.data.open
    elif isinstance(block, Known) and isinstance(block.data, Fields):
        entries = block.data.entries
        missing: AnyValue = block.data.open if block.data.open is not None else Absent(block.origin)
        fits = _has(lambda key: entries.get(key, missing), where)
        if not _is(fits, data=False):
            yield fits, entries.get(last, missing)


def _test(condition: Condition, value: AnyValue) -> Value[bool]:
    if condition.present is not None:
        return is_present(value) if condition.present else negate(is_present(value))
    return _tested(condition, value) if is_plain(value) else lift(partial(_tested, condition), value)


def _tested(condition: Condition, one: AnyValue) -> AnyValue:
    if isinstance(one, Absent):
        if condition.absent == "unknown":
            return unknown(CauseKind.CLOUD, condition.because or condition.path, one.origin)
        return Known(bool(condition.absent), one.origin)
    if condition.at_least is not None:
        return at_least(one, condition.at_least)
    if condition.version_at_least:
        return version_at_least(one, condition.version_at_least)
    if condition.starts_with:
        return begins_with(one, condition.starts_with)
    if condition.contains:
        items, rest = elements(_as_list(one))
        doubt = (join(rest),) if rest is not None else ()
        return any_of(*(_is_one_of(item, condition.contains) for item in items), *doubt)
    if condition.is_not:
        return negate(_is_one_of(one, condition.is_not))
    return _is_one_of(one, condition.is_ or (True,))


def _as_list(value: AnyValue) -> AnyValue:
    """Return the list that a text with commas stands for; any other value as it is."""
    if isinstance(value, Known) and isinstance(value.data, str):
        parts = (part.strip() for part in value.data.split(","))
        return Known(Items(tuple(Known(part, value.origin) for part in parts)), value.origin)
    return value


def _is_one_of(value: AnyValue, allowed: Collection[object]) -> Value[bool]:
    """Return whether a value is one of these as Terraform converts them: ``"true"`` is ``true``, ``"7"`` is 7."""
    if type(value) is Known and not value.sensitive:
        data = value.data
        if type(data) is str and data in allowed:
            return Known(True, value.origin)
        return Known(any(_alike(data, one) for one in allowed), value.origin)
    if type(value) is Unknown and not value.worlds and _is_another_text(value, allowed):
        return Known(False, value.origin)
    return test(lambda data: any(_alike(data, one) for one in allowed), value, absent=False)


def _is_another_text(value: Unknown, allowed: Collection[object]) -> bool:
    """Tell whether what is known of a text, such as its beginning, rules out that it is one of these."""
    text = f"serviceAccount:{HOLE}" if is_service_account(value) else outline(value)
    if text is None:
        return False
    head, tail = text.partition(HOLE)[0], text.rpartition(HOLE)[2]
    return not any(isinstance(one, str) and one.startswith(head) and one.endswith(tail) for one in allowed)


def _alike(data: object, expected: object) -> bool:
    if type(data) is bool and type(expected) is bool:
        return data is expected
    if isinstance(data, str) is isinstance(expected, str):
        return same_data(data, expected)
    return _as_text(data) == _as_text(expected)


def _as_text(data: object) -> str:
    return str(data).lower() if isinstance(data, bool) else str(data)
