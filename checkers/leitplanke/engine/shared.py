"""Parts that many findings have in common, held once: a large plan has half a million findings."""

from collections.abc import Hashable
from typing import Any, TypeVar

from leitplanke.core.message import Message

T = TypeVar("T", bound=Hashable)


class Shared:
    """Remembers parts of findings, and returns the first of each that is the same."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[Hashable, Any] = {}

    def value(self, part: T) -> T:
        """Return the first part that equals this one."""
        found: T = self._held.setdefault(part, part)
        return found

    def message(self, text: Message) -> Message:
        """Return the first message with this code and these arguments."""
        try:
            found: Message = self._held.setdefault((text.code, *text.arguments.items()), text)
        except TypeError:
            return text
        return found
