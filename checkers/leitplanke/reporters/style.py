"""Colour, where the reader is a terminal."""

import msgspec

_SEVERITY_COLOUR = {"critical": "1;31", "high": "31", "medium": "33", "low": "36", "info": "34"}


class Style(msgspec.Struct, frozen=True):
    """Marks up words for a terminal; without ``colour`` they stay as they are."""

    colour: bool = False

    def severity(self, name: str, text: str) -> str:
        """Mark up by severity."""
        return self._paint(_SEVERITY_COLOUR.get(name, "0"), text)

    def unknown(self, text: str) -> str:
        """Mark up what is not decided."""
        return self._paint("35", text)

    def good(self, text: str) -> str:
        """Mark up what is as it should be."""
        return self._paint("32", text)

    def bad(self, text: str) -> str:
        """Mark up what is not."""
        return self._paint("1;31", text)

    def mark(self, text: str) -> str:
        """Mark up the underline of an excerpt."""
        return self._paint("1;31", text)

    def strong(self, text: str) -> str:
        """Mark up a heading."""
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        """Mark up what the eye may pass over."""
        return self._paint("2", text)

    def _paint(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.colour and text else text
