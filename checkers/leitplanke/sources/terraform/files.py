"""The files of a scanned project: read below its root, and nowhere else."""

import os
import posixpath
import stat

from leitplanke.core.diagnostic import Diagnostic, error
from leitplanke.core.message import message
from leitplanke.sources.terraform.evaluate.layout import SUFFIXES
from leitplanke.sources.terraform.evaluate.library import Library, Trees

SIZE_AT_MOST = 20_000_000
"""Larger files are not read: nobody writes them by hand, and Terraform has no use for them."""


FILE = "file"
"""What `ProjectFiles.kind` says of a regular file."""


class ProjectFiles:
    """Reads below one folder, by real paths: links that lead out of it are reported and not followed.

    Remembers what the answer depends on: ``read`` (files whose bytes were used), ``probed`` (paths that were looked
    for and are not there) and ``listed`` (folders whose list of names was used). `fork` gives a view that remembers
    for one stack what it used, and shares the bytes and the syntax trees with the others.
    """

    def __init__(self, root: str, trees: Trees | None = None) -> None:
        self.root = os.path.realpath(root)
        self.read_paths: set[str] = set()
        self.probed: set[str] = set()
        self.listed: set[str] = set()
        self.library = Library(trees)
        self._problems: dict[tuple[str, str], Diagnostic] = {}
        self._bytes: dict[str, bytes | None] = {}
        self._names: dict[str, tuple[list[str], list[str]]] = {}
        self._folders: dict[str, str] = {}

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What this view needed and could not read, each once, in order of paths."""
        return [self._problems[key] for key in sorted(self._problems) if self._is_needed(key[0])]

    def fork(self) -> "ProjectFiles":
        """Return a view with empty memories that shares everything else."""
        view = ProjectFiles.__new__(ProjectFiles)
        view.__dict__.update(self.__dict__)
        view.read_paths, view.probed, view.listed = set(), set(), set()
        return view

    def _is_needed(self, path: str) -> bool:
        return path in self.probed or path in self.read_paths or (posixpath.dirname(path) or ".") in self.listed

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; None if it is not there, not a regular file, too large or outside the root."""
        path = posixpath.normpath(path)
        if path not in self._bytes:
            self._bytes[path] = self._load(path)
        data = self._bytes[path]
        (self.probed if data is None else self.read_paths).add(path)
        return data

    def exists(self, path: str) -> bool:
        """Tell whether there is a regular file at the path, inside the root."""
        path = posixpath.normpath(path)
        there = self._kind(path) == stat.S_IFREG
        (self.read_paths if there else self.probed).add(path)
        return there

    def is_folder(self, path: str) -> bool:
        """Tell whether there is a folder at the path, inside the root."""
        path = posixpath.normpath(path)
        there = self._kind(path) == stat.S_IFDIR
        (self.listed if there else self.probed).add(path)
        return there

    def kind(self, path: str) -> str:
        """Return what is at the path, inside the root: `FILE`, ``folder``, ``other`` or nothing. Not remembered."""
        kind = self._kind(posixpath.normpath(path))
        return "" if kind is None else {stat.S_IFREG: FILE, stat.S_IFDIR: "folder"}.get(kind, "other")

    def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder, sorted; links to folders are left out, so there is no cycle."""
        return self._list(path)[0]

    def files(self, path: str) -> list[str]:
        """Return the names of the regular files in a folder, sorted.

        What is named as a configuration file is listed whatever it is, so that reading it fails with a diagnostic.
        """
        return self._list(path)[1]

    def _real(self, path: str) -> str | None:
        """Return the real path; None, and a diagnostic, if that is outside the root."""
        real = self._resolved(path)
        if "\0" not in real and (real == self.root or real.startswith(self.root.rstrip(os.sep) + os.sep)):
            return real
        self._problem("outside-root", path)
        return None

    def _resolved(self, path: str) -> str:
        """Return the path without links. Folders are resolved once: most files share theirs with others."""
        folder, name = posixpath.split(path)
        if name in ("", ".", "..") or "\0" in path:
            return os.path.realpath(os.path.join(self.root, path))
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(os.path.join(self.root, folder))
        found = os.path.join(self._folders[folder], name)
        return os.path.realpath(found) if os.path.islink(found) else found

    def _kind(self, path: str) -> int | None:
        try:
            real = self._real(path)
            return stat.S_IFMT(os.stat(real).st_mode) if real is not None else None
        except (OSError, ValueError):
            return None

    def _load(self, path: str) -> bytes | None:
        try:
            real = self._real(path)
            if real is None:
                return None
            before = os.stat(real)
        except (OSError, ValueError):
            if os.path.islink(os.path.join(self.root, path)):
                self._problem("file-unreadable", path)
            return None
        if not stat.S_ISREG(before.st_mode):
            if not stat.S_ISDIR(before.st_mode):
                self._problem("not-a-regular-file", path)
            return None
        try:
            # The file may have become a pipe since: without O_NONBLOCK, opening that would wait for ever.
            handle = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(handle, "rb") as file:
                now = os.fstat(handle)
                if not stat.S_ISREG(now.st_mode):
                    self._problem("not-a-regular-file", path)
                    return None
                data = file.read(SIZE_AT_MOST + 1) if now.st_size <= SIZE_AT_MOST else None
                size = now.st_size if data is None else len(data)
        except OSError:
            self._problem("file-unreadable", path)
            return None
        if data is None or len(data) > SIZE_AT_MOST:
            self._problem("file-too-large", path, size=size, limit=SIZE_AT_MOST)
            return None
        return data

    def _list(self, path: str) -> tuple[list[str], list[str]]:
        path = posixpath.normpath(path)
        self.listed.add(path)
        if path not in self._names:
            self._names[path] = self._scan(path)
        return self._names[path]

    def _scan(self, path: str) -> tuple[list[str], list[str]]:
        folders: list[str] = []
        files: list[str] = []
        try:
            real = self._real(path)
            if real is None or not os.path.isdir(real):
                return folders, files
            with os.scandir(real) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except (OSError, ValueError):
            self._problem("folder-unreadable", path)
            return folders, files
        for entry in found:
            name = entry.name
            if not _is_text(name):
                shown = name.encode("utf-8", "replace").decode()
                self._problem("file-name-undecodable", posixpath.normpath(posixpath.join(path, shown)))
            elif entry.is_symlink():
                # A link is listed as the file that it leads to. Links to folders are reached by their own name.
                kind = self._kind(posixpath.normpath(posixpath.join(path, name)))
                if kind == stat.S_IFREG or (kind != stat.S_IFDIR and name.endswith(SUFFIXES)):
                    files.append(name)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(name)
            elif entry.is_file(follow_symlinks=False) or name.endswith(SUFFIXES):
                files.append(name)
        return folders, files

    def _problem(self, code: str, path: str, **arguments: int) -> None:
        self._problems.setdefault((path, code), error(message(code, path=path, **arguments), path=path))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
