"""Text that was read, and places in it."""

from bisect import bisect_right
from typing import NamedTuple

import msgspec


class Position(NamedTuple):
    """A place as people and editors count it: line and column from 1, columns in code points."""

    line: int
    column: int


class Source:
    """One file as it was read: a path relative to the project's root, with ``/``, and its bytes.

    The table of line starts is built on demand: most files never have a finding.
    """

    __slots__ = ("_starts", "data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """Byte offset of each line's first byte."""
        if self._starts is None:
            starts, at = [0], self.data.find(b"\n")
            while at != -1:
                starts.append(at + 1)
                at = self.data.find(b"\n", at + 1)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> Position:
        """Return the line and column of a byte offset; past the end counts as the end."""
        offset = min(offset, len(self.data))
        starts = self.line_starts
        line = bisect_right(starts, offset)
        start = starts[line - 1]
        before = self.data[start:offset]
        return Position(line, (len(before) if before.isascii() else len(before.decode("utf-8", "replace"))) + 1)

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1, without its line break."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.data)
        return self.data[starts[number - 1] : end].decode("utf-8", "replace").rstrip("\r\n")

    def __repr__(self) -> str:
        return f"Source({self.path!r})"


class Span(msgspec.Struct, frozen=True, gc=False):
    """A range of bytes in a source: ``start`` included, ``end`` excluded."""

    source: Source
    start: int
    end: int

    @property
    def begin(self) -> Position:
        """Where the range begins."""
        return self.source.position(self.start)

    @property
    def finish(self) -> Position:
        """Where the range ends: the position just behind its last character."""
        return self.source.position(self.end)

    @property
    def text(self) -> str:
        """The text in the range."""
        return self.source.data[self.start : self.end].decode("utf-8", "replace")

    def __str__(self) -> str:
        line, column = self.begin
        return f"{self.source.path}:{line}:{column}"
