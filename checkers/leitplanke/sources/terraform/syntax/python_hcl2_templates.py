"""Strings and heredocs from python-hcl2's parse tree."""

from collections.abc import Callable

from lark import Token, Tree

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.escapes import unescape_quoted
from leitplanke.sources.terraform.syntax.problems import expected
from leitplanke.sources.terraform.syntax.python_hcl2_tree import (
    Node,
    Reading,
    SyntaxFailureError,
    significant,
    subtrees,
)
from leitplanke.sources.terraform.syntax.template_scanner import scan
from leitplanke.sources.terraform.syntax.templates import Mark, Piece, TemplateError, Text, assemble
from leitplanke.sources.terraform.syntax.tree import Expression

Convert = Callable[[Reading, Node], Expression]

_WORDS = {
    "interpolation": "",
    "template_else": "else",
    "template_endfor": "endfor",
    "template_endif": "endif",
    "template_for_start": "for",
    "template_if_start": "if",
}
_BEFORE = "_ = ("


def string(reading: Reading, node: Node, convert: Convert) -> Expression:
    """Convert a quoted string; text is cut from between its interpolations and directives."""
    start, end = reading.start(node), reading.end(node)
    quote = 2 if node.data == "template_string" else 1  # inside a directive quotes come escaped
    pieces: list[Piece] = []
    here = start + quote
    for part in subtrees(node):
        inner = part.children[0]
        if isinstance(inner, Tree):
            mark = _mark(reading, inner, convert)
            _text(reading, here, mark.start, pieces)
            pieces.append(mark)
            here = mark.end
    _text(reading, here, end - quote, pieces)
    return assemble(pieces, start, end)


def _text(reading: Reading, start: int, end: int, pieces: list[Piece]) -> None:
    if start >= end:
        return
    text = reading.data[start:end].decode()
    validate.quoted(reading.data, start, end, reading.problems)
    value, wrong = unescape_quoted(text)
    if wrong >= 0:
        validate.wrong_escape(start, text, wrong, reading.problems)
    pieces.append(Text(value, start, end))


def _mark(reading: Reading, node: Node, convert: Convert) -> Mark:
    start, end = reading.start(node), reading.end(node)
    children = significant(node)
    names: list[str] = []
    value: Expression | None = None
    for child in subtrees(node):
        if node.data == "template_for_start" and child.data == "identifier":
            names.append(str(child.children[0]))
        else:
            value = convert(reading, child)
    return Mark(
        _WORDS[node.data],
        value,
        start,
        end,
        strip_before=_is_strip_mark(children[1]),
        strip_after=_is_strip_mark(children[-2]) and len(children) > 3,
        key=names[0] if len(names) == 2 else None,
        name=names[-1] if names else "",
    )


def _is_strip_mark(child: Node | Token) -> bool:
    return isinstance(child, Token) and child.type == "STRIP_MARKER"


def heredoc(reading: Reading, node: Node, convert: Convert) -> Expression:
    """Convert a heredoc, which python-hcl2 hands over as one token; its interpolations are read one by one."""
    token = node.children[0]
    first = (node.meta.start_pos or 0) + reading.shift
    text = str(token)
    body = first + text.find("\n") + 1
    trimmed = text.rstrip("\r\n")
    end = first + trimmed.rfind("\n") + 1
    last = reading.start(node) + len(trimmed.encode())
    shift = reading.shift

    def read(inside: str, position: int) -> Expression:
        reading.shift = position - len(_BEFORE)
        try:
            tree = reading.parse(f"{_BEFORE}{inside})")
            attribute = subtrees(subtrees(tree)[0])[0]
            return convert(reading, subtrees(attribute)[-1])
        finally:
            reading.shift = shift

    def at(position: int) -> int:
        return reading.at(position - reading.shift)

    try:
        pieces = scan(reading.text, body, max(body, end), at, read)
        return assemble(pieces, reading.start(node), last, flush=text.startswith("<<-"))
    except TemplateError as error:
        offset = min(error.offset, last)
        token_there: Message | str = validate.found(reading.data, offset)
        raise SyntaxFailureError(expected(error.expected, token_there, offset, offset + 1)) from error
