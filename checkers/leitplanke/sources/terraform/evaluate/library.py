"""Reading a folder's files once, however many modules and stacks use them."""

import posixpath

from leitplanke.core.source import Source
from leitplanke.sources.terraform.evaluate.configuration import Configuration, collect
from leitplanke.sources.terraform.evaluate.project import Project
from leitplanke.sources.terraform.syntax.parse import Parsed, parse

SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")
"""How the names of configuration files end."""


class Library:
    """Syntax trees and declarations, each made once however many modules and stacks use them."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, str], tuple[Source, Parsed]] = {}
        self._configurations: dict[tuple[str, str], Configuration] = {}

    def parsed(self, project: Project, path: str, reader: str) -> tuple[Source, Parsed] | None:
        """Return a file and its syntax tree; None if it could not be read."""
        data = project.read(path)
        if data is None:
            return None
        found = self._parsed.get((path, reader))
        if found is None or found[0].data is not data:
            source = Source(path, data)
            found = self._parsed[path, reader] = (source, parse(source, reader=reader))
        return found

    def configuration(self, project: Project, folder: str, reader: str) -> Configuration:
        """Return what a folder declares. The project is asked for every file each time, so that it knows of the use."""
        primary, override = configuration_files(project, folder)
        files = [(path, self.parsed(project, path, reader)) for path in (*primary, *override)]
        found = self._configurations.get((folder, reader))
        if found is None:
            found = self._configurations[folder, reader] = collect(folder, files, frozenset(override))
        return found


def configuration_files(project: Project, folder: str) -> tuple[list[str], list[str]]:
    """Return the paths of a folder's configuration files, and of those that override them, sorted."""
    names = [name for name in project.files(folder) if name.endswith(SUFFIXES) and not _is_ignored(name)]
    present = frozenset(names)
    primary: list[str] = []
    override: list[str] = []
    for name in names:
        # OpenTofu reads `main.tofu` in place of `main.tf`.
        if name.endswith((".tf", ".tf.json")) and _as_tofu(name) in present:
            continue
        stem = name.split(".", 1)[0] if name.endswith(".json") else name.rpartition(".")[0]
        path = posixpath.normpath(posixpath.join(folder, name))
        (override if stem == "override" or stem.endswith("_override") else primary).append(path)
    return primary, override


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "#")) or name.endswith("~")


def _as_tofu(name: str) -> str:
    stem, _, _ = name.rpartition(".tf")
    return stem + ".tofu" + (".json" if name.endswith(".json") else "")
