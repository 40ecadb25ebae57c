"""Scopes and projects to evaluate expressions in."""

from collections.abc import Mapping
from pathlib import Path

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.source import Source
from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known
from leitplanke.sources.terraform.evaluate.expressions import evaluate
from leitplanke.sources.terraform.evaluate.functions.encoding import json_text
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.syntax.parse import parse
from leitplanke.sources.terraform.syntax.tree import Expression


class Folder:
    """A project in a folder of the test tree."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes | None:
        return (self._root / path).read_bytes() if self.exists(path) else None

    def exists(self, path: str) -> bool:
        return (self._root / path).is_file()

    def folders(self, path: str) -> list[str]:
        return sorted(one.name for one in (self._root / path).iterdir() if one.is_dir())

    def files(self, path: str) -> list[str]:
        return sorted(one.name for one in (self._root / path).iterdir() if one.is_file())


class Texts:
    """A project whose files are given as text."""

    def __init__(self, files: Mapping[str, str] | None = None) -> None:
        self._files = files or {}

    def read(self, path: str) -> bytes | None:
        return self._files[path].encode() if path in self._files else None

    def exists(self, path: str) -> bool:
        return path in self._files

    def folders(self, path: str) -> list[str]:
        return []

    def files(self, path: str) -> list[str]:
        return sorted(self._files)


def read_expression(text: str) -> tuple[Expression, Source]:
    """Return the syntax of an expression and the source that its offsets count in."""
    source = Source("main.tf", f"x = {text}\n".encode())
    parsed = parse(source)
    assert parsed.body is not None, text
    assert not parsed.diagnostics, (text, parsed.diagnostics)
    return parsed.body.arguments[0].value, source


def worth(
    text: str,
    names: Mapping[str, AnyValue] | None = None,
    *,
    files: Mapping[str, str] | None = None,
    project: Folder | None = None,
    diagnostics: list[Diagnostic] | None = None,
    identity: str = "",
) -> AnyValue:
    """Return the value of an expression. ``diagnostics`` takes what is reported; without it nothing may be."""
    expression, source = read_expression(text)
    found: list[Diagnostic] = []
    scope = Scope(
        names or {},
        source=source,
        folder=".",
        identity=identity,
        project=project or Texts(files),
        diagnostics=found,
    )
    value = evaluate(expression, scope)
    if diagnostics is not None:
        diagnostics.extend(found)
    else:
        assert not found, (text, found)
    return value


def reported(text: str, names: Mapping[str, AnyValue] | None = None) -> list[str]:
    """Return the codes of the diagnostics that an expression leads to."""
    diagnostics: list[Diagnostic] = []
    worth(text, names, diagnostics=diagnostics)
    return [one.message.code for one in diagnostics]


def fields(**entries: AnyValue) -> Known[Fields]:
    """Return a map."""
    return Known(Fields(entries))


def items(*members: AnyValue) -> Known[Items]:
    """Return a tuple."""
    return Known(Items(members))


def plain(value: AnyValue) -> object:
    """Return a known value as Python data: sequences as lists, maps as dicts; unknown is ``...``."""
    if isinstance(value, Absent):
        return None
    if not isinstance(value, Known):
        return ...
    if isinstance(value.data, Items):
        return [plain(item) for item in value.data.items] + ([...] if value.data.open is not None else [])
    if isinstance(value.data, Fields):
        found: dict[object, object] = {name: plain(entry) for name, entry in value.data.entries.items()}
        return found | ({...: ...} if value.data.open is not None else {})
    return value.data


def text_of_answer(value: AnyValue) -> str:
    """Return what Terraform's ``jsonencode`` makes of a list with the value."""
    return f"[{json_text(value)}]"
