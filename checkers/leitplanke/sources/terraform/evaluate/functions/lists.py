"""Functions of lists that keep what is known of open ones."""

from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, Encoded, Fields, Items, ItemsKind, Known, Unknown
from leitplanke.sources.terraform.evaluate.conversion import (
    common_scalar,
    needed,
    number_of,
    text_of,
    to_scalar,
    unify,
    whole_of,
)
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, limit
from leitplanke.sources.terraform.evaluate.functions.function import Function, items_of, pure, sequence, unsure
from leitplanke.sources.terraform.evaluate.graphemes import graphemes
from leitplanke.sources.terraform.evaluate.numbers import Number, add
from leitplanke.sources.terraform.evaluate.operators import equal, may_be
from leitplanke.sources.terraform.evaluate.structure import (
    ELEMENTS_AT_MOST,
    data_key,
    inherit,
    known_items,
    openness,
    wholly_known,
)
from leitplanke.sources.terraform.evaluate.traversal import CERTAIN_ATTRIBUTES, index

_RANGE_AT_MOST = 1024
"""Terraform refuses to count further."""


def ordered(value: Known[Items]) -> tuple[tuple[AnyValue, ...], Unknown | None]:
    """Return the elements that stand at their place, and why there may be others."""
    because = openness(value)
    if because is None:
        return value.data.items, None
    return (() if value.data.kind is ItemsKind.SET else value.data.items[: value.data.prefix]), because


def listed(value: AnyValue) -> Known[Items] | Unknown:
    """Return a value that must be a list or tuple; raise for a set, whose elements have no places."""
    found = sequence(value)
    if isinstance(found, Known) and found.data.kind is ItemsKind.SET:
        raise EvaluationError("invalid-type", expected="list", given="set")
    return found


def opened(items: tuple[AnyValue, ...], because: Unknown | None, prefix: int, kind: ItemsKind) -> AnyValue:
    """Return a sequence, open if there is a reason."""
    return Known(Items(items, kind, because, prefix if because is not None else 0))


def result_kind(*values: Known[Items]) -> ItemsKind:
    """Return tuple if one of the sequences is one, else list."""
    return ItemsKind.TUPLE if any(value.data.kind is ItemsKind.TUPLE for value in values) else ItemsKind.LIST


def concat(*values: AnyValue) -> AnyValue:
    """Return all elements in a row; open from the first place on where something is not known."""
    items: list[AnyValue] = []
    unknown: list[Unknown] = []
    known: list[Known[Items]] = []
    prefix: int | None = None
    for value in map(listed, values):
        because = value if isinstance(value, Unknown) else openness(value)
        if isinstance(value, Known):
            known.append(value)
            if because is not None and prefix is None:
                prefix = len(items) + value.data.prefix
            items.extend(value.data.items)
        elif prefix is None:
            prefix = len(items)
        if because is not None:
            unknown.append(because)
    if len(items) > ELEMENTS_AT_MOST:
        raise limit("elements", ELEMENTS_AT_MOST)
    kind = result_kind(*known)
    if kind is ItemsKind.LIST:
        items = list(unify(items))
    return opened(tuple(items), join(*unknown) if unknown else None, prefix or 0, kind)


def flatten(value: AnyValue) -> AnyValue:
    """Return the elements of nested sequences in a row. What is unknown may be a sequence too, unless it is text."""
    found = sequence(value)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    items: list[AnyValue] = []
    unknown: list[Unknown] = []
    prefix: list[int] = []

    def visit(one: Known[Items]) -> None:
        because = openness(one)
        certain = len(one.data.items) if because is None else len(ordered(one)[0])
        for at, item in enumerate(one.data.items):
            if at == certain:
                prefix.append(len(items))
            if isinstance(item, Known) and isinstance(item.data, Items):
                visit(item)
            elif isinstance(item, Unknown) and not _is_scalar(item):
                unknown.append(item)
                prefix.append(len(items))
            else:
                items.append(item)
            if len(items) > ELEMENTS_AT_MOST:
                raise limit("elements", ELEMENTS_AT_MOST)
        if because is not None:
            unknown.append(because)
            prefix.append(len(items))

    visit(found)
    return opened(tuple(items), join(*unknown) if unknown else None, min(prefix, default=0), ItemsKind.TUPLE)


def _is_scalar(value: Unknown) -> bool:
    if value.worlds:
        return all(
            not isinstance(one.value.data, Items)
            if isinstance(one.value, Known)
            else not isinstance(one.value, Unknown)
            for one in value.worlds
        )
    return value.partial is not None or (value.ref is not None and value.ref.attribute in CERTAIN_ATTRIBUTES)


def _length(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    data = found.data
    if isinstance(data, Items):
        because = openness(found)
        return Known(len(data.items)) if because is None else join(because, nullable=False)
    if isinstance(data, Fields):
        return Known(len(data.entries)) if data.open is None else join(data.open, nullable=False)
    if isinstance(data, str):
        return Known(len(graphemes(data)))
    raise EvaluationError("invalid-type", expected="list", given="scalar")


def _contains(value: AnyValue, wanted: AnyValue) -> AnyValue:
    found, wanted = sequence(value), needed(wanted)
    if isinstance(found, Unknown):
        return join(found, wanted, nullable=False)
    answers = [equal(item, wanted) for item in found.data.items]
    if any(isinstance(answer, Known) and answer.data for answer in answers):
        return Known(data=True)
    if found.data.open is not None:
        answers.append(found.data.open)
    return unsure(answers) if any(isinstance(answer, Unknown) for answer in answers) else Known(data=False)


def _distinct(value: AnyValue) -> AnyValue:
    found = sequence(value)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    placed, because = ordered(found)
    unknown = [because] if because is not None else []
    seen: set[object] = set()
    items: list[AnyValue] = []
    prefix: int | None = None
    for at, item in enumerate(unify(found.data.items)):
        if at >= len(placed) and prefix is None:
            prefix = len(items)
        if not wholly_known(item):
            prefix = len(items) if prefix is None else prefix
            unknown.append(unsure((item,)))
        elif (key := data_key(item)) not in seen:
            seen.add(key)
            items.append(item)
    kind = ItemsKind.LIST
    return opened(tuple(items), join(*unknown) if unknown else None, len(items) if prefix is None else prefix, kind)


def _has_text(value: Unknown) -> bool:
    """Tell whether a text is certainly neither null nor empty: it has a known part, is an encoding, or is a name."""
    return isinstance(value.partial, Encoded) or not may_be(value, "")


def _compact(value: AnyValue) -> AnyValue:
    found = sequence(value)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    placed, because = ordered(found)
    unknown = [because] if because is not None else []
    items: list[AnyValue] = []
    prefix: int | None = None
    for at, item in enumerate(found.data.items):
        if at >= len(placed) and prefix is None:
            prefix = len(items)
        if isinstance(item, Unknown) and not _has_text(item):
            unknown.append(item)
            prefix = len(items) if prefix is None else prefix
        elif isinstance(item, Unknown) or (isinstance(item, Known) and text_of(item.data)):
            items.append(to_scalar(item, "string"))
    kind = ItemsKind.LIST
    return opened(tuple(items), join(*unknown) if unknown else None, len(items) if prefix is None else prefix, kind)


def _element(value: AnyValue, at: AnyValue) -> AnyValue:
    found, place = listed(value), needed(at)
    if isinstance(found, Unknown) or isinstance(place, Unknown):
        return join(found, place)
    wanted = whole_of(place.data)
    if wanted < 0:
        raise EvaluationError("invalid-index", key=str(wanted))
    if found.data.open is not None:
        # Which element it is depends on the length only where it wraps around.
        certain = wanted < len(found.data.items)
        return index(found, Known(wanted)) if certain else join(found.data.open, *found.data.items)
    if not found.data.items:
        raise EvaluationError("invalid-index", key=str(wanted))
    return found.data.items[wanted % len(found.data.items)]


def _index(value: AnyValue, wanted: AnyValue) -> AnyValue:
    found = listed(value)
    if isinstance(found, Unknown):
        return join(found, wanted, nullable=False)
    placed, because = ordered(found)
    for at, item in enumerate(placed):
        answer = equal(item, wanted)
        if isinstance(answer, Unknown):
            return unsure((answer,))
        if isinstance(answer, Known) and answer.data:
            return Known(at)
    if because is not None:
        return join(because, nullable=False)
    raise EvaluationError("not-found")


def _one(value: AnyValue) -> AnyValue:
    found = sequence(value)
    if isinstance(found, Unknown):
        return join(found)
    because = openness(found)
    if because is not None:
        # One element is the only possible one: more than one would be an error.
        return found.data.items[0] if len(found.data.items) == 1 else join(because)
    if len(found.data.items) > 1:
        raise EvaluationError("more-than-one")
    return inherit(found.data.items[0], found) if found.data.items else Absent()


def _slice(value: AnyValue, first: AnyValue, last: AnyValue) -> AnyValue:
    found, start, end = listed(value), needed(first), needed(last)
    if isinstance(found, Unknown) or isinstance(start, Unknown) or isinstance(end, Unknown):
        return join(found, start, end, nullable=False)
    placed, because = ordered(found)
    begin, stop = whole_of(start.data), whole_of(end.data)
    if begin < 0 or begin > stop or (because is None and stop > len(placed)):
        raise EvaluationError("invalid-index", key=str(stop))
    if because is not None and stop > len(placed):
        return opened(placed[begin:], because, len(placed[begin:]), result_kind(found))
    return known_items(placed[begin:stop], result_kind(found))


def _reverse(value: AnyValue) -> AnyValue:
    found = sequence(value)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    return opened(found.data.items[::-1], openness(found), 0, result_kind(found))


def _chunks(value: AnyValue, size: AnyValue) -> AnyValue:
    found, width = sequence(value), needed(size)
    if isinstance(found, Unknown) or isinstance(width, Unknown):
        return join(found, width, nullable=False)
    count = whole_of(width.data)
    placed, because = ordered(found)
    placed = unify(placed)
    if count < 0:
        raise EvaluationError("invalid-argument", reason="size must not be negative")
    if because is not None:
        placed = placed[: len(placed) // count * count if count else 0]
    step = count or max(len(placed), 1)
    chunks = tuple(known_items(placed[at : at + step]) for at in range(0, len(placed), step))
    return opened(chunks, because, len(chunks), ItemsKind.LIST)


def _truths(value: AnyValue, *, decisive: bool) -> AnyValue:
    found = sequence(value)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    unknown = [found.data.open] if found.data.open is not None else []
    for item in found.data.items:
        if isinstance(item, Unknown):
            unknown.append(item)
        elif (to_scalar(item, "bool").data if isinstance(item, Known) else False) is decisive:  # type: ignore[union-attr]
            return Known(decisive, None, item.sensitive)
    sensitive = any(item.sensitive for item in found.data.items)
    return join(*unknown, nullable=False) if unknown else Known(not decisive, None, sensitive)


def _sum(data: object) -> Number:
    members = items_of(data)
    if not members:
        raise EvaluationError("invalid-argument", reason="sum of nothing")
    total: Number = 0
    for item in members:
        known = needed(item)
        total = add(total, number_of(known.data) if isinstance(known, Known) else 0)
    return total


def _sort(texts: list[str]) -> list[str]:
    return sorted(texts)


def _range(*numbers: Number) -> AnyValue:
    start: Number = 0 if len(numbers) == 1 else numbers[0]
    end = numbers[0] if len(numbers) == 1 else numbers[1]
    step = numbers[2] if len(numbers) == 3 else (1 if end >= start else -1)
    if step == 0 or (end > start and step < 0) or (end < start and step > 0):
        raise EvaluationError("invalid-argument", reason="step leads away from the end")
    found: list[AnyValue] = []
    while (start < end) if step > 0 else (start > end):
        if len(found) == _RANGE_AT_MOST:
            raise EvaluationError("invalid-argument", reason=f"more than {_RANGE_AT_MOST} numbers")
        found.append(Known(start))
        start = add(start, step)
    return known_items(found)


def _matchkeys(values: AnyValue, keys: AnyValue, wanted: AnyValue) -> AnyValue:
    lists = [sequence(one) for one in (values, keys, wanted)]
    if not all(isinstance(one, Known) and wholly_known(one) for one in lists[1:]) or isinstance(lists[0], Unknown):
        return unsure(lists)
    picked, by, searched = (one.data.items for one in lists if isinstance(one, Known))
    common = common_scalar((*by, *searched))
    if common:
        by, searched = (tuple(to_scalar(one, common) for one in group) for group in (by, searched))
    if len(picked) != len(by) or openness(lists[0]) is not None:
        raise EvaluationError("invalid-argument", reason="lists of different length")
    allowed = {data_key(one) for one in searched}
    return known_items(value for value, key in zip(picked, by, strict=True) if data_key(key) in allowed)


FUNCTIONS: dict[str, Function] = {
    "alltrue": Function(lambda value: _truths(value, decisive=False), 1, 1),
    "anytrue": Function(lambda value: _truths(value, decisive=True), 1, 1),
    "chunklist": Function(_chunks, 2, 2),
    "compact": Function(_compact, 1, 1),
    "concat": Function(concat, 1, None),
    "contains": Function(_contains, 2, 2),
    "distinct": Function(_distinct, 1, 1),
    "element": Function(_element, 2, 2),
    "flatten": Function(flatten, 1, 1),
    "index": Function(_index, 2, 2),
    "length": Function(_length, 1, 1),
    "matchkeys": Function(_matchkeys, 3, 3),
    "one": Function(_one, 1, 1),
    "range": pure(_range, "number", "number", "number", optional=2),
    "reverse": Function(_reverse, 1, 1),
    "slice": Function(_slice, 3, 3),
    "sort": pure(_sort, "strings"),
    "sum": pure(_sum, "any"),
}
