"""The attributes of a resource, made of a record as its live row says."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypeAlias

import msgspec

from leitplanke.catalogue.live_row import LivePath, LiveRow
from leitplanke.core.origin import Origin
from leitplanke.core.value import (
    Absent,
    AnyValue,
    CauseKind,
    Fields,
    Items,
    ItemsKind,
    Known,
    Unknown,
    unknown,
)
from leitplanke.sources.live.mapping.expressions import Expression, compiled
from leitplanke.sources.live.mapping.paths import MISSING
from leitplanke.sources.live.mapping.view import CHILD, CHILDREN, GROUP, GROUPS, View, child_type, same_name

Text: TypeAlias = Callable[[str, Origin], AnyValue]
"""How a text becomes a value: it may lead to another resource."""


class _Leaf(msgspec.Struct, frozen=True, gc=False):
    """An attribute: what it is read by, and where."""

    read: Expression
    origin: str


class _Node(msgspec.Struct, gc=False):
    """An attribute, a block, or a list of blocks (``each`` reads its elements)."""

    leaf: _Leaf | None = None
    because: str = ""
    absent: bool = False
    each: _Leaf | None = None
    children: dict[str, "_Node"] = {}


class AttributesOf:
    """How the attributes of one resource type are made; compiled once."""

    __slots__ = ("_nodes", "_open")

    def __init__(self, type_name: str, live: LiveRow) -> None:
        self._open = unknown(CauseKind.NOT_READ, f"what {live.type} says of {type_name}")
        root = _Node()
        for name, written in live.paths.items():
            _add(root, name, written)
        for name, because in live.unread.items():
            _node(root, name).because = because
        for name in live.absent:
            _node(root, name).absent = True
        self._nodes = root.children

    def build(self, view: View, text: Text) -> Fields:
        """Return the attributes. What no path stands for is unknown, not absent."""
        entries = {name: _value(node, view, MISSING, text, self._open) for name, node in self._nodes.items()}
        return Fields(entries, self._open)

    def read(self, name: str, view: View) -> Iterator[str]:
        """Yield the texts of one attribute, as far as they are known: for names, before other resources are."""
        node = self._nodes.get(name)
        if node is None or node.leaf is None:
            return
        found = node.leaf.read(view, MISSING)
        listed = found if isinstance(found, list) else [found]
        yield from (same_name(view.record.cloud, one) for one in listed if isinstance(one, str) and one)


def _add(root: _Node, name: str, written: str | LivePath) -> None:
    """Put what stands for an attribute into the tree: ``rule[].status`` into the blocks ``rule``."""
    parts = name.split(".")
    path = written if isinstance(written, str) else (written.path or written.text)
    node, prefix = root, ""
    for at, part in enumerate(parts):
        is_list = part.endswith("[]")
        node = node.children.setdefault(part.removesuffix("[]"), _Node())
        if is_list:
            prefix = _list_prefix(path, parts[: at + 1])
            if node.each is None:
                node.each = _Leaf(_elements(prefix), prefix)
    leaf = _Leaf(compiled(written, prefix), path)
    if parts[-1].endswith("[]"):
        return
    node.leaf = leaf


def _list_prefix(path: str, parts: list[str]) -> str:
    """Return the path up to the list that corresponds to the last of the attribute's: as many lists stand before it."""
    wanted = sum(part.endswith("[]") for part in parts)
    end = 0
    for _ in range(wanted):
        marks = [at for at in (path.find("[]", end), path.find("{}", end)) if at >= 0]
        if not marks:
            raise ValueError(f"{'.'.join(parts)} = {path!r}: the path has no list for it")
        end = min(marks) + 2
    return path[:end]


def _elements(prefix: str) -> Expression:
    """Return what reads the elements of a list; one inside another list starts at that one's element."""
    outer = max(prefix.rfind("[]", 0, len(prefix) - 2), prefix.rfind("{}", 0, len(prefix) - 2))
    if outer < 0:
        return compiled(prefix)
    return compiled(prefix, prefix[: outer + 2])


def _node(root: _Node, name: str) -> _Node:
    node = root
    for part in name.split("."):
        node = node.children.setdefault(part.removesuffix("[]"), _Node())
    return node


def _value(node: _Node, view: View, element: Any, text: Text, rest: Unknown) -> AnyValue:
    if node.each is not None:
        return _blocks(node, view, element, text, rest)
    if node.because:
        return unknown(CauseKind.NOT_READ, node.because)
    if node.absent:
        return Absent()
    if node.children:
        return _block(node, view, element, text, rest)
    if node.leaf is None:
        return rest
    return _plain(node.leaf.read(view, element), view, node.leaf.origin, text)


def _blocks(node: _Node, view: View, element: Any, text: Text, rest: Unknown) -> AnyValue:
    each = node.each
    if each is None:
        return rest
    found = each.read(view, element)
    if isinstance(found, Unknown):
        return found
    if found is MISSING or not found:
        return Absent(view.origin(each.origin))
    if not node.children:
        return _plain(found, view, each.origin, text)
    items = (_fields(node, view, one, text, rest) for one in found)
    return Known(Items(tuple(Known(one) for one in items), ItemsKind.LIST), view.origin(each.origin))


def _block(node: _Node, view: View, element: Any, text: Text, rest: Unknown) -> AnyValue:
    """Return a block that occurs once at most: it is there if one of its attributes is.

    Where none is, and one may be, it is unknown. What is never shown tells nothing.
    """
    made = _fields(node, view, element, text, rest)
    whole = node.leaf.read(view, element) if node.leaf is not None else MISSING
    if isinstance(whole, Unknown):
        return whole
    shown = [one for name, one in made.entries.items() if not node.children[name].because]
    if whole not in (MISSING, "") or any(isinstance(one, Known) for one in shown):
        return Known(made)
    told = shown or list(made.entries.values())
    return next((one for one in told if isinstance(one, Unknown)), told[0])


def _fields(node: _Node, view: View, element: Any, text: Text, rest: Unknown) -> Fields:
    entries = {name: _value(child, view, element, text, rest) for name, child in node.children.items()}
    return Fields(entries, rest)


def _plain(data: Any, view: View, path: str, text: Text) -> AnyValue:
    """Return JSON as a value. Empty texts, lists and maps are what nobody set."""
    if isinstance(data, Unknown):
        return data
    origin = view.origin(path)
    if data is MISSING or data is None or data in ("", [], {}):
        return Absent(origin)
    return _json(data, view.record.cloud, origin, text)


def _json(data: Any, cloud: str, origin: Origin, text: Text) -> AnyValue:
    if isinstance(data, str):
        return text(same_name(cloud, data), origin)
    if isinstance(data, bool):
        return Known(data, origin)
    if isinstance(data, int):
        return Known(data, origin)
    if isinstance(data, float):
        return Known(int(data) if data.is_integer() else Decimal(str(data)), origin)
    if isinstance(data, Decimal):
        return Known(data, origin)
    if isinstance(data, list):
        return Known(Items(tuple(_json(one, cloud, origin, text) for one in data), ItemsKind.LIST), origin)
    if isinstance(data, dict):
        entries = {str(name): _json(one, cloud, origin, text) for name, one in data.items() if one is not None}
        return Known(Fields(entries), origin)
    return Absent(origin)


def paths_of(live: LiveRow) -> Iterator[str]:
    """Yield every path into the document that a live row reads, without those of the record as a whole (``$id``)."""
    for written in live.paths.values():
        yield from _written_paths(written)
    for test in (*live.when, *live.unless, *live.synonym_when):
        yield test.path
    for template in live.synonyms:
        yield from _in_template(template)
    if live.synonym:
        yield live.synonym
    if live.part:
        yield live.part


def children_of(live: LiveRow) -> Iterator[tuple[str, str]]:
    """Yield what a live row reads in other records: their type, and the path there."""
    for path in paths_of(live):
        head, _, below = path.partition(".")
        if head in (CHILD, CHILDREN):
            name, _, rest = below.partition(".")
            yield child_type(live.type, name.removesuffix("[]")), rest
        elif head == GROUP:
            yield GROUPS, below
    for written in live.paths.values():
        if isinstance(written, LivePath) and written.of:
            yield written.of, written.path


def _written_paths(written: str | LivePath) -> Iterator[str]:
    if isinstance(written, str):
        yield written
        return
    yield from (path for path in (written.named or written.path, written.else_) if path)
    yield from _in_template(written.text)


def _in_template(template: str) -> Iterator[str]:
    while "{" in template:
        hole, _, template = template.partition("{")[2].partition("}")
        yield hole


def names_of(live: LiveRow) -> dict[str, str]:
    """Return what attributes are called in the cloud's documents, by their names in Terraform."""
    found: dict[str, str] = {}
    for name, written in live.paths.items():
        path = written if isinstance(written, str) else (written.path or written.text)
        if not path.startswith("$"):
            found[name.replace("[]", "")] = path.removeprefix("@.")
    return found
