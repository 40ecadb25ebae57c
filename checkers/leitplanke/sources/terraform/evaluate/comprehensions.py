"""``for`` expressions, ``for`` in templates, and splats."""

from collections.abc import Iterator
from typing import Any

from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, Fields, FieldsKind, Items, ItemsKind, Known, Unknown
from leitplanke.sources.terraform.evaluate.budget import LoopScope, spend, work_of
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of, truth_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, limit
from leitplanke.sources.terraform.evaluate.paths import ITEM, Evaluate
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.structure import ELEMENTS_AT_MOST, openness, pairs, type_name
from leitplanke.sources.terraform.evaluate.text import join_text
from leitplanke.sources.terraform.evaluate.worlds import apply
from leitplanke.sources.terraform.syntax import tree

Collection = Known[Items] | Known[Fields]


def for_tuple(node: tree.ForTuple, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return ``[for ...]``."""

    def build(collection: AnyValue) -> AnyValue:
        return _for_tuple(node, collection, scope, evaluate)

    return apply(build, (evaluate(node.collection, scope),))


def _for_tuple(node: tree.ForTuple, value: AnyValue, scope: Scope, evaluate: Evaluate) -> AnyValue:
    if isinstance(value, Unknown):
        return join(value, nullable=False)
    collection = _iterable(value)
    open_because, prefix = _certainty(collection)
    unsure = [open_because] if open_because is not None else []
    items: list[AnyValue] = []
    sensitive = False
    placed: int | None = None
    for at, inner in enumerate(_rounds(node, collection, scope)):
        if placed is None and at >= prefix:
            placed = len(items)
        wanted = _wanted(node.condition, inner, evaluate)
        sensitive = sensitive or wanted.sensitive
        if isinstance(wanted, Unknown):
            unsure.append(wanted)
            placed = len(items) if placed is None else placed
        elif wanted.data:
            items.append(evaluate(node.result, inner))
    if not unsure:
        return Known(Items(tuple(items)), None, sensitive)
    certain = len(items) if placed is None else placed
    return Known(Items(tuple(items), open=join(*unsure), prefix=certain), None, sensitive)


def for_object(node: tree.ForObject, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return ``{for ...}``."""

    def build(collection: AnyValue) -> AnyValue:
        return _for_object(node, collection, scope, evaluate)

    return apply(build, (evaluate(node.collection, scope),))


def _for_object(node: tree.ForObject, value: AnyValue, scope: Scope, evaluate: Evaluate) -> AnyValue:
    if isinstance(value, Unknown):
        return join(value, nullable=False)
    collection = _iterable(value)
    open_because, _ = _certainty(collection)
    unsure = [open_because] if open_because is not None else []
    entries: dict[str, AnyValue] = {}
    groups: dict[str, list[AnyValue]] = {}
    sensitive = False
    for inner in _rounds(node, collection, scope):
        wanted = _wanted(node.condition, inner, evaluate)
        sensitive = sensitive or wanted.sensitive
        if isinstance(wanted, Unknown):
            unsure.append(wanted)
            continue
        if not wanted.data:
            continue
        key = needed(evaluate(node.result_key, inner))
        sensitive = sensitive or key.sensitive
        if isinstance(key, Unknown):
            unsure.append(key)
            continue
        name = text_of(key.data)
        if not node.group and name in entries:
            raise EvaluationError("duplicate-key", name=name)
        result = evaluate(node.result, inner)
        if node.group:
            groups.setdefault(name, []).append(result)
        else:
            entries[name] = result
    because = join(*unsure) if unsure else None
    for name, members in groups.items():
        entries[name] = Known(Items(tuple(members), open=because))
    return Known(Fields(entries, because, kind=FieldsKind.OBJECT), None, sensitive)


def for_template(node: tree.TemplateFor, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return the text of ``%{ for ... }``: the bodies in a row."""

    def build(value: AnyValue) -> AnyValue:
        if isinstance(value, Unknown):
            return join(value, nullable=False)
        collection = _iterable(value)
        because, prefix = _certainty(collection)
        parts = [evaluate(node.body, inner) for inner in _rounds(node, collection, scope)]
        if because is not None:
            parts = [*parts[:prefix], join(because, nullable=False)]
        return apply(lambda *chosen: join_text(chosen), parts)

    return apply(build, (evaluate(node.collection, scope),))


def splat(node: tree.Splat, base: AnyValue, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return the body for every element; null has none, anything but a sequence is one."""

    def build(value: AnyValue) -> AnyValue:
        if isinstance(value, Absent):
            return Known(Items())
        if isinstance(value, Unknown):
            return join(value, nullable=False)
        data = value.data
        work = work_of(scope)
        if not isinstance(data, Items):
            return Known(Items((_body(node, value, 0, scope, work, evaluate),)))
        items = tuple(_body(node, item, at, scope, work, evaluate) for at, item in enumerate(data.items))
        because, prefix = _certainty(value)
        kind = ItemsKind.TUPLE if data.kind is ItemsKind.TUPLE else ItemsKind.LIST
        return Known(Items(items, kind, because, prefix if because is not None else 0))

    return apply(build, (base,))


def _body(node: tree.Splat, item: AnyValue, at: int, scope: Scope, work: list[int], evaluate: Evaluate) -> AnyValue:
    spend(work)
    return evaluate(node.body, LoopScope({ITEM: item}, scope, f"{scope.identity}/splat@{node.start}:{at}", work))


def _iterable(value: AnyValue) -> Known[Any]:
    known = needed(value)
    if isinstance(known, Unknown) or not isinstance(known.data, (Items, Fields)):
        raise EvaluationError("not-iterable", type=type_name(value))
    if len(known.data.items if isinstance(known.data, Items) else known.data.entries) > ELEMENTS_AT_MOST:
        raise limit("elements", ELEMENTS_AT_MOST)
    return known


def _certainty(collection: Known[Any]) -> tuple[Unknown | None, int]:
    """Return why there may be other elements, and how many of those listed certainly stand at their place."""
    because = openness(collection)
    data = collection.data
    if because is None:
        return None, len(data.items if isinstance(data, Items) else data.entries)
    listed = isinstance(data, Items) and data.kind is not ItemsKind.SET
    return because, data.prefix if listed else 0


def _rounds(
    node: tree.ForTuple | tree.ForObject | tree.TemplateFor, collection: Collection, scope: Scope
) -> Iterator[Scope]:
    work = work_of(scope)
    prefix = f"{scope.identity}/{scope.source.path}@{node.start}:"
    for at, (key, item) in enumerate(pairs(collection)):
        spend(work)
        names = {node.value: item} if node.key is None else {node.key: key, node.value: item}
        yield LoopScope(names, scope, f"{prefix}{at}", work)


def _wanted(condition: tree.Expression | None, scope: Scope, evaluate: Evaluate) -> Known[bool] | Unknown:
    if condition is None:
        return Known(data=True)
    found = needed(evaluate(condition, scope))
    if isinstance(found, Unknown):
        return found
    truth = truth_of(found.data)
    return Known(truth, None, found.sensitive) if truth is not found.data else found
