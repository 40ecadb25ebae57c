"""What is wrong with the input or the tool, never with the judged infrastructure."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from leitplanke.core.message import Message
from leitplanke.core.source import Span


class Gravity(StrEnum):
    """How much a diagnostic takes away from the result."""

    ERROR = "error"
    """Part of the input could not be read: exit code 3."""
    WARNING = "warning"
    """Read, but probably not as its author meant."""
    NOTE = "note"
    """Worth knowing, such as a remote module that is not there."""


class Diagnostic(msgspec.Struct, frozen=True):
    """One problem of the input or of the tool.

    ``path`` is relative to the project's root; ``span`` is given where a place in a file is known.
    """

    gravity: Gravity
    message: Message
    path: str | None = None
    span: Span | None = None


def identity(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """Return what two diagnostics have in common that say the same of the same place; also their order."""
    span = diagnostic.span
    start, end = (span.start, span.end) if span is not None else (-1, -1)
    arguments = sorted(diagnostic.message.arguments.items(), key=lambda item: item[0])
    return (diagnostic.path or "", start, end, diagnostic.message.code, str(arguments))


def distinct(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return each diagnostic once, in order of files and places."""
    found: dict[tuple[str, int, int, str, str], Diagnostic] = {}
    for one in diagnostics:
        found.setdefault(identity(one), one)
    return [found[key] for key in sorted(found)]


def error(text: Message, *, path: str | None = None, span: Span | None = None) -> Diagnostic:
    """Return an error; its path is the span's where only a span is given."""
    return Diagnostic(Gravity.ERROR, text, path or (span.source.path if span else None), span)


def warning(text: Message, *, path: str | None = None, span: Span | None = None) -> Diagnostic:
    """Return a warning; its path is the span's where only a span is given."""
    return Diagnostic(Gravity.WARNING, text, path or (span.source.path if span else None), span)


def note(text: Message, *, path: str | None = None, span: Span | None = None) -> Diagnostic:
    """Return a note; its path is the span's where only a span is given."""
    return Diagnostic(Gravity.NOTE, text, path or (span.source.path if span else None), span)
