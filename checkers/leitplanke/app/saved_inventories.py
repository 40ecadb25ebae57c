"""Saved inventories among the inputs: told from other files by how they begin."""

import os

_BEGINNINGS = (b"\x28\xb5\x2f\xfd", b'{"line":"inventory"')
"""Of zstd, and of the first line where nobody has compressed it."""


def is_inventory(path: str) -> bool:
    """Tell whether a path is a saved inventory."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            return file.read(32).startswith(_BEGINNINGS)
    except OSError:
        return False
