"""Values of Terraform's JSON syntax as expressions: a string is a template, or the text of a reference."""

from collections.abc import Callable
from typing import TypeAlias

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax.json_values import Array, Record, Scalar, Value
from leitplanke.sources.terraform.syntax.problems import Problem, expected
from leitplanke.sources.terraform.syntax.relocate import relocate
from leitplanke.sources.terraform.syntax.template_scanner import has_template, scan
from leitplanke.sources.terraform.syntax.templates import TemplateError, assemble
from leitplanke.sources.terraform.syntax.tree import Expression, Literal, Object, ObjectItem, Tuple

ReadExpression: TypeAlias = Callable[[bytes], tuple[Expression | None, list[Problem]]]
"""Reads ``name = expression`` and returns the expression with offsets in that text, `None` where it cannot be read."""

_BEFORE = "_ = ("


def literal(value: Value) -> Expression:
    """Return a value as it stands, without looking for templates."""
    if isinstance(value, Scalar):
        return Literal(value.value, value.start, value.end)
    if isinstance(value, Array):
        return Tuple(tuple([literal(item) for item in value.items]), value.start, value.end)
    items = [ObjectItem(literal(key), literal(item), key.start, item.end) for key, item in value.members]
    return Object(tuple(items), value.start, value.end)


def convert(value: Value, read: ReadExpression, problems: list[Problem]) -> Expression:
    """Return a value whose strings, names of properties too, are templates."""
    if isinstance(value, Scalar):
        if isinstance(value.value, str) and has_template(value.value):
            return _template(value, value.value, read, problems)
        return Literal(value.value, value.start, value.end)
    if isinstance(value, Array):
        return Tuple(tuple([convert(item, read, problems) for item in value.items]), value.start, value.end)
    items = [
        ObjectItem(convert(key, read, problems), convert(item, read, problems), key.start, item.end)
        for key, item in value.members
    ]
    return Object(tuple(items), value.start, value.end)


def reference(value: Value, read: ReadExpression, problems: list[Problem]) -> Expression:
    """Return a value whose strings are the text of an expression: ``"aws_vpc.main"``, ``"list(string)"``."""
    if isinstance(value, Array):
        return Tuple(tuple([reference(item, read, problems) for item in value.items]), value.start, value.end)
    if isinstance(value, Record):
        items = [
            ObjectItem(Literal(key.value, key.start, key.end), reference(item, read, problems), key.start, item.end)
            for key, item in value.members
        ]
        return Object(tuple(items), value.start, value.end)
    if not isinstance(value.value, str) or has_template(value.value):
        return convert(value, read, problems)
    return _expression(value, value.value, 0, read, problems)


def _template(value: Scalar, text: str, read: ReadExpression, problems: list[Problem]) -> Expression:
    try:
        pieces = scan(
            text,
            0,
            len(text),
            lambda position: _place(value, text, position),
            lambda inside, position: _expression(value, inside, _place(value, text, position), read, problems),
        )
        return assemble(pieces, value.start, value.end)
    except TemplateError as error:
        at = min(error.offset, value.end - 1)
        problems.append(expected(error.expected, '"', max(at, value.start), value.end))
        return Literal(text, value.start, value.end)


def _expression(value: Scalar, text: str, at: int, read: ReadExpression, problems: list[Problem]) -> Expression:
    """Read an expression out of a string; its offsets are exact where the string has no escapes, else the string's."""
    source = f"{_BEFORE}{text})\n"
    result, found = read(source.encode())
    begin = (at or value.start + 1) - len(_BEFORE)

    def move(offset: int) -> int:
        return min(max(begin + offset, value.start), value.end) if value.plain else value.start

    problems.extend(Problem(problem.message, move(problem.start), value.end) for problem in found)
    if result is None:
        if not found:
            problems.append(expected(Message("token-expression"), text[:40], move(0), value.end))
        return Literal(text, value.start, value.end)
    return relocate(result, move if value.plain else lambda _: value.start)


def _place(value: Scalar, text: str, position: int) -> int:
    """Return the byte at which a character of the string stands in the file."""
    if not value.plain:
        return value.start if position < len(text) else value.end
    return value.start + 1 + (position if text.isascii() else len(text[:position].encode()))
