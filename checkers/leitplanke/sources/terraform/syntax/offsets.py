"""Byte offsets of characters: some readers count characters, nodes count bytes."""

from array import array


class Offsets:
    """The byte offset of each character of a text; costs nothing where all are ASCII."""

    __slots__ = ("_table", "text")

    def __init__(self, data: bytes) -> None:
        self.text = data.decode()
        self._table: array[int] | None = None
        if not data.isascii():
            table, at = array("L", [0]), 0
            for character in self.text:
                at += 1 if character < "\x80" else len(character.encode())
                table.append(at)
            self._table = table

    def at(self, position: int) -> int:
        """Return the byte offset of a character; past the end counts as the end."""
        if self._table is None:
            return min(position, len(self.text))
        return self._table[min(position, len(self._table) - 1)]
