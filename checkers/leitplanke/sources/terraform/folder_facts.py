"""What discovery must know of a folder's configuration: little, and worth remembering, as it takes parsing."""

import posixpath
import re
from collections.abc import Iterable
from typing import Protocol

from leitplanke.sources.terraform.evaluate.layout import is_local
from leitplanke.sources.terraform.files import ProjectFiles

_LOCAL_SOURCE = re.compile(rb"""source"?\s*[=:]\s*"\.\.?[/"]""")


class FolderFacts(Protocol):
    """Answers of discovery's questions on folders of configuration files."""

    def calls(self, project: ProjectFiles, folder: str, files: Iterable[str], reader: str) -> frozenset[str]:
        """Return the folders of the local modules that the files of a folder call, whether they are there or not."""

    def awaits_values(self, project: ProjectFiles, folder: str, files: Iterable[str], reader: str) -> bool:
        """Tell whether a folder's module needs values, and neither keeps state nor configures a provider."""


class ReadFacts:
    """The answers, read from the files."""

    def calls(self, project: ProjectFiles, folder: str, files: Iterable[str], reader: str) -> frozenset[str]:
        """Return the folders of the local modules that the files of a folder call, whether they are there or not."""
        return frozenset(
            posixpath.normpath(posixpath.join(folder, source))
            for path in files
            for source in _local_sources(project, path, reader)
        )

    def awaits_values(self, project: ProjectFiles, folder: str, files: Iterable[str], reader: str) -> bool:  # noqa: ARG002 - who remembers the answer needs the files
        """Tell whether a folder's module needs values, and neither keeps state nor configures a provider."""
        from leitplanke.sources.terraform.evaluate.variables import is_required

        found = project.library.configuration(project, folder, reader)
        if found.backend or any(one.arguments for one in found.providers):
            return False
        return any(is_required(declared) for declared in found.of("variable").values())


def _local_sources(project: ProjectFiles, path: str, reader: str) -> Iterable[str]:
    data = project.read(path)
    # Most files call no local module, and need not be parsed to know that.
    if data is None or not _LOCAL_SOURCE.search(data):
        return
    from leitplanke.sources.terraform.syntax.tree import Literal

    parsed = project.library.parsed(project, path, reader)
    body = parsed[1].body if parsed is not None else None
    for block in body.blocks if body is not None else ():
        if block.type != "module":
            continue
        for argument in block.body.arguments:
            source = argument.value.value if isinstance(argument.value, Literal) else None
            if argument.name == "source" and isinstance(source, str) and is_local(source):
                yield source
