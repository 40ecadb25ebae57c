"""What Terraform rejects although a reader accepts it.

Readers call these functions with what they have just built; each adds to the list of problems. A problem never
removes anything from the tree.
"""

import re

from leitplanke.core.message import Message, message
from leitplanke.core.source import Source
from leitplanke.sources.terraform.syntax.problems import Problem, expected
from leitplanke.sources.terraform.syntax.tree import Argument, Block

MAXIMUM_SIZE = 20_000_000
"""The largest file that is read, in bytes. Larger ones are data, not configuration."""

_TEXT_OR_FEED = re.compile(rb'"(?:\\.|[^"\\\n])*"|#[^\n]*|//[^\n]*|/\*.*?\*/|\f', re.DOTALL)

NEW_LINE = Message("token-new-line")


def undecodable(source: Source) -> Problem | None:
    """Return what keeps the file from being read at all: its size, or bytes that are not UTF-8."""
    size = len(source.data)
    if size > MAXIMUM_SIZE:
        return Problem(message("file-too-large", size=size, limit=MAXIMUM_SIZE), 0, 0)
    if source.data.isascii():
        return None
    try:
        source.data.decode()
    except UnicodeDecodeError as error:
        text = message("invalid-utf-8", byte=error.start, value=f"0x{source.data[error.start]:02X}")
        return Problem(text, error.start, error.start + 1)
    return None


def odd_blanks(data: bytes) -> list[Problem]:
    """Return the form feeds between tokens: readers take them for blanks, Terraform does not."""
    if b"\f" not in data or b"<<" in data:
        return []
    found = [match for match in _TEXT_OR_FEED.finditer(data) if match.group() == b"\f"]
    return [expected(("a blank",), "\\f", match.start(), match.end()) for match in found]


def body(
    data: bytes, items: list[Argument | Block], opening: int, closing: int, problems: list[Problem], *, nested: bool
) -> None:
    """Check a body's items, in the order of the text: each on a line of its own, no argument twice.

    ``opening`` and ``closing`` are the bytes between which the items stand. A ``nested`` body, one in braces, may be
    on one line with nothing or one argument in it.
    """
    if not items:
        return
    find = data.find
    one_line = nested and find(b"\n", opening, items[0].start) < 0
    behind = items[0].end
    for item in items[1:]:
        if find(b"\n", behind, item.start) < 0:
            problems.append(expected(NEW_LINE, found(data, item.start), item.start, item.start + 1))
        behind = item.end
    if nested:
        closed_here = find(b"\n", behind, closing) < 0
        if one_line and type(items[0]) is Block:
            problems.append(expected(NEW_LINE, found(data, items[0].start), items[0].start, items[0].end))
        elif one_line and not closed_here:
            problems.append(expected(("}",), NEW_LINE, behind, behind + 1))
        elif closed_here and not one_line:
            problems.append(expected(NEW_LINE, "}", closing, closing + 1))
    names = [item.name for item in items if type(item) is Argument]
    if len(set(names)) != len(names):
        _duplicates([item for item in items if type(item) is Argument], problems)


def _duplicates(arguments: list[Argument], problems: list[Problem]) -> None:
    seen: dict[str, Argument] = {}
    for argument in arguments:
        if argument.name in seen:
            text = message("argument-set-twice", name=argument.name)
            problems.append(Problem(text, argument.name_start, argument.name_end))
        else:
            seen[argument.name] = argument


def same_line(data: bytes, start: int, end: int, what: Message | tuple[str, ...], problems: list[Problem]) -> None:
    """Check that no line break lies between two things that belong on one line; ``what`` was expected instead."""
    at = data.find(b"\n", start, end)
    if at >= 0:
        problems.append(expected(what, NEW_LINE, at, at + 1))


def quoted(data: bytes, start: int, end: int, problems: list[Problem]) -> None:
    """Check the text of a quoted string: it ends on the line on which it begins."""
    same_line(data, start, end, ('"',), problems)


def wrong_escape(start: int, text: str, at: int, problems: list[Problem]) -> None:
    """Report an unknown escape in ``text``, which begins at byte ``start``; ``at`` counts characters."""
    begin = start + len(text[:at].encode())
    problems.append(Problem(message("invalid-escape", escape=text[at : at + 2]), begin, begin + 2))


def found(data: bytes, at: int) -> Message | str:
    """Return the token that stands at a byte, for a sentence about it: a word, a sign, a line break, the end."""
    if at >= len(data):
        return Message("token-end-of-file")
    text = data[at : at + 160].decode("utf-8", "ignore")
    if text.startswith(("\n", "\r\n")):
        return NEW_LINE
    end = 0
    while end < len(text) and end < 40 and (text[end].isalnum() or text[end] in "_-"):
        end += 1
    if end:
        return text[:end]
    for sign in ("...", "${", "%{", "<<-", "<<", "=>", "==", "!=", "<=", ">=", "&&", "||", "/*", "//"):
        if text.startswith(sign):
            return sign
    return text[:1]
