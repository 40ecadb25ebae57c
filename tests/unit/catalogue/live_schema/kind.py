"""What stands at a path of a cloud's own JSON, and how the committed files write it."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[4] / "fixtures" / "schema" / "live"

DEPTH = 8
"""Names in a path; an object further down is not opened."""


class Kind(NamedTuple):
    """The type of a value, and the values that its cloud names.

    ``kind`` is that in the JSON: ``string``, ``bool``, ``number``, ``list``, ``map`` (free keys), ``object``, or
    ``timestamp`` (a string). An ``object`` with no path below it is one whose parts are not listed: it is free, or
    repeats an object that it stands in, or is too deep.
    """

    kind: str
    enum: tuple[str, ...] = ()


Paths = dict[str, Kind]
"""By path. ``Replicas[].RegionName`` is in each element of a list, ``tags{}`` is each value of a map."""


def is_deep(path: str) -> bool:
    """Return whether an object at this path is not to be opened."""
    return path.count(".") + 1 >= DEPTH


def add(paths: Paths, path: str, found: Kind) -> None:
    """Put a kind at a path; where several schemas share the path, the first gives the kind, and all the enumeration."""
    known = paths.get(path)
    if known is None:
        paths[path] = found
    elif known.enum and found.enum:
        paths[path] = known._replace(enum=tuple(dict.fromkeys((*known.enum, *found.enum))))
    elif known.enum and found.kind == "string":
        # One of the schemas takes any text, so the other's values are not all that there are.
        paths[path] = known._replace(enum=())


def write(cloud: str, source: str, types: Mapping[str, Paths]) -> int:
    """Write a cloud's file, the same bytes for the same paths, and return how many."""
    lines = {
        name: {path: "|".join((kind.kind, *kind.enum)) for path, kind in sorted(paths.items())}
        for name, paths in sorted(types.items())
    }
    text = json.dumps({"source": source, "types": lines}, ensure_ascii=False, separators=(",", ":"))
    content = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    return (FOLDER / f"{cloud}.json.gz").write_bytes(content)


def read(cloud: str) -> dict[str, dict[str, str]]:
    """Return a cloud's file: by type and path the kind, as it is written."""
    content = json.loads(gzip.decompress((FOLDER / f"{cloud}.json.gz").read_bytes()))
    types: dict[str, dict[str, str]] = content["types"]
    return types


def decode(line: str) -> Kind:
    """Return the kind that the files write as ``string|Enabled|Disabled``."""
    kind, *enum = line.split("|")
    return Kind(kind, tuple(enum))
