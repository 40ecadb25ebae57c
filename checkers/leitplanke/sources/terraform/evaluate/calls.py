"""Calling functions by name."""

from collections.abc import Callable
from functools import partial

from leitplanke.core.diagnostic import warning
from leitplanke.core.logic import join
from leitplanke.core.message import message
from leitplanke.core.source import Span
from leitplanke.core.value import AnyValue, CauseKind, Items, Known, Unknown, unknown
from leitplanke.sources.terraform.evaluate.budget import LoopScope, spend, weight
from leitplanke.sources.terraform.evaluate.conversion import needed
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Context, Function
from leitplanke.sources.terraform.evaluate.functions.table import FUNCTIONS
from leitplanke.sources.terraform.evaluate.functions.values import MARKING
from leitplanke.sources.terraform.evaluate.paths import Evaluate, roots
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.structure import inherit, openness
from leitplanke.sources.terraform.evaluate.worlds import apply
from leitplanke.sources.terraform.syntax import tree

_REFERENCES = (tree.Variable, tree.Attribute, tree.Index)


def _is_bare_reference(node: tree.Call, scope: Scope) -> bool:
    """Tell whether the first argument is a reference, neither in brackets nor in quotes, which the tree leaves out."""
    first = node.arguments[0]
    before = scope.source.data[node.start : first.start]
    return isinstance(first, _REFERENCES) and before.count(b"(") == 1 and b'"' not in before


def call(node: tree.Call, arguments: list[AnyValue], scope: Scope, evaluate: Evaluate) -> AnyValue:
    """Return what a function yields. One that we do not know is reported, and its result is unknown."""
    name = node.name.removeprefix("core::")
    marking = MARKING.get(name)
    if marking is not None:
        _check_count(name, len(arguments), 1, 1)
        return marking(arguments[0])
    function = FUNCTIONS.get(name)
    if function is None:
        return _not_known(node, name, arguments, scope)
    if name == "templatestring" and node.arguments and not _is_bare_reference(node, scope):
        raise EvaluationError("invalid-argument", reason="the template must be a reference to text")
    if name == "ephemeralasnull" and any(map(roots, node.arguments)):
        # Values do not say whether they are ephemeral; what is written out is not.
        return join(*arguments, unknown(CauseKind.FUNCTION, name))
    applied: Callable[..., AnyValue] = function.apply
    if function.in_context:
        applied = partial(applied, Context(scope, evaluate))
    if isinstance(scope, LoopScope):
        spend(scope.work, sum(map(weight, arguments)))
    if node.expand and arguments:
        value = _expanded(name, function, applied, arguments)
    else:
        _check_count(name, len(arguments), function.least, function.most)
        value = apply(applied, arguments)
    if isinstance(scope, LoopScope):
        spend(scope.work, weight(value))
    return value


def _expanded(name: str, function: Function, applied: Callable[..., AnyValue], arguments: list[AnyValue]) -> AnyValue:
    *first, last = arguments

    def spread(one: AnyValue) -> AnyValue:
        found = needed(one)
        if isinstance(found, Unknown):
            return join(*first, found)
        if not isinstance(found.data, Items):
            raise EvaluationError("invalid-type", expected="list", given="other")
        because = openness(found)
        if because is not None:
            return join(*first, because)
        _check_count(name, len(first) + len(found.data.items), function.least, function.most)
        return apply(applied, (*first, *(inherit(item, found) for item in found.data.items)))

    return apply(spread, (last,))


def _check_count(name: str, given: int, least: int, most: int | None) -> None:
    if given < least or (most is not None and given > most):
        raise EvaluationError("wrong-argument-count", function=name, given=given)


def _not_known(node: tree.Call, name: str, arguments: list[AnyValue], scope: Scope) -> AnyValue:
    if not name.startswith("provider::"):
        span = Span(scope.source, node.start, node.end)
        diagnostic = warning(message("function-unknown", name=name), span=span)
        if diagnostic not in scope.diagnostics:
            scope.diagnostics.append(diagnostic)
    missing = [argument for argument in arguments if isinstance(argument, Unknown)]
    sensitive = [argument for argument in arguments if isinstance(argument, Known) and argument.sensitive]
    return join(*missing, *sensitive, unknown(CauseKind.FUNCTION, name))
