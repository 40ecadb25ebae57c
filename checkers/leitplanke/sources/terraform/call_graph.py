"""Which folders hold modules, and which of them call which."""

import posixpath
from collections import deque
from collections.abc import Iterable, Mapping

from leitplanke.sources.terraform.evaluate.layout import configuration_files
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.folder_facts import FolderFacts

FOLDERS_AT_MOST = 100_000
_SKIPPED = frozenset({"node_modules", "__pycache__"})


class CallGraph:
    """The module folders of a project, the local modules that each calls, and the variable files around."""

    def __init__(self, project: ProjectFiles, reader: str, facts: FolderFacts) -> None:
        self.modules: dict[str, tuple[str, ...]] = {}
        self.variable_files: dict[str, tuple[str, ...]] = {}
        for folder in _walk(project):
            primary, override = configuration_files(project, folder)
            if primary or override:
                self.modules[folder] = (*primary, *override)
            named = [name for name in project.files(folder) if name.endswith((".tfvars", ".tfvars.json"))]
            if named:
                self.variable_files[folder] = tuple(posixpath.normpath(posixpath.join(folder, name)) for name in named)
        self.calls: Mapping[str, frozenset[str]] = {
            folder: facts.calls(project, folder, files, reader) & self.modules.keys()
            for folder, files in self.modules.items()
        }

    def roots(self) -> list[str]:
        """Return the folders that no other calls; of modules that only call each other, the first."""
        called = {target for folder, targets in self.calls.items() for target in targets if target != folder}
        roots = [folder for folder in sorted(self.modules) if folder not in called]
        seen = self.reach(roots)
        for folder in sorted(self.modules):
            if folder not in seen:
                roots.append(folder)
                seen |= self.reach([folder])
        return sorted(roots)

    def reach(self, folders: Iterable[str]) -> set[str]:
        """Return the folders, and all that they call at any distance."""
        seen: set[str] = set()
        waiting = deque(folders)
        while waiting:
            folder = waiting.popleft()
            if folder not in seen:
                seen.add(folder)
                waiting.extend(sorted(self.calls.get(folder, ())))
        return seen

    def module_of(self, folder: str) -> str | None:
        """Return the innermost module's folder that a folder is in."""
        while folder not in self.modules:
            if folder in ("", "."):
                return None
            folder = posixpath.dirname(folder) or "."
        return folder


def _walk(project: ProjectFiles) -> list[str]:
    found: list[str] = []
    waiting = deque(["."])
    while waiting and len(found) < FOLDERS_AT_MOST:
        folder = waiting.popleft()
        found.append(folder)
        for name in project.folders(folder):
            if not name.startswith(".") and name not in _SKIPPED:
                waiting.append(posixpath.normpath(posixpath.join(folder, name)))
    return sorted(found)
