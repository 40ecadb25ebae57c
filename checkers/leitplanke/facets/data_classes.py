"""Data classes: what kind of data a store holds, by tags, declaration and the flow of data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leitplanke.core.text import fits, outline
from leitplanke.core.value import Cause, Known, Unknown
from leitplanke.facets.context import Context
from leitplanke.facets.stores import store_named
from leitplanke.facets.tags import all_tags, is_there, may_have, tag
from leitplanke.inventory.facets import DEFAULT_TAGS, DataClasses
from leitplanke.inventory.resource import Resource


class Classification:
    """How stores are classified: tag keys to read, and classes declared for address patterns."""

    __slots__ = ("declared", "tags")

    def __init__(self, tags: Sequence[str] = DEFAULT_TAGS, declared: Mapping[str, Sequence[str]] | None = None) -> None:
        self.tags = tuple(tags)
        self.declared = dict(declared or {})


def classes_by_resource(
    contexts: Iterable[Context], classification: Classification, within: frozenset[str] | None = None
) -> Mapping[str, DataClasses]:
    """Return the data classes of every resource, by address; with ``within``, only those at these addresses are right.

    A store that another resource sends data to holds their class; a replica, backup or log of a store holds
    what the store holds.
    """
    return _ClassesByResource(contexts, classification, within)


class _ClassesByResource(Mapping[str, DataClasses]):
    """Data classes: where no data flow from or to a resource, found when they are asked for."""

    __slots__ = ("_classification", "_contexts", "_found", "_shared")

    def __init__(
        self, contexts: Iterable[Context], classification: Classification, within: frozenset[str] | None
    ) -> None:
        self._contexts = {context.resource.address: context for context in contexts}
        self._classification = classification
        self._shared: dict[tuple[frozenset[str], tuple[str, ...], tuple[Cause, ...]], DataClasses] = {}
        edges = [edge for context in self._contexts.values() if context.row.flows for edge in _flows(context)]
        if within is not None:
            needed = _with_sources(within, edges)
            edges = [edge for edge in edges if edge[1] in needed]
        self._found: dict[str, DataClasses] = self._along(edges) if edges else {}

    def __getitem__(self, address: str) -> DataClasses:
        found = self._found.get(address)
        if found is None:
            own, open_ = _own(self._contexts[address], self._classification)
            found = self._classes((name for name, _ in own), (reason for _, reason in own), open_)
            self._found[address] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._contexts)

    def __len__(self) -> int:
        return len(self._contexts)

    def _along(self, edges: list[tuple[str, str, str]]) -> dict[str, DataClasses]:
        """Return the classes of the resources that data flow to or from."""
        names: dict[str, set[str]] = {}
        reasons: dict[str, list[str]] = {}
        opens: dict[str, set[Cause]] = {}
        for address in dict.fromkeys(end for source, target, _ in edges for end in (source, target)):
            context = self._contexts.get(address)
            own, open_ = _own(context, self._classification) if context is not None else ([], ())
            names[address] = {name for name, _ in own}
            reasons[address] = [reason for _, reason in own]
            opens[address] = set(open_)
        changed = True
        while changed:
            changed = False
            for source, target, fixed in edges:
                arriving = {fixed} if fixed else names[source]
                if not arriving <= names[target]:
                    names[target] |= arriving
                    reasons[target].append(source)
                    changed = True
                if not fixed and not opens[source] <= opens[target]:
                    opens[target] |= opens[source]
                    changed = True
        return {
            address: self._classes(held, reasons[address], tuple(sorted(opens[address])))
            for address, held in names.items()
        }

    def _classes(self, names: Iterable[str], reasons: Iterable[str], open_: tuple[Cause, ...]) -> DataClasses:
        key = frozenset(names), tuple(reasons), open_
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = DataClasses(key[0], bool(key[0]), key[1], open_)
        return found


def _with_sources(addresses: frozenset[str], edges: Sequence[tuple[str, str, str]]) -> set[str]:
    """Return addresses with all from which data may come there."""
    sources: dict[str, list[str]] = {}
    for source, target, _ in edges:
        sources.setdefault(target, []).append(source)
    found: set[str] = set()
    waiting = list(addresses)
    while waiting:
        address = waiting.pop()
        if address not in found:
            found.add(address)
            waiting += sources.get(address, ())
    return found


def _own(context: Context, classification: Classification) -> tuple[list[tuple[str, str]], tuple[Cause, ...]]:
    """Return the classes that a resource is given, with how; and why it may be given others."""
    found: list[tuple[str, str]] = []
    open_: tuple[Cause, ...] = ()
    tags = all_tags(context)
    for key in classification.tags if may_have(tags, classification.tags) else ():
        value = tag(tags, key)
        if isinstance(value, Known):
            text = str(value.data).replace(";", ",").replace(" ", ",")
            found += ((name, f"tag {key}") for name in text.split(",") if name)
        elif isinstance(value, Unknown) and is_there(tags, key):
            open_ = value.causes
    for pattern, classes in classification.declared.items():
        if fits(context.resource.address, pattern):
            found += ((name, pattern) for name in classes)
            open_ = ()  # whoever declares it has the last word
    return found, open_


def _flows(context: Context) -> list[tuple[str, str, str]]:
    """Return edges ``(from, to, class)`` along which data go; without a class, what the source holds goes along."""
    edges: list[tuple[str, str, str]] = []
    for flow in context.row.flows:
        source: Resource | None = context.resource
        if flow.source:
            source = store_named(context, context.resource.read(flow.source), flow.source)
        targets = [store_named(context, value, flow.path) for value in context.resource.read_all(flow.path)]
        for target in targets if flow.path else [context.resource]:
            if target is None or source is None:
                continue
            name = flow.data_class
            if flow.class_path:
                kind = outline(context.resource.read(flow.class_path)) or ""
                name = flow.classes.get(kind, name)
            edges.append((source.address, target.address, name))
    return edges
