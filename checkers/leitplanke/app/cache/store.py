"""Bytes by name, in a folder of the user's own: nothing that is wrong there ever stops or changes a run."""

import os
from hashlib import blake2b

_BYTES_AT_MOST = 200_000_000
_ENTRIES_AT_MOST = 4_000
_KEPT = 0.75
"""The share of the bounds that is kept when they are exceeded, so that not every run has to trim."""

_MAGIC = b"leitplanke cache 1\n"
_SUM_SIZE = 16
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# Leitplanke's cache: it may be deleted at any time.\n"


def digest(data: bytes) -> bytes:
    """Return the digest by which contents are told apart."""
    return blake2b(data, digest_size=_SUM_SIZE).digest()


class Store:
    """The entries of one project. What cannot be read, or is not whole, is not there.

    ``folder`` is the cache's, for all projects. Entries are replaced as a whole, so that concurrent runs see the
    one or the other. Only what belongs to the user who runs this is read.
    """

    def __init__(self, folder: str, project: str) -> None:
        self._folder = folder
        self._own = os.path.join(folder, digest(project.encode("utf-8", "surrogateescape")).hex())
        self._written = False

    def read(self, name: str) -> bytes | None:
        """Return an entry's bytes; None if there is none that is whole."""
        try:
            handle = os.open(os.path.join(self._own, name), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(handle, "rb") as file:
                if not _is_own(handle) or os.fstat(handle).st_size > _BYTES_AT_MOST:
                    return None
                data = file.read()
                if os.utime in os.supports_fd:
                    # The entries that were used last are kept longest.
                    os.utime(handle)
        except OSError:
            return None
        start = len(_MAGIC) + _SUM_SIZE
        content = data[start:]
        return content if data[:start] == _MAGIC + digest(content) else None

    def write(self, name: str, content: bytes) -> None:
        """Put an entry in the place of the one by this name."""
        temporary = os.path.join(self._own, f".{name}.{os.urandom(6).hex()}")
        try:
            os.makedirs(self._own, mode=0o700, exist_ok=True)
            _put(temporary, _MAGIC + digest(content) + content)
            os.replace(temporary, os.path.join(self._own, name))
        except OSError:
            _remove(temporary)
            return
        self._written = True

    def close(self) -> None:
        """Drop what was not used for longest, if this run has made the cache too large."""
        if not self._written:
            return
        _tag(self._folder)
        entries = sorted(_entries(self._folder))
        size, number = sum(one[1] for one in entries), len(entries)
        if size <= _BYTES_AT_MOST and number <= _ENTRIES_AT_MOST:
            return
        for _, bytes_of_it, path in entries:
            if size <= _BYTES_AT_MOST * _KEPT and number <= _ENTRIES_AT_MOST * _KEPT:
                break
            _remove(path)
            size, number = size - bytes_of_it, number - 1


def _is_own(handle: int) -> bool:
    return not hasattr(os, "getuid") or os.fstat(handle).st_uid == os.getuid()


def _put(path: str, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _tag(folder: str) -> None:
    """Tell programs that make backups what this is: https://bford.info/cachedir/."""
    try:
        _put(os.path.join(folder, "CACHEDIR.TAG"), _TAG)
    except OSError:
        return


def _entries(folder: str) -> list[tuple[int, int, str]]:
    """Return all projects' entries: when each was used last, its size and its path."""
    found: list[tuple[int, int, str]] = []
    try:
        with os.scandir(folder) as projects:
            inside = [entry.path for entry in projects if entry.is_dir(follow_symlinks=False)]
        for project in inside:
            with os.scandir(project) as entries:
                for entry in entries:
                    about = entry.stat(follow_symlinks=False)
                    found.append((about.st_mtime_ns, about.st_size, entry.path))
    except OSError:
        return found
    return found


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
