"""What an expression is worth: the evaluator.

One function a node type, found by a table. They raise `EvaluationError` where Terraform would stop; `evaluate`, the
border, turns that into a diagnostic and an unknown value.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from leitplanke.core.logic import join
from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.source import Span
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, FieldsKind, Items, Known, Unknown, unknown
from leitplanke.sources.terraform.evaluate import comprehensions, conditions
from leitplanke.sources.terraform.evaluate.attempts import can, first_that_works
from leitplanke.sources.terraform.evaluate.calls import call
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.graphemes import normal
from leitplanke.sources.terraform.evaluate.numbers import number
from leitplanke.sources.terraform.evaluate.operators import BINARY, UNARY, operator
from leitplanke.sources.terraform.evaluate.paths import follow, reference_text
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.structure import sized
from leitplanke.sources.terraform.evaluate.text import join_text
from leitplanke.sources.terraform.evaluate.worlds import apply, without_failures
from leitplanke.sources.terraform.syntax import tree

_RECENT = 50


def evaluate(expression: tree.Expression, scope: Scope) -> AnyValue:
    """Return the value of an expression. Never raises: what cannot be computed is unknown, with a diagnostic."""
    try:
        return sized(without_failures(compute(expression, scope)))
    except EvaluationError as failed:
        error = failed
    except RecursionError:
        error = EvaluationError("nesting-limit", kind=CauseKind.LIMIT)
    error.at(scope.source, expression.start, expression.end)
    # An expression is evaluated once for each instance of its module or resource, and fails alike in each.
    diagnostic = error.diagnostic()
    if diagnostic not in scope.diagnostics[-_RECENT:]:
        scope.diagnostics.append(diagnostic)
    span = Span(scope.source, expression.start, expression.end)
    return unknown(error.kind, error.code, Origin(OriginKind.CONFIGURATION, "", span))


def compute(expression: tree.Expression, scope: Scope) -> AnyValue:
    """Return the value of an expression, or raise `EvaluationError`."""
    try:
        return _HANDLERS[type(expression)](expression, scope)
    except EvaluationError as error:
        if error.span is None:
            error.span = Span(scope.source, expression.start, expression.end)
        raise


def placed(value: AnyValue, node: Any, scope: Scope, label: str = "", via: Origin | None = None) -> AnyValue:
    """Return the value as seen at a node."""
    origin = Origin(OriginKind.CONFIGURATION, label, Span(scope.source, node.start, node.end), via)
    if type(value) is Known:
        return Known(value.data, origin, value.sensitive, value.ref)
    return msgspec.structs.replace(value, origin=origin)


def _via(values: "list[AnyValue] | tuple[AnyValue, ...]") -> Origin | None:
    """Return the origin of the first value that was referred to, for the chain."""
    for value in values:
        origin = value.origin
        if origin is not None and (origin.label or origin.via is not None):
            return origin
    return None


def _literal(node: tree.Literal, scope: Scope) -> AnyValue:
    value = node.value
    origin = Origin(OriginKind.CONFIGURATION, "", Span(scope.source, node.start, node.end))
    if value is None:
        return Absent(origin)
    if isinstance(value, str):
        return Known(normal(value), origin)
    return Known(value if isinstance(value, bool) else number(value), origin)


def _template(node: tree.Template, scope: Scope) -> AnyValue:
    parts = [compute(part, scope) for part in node.parts]
    return placed(apply(lambda *chosen: join_text(chosen), parts), node, scope, "", _via(parts))


def _template_if(node: tree.TemplateIf, scope: Scope) -> AnyValue:
    return conditions.conditional(node, scope, compute)


def _template_for(node: tree.TemplateFor, scope: Scope) -> AnyValue:
    return placed(comprehensions.for_template(node, scope, compute), node, scope)


def _tuple(node: tree.Tuple, scope: Scope) -> AnyValue:
    return placed(Known(Items(tuple([compute(item, scope) for item in node.items]))), node, scope)


def _object(node: tree.Object, scope: Scope) -> AnyValue:
    keys = [_key(item.key, scope) for item in node.items]
    values = [compute(item.value, scope) for item in node.items]

    def build(*chosen: AnyValue) -> AnyValue:
        entries: dict[str, AnyValue] = {}
        blank: list[Unknown] = []
        for key, value in zip(chosen, values, strict=True):
            name = needed(key)
            if isinstance(name, Unknown):
                # It may be the key of any entry before it, and then replaces that.
                blank.append(name)
                entries.clear()
            else:
                entries[text_of(name.data)] = value
        return Known(Fields(entries, join(*blank) if blank else None, kind=FieldsKind.OBJECT))

    return placed(apply(build, keys), node, scope)


def _key(key: tree.Expression, scope: Scope) -> AnyValue:
    return Known(key.value) if type(key) is tree.Literal and type(key.value) is str else compute(key, scope)


def _reference(node: tree.Variable | tree.Attribute | tree.Index | tree.SplatItem, scope: Scope) -> AnyValue:
    value = follow(node, scope, compute)
    return placed(value, node, scope, reference_text(node, scope), value.origin)


def _splat(node: tree.Splat, scope: Scope) -> AnyValue:
    base = compute(node.base, scope)
    value = comprehensions.splat(node, base, scope, compute)
    return placed(value, node, scope, reference_text(node, scope), base.origin)


def _call(node: tree.Call, scope: Scope) -> AnyValue:
    name = node.name.removeprefix("core::")
    if name == "try":
        return placed_result(first_that_works(node, scope, compute), node, scope, ())
    if name == "can":
        return placed(can(node, scope, compute), node, scope)
    arguments = [compute(argument, scope) for argument in node.arguments]
    return placed_result(call(node, arguments, scope, compute), node, scope, arguments)


def placed_result(
    value: AnyValue, node: Any, scope: Scope, arguments: "list[AnyValue] | tuple[AnyValue, ...]"
) -> AnyValue:
    """Return the value as seen at a node that computed it, or that picked it from somewhere."""
    return placed(value, node, scope, "", value.origin or _via(arguments))


def _unary(node: tree.Unary, scope: Scope) -> AnyValue:
    operand = compute(node.operand, scope)
    return placed(apply(operator(UNARY, node.operator), (operand,)), node, scope, "", _via((operand,)))


def _binary(node: tree.Binary, scope: Scope) -> AnyValue:
    left = compute(node.left, scope)
    right = compute(node.right, scope)
    return placed(apply(operator(BINARY, node.operator), (left, right)), node, scope, "", _via((left, right)))


def _conditional(node: tree.Conditional, scope: Scope) -> AnyValue:
    value = conditions.conditional(node, scope, compute)
    return placed_result(value, node, scope, ())


def _for_tuple(node: tree.ForTuple, scope: Scope) -> AnyValue:
    return placed(comprehensions.for_tuple(node, scope, compute), node, scope)


def _for_object(node: tree.ForObject, scope: Scope) -> AnyValue:
    return placed(comprehensions.for_object(node, scope, compute), node, scope)


_HANDLERS: dict[type, Callable[[Any, Scope], AnyValue]] = {
    tree.Literal: _literal,
    tree.Template: _template,
    tree.TemplateIf: _template_if,
    tree.TemplateFor: _template_for,
    tree.Tuple: _tuple,
    tree.Object: _object,
    tree.Variable: _reference,
    tree.Attribute: _reference,
    tree.Index: _reference,
    tree.SplatItem: _reference,
    tree.Splat: _splat,
    tree.Call: _call,
    tree.Unary: _unary,
    tree.Binary: _binary,
    tree.Conditional: _conditional,
    tree.ForTuple: _for_tuple,
    tree.ForObject: _for_object,
}
