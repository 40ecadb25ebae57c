"""What a variable's validation allows, where that is a finite list."""

import re

from leitplanke.sources.terraform.syntax.tree import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    Literal,
    LiteralValue,
    Tuple,
    Variable,
)

_ALTERNATIVES = re.compile(r"\^\(?(?:\?:)?([\w-]+(?:\|[\w-]+)*)\)?\$")


def allowed(condition: Expression, name: str) -> list[LiteralValue] | None:
    """Return all that a condition lets ``var.name`` be; None if that is no finite list, or cannot be told.

    Understood: ``contains([...], var.x)``, chains of ``==`` and ``||``, ``can(regex("^(a|b)$", var.x))``, each also
    next to other conditions by ``&&``, and with null let through by a conditional.
    """
    if isinstance(condition, Binary):
        return _of_binary(condition, name)
    if isinstance(condition, Conditional):
        return _of_conditional(condition, name)
    if not isinstance(condition, Call) or condition.expand:
        return None
    if condition.name == "contains" and len(condition.arguments) == 2 and _is_variable(condition.arguments[1], name):
        return _listed(condition.arguments[0])
    if condition.name == "can" and len(condition.arguments) == 1:
        return _of_pattern(condition.arguments[0], name)
    return None


def _of_binary(condition: Binary, name: str) -> list[LiteralValue] | None:
    if condition.operator == "==":
        for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if _is_variable(one, name) and isinstance(other, Literal):
                return [other.value]
        return None
    left, right = allowed(condition.left, name), allowed(condition.right, name)
    if condition.operator == "||" and left is not None and right is not None:
        return left + [value for value in right if value not in left]
    if condition.operator == "&&":
        return left if left is not None else right
    return None


def _of_conditional(condition: Conditional, name: str) -> list[LiteralValue] | None:
    test = condition.condition
    if not isinstance(test, Binary) or test.operator not in ("==", "!="):
        return None
    null = any(isinstance(side, Literal) and side.value is None for side in (test.left, test.right))
    if not null or not any(_is_variable(side, name) for side in (test.left, test.right)):
        return None
    when_null, otherwise = condition.then, condition.otherwise
    if test.operator == "!=":
        when_null, otherwise = otherwise, when_null
    found = allowed(otherwise, name)
    if found is None or not (isinstance(when_null, Literal) and isinstance(when_null.value, bool)):
        return None
    return [None, *found] if when_null.value else found


def _of_pattern(call: Expression, name: str) -> list[LiteralValue] | None:
    if not isinstance(call, Call) or call.name != "regex" or len(call.arguments) != 2:
        return None
    pattern, subject = call.arguments
    if not isinstance(pattern, Literal) or not isinstance(pattern.value, str) or not _is_variable(subject, name):
        return None
    # Without brackets, "^a|b$" means something else.
    found = _ALTERNATIVES.fullmatch(pattern.value)
    if found is None or ("|" in pattern.value and not pattern.value.startswith("^(")):
        return None
    return list(found[1].split("|"))


def _listed(expression: Expression) -> list[LiteralValue] | None:
    if isinstance(expression, Call) and expression.name in ("toset", "tolist") and len(expression.arguments) == 1:
        expression = expression.arguments[0]
    if not isinstance(expression, Tuple):
        return None
    values = [item.value for item in expression.items if isinstance(item, Literal)]
    return values if len(values) == len(expression.items) else None


def _is_variable(expression: Expression, name: str) -> bool:
    return (
        isinstance(expression, Attribute)
        and expression.name == name
        and isinstance(expression.base, Variable)
        and expression.base.name == "var"
    )
