"""What a stack's verdicts rest on in the project's files: contents, names, and what is not there."""

import msgspec

from leitplanke.app.cache.store import digest
from leitplanke.sources.terraform.files import FILE, ProjectFiles


class Witness(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Files with the digests of their contents, folders with those of their names, and paths that lead to no file.

    A path is looked at by its real place, as the reader does: a link that leads elsewhere now is another content.
    """

    files: dict[str, bytes]
    folders: dict[str, bytes]
    missing: dict[str, str]
    """What is there instead of a file: nothing, a folder, something else."""


class Witnesses:
    """Takes and compares witnesses. The same file is looked at once, however many stacks use it."""

    def __init__(self, project: ProjectFiles) -> None:
        # A view of its own: what is looked at here is nobody's input.
        self._project = project.fork()
        self._files: dict[str, bytes] = {}
        self._folders: dict[str, bytes] = {}
        self._kinds: dict[str, str] = {}

    def take(self, used: ProjectFiles) -> Witness | None:
        """Return what a view has used; None where that has changed meanwhile, or cannot be told apart next time."""
        missing = {path: self._kind(path) for path in used.probed - used.read_paths - used.listed}
        if FILE in missing.values():
            return None
        files = {path: self._file(path) for path in used.read_paths}
        if b"" in files.values():
            return None
        return Witness(files, {path: self._folder(path) for path in used.listed}, missing)

    def holds(self, witness: Witness) -> bool:
        """Tell whether everything is as it was."""
        return (
            all(self._file(path) == content for path, content in witness.files.items())
            and all(self._folder(path) == names for path, names in witness.folders.items())
            and all(self._kind(path) == kind for path, kind in witness.missing.items())
        )

    def _file(self, path: str) -> bytes:
        found = self._files.get(path)
        if found is None:
            data = self._project.read(path)
            found = self._files[path] = digest(data) if data is not None else b""
        return found

    def _folder(self, path: str) -> bytes:
        found = self._folders.get(path)
        if found is None:
            names = (self._project.folders(path), self._project.files(path))
            found = self._folders[path] = digest(msgspec.msgpack.encode((self._project.is_folder(path), names)))
        return found

    def _kind(self, path: str) -> str:
        found = self._kinds.get(path)
        if found is None:
            found = self._kinds[path] = self._project.kind(path)
        return found
