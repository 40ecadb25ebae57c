"""Tuples, objects and ``for`` expressions from tree-sitter's nodes."""

from typing import NamedTuple

from tree_sitter import Node

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax import tree_sitter_kinds as kinds
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.problems import Problem, expected
from leitplanke.sources.terraform.syntax.tree import (
    Attribute,
    Expression,
    ForObject,
    ForTuple,
    Literal,
    Object,
    ObjectItem,
    Tuple,
    Variable,
)
from leitplanke.sources.terraform.syntax.tree_sitter_kinds import Reading, significant

_SEPARATOR = Message("token-new-line-or-comma")


def collection(reading: Reading, node: Node) -> Expression:
    """Convert a ``collection_value``: a tuple or an object."""
    inner = node.children[0]
    if inner.kind_id == kinds.OBJECT:
        return object_value(reading, inner)
    convert = reading.expression
    items = tuple([convert(reading, child) for child in inner.children if child.kind_id == kinds.EXPRESSION])
    return Tuple(items, node.start_byte, node.end_byte)


def object_value(reading: Reading, node: Node) -> Object:
    """Convert an ``object``."""
    items: list[ObjectItem] = []
    behind = -1
    for child in node.children:
        kind = child.kind_id
        if kind == kinds.ELEMENT:
            item = _item(reading, child)
            if behind >= 0 and reading.data.find(b"\n", behind, item.start) < 0:
                token = validate.found(reading.data, item.start)
                reading.problems.append(expected(_SEPARATOR, token, item.start, item.start + 1))
            items.append(item)
            behind = item.end
        elif kind == kinds.COMMA:
            behind = -1
    return Object(tuple(items), node.start_byte, node.end_byte)


def _item(reading: Reading, node: Node) -> ObjectItem:
    start, end = node.start_byte, node.end_byte
    children = node.children
    if len(children) != 3:
        children = significant(children)
    key, sign, value = children
    result = ObjectItem(_key(reading, key), reading.expression(reading, value), start, end)
    if reading.data.find(b"\n", key.end_byte, sign.start_byte) >= 0:
        validate.same_line(reading.data, key.end_byte, sign.start_byte, ("=", ":"), reading.problems)
    return result


def _key(reading: Reading, node: Node) -> Expression:
    """Convert a key: a lone word means itself (``null`` and ``true`` too), ``(word)`` the value of the word."""
    children = node.children
    if len(children) == 1:
        kind, start, end = children[0].kind_id, node.start_byte, node.end_byte
        if kind == kinds.VARIABLE:
            return Literal(reading.name(start, end), start, end)
        if kind == kinds.LITERAL and reading.data[start : start + 1].isalpha():
            return Literal(reading.name(start, end), start, end)
    elif children[0].kind_id != kinds.PARENTHESIS:
        result = reading.expression(reading, node)
        root = result
        while isinstance(root, Attribute):
            root = root.base
        if isinstance(result, Attribute) and isinstance(root, Variable):
            reading.problems.append(Problem(Message("ambiguous-object-key"), node.start_byte, node.end_byte))
        return result
    return reading.expression(reading, node)


class _Intro(NamedTuple):
    key: str | None
    value: str
    collection: Expression


def for_expression(reading: Reading, node: Node) -> Expression:
    """Convert a ``for_expr``: what makes a tuple, or what makes an object."""
    inner = node.children[0]
    start, end = inner.start_byte, inner.end_byte
    intro = _Intro(None, "", Literal(None, start, start))
    condition: Expression | None = None
    group = False
    results: list[Expression] = []
    for child in inner.children:
        kind = child.kind_id
        if kind == kinds.FOR_INTRO:
            intro = _intro(reading, child)
        elif kind == kinds.EXPRESSION:
            results.append(reading.expression(reading, child))
        elif kind == kinds.ELLIPSIS:
            group = True
        elif kind == kinds.FOR_CONDITION:
            condition = reading.expression(reading, significant(child.children)[-1])
    if inner.kind_id == kinds.FOR_OBJECT:
        return ForObject(*intro, results[0], results[1], group, condition, start, end)
    return ForTuple(*intro, results[0], condition, start, end)


def _intro(reading: Reading, node: Node) -> _Intro:
    names: list[str] = []
    source: Expression = Literal(None, node.start_byte, node.start_byte)
    for child in node.children:
        if child.kind_id == kinds.IDENTIFIER:
            names.append(reading.name(child.start_byte, child.end_byte))
        elif child.kind_id == kinds.EXPRESSION:
            source = reading.expression(reading, child)
    return _Intro(names[0] if len(names) == 2 else None, names[-1], source)
