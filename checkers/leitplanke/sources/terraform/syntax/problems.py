"""What readers report while they build a tree, before it is tied to a file."""

from typing import NamedTuple

from leitplanke.core.message import Message

MAXIMUM_DEPTH = 120
"""How deep expressions and blocks may nest. Real files stay below 30; a walker takes three or four frames a level, and
Python allows a thousand."""


class Problem(NamedTuple):
    """A message about the bytes from ``start`` to ``end``."""

    message: Message
    start: int
    end: int


class NestedTooDeeplyError(Exception):
    """Raised by a reader at the byte ``offset`` where nesting exceeds `MAXIMUM_DEPTH`; handled by `parse`."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"nested more than {MAXIMUM_DEPTH} levels deep")
        self.offset = offset


def expected(what: Message | tuple[str, ...], found: Message | str, start: int, end: int) -> Problem:
    """Return the problem "expected …, found …"; texts are the language's own tokens, messages name kinds of them."""
    return Problem(Message("syntax-error", {"expected": what, "found": found}), start, end)


def too_deep(offset: int) -> Problem:
    """Return the problem "nested too deeply" at a byte."""
    return Problem(Message("nested-too-deeply", {"limit": MAXIMUM_DEPTH}), offset, offset + 1)
