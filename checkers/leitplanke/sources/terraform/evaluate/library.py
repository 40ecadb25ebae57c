"""Reading a folder's files once, however many modules and stacks use them."""

from typing import TYPE_CHECKING, Protocol

from leitplanke.core.source import Source
from leitplanke.sources.terraform.evaluate.layout import configuration_files
from leitplanke.sources.terraform.evaluate.project import Project

if TYPE_CHECKING:
    from leitplanke.sources.terraform.evaluate.configuration import Configuration
    from leitplanke.sources.terraform.syntax.parse import Parsed
    from leitplanke.sources.terraform.syntax.tree import Body


class Trees(Protocol):
    """Syntax trees from earlier runs, by the bytes that they were made of."""

    def get(self, source: Source, reader: str) -> "Body | None":
        """Return the tree of a file; None if it is not there."""

    def put(self, source: Source, reader: str, body: "Body") -> None:
        """Keep the tree of a file that has no errors."""


class Library:
    """Syntax trees and declarations, each made once however many modules and stacks use them."""

    def __init__(self, trees: Trees | None = None) -> None:
        self._trees = trees
        self._parsed: dict[tuple[str, str], tuple[Source, Parsed]] = {}
        self._configurations: dict[tuple[str, str], Configuration] = {}

    def parsed(self, project: Project, path: str, reader: str) -> "tuple[Source, Parsed] | None":
        """Return a file and its syntax tree; None if it could not be read."""
        data = project.read(path)
        if data is None:
            return None
        found = self._parsed.get((path, reader))
        if found is None or found[0].data is not data:
            source = Source(path, data)
            found = self._parsed[path, reader] = (source, self._parse(source, reader))
        return found

    def _parse(self, source: Source, reader: str) -> "Parsed":
        from leitplanke.sources.terraform.syntax.parse import Parsed, parse

        kept = self._trees.get(source, reader) if self._trees is not None else None
        if kept is not None:
            return Parsed(kept, ())
        parsed = parse(source, reader=reader)
        if self._trees is not None and parsed.body is not None and not parsed.diagnostics:
            self._trees.put(source, reader, parsed.body)
        return parsed

    def configuration(self, project: Project, folder: str, reader: str) -> "Configuration":
        """Return what a folder declares. The project is asked for every file each time, so that it knows of the use."""
        from leitplanke.sources.terraform.evaluate.configuration import collect
        from leitplanke.sources.terraform.evaluate.declarations import checked

        primary, override = configuration_files(project, folder)
        files = [(path, self.parsed(project, path, reader)) for path in (*primary, *override)]
        found = self._configurations.get((folder, reader))
        if found is None:
            found = self._configurations[folder, reader] = checked(collect(folder, files, frozenset(override)))
        return found
