"""What discovery found out of each folder, by the contents of its files: nothing is parsed where nothing changed."""

from collections.abc import Iterable

import msgspec

from leitplanke.app.cache.store import Store, digest
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.folder_facts import ReadFacts

_NAME = "discovery"


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    made_by: bytes
    calls: dict[bytes, frozenset[str]]
    awaits_values: dict[bytes, bool]


class KeptFacts:
    """Answers that are remembered, by `leitplanke.sources.terraform.folder_facts.FolderFacts`.

    ``tool`` identifies the code that reads. Each run sees the whole project, so that what it did not ask for is
    dropped.
    """

    def __init__(self, store: Store, tool: bytes) -> None:
        self._store = store
        self._read = ReadFacts()
        self._known = _load(store, tool)
        self._now = _Stored(tool, {}, {})
        self._keys: dict[tuple[str, ...], bytes] = {}

    def calls(self, project: ProjectFiles, folder: str, files: Iterable[str], reader: str) -> frozenset[str]:
        """Return the folders of the local modules that the files of a folder call, whether they are there or not."""
        key = self._key(project, folder, files, reader)
        found = self._known.calls.get(key)
        if found is None:
            found = self._read.calls(project, folder, files, reader)
        self._now.calls[key] = found
        return found

    def awaits_values(self, project: ProjectFiles, folder: str, files: Iterable[str], reader: str) -> bool:
        """Tell whether a folder's module needs values, and neither keeps state nor configures a provider."""
        key = self._key(project, folder, files, reader)
        found = self._known.awaits_values.get(key)
        if found is None:
            found = self._read.awaits_values(project, folder, files, reader)
        self._now.awaits_values[key] = found
        return found

    def save(self) -> None:
        """Write what was asked for, if it is not what is there."""
        if self._now != self._known:
            self._store.write(_NAME, msgspec.msgpack.encode(self._now))

    def _key(self, project: ProjectFiles, folder: str, files: Iterable[str], reader: str) -> bytes:
        asked = (reader, folder, *files)
        found = self._keys.get(asked)
        if found is None:
            contents = [(path, project.read(path)) for path in asked[2:]]
            digests = [(path, digest(data) if data is not None else None) for path, data in contents]
            found = self._keys[asked] = digest(msgspec.msgpack.encode((reader, folder, digests)))
        return found


def _load(store: Store, tool: bytes) -> _Stored:
    data = store.read(_NAME)
    try:
        found = msgspec.msgpack.decode(data, type=_Stored) if data is not None else None
    except msgspec.MsgspecError:
        found = None
    return found if found is not None and found.made_by == tool else _Stored(tool, {}, {})
