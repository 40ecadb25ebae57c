"""Quoted templates and heredocs from tree-sitter's nodes.

tree-sitter leaves white space out of its literals, so text is cut from the bytes between interpolations and directives.
"""

from tree_sitter import Node, Parser

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax import tree_sitter_kinds as kinds
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.escapes import unescape_heredoc, unescape_quoted
from leitplanke.sources.terraform.syntax.problems import expected
from leitplanke.sources.terraform.syntax.templates import Mark, Piece, Text, assemble
from leitplanke.sources.terraform.syntax.tree import Expression, Literal
from leitplanke.sources.terraform.syntax.tree_sitter_kinds import Reading, significant

_WORDS = {
    kinds.INTERPOLATION: "",
    kinds.IF_INTRO: "if",
    kinds.ELSE_INTRO: "else",
    kinds.IF_END: "endif",
    kinds.FOR_START: "for",
    kinds.FOR_END: "endfor",
}
_NESTING = frozenset({kinds.DIRECTIVE, kinds.TEMPLATE_IF, kinds.TEMPLATE_FOR})


def string(reading: Reading, start: int, end: int) -> str:
    """Return what the quoted string from ``start`` to ``end``, quotes included, means; it has no interpolation."""
    raw = reading.data[start + 1 : end - 1]
    text = raw.decode()
    if b"\n" in raw:
        validate.quoted(reading.data, start, end, reading.problems)
    if b"\\" not in raw and b"{" not in raw:
        return text
    value, wrong = unescape_quoted(text)
    if wrong >= 0:
        validate.wrong_escape(start + 1, text, wrong, reading.problems)
    return value


def template(reading: Reading, node: Node) -> Expression:
    """Convert a ``template_expr``: a quoted string with interpolations, or a heredoc."""
    inner = node.children[0]
    if inner.kind_id == kinds.HEREDOC:
        return _heredoc(reading, inner)
    start, end = inner.start_byte, inner.end_byte
    pieces: list[Piece] = []
    at = start + 1
    for mark in _marks(reading, inner):
        if mark.start > at:
            pieces.append(_quoted_text(reading, at, mark.start))
        pieces.append(mark)
        at = mark.end
    if at < end - 1:
        pieces.append(_quoted_text(reading, at, end - 1))
    return assemble(pieces, start, end)


def _quoted_text(reading: Reading, start: int, end: int) -> Text:
    return Text(string(reading, start - 1, end + 1), start, end)


def _heredoc(reading: Reading, node: Node) -> Expression:
    data = reading.data
    words = [child for child in node.children if child.kind_id == kinds.HEREDOC_WORD]
    opening, closing = words[0], words[-1]
    at = data.find(b"\n", opening.end_byte) + 1
    end = data.rfind(b"\n", 0, closing.start_byte) + 1
    if data[opening.end_byte : at - 1].strip(b"\r"):
        reading.problems.append(
            expected(validate.NEW_LINE, validate.found(data, opening.end_byte), opening.end_byte, at)
        )
    start = node.start_byte
    word = data[opening.start_byte : opening.end_byte]
    if (word + b"${" in data[at:end] or word + b"%{" in data[at:end]) and (other := _other_word(data[at:end], word)):
        node = _reread(data, start, closing.end_byte, word, other)
    pieces: list[Piece] = []
    for mark in _marks(reading, node):
        _lines(data, at, mark.start, pieces)
        pieces.append(mark)
        at = mark.end
    _lines(data, at, end, pieces)
    flush = data.startswith(b"<<-", start)
    if not flush and len(pieces) == 1 and isinstance(pieces[0], Text):
        return Literal(pieces[0].value, start, node.end_byte)
    return assemble(pieces, start, node.end_byte, flush=flush)


def _other_word(body: bytes, word: bytes) -> bytes:
    """Return a word of the same length that the body does not hold; empty where there is none."""
    return next((sign * len(word) for sign in (b"Z", b"Y", b"X", b"W") if sign * len(word) not in body), b"")


def _reread(data: bytes, start: int, end: int, word: bytes, other: bytes) -> Node:
    """Parse a heredoc again, in its place, with another word: the scanner loses ``${`` behind the word in the text."""
    opening = data[start:end].find(word)
    heredoc = data[start : start + opening] + other + data[start + opening + len(word) : end - len(word)] + other
    node = Parser(kinds.LANGUAGE).parse(b" " * (start - 2) + b"_=" + heredoc + b"\n").root_node
    while node.kind_id != kinds.HEREDOC:
        node = next(child for child in node.children if child.end_byte >= end)
    return node


def _lines(data: bytes, start: int, end: int, pieces: list[Piece]) -> None:
    """Add the text between two bytes, a piece a line: strip marks and indentation work on lines."""
    while start < end:
        line = data.find(b"\n", start, end) + 1 or end
        pieces.append(Text(unescape_heredoc(data[start:line].decode()), start, line))
        start = line


def _marks(reading: Reading, node: Node) -> list[Mark]:
    """Return the interpolations and directives below a template, nested ones too, in the order of the text."""
    marks: list[Mark] = []
    for child in node.children:
        kind = child.kind_id
        if kind == kinds.INTERPOLATION:
            if not _escaped(reading.data, child.start_byte):
                marks.append(_interpolation(reading, child))
        elif kind in _WORDS:
            marks.append(_mark(reading, child, _WORDS[kind]))
        elif kind in _NESTING and not _escaped(reading.data, child.start_byte):
            reading.deepen(1, child.start_byte)
            marks.extend(_marks(reading, child))
            reading.deepen(-1, child.start_byte)
    return marks


def _escaped(data: bytes, start: int) -> bool:
    """Tell whether ``${`` is text: the scanner reads ``$$${`` as ``$$`` and an interpolation, Terraform does not."""
    return start > 0 and data[start - 1] == data[start] and data[start] in b"$%"


def _interpolation(reading: Reading, node: Node) -> Mark:
    start, end = node.start_byte, node.end_byte
    children = node.children
    if len(children) == 3 and children[1].kind_id == kinds.EXPRESSION:
        return Mark("", reading.expression(reading, children[1]), start, end)
    return _mark(reading, node, "")


def _mark(reading: Reading, node: Node, word: str) -> Mark:
    start, end = node.start_byte, node.end_byte
    children = significant(node.children)
    names: list[str] = []
    value: Expression | None = None
    for child in children:
        if child.kind_id == kinds.IDENTIFIER:
            names.append(reading.name(child.start_byte, child.end_byte))
        elif child.kind_id == kinds.EXPRESSION:
            value = reading.expression(reading, child)
    if value is None and word in {"", "if", "for"}:
        reading.problems.append(expected(Message("token-expression"), "}", end - 1, end))
        value = Literal(None, end - 1, end - 1)
    return Mark(
        word,
        value,
        start,
        end,
        strip_before=len(children) > 1 and children[1].kind_id == kinds.STRIP_MARK,
        strip_after=len(children) > 2 and children[-2].kind_id == kinds.STRIP_MARK,
        key=names[0] if len(names) == 2 else None,
        name=names[-1] if names else "",
    )
