"""What of a document is kept: only what rules read. Secrets, and whatever nobody asks for, are never written down."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from leitplanke.catalogue.live_loader import LiveCatalogue
from leitplanke.sources.live.attributes import children_of, paths_of
from leitplanke.sources.live.beside import TAGS
from leitplanke.sources.live.paths import Each, Pick, steps
from leitplanke.sources.live.record import Record

Tree: TypeAlias = "dict[str, Tree]"
"""Names of what is kept, and below each what is kept of it; nothing below means: all of it."""
_ANY = "{}"
"""Stands for every name of a map with free keys."""


class Projection:
    """What is kept of records, by their type."""

    __slots__ = ("_paths", "_trees")

    def __init__(self, live: LiveCatalogue) -> None:
        self._paths: dict[str, frozenset[str]] = {TAGS: frozenset({"ResourceARN", "Tags"})}
        for by_type in (live.by_record_type, live.by_inherited_type):
            for of, names in by_type.items():
                found = {one for name in names for one in paths_of(live.rows[name]) if not one.startswith(("$", "@"))}
                self._paths[of] = self._paths.get(of, frozenset()) | found
        for row in live.rows.values():
            for of, path in children_of(row):
                self._paths[of] = self._paths.get(of, frozenset()) | {path}
        self._trees: dict[str, Tree] = {}

    @property
    def paths(self) -> dict[str, list[str]]:
        """By type of record, the paths that are kept."""
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
        there = tuple(kept.get(of, ()))
        wholes = tuple(f"{one}{mark}" for one in there for mark in ".[{")
        missing = frozenset(one for one in paths if one not in there and not one.startswith(wholes))
        if missing:
            found[of] = missing
    return found


def _tree(paths: Iterable[str], *, any_case: bool) -> Tree:
    """Return what is kept: a name below which there is nothing stands for all that is there."""
    root: Tree = {}
    for path in sorted(paths, key=len):
        node = root
        for step in steps(path.casefold() if any_case else path):
            if isinstance(step, Pick):
                node.setdefault(step.field.partition(".")[0], {}).clear()
                continue
            name = step if isinstance(step, str) else _ANY if isinstance(step, Each) and step.of_map else ""
            if not name:
                continue
            there = node.get(name)
            if there is None:
                there = node[name] = {}
            elif not there:
                break  # all of it is kept already
            node = there
        else:
            node.clear()
    return root


def _kept(data: Any, tree: Tree, any_case: bool) -> Any:
    if not tree:
        return data
    if isinstance(data, list):
        return [_kept(one, tree, any_case) for one in data]
    if not isinstance(data, dict):
        return None
    found: dict[str, Any] = {}
    for name, value in data.items():
        below = tree.get(name.casefold() if any_case else name, tree.get(_ANY))
        if below is not None:
            found[name] = _kept(value, below, any_case)
    return found
