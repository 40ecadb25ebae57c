"""The pieces of a template that no grammar has split: heredocs in python-hcl2, strings in Terraform's JSON syntax."""

import re
from collections.abc import Callable

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax.escapes import unescape_heredoc
from leitplanke.sources.terraform.syntax.templates import Mark, Piece, TemplateError, Text
from leitplanke.sources.terraform.syntax.tree import Expression

ReadExpression = Callable[[str, int], Expression]
"""Reads the text of an expression that begins at a character of the template."""

_OPENING = re.compile(r"\$\$\{|%%\{|[$%]\{")
_INSIDE = re.compile(r'["{}#]|//|/\*')
_STRING = re.compile(r'"|\\.|\$\$\{|%%\{|[$%]\{', re.DOTALL)
_IF = re.compile(r"\s*if\b(.*)\Z", re.DOTALL)
_FOR = re.compile(r"\s*for\s+([\w-]+)\s*(?:,\s*([\w-]+)\s*)?\bin\b(.*)\Z", re.DOTALL)


def scan(text: str, start: int, end: int, at: Callable[[int], int], read: ReadExpression) -> list[Piece]:
    """Return the pieces of the template between two characters of ``text``; literals are one a line.

    ``at`` turns a character's index into the byte offset that nodes carry. Raises `TemplateError`, and what ``read``
    raises.
    """
    pieces: list[Piece] = []
    here = look = start
    while (match := _OPENING.search(text, look, end)) is not None:
        if len(match[0]) == 3:
            look = match.end()
            continue
        closing = _closing(text, match.end(), end)
        if closing < 0:
            raise TemplateError("}", at(end))
        _lines(text, here, match.start(), at, pieces)
        pieces.append(_mark(text, match.start(), closing, at, read))
        here = look = closing + 1
    _lines(text, here, end, at, pieces)
    return pieces


def has_template(text: str) -> bool:
    """Tell whether ``text`` holds an interpolation, a directive or an escape of one."""
    return "${" in text or "%{" in text


def _lines(text: str, start: int, end: int, at: Callable[[int], int], pieces: list[Piece]) -> None:
    while start < end:
        line = text.find("\n", start, end) + 1 or end
        pieces.append(Text(unescape_heredoc(text[start:line]), at(start), at(line)))
        start = line


def _closing(text: str, start: int, end: int) -> int:
    """Return where the ``}`` stands that closes an interpolation whose inside begins at ``start``, or -1."""
    depth = 0
    here = start
    while (match := _INSIDE.search(text, here, end)) is not None:
        sign = match[0]
        here = match.end()
        if sign == '"':
            here = _behind_string(text, here, end)
            if here < 0:
                return -1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            if not depth:
                return match.start()
            depth -= 1
        else:
            close = text.find("*/" if sign == "/*" else "\n", here, end)
            here = end if close < 0 else close
    return -1


def _behind_string(text: str, start: int, end: int) -> int:
    here = start
    while (match := _STRING.search(text, here, end)) is not None:
        here = match.end()
        if match[0] == '"':
            return here
        if match[0] in {"${", "%{"}:
            here = _closing(text, here, end) + 1
            if not here:
                return -1
    return -1


def _mark(text: str, start: int, closing: int, at: Callable[[int], int], read: ReadExpression) -> Mark:
    begin, end = start + 2, closing
    before, after = text.startswith("~", begin, end), closing - 1 > begin and text[closing - 1] == "~"
    begin, end = begin + before, end - after
    inside = text[begin:end]
    word, value, key, name = "", None, None, ""
    if text[start] == "$":
        value = read(inside, begin)
    elif (match := _IF.match(inside)) is not None:
        word, value = "if", read(match[1], begin + match.start(1))
    elif (match := _FOR.match(inside)) is not None:
        word, value = "for", read(match[3], begin + match.start(3))
        key, name = (match[1], match[2]) if match[2] else (None, match[1])
    else:
        word = inside.strip()
        if word not in {"else", "endif", "endfor"}:
            raise TemplateError(Message("token-directive"), at(begin))
    return Mark(word, value, at(start), at(closing + 1), strip_before=before, strip_after=after, key=key, name=name)
