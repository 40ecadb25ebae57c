"""Expressions from tree-sitter's nodes.

The grammar hides its term rule: an operand, its postfix parts (``.a``, ``[0]``, ``[*]``) and the parentheses around it
are siblings below ``expression`` and the operations. `_run` folds such a run of siblings, left to right.
"""

from collections.abc import Callable

from tree_sitter import Node

from leitplanke.core.message import Message, message
from leitplanke.sources.terraform.syntax import tree_sitter_kinds as kinds
from leitplanke.sources.terraform.syntax.escapes import number
from leitplanke.sources.terraform.syntax.problems import MAXIMUM_DEPTH, Problem
from leitplanke.sources.terraform.syntax.tree import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    Index,
    Literal,
    Splat,
    SplatItem,
    Unary,
    Variable,
)
from leitplanke.sources.terraform.syntax.tree_sitter_collections import collection, for_expression
from leitplanke.sources.terraform.syntax.tree_sitter_kinds import Reading, significant
from leitplanke.sources.terraform.syntax.tree_sitter_templates import string, template

_WORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}


def expression(reading: Reading, node: Node) -> Expression:
    """Convert a node of the kind ``expression``."""
    reading.depth += 1
    if reading.depth > MAXIMUM_DEPTH:
        reading.deepen(0, node.start_byte)
    children = node.children
    first = children[0]
    count = len(children)
    if count == 1:
        result = _TERMS[first.kind_id](reading, first)
    elif count == 2 and first.kind_id == kinds.VARIABLE and children[1].kind_id == kinds.GET_ATTRIBUTE:
        result = _attribute(reading, _variable(reading, first), children[1], first.start_byte)  # `var.name`: most often
    else:
        result = _run(reading, significant(children))
    reading.depth -= 1
    return result


def _run(reading: Reading, nodes: list[Node]) -> Expression:
    """Convert an operand and the postfix parts behind it."""
    first = nodes[0]
    if first.kind_id == kinds.PARENTHESIS:
        inner = next(node for node in nodes if node.kind_id == kinds.EXPRESSION)
        base = reading.expression(reading, inner)
        behind = nodes.index(inner) + 2
    else:
        base = _TERMS[first.kind_id](reading, first)
        behind = 1
    return _postfix(reading, base, nodes[behind:], first.start_byte) if behind < len(nodes) else base


def _postfix(reading: Reading, base: Expression, nodes: list[Node], start: int) -> Expression:
    reading.deepen(len(nodes), start)
    result = base
    for at, node in enumerate(nodes):
        kind = node.kind_id
        if kind == kinds.GET_ATTRIBUTE:
            result = _attribute(reading, result, node, start)
        elif kind == kinds.INDEX:
            result = _index(reading, result, node, start)
        else:
            result = _splat(reading, result, node, nodes[at + 1 :], start)
            break
    reading.deepen(-len(nodes), start)
    return result


def _attribute(reading: Reading, base: Expression, node: Node, start: int) -> Expression:
    begin, end = node.start_byte + 1, node.end_byte
    raw = reading.data[begin:end]
    if not raw[:1].isalnum():  # white space or a comment behind the dot, or a name that does not begin in ASCII
        begin = node.children[-1].start_byte
    return Attribute(base, reading.name(begin, end), start, end)


def _index(reading: Reading, base: Expression, node: Node, start: int) -> Expression:
    inner = node.children[0]
    end = node.end_byte
    if inner.kind_id == kinds.NEW_INDEX:
        key = next(child for child in inner.children if child.kind_id == kinds.EXPRESSION)
        return Index(base, reading.expression(reading, key), start, end)
    begin = inner.start_byte + 1  # the number of a legacy index has no node of its own
    if isinstance(base, Index) and reading.data[base.key.end : base.end] == b"":
        reading.problems.append(Problem(Message("legacy-index-twice"), begin, end))  # `a.0.0`: `0.0` is a number
    return Index(base, _number(reading, begin, end), start, end)


def _splat(reading: Reading, base: Expression, node: Node, behind: list[Node], start: int) -> Expression:
    splat = node.children[0]
    sign, *parts = significant(splat.children)
    item = SplatItem(sign.start_byte, sign.end_byte)
    if splat.kind_id == kinds.FULL_SPLAT:
        body = _postfix(reading, item, [*parts, *behind], sign.start_byte)
        return Splat(base, body, start, body.end)
    leading = 0
    while leading < len(parts) and _per_element(parts[leading]):
        leading += 1
    body = _postfix(reading, item, parts[:leading], sign.start_byte)
    result = Splat(base, body, start, body.end)
    rest = [*parts[leading:], *behind]
    for part in rest:
        if part.kind_id == kinds.SPLAT and part.children[0].kind_id == kinds.ATTRIBUTE_SPLAT:
            reading.problems.append(Problem(Message("nested-splat"), part.start_byte, part.end_byte))
    return _postfix(reading, result, rest, start)


def _per_element(part: Node) -> bool:
    return part.kind_id == kinds.GET_ATTRIBUTE or part.children[0].kind_id != kinds.NEW_INDEX


def _literal(reading: Reading, node: Node) -> Expression:
    start, end = node.start_byte, node.end_byte
    raw = reading.data[start:end]
    if raw[:1] == b'"':
        return Literal(string(reading, start, end), start, end)
    if raw in _WORDS:
        return Literal(_WORDS[raw], start, end)
    return _number(reading, start, end)


def _number(reading: Reading, start: int, end: int) -> Literal:
    text = reading.data[start:end].decode()
    value = number(text)
    if value is None:
        reading.problems.append(Problem(message("invalid-number", text=text[:40]), start, end))
    return Literal(value, start, end)


def _variable(reading: Reading, node: Node) -> Expression:
    start, end = node.start_byte, node.end_byte
    return Variable(reading.name(start, end), start, end)


def _call(reading: Reading, node: Node) -> Expression:
    children = significant(node.children)
    arguments: list[Expression] = []
    expand = False
    for child in children:
        if child.kind_id == kinds.FUNCTION_ARGUMENTS:
            for part in child.children:
                kind = part.kind_id
                if kind == kinds.EXPRESSION:
                    arguments.append(expression(reading, part))
                elif kind == kinds.ELLIPSIS:
                    expand = True
    name = reading.name(children[0].start_byte, children[0].end_byte)
    return Call(name, tuple(arguments), expand, node.start_byte, node.end_byte)


def _operation(reading: Reading, node: Node) -> Expression:
    inner = node.children[0]
    if inner.kind_id == kinds.BINARY:
        return _binary(reading, inner)
    children = significant(inner.children)
    reading.deepen(1, node.start_byte)
    operand = _run(reading, children[1:])
    reading.deepen(-1, node.start_byte)
    return Unary(kinds.OPERATORS[children[0].kind_id], operand, node.start_byte, node.end_byte)


def _binary(reading: Reading, node: Node) -> Expression:
    """Convert a chain of operators in a loop: ``a + b + c`` nests to the left."""
    start = node.start_byte
    chain: list[tuple[str, list[Node], int]] = []
    while True:
        children = significant(node.children)
        at = next(i for i, child in enumerate(children) if child.kind_id in kinds.OPERATORS)
        chain.append((kinds.OPERATORS[children[at].kind_id], children[at + 1 :], node.end_byte))
        left = children[0]
        if at != 1 or left.kind_id != kinds.OPERATION or left.children[0].kind_id != kinds.BINARY:
            break
        node = left.children[0]
    reading.deepen(len(chain), start)
    result = _run(reading, children[:at])
    for operator, right, end in reversed(chain):
        result = Binary(operator, result, _run(reading, right), start, end)
    reading.deepen(-len(chain), start)
    return result


def _conditional(reading: Reading, node: Node) -> Expression:
    """Convert a conditional: ``a ? b : c ? d : e`` comes as ``(a ? b : c) ? d : e`` and is folded to the right."""
    arms: list[tuple[Node, Node]] = []
    while True:
        first, then, otherwise = (child for child in node.children if child.kind_id == kinds.EXPRESSION)
        arms.append((then, otherwise))
        inner = significant(first.children)
        if len(inner) != 1 or inner[0].kind_id != kinds.CONDITIONAL:
            break
        node = inner[0]
    end = arms[0][1].end_byte
    reading.deepen(len(arms), node.start_byte)
    conditions = [first, *(otherwise for _, otherwise in reversed(arms))]
    result = expression(reading, conditions.pop())
    for then, _ in arms:
        condition = conditions.pop()
        start = condition.start_byte
        result = Conditional(expression(reading, condition), expression(reading, then), result, start, end)
    reading.deepen(-len(arms), node.start_byte)
    return result


_TERMS: dict[int, Callable[[Reading, Node], Expression]] = {
    kinds.LITERAL: _literal,
    kinds.TEMPLATE: template,
    kinds.VARIABLE: _variable,
    kinds.COLLECTION: collection,
    kinds.FUNCTION: _call,
    kinds.OPERATION: _operation,
    kinds.CONDITIONAL: _conditional,
    kinds.FOR: for_expression,
    kinds.EXPRESSION: expression,
}
