"""The files of a scanned project, and the bounds within which they are read."""

from typing import Protocol


class Project(Protocol):
    """Reads files below the project's root and nothing else. Paths are relative to the root, with ``/``."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; None if it is not there, not a regular file, too large or outside the root."""

    def exists(self, path: str) -> bool:
        """Tell whether there is a regular file at the path, inside the root."""

    def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder, sorted."""

    def files(self, path: str) -> list[str]:
        """Return the names of the regular files in a folder, sorted."""
