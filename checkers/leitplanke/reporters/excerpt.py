"""Excerpts of source: the line, and under it what is meant."""

from leitplanke.core.source import Span
from leitplanke.reporters.plain_value import SENSITIVE
from leitplanke.reporters.style import Style

_WIDTH_AT_MOST = 160
_BEFORE = 40
"""How much of a long line is shown before the mark."""


def excerpt(span: Span, style: Style, *, hidden: bool = False) -> list[str]:
    """Return the lines of an excerpt: place, source line, and a mark under the range, as compilers print it.

    Of a long line the part around the mark is shown; of a ``hidden`` one, which is sensitive, nothing.
    """
    line, column = span.begin
    last, end = span.finish
    text = span.source.line(line).replace("\t", " ")
    number = str(line)
    gutter = " " * len(number)
    place = f"{gutter}{style.dim('-->')} {span.source.path}:{line}:{column}"
    if hidden:
        return [place, f"{style.dim(number)} {style.dim('|')} {SENSITIVE}"]
    until = end if last == line else len(text.rstrip()) + 1
    if len(text) > _WIDTH_AT_MOST:
        cut = max(0, min(column - 1 - _BEFORE, len(text) - _WIDTH_AT_MOST))
        head = "... " if cut else ""
        column, until = column - cut + len(head), until - cut + len(head)
        text = head + text[cut : cut + _WIDTH_AT_MOST] + (" ..." if cut + _WIDTH_AT_MOST < len(text) else "")
    width = max(1, min(until, len(text) + 1) - column)
    mark = " " * (column - 1) + style.mark("^" * width)
    return [
        place,
        f"{gutter} {style.dim('|')}",
        f"{style.dim(number)} {style.dim('|')} {text}",
        f"{gutter} {style.dim('|')} {mark}",
    ]
