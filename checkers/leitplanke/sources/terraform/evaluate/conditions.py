"""Conditionals: one arm, or both where it is not known which."""

from contextlib import suppress

from leitplanke.core.logic import choose
from leitplanke.core.value import Absent, AnyValue, Fields, Known, Unknown, World, mark_sensitive
from leitplanke.sources.terraform.evaluate.conversion import truth_of, unify
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.paths import Evaluate, assumption
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.structure import wholly_known
from leitplanke.sources.terraform.evaluate.traversal import branch
from leitplanke.sources.terraform.evaluate.worlds import apply, failure
from leitplanke.sources.terraform.syntax import tree

_COLLECTIONS = (tree.Tuple, tree.Object, tree.ForTuple, tree.ForObject)


def conditional(node: tree.Conditional | tree.TemplateIf, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return the arm that the condition selects; both, each under its assumption, where that is unknown."""
    condition = apply(_truth, (evaluate(node.condition, scope),))
    if isinstance(condition, Known):
        chosen, other = (node.then, node.otherwise) if condition.data else (node.otherwise, node.then)
        value = _as_type_of(evaluate(chosen, scope), other, scope, evaluate)
        return mark_sensitive(value) if condition.sensitive else value
    then, otherwise = _attempt(node.then, scope, evaluate), _attempt(node.otherwise, scope, evaluate)
    with suppress(EvaluationError):  # arms of different type are left as they are
        then, otherwise = unify((then, otherwise))
    if isinstance(condition, Unknown) and condition.worlds:
        return choose(condition, then, otherwise)
    root = assumption(node.condition, scope)
    worlds = (World(((root, "true"),), then), World(((root, "false"),), otherwise))
    return branch(worlds, condition) if isinstance(condition, Unknown) else otherwise


def _truth(condition: AnyValue) -> AnyValue:
    if isinstance(condition, Absent):
        raise EvaluationError("null-value")
    if isinstance(condition, Unknown):
        return condition
    return Known(truth_of(condition.data), None, condition.sensitive)


def _attempt(arm: tree.Expression, scope: Scope, evaluate: Evaluate) -> AnyValue:
    try:
        return evaluate(arm, scope)
    except EvaluationError as error:
        if not error.catchable:
            raise
        return failure(error)


def _as_type_of(value: AnyValue, other: tree.Expression, scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return the chosen value converted to the type that both arms have in common: ``true ? 1 : "a"`` is "1"."""
    if isinstance(other, tree.Variable) and scope.lookup(other.name) is None:
        raise EvaluationError("reference-undeclared", name=other.name)
    if not isinstance(value, Known) or (isinstance(value.data, str) and not isinstance(other, _COLLECTIONS)):
        return value
    if isinstance(value.data, Fields) and value.data.reference is not None:
        return value
    try:
        rejected = evaluate(other, scope)
    except EvaluationError:
        return value
    try:
        return unify((value, rejected))[0]
    except EvaluationError:
        if wholly_known(value) and wholly_known(rejected):
            raise
        return value
