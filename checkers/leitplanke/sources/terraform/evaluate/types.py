"""Terraform's type constraints: reading them from a variable's block."""

from collections.abc import Callable

from leitplanke.core.value import AnyValue
from leitplanke.sources.terraform.evaluate.constraints import ANY, Member, Type, convert
from leitplanke.sources.terraform.evaluate.conversion import SCALARS
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.syntax import tree

__all__ = ["Type", "convert", "parse_type"]

Evaluate = Callable[[tree.Expression], AnyValue]

_COLLECTIONS = frozenset({"list", "map", "set"})


def parse_type(expression: tree.Expression, default: Evaluate) -> Type:
    """Return the type that an expression such as ``list(object({ a = optional(string, "x") }))`` means.

    ``default`` evaluates the defaults of optional attributes. Types as text, as Terraform 0.11 had them, are read
    too. Raise `EvaluationError` for what is no type.
    """
    if isinstance(expression, tree.Variable):
        return _named(expression.name)
    if isinstance(expression, tree.Literal) and isinstance(expression.value, str):
        return _named(expression.value)
    if isinstance(expression, tree.Call) and len(expression.arguments) == 1:
        argument = expression.arguments[0]
        if expression.name in _COLLECTIONS:
            return Type(expression.name, parse_type(argument, default))
        if expression.name == "object" and isinstance(argument, tree.Object):
            return Type("object", members=dict(_member(item, default) for item in argument.items))
        if expression.name == "tuple" and isinstance(argument, tree.Tuple):
            return Type("tuple", elements=tuple(parse_type(item, default) for item in argument.items))
    raise EvaluationError("invalid-type-constraint")


def _named(name: str) -> Type:
    if name in _COLLECTIONS:
        return Type(name, ANY)
    if name in SCALARS or name == "any":
        return Type(name)
    raise EvaluationError("invalid-type-constraint")


def _member(item: tree.ObjectItem, default: Evaluate) -> tuple[str, Member]:
    if not isinstance(item.key, tree.Literal) or not isinstance(item.key.value, str):
        raise EvaluationError("invalid-type-constraint")
    value = item.value
    if not isinstance(value, tree.Call) or value.name != "optional":
        return item.key.value, Member(parse_type(value, default))
    if not 1 <= len(value.arguments) <= 2:
        raise EvaluationError("invalid-type-constraint")
    kind = parse_type(value.arguments[0], default)
    given = default(value.arguments[1]) if len(value.arguments) == 2 else None
    return item.key.value, Member(kind, optional=True, default=convert(given, kind) if given is not None else None)
