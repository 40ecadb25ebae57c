"""What the tool says, before it is in any language."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

Argument: TypeAlias = "str | int | bool | tuple[str, ...] | Message"


class Message(msgspec.Struct, frozen=True):
    """A code and its typed arguments. Only reporters turn it into German or English.

    ``code`` names a text in the catalogues of texts, such as ``placement-outside-territory``.
    Arguments never hold a value that is marked sensitive.
    """

    code: str
    arguments: Mapping[str, Argument] = {}


def message(code: str, **arguments: Argument) -> Message:
    """Build a message from keyword arguments."""
    return Message(code, arguments)
