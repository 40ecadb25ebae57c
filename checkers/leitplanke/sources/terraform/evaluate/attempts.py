"""``try`` and ``can``: functions that see whether their arguments can be computed."""

import msgspec

from leitplanke.core.logic import join, lift
from leitplanke.core.value import AnyValue, Fields, Items, Known, Unknown
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, Failure
from leitplanke.sources.terraform.evaluate.paths import ATTEMPT, Evaluate
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.structure import children
from leitplanke.sources.terraform.evaluate.worlds import failure
from leitplanke.sources.terraform.syntax import tree


def first_that_works(node: tree.Call, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return the first argument that can be computed; unknown where it depends on the unknown which one that is."""
    if not node.arguments or node.expand:
        raise EvaluationError("wrong-argument-count", function="try", given=len(node.arguments))
    inner = scope.bind({ATTEMPT: Known(data=True)})
    last: EvaluationError | None = None
    pending: AnyValue | None = None
    for argument in node.arguments:
        try:
            found = evaluate(argument, inner)
        except EvaluationError as error:
            if not error.catchable:
                raise
            last = error
            continue
        if pending is None and _cannot_fail(argument, inner, evaluate):
            return found
        pending = found if pending is None else lift(_next_if_failed, pending, found)
        if not _may_fail(pending):
            break
    if pending is None:
        raise last or EvaluationError("null-value")
    return lift(_certain, pending)


def can(node: tree.Call, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return whether the argument can be computed."""
    if len(node.arguments) != 1:
        raise EvaluationError("wrong-argument-count", function="can", given=len(node.arguments))
    try:
        found = evaluate(node.arguments[0], scope.bind({ATTEMPT: Known(data=True)}))
    except EvaluationError as error:
        if not error.catchable:
            raise
        found = failure(error)

    # Whether it can be computed is no secret.
    found = msgspec.structs.replace(found, sensitive=False) if found.sensitive else found

    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Failure):
            return Known(data=False)
        return Known(data=True) if _settled(one) else join(*_undecided(one), nullable=False)

    return lift(leaf, found)


def _cannot_fail(node: tree.Expression, scope: Scope, evaluate: Evaluate) -> bool:
    """Tell whether an expression that was computed stays so, whatever the unknown in its value turns out to be.

    What is put together of such is such; so is an entry that is there, and the attribute of a resource.
    """
    if isinstance(node, (tree.Literal, tree.Variable)):
        return True
    if isinstance(node, tree.Tuple):
        return all(_cannot_fail(item, scope, evaluate) for item in node.items)
    if isinstance(node, tree.Object):
        return all(
            isinstance(item.key, tree.Literal) and _cannot_fail(item.value, scope, evaluate) for item in node.items
        )
    if isinstance(node, tree.Call):
        return (
            node.name == "flatten"
            and not node.expand
            and all(
                isinstance(argument, tree.Tuple) and _cannot_fail(argument, scope, evaluate)
                for argument in node.arguments
            )
        )
    if isinstance(node, tree.Attribute):
        return _is_there(evaluate(node.base, scope), node.name) and _cannot_fail(node.base, scope, evaluate)
    if isinstance(node, tree.Index):
        key = evaluate(node.key, scope)
        return (
            isinstance(key, Known)
            and _is_there(evaluate(node.base, scope), key.data)
            and _cannot_fail(node.base, scope, evaluate)
        )
    return False


def _is_there(base: AnyValue, key: object) -> bool:
    if isinstance(base, Unknown):
        return base.ref is not None and not isinstance(base, Failure) and not base.worlds
    if not isinstance(base, Known):
        return False
    data = base.data
    if isinstance(data, Items):
        return isinstance(key, int) and 0 <= key < (len(data.items) if data.open is None else data.prefix)
    return isinstance(data, Fields) and (data.reference is not None or key in data.entries)


def _next_if_failed(value: AnyValue, following: AnyValue) -> AnyValue:
    return following if isinstance(value, Failure) else value


def _may_fail(value: AnyValue) -> bool:
    return isinstance(value, Failure) or (
        isinstance(value, Unknown) and any(isinstance(one.value, Failure) for one in value.worlds)
    )


def _certain(value: AnyValue) -> AnyValue:
    return value if isinstance(value, Failure) or _settled(value) else join(*_undecided(value))


def _settled(value: AnyValue) -> bool:
    """Tell whether more knowledge could not turn the value into an error.

    A computed attribute of a resource is certain to be there once the resource is, so a reference is settled.
    """
    if isinstance(value, Unknown):
        if value.worlds:
            return all(_settled(one.value) for one in value.worlds)
        return value.ref is not None and not isinstance(value, Failure)
    if isinstance(value, Known) and isinstance(value.data, (Items, Fields)) and value.data.open is not None:
        return False
    return all(_settled(child) for child in children(value))


def _undecided(value: AnyValue) -> tuple[Unknown, ...]:
    if isinstance(value, Unknown):
        return (value,)
    found = tuple(inner for child in children(value) for inner in _undecided(child))
    if isinstance(value, Known) and isinstance(value.data, (Items, Fields)) and value.data.open is not None:
        return (*found, value.data.open)
    return found
