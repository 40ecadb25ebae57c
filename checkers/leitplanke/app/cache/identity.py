"""Digests of everything that an answer depends on besides the scanned project's files."""

import os
import sys
from collections.abc import Iterator, Sequence

import msgspec

import leitplanke
from leitplanke.app.cache.store import digest
from leitplanke.policy.pack import Pack

_SKIPPED = "__pycache__"


def tool_digest(packs: Sequence[Pack], environment: str) -> bytes:
    """Return what identifies the code that judges: this tool's and the packs' files, and what is installed besides.

    By content: an editable install changes without a new version.
    """
    folders = [os.path.dirname(leitplanke.__file__), *(pack.folder for pack in packs)]
    contents = [list(_contents(folder)) for folder in folders]
    return digest(msgspec.msgpack.encode((environment, sys.version, packs, contents)))


def _contents(folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files below a folder by their relative paths, sorted, with the digests of their contents."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir():
            if entry.name != _SKIPPED:
                yield from ((f"{entry.name}/{path}", content) for path, content in _contents(entry.path))
        elif not entry.name.endswith(".pyc"):
            with open(entry.path, "rb") as file:
                yield entry.name, digest(file.read())
