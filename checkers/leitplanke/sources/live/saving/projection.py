"""What of a document is kept: only what rules read. Secrets, and whatever nobody asks for, are never written down."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from leitplanke.catalogue.live_loader import LiveCatalogue
from leitplanke.catalogue.live_row import LiveRow
from leitplanke.sources.live.mapping.attributes import children_of, paths_of
from leitplanke.sources.live.mapping.beside import TAGS
from leitplanke.sources.live.mapping.paths import MISSING, Each, Pick, follow, steps
from leitplanke.sources.live.record import Record

Tree: TypeAlias = "dict[str, Tree]"
"""Names of what is kept, and below each what is kept of it; nothing below means: all of it."""
ONLY_PRESENCE = "?"
"""Stands behind a path of which is only kept whether there is something, as ``true`` if nothing in it is read."""
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_ANY = "{}"
"""Stands for every name of a map with free keys."""
_PICKED = "@"
"""Stands for what is kept of some elements of a list alone; below it is which, as a path: ``@[Key=logging]``."""


class Projection:
    """What is kept of records, by their type."""

    __slots__ = ("_paths", "_trees")

    def __init__(self, live: LiveCatalogue) -> None:
        self._paths: dict[str, frozenset[str]] = {TAGS: frozenset({"ResourceARN", "Tags"})}
        for by_type in (live.by_record_type, live.by_inherited_type):
            for of, names in by_type.items():
                found = {one for name in names for one in kept_of(live.rows[name])}
                self._paths[of] = self._paths.get(of, frozenset()) | found
        for row in live.rows.values():
            for of, path in children_of(row):
                self._paths[of] = self._paths.get(of, frozenset()) | {path}
        self._trees: dict[str, Tree] = {}

    @property
    def paths(self) -> dict[str, list[str]]:
        """By type of record, the paths that are kept; with `ONLY_PRESENCE` behind, only whether there is something."""
        return {name: sorted(paths) for name, paths in sorted(self._paths.items()) if paths}

    def keep(self, record: Record) -> Record:
        """Return the record with what is kept of its document, and of the reasons why parts could not be read."""
        tree = self._trees.get(record.type)
        if tree is None:
            tree = self._trees[record.type] = _tree(self._paths.get(record.type, ()), any_case=record.cloud == "azure")
        doc = _kept(record.doc, tree, record.cloud == "azure") if tree else {}
        return Record(record.cloud, record.type, record.id, record.account, record.region, doc, record.unknown)


def unsaved(kept: Mapping[str, Iterable[str]], read: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return, by type of record, the paths that are read now and that nobody kept, neither alone nor in a whole."""
    found: dict[str, frozenset[str]] = {}
    for of, paths in read.items():
        there = frozenset(kept.get(of, ()))
        wholes = tuple(f"{one}{mark}" for one in there for mark in (".", "[", "{", ONLY_PRESENCE))
        missing = frozenset(
            one.removesuffix(ONLY_PRESENCE) for one in paths if one not in there and not one.startswith(wholes)
        )
        if missing:
            found[of] = missing
    return found


def kept_of(live: LiveRow) -> Iterator[str]:
    """Yield what is to be kept of a document for a live row."""
    for path in paths_of(msgspec.structs.replace(live, part="")):
        if path.startswith("@"):
            yield f"{live.part}{path[1:]}"
        elif not path.startswith("$"):
            yield path
    if live.part:
        yield f"{live.part}{ONLY_PRESENCE}"


def _tree(paths: Iterable[str], *, any_case: bool) -> Tree:
    """Return what is kept: a name below which there is nothing stands for all that is there."""
    root: Tree = {}
    for written in sorted(paths, key=len):
        node = root
        path = written.removesuffix(ONLY_PRESENCE)
        for step in steps(path):
            name = _ANY if isinstance(step, Each) and step.of_map else ""
            made: Tree = {}
            if isinstance(step, Pick):
                node = node.setdefault(_PICKED, {})
                name = f"{_PICKED}[{step.field}={step.value}]"
                field = step.field.partition(".")[0]
                made = {field.casefold() if any_case else field: {}}
            elif isinstance(step, str):
                name = step.casefold() if any_case else step
            if not name:
                continue
            there = node.get(name)
            if there is None:
                there = node[name] = made
            elif not there:
                break  # all of it is kept already
            node = there
        else:
            if path == written:
                node.clear()
            else:
                node[ONLY_PRESENCE] = {}
    return root


def _kept(data: Any, tree: Tree, any_case: bool) -> Any:
    if not tree:
        return data
    if isinstance(data, list):
        elements = data if tree.keys() != {_PICKED} else [one for one in data if _picked(one, tree, any_case)]
        return [_kept(one, tree, any_case) for one in elements]
    if _PICKED in tree:
        plain = {name: below for name, below in tree.items() if name != _PICKED}
        trees = [*([plain] if plain else ()), *_picked(data, tree, any_case)]
        return _kept(data, _merged(trees), any_case) if trees else None
    present = True if data not in _EMPTY and ONLY_PRESENCE in tree else None
    if not isinstance(data, dict):
        return present
    found: dict[str, Any] = {}
    for name, value in data.items():
        below = tree.get(name.casefold() if any_case else name, tree.get(_ANY))
        if below is not None:
            found[name] = _kept(value, below, any_case)
    return found or present or {}


def _picked(data: Any, tree: Tree, any_case: bool) -> list[Tree]:
    """Return what is kept of an element because it is one of those that are picked."""
    marks = tree[_PICKED].items()
    return [below for mark, below in marks if follow({_PICKED: [data]}, steps(mark), any_case=any_case) is not MISSING]


def _merged(trees: list[Tree]) -> Tree:
    """Return what is kept by any of several trees."""
    found: dict[str, list[Tree]] = {}
    for tree in trees:
        if not tree:
            return {}
        for name, below in tree.items():
            found.setdefault(name, []).append(below)
    return {name: _merged(below) for name, below in found.items()}
