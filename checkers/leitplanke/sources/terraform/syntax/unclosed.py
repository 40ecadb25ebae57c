"""What a file opens and does not close: the cause behind many a syntax error that shows only much later."""

import re

from leitplanke.core.message import Message, message
from leitplanke.sources.terraform.syntax.problems import Problem, expected

_CODE = re.compile(rb'[\[\](){}"#]|//|/\*|<<-?[^\W\d][\w-]*\r?\n', re.ASCII)
_QUOTED = re.compile(rb'\\.|\$\$\{|%%\{|[$%]\{|"|\n', re.DOTALL)
_PAIRS = {b"[": b"]", b"(": b")", b"{": b"}"}


def unclosed(data: bytes) -> Problem | None:
    """Return the first string that does not end on its line, or what is still open at the end of the file.

    `None` where everything is closed, and where brackets of different kinds cross: there the reader knows better.
    """
    opened: list[tuple[bytes, int]] = []
    here = 0
    while True:
        quoted = bool(opened) and opened[-1][0] == b'"'
        match = (_QUOTED if quoted else _CODE).search(data, here)
        if match is None:
            break
        sign, start, here = match[0], match.start(), match.end()
        if quoted:
            if sign == b"\n":
                return expected(('"',), Message("token-new-line"), start, start + 1)
            if sign == b'"':
                opened.pop()
            elif sign in {b"${", b"%{"}:
                opened.append((b"{", start + 1))
        elif sign == b'"' or sign in _PAIRS:
            opened.append((sign, start))
        elif sign in {b"]", b")", b"}"}:
            if not opened or _PAIRS.get(opened[-1][0]) != sign:
                return None
            opened.pop()
        elif sign.startswith(b"<<"):
            word = sign.lstrip(b"<-").rstrip()
            closing = re.compile(rb"^[ \t]*" + word + rb"(?=[\r\n)\],}]|\Z)", re.MULTILINE).search(data, here)
            if closing is None:
                return _open(word, start, start + len(sign.rstrip()))
            here = closing.end()
        elif sign == b"/*":
            here = data.find(b"*/", here) + 2
            if here < 2:
                return _open(b"*/", start, start + 2)
        else:
            here = data.find(b"\n", here)
            if here < 0:
                break
    if not opened:
        return None
    sign, start = opened[-1]
    return _open(_PAIRS.get(sign, sign), start, start + 1)


def _open(closing: bytes, start: int, end: int) -> Problem:
    return Problem(message("syntax-unclosed", expected=closing.decode()), start, end)
