"""Syntax trees by the bytes that they were made of, an entry for each folder: 25 times faster to load than to parse.

A tree holds what its file says, so files that say of anything that it is secret are left out.
"""

import os
import posixpath
import re

import msgspec

from leitplanke.app.cache.store import Store, digest
from leitplanke.core.source import Source
from leitplanke.sources.terraform.syntax.tree import Body

_SECRET = re.compile(
    rb"""sensitive|ephemeral|PRIVATE KEY|(?i:passw|secret|token|credential)[\w"]*[ \t]*[=:][ \t]*["<]"""
)


class _Tree(msgspec.Struct, frozen=True, array_like=True):
    content: bytes
    reader: str
    tree: bytes


class _Folder(msgspec.Struct, frozen=True, array_like=True):
    made_by: bytes
    trees: dict[str, _Tree]


class KeptTrees:
    """Trees of earlier runs, by `leitplanke.sources.terraform.evaluate.library.Trees`.

    ``tool`` identifies the code that reads and the libraries that it uses; ``root`` is the project's folder.
    """

    def __init__(self, store: Store, tool: bytes, root: str) -> None:
        self._store = store
        self._tool = tool
        self._root = root
        self._folders: dict[str, _Folder] = {}
        self._changed: set[str] = set()

    def get(self, source: Source, reader: str) -> Body | None:
        """Return the tree of a file; None if it is not there."""
        from leitplanke.sources.terraform.syntax import stored

        kept = self._folder(posixpath.dirname(source.path)).trees.get(source.path)
        if kept is None or kept.reader != reader or kept.content != digest(source.data):
            return None
        try:
            return stored.decode(kept.tree)
        except (msgspec.MsgspecError, RecursionError):
            return None

    def put(self, source: Source, reader: str, body: Body) -> None:
        """Keep the tree of a file that has no errors."""
        from leitplanke.sources.terraform.syntax import stored

        if _SECRET.search(source.data):
            return
        folder = posixpath.dirname(source.path)
        try:
            tree = stored.encode(body)
        except RecursionError:
            return
        self._folder(folder).trees[source.path] = _Tree(digest(source.data), reader, tree)
        self._changed.add(folder)

    def save(self) -> None:
        """Write the folders that have changed, without files that are no longer there."""
        for folder in sorted(self._changed):
            trees = {path: tree for path, tree in self._folders[folder].trees.items() if self._is_there(path)}
            self._store.write(_name(folder), msgspec.msgpack.encode(_Folder(self._tool, trees)))

    def _folder(self, folder: str) -> _Folder:
        found = self._folders.get(folder)
        if found is None:
            found = self._folders[folder] = self._load(folder)
        return found

    def _load(self, folder: str) -> _Folder:
        data = self._store.read(_name(folder))
        try:
            found = msgspec.msgpack.decode(data, type=_Folder) if data is not None else None
        except msgspec.MsgspecError:
            found = None
        return found if found is not None and found.made_by == self._tool else _Folder(self._tool, {})

    def _is_there(self, path: str) -> bool:
        return os.path.isfile(os.path.join(self._root, path))


def _name(folder: str) -> str:
    return f"trees-{digest(folder.encode()).hex()}"
