"""Data classes: what kind of data a store holds, by tags, declaration and the flow of data."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from leitplanke.core.text import outline
from leitplanke.core.value import Known
from leitplanke.facets.context import Context
from leitplanke.facets.stores import store_named
from leitplanke.facets.tags import all_tags, tag
from leitplanke.inventory.facets import DEFAULT_TAGS, DataClasses
from leitplanke.inventory.resource import Resource


class Classification:
    """How stores are classified: tag keys to read, and classes declared for address patterns."""

    __slots__ = ("declared", "tags")

    def __init__(self, tags: Sequence[str] = DEFAULT_TAGS, declared: Mapping[str, Sequence[str]] | None = None) -> None:
        self.tags = tuple(tags)
        self.declared = dict(declared or {})


def classes_by_resource(contexts: Sequence[Context], classification: Classification) -> dict[str, DataClasses]:
    """Return the data classes of every resource, by address.

    A store that another resource sends data to holds their class; a replica, backup or log of a store holds
    what the store holds.
    """
    names: dict[str, set[str]] = {}
    reasons: dict[str, list[str]] = {}
    for context in contexts:
        for name, reason in _own(context, classification):
            names.setdefault(context.resource.address, set()).add(name)
            reasons.setdefault(context.resource.address, []).append(reason)
    edges = [edge for context in contexts for edge in _flows(context)]
    changed = True
    while changed:
        changed = False
        for source, target, fixed in edges:
            arriving = {fixed} if fixed else names.get(source, set())
            held = names.setdefault(target, set())
            if not arriving <= held:
                held |= arriving
                reasons.setdefault(target, []).append(source)
                changed = True
    return {
        context.resource.address: DataClasses(
            frozenset(names.get(context.resource.address, ())),
            bool(names.get(context.resource.address)),
            tuple(reasons.get(context.resource.address, ())),
        )
        for context in contexts
    }


def _own(context: Context, classification: Classification) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    tags = all_tags(context)
    for key in classification.tags:
        value = tag(tags, key)
        if isinstance(value, Known):
            text = str(value.data).replace(";", ",").replace(" ", ",")
            found += ((name, f"tag {key}") for name in text.split(",") if name)
    for pattern, classes in classification.declared.items():
        if fnmatchcase(context.resource.address, pattern):
            found += ((name, pattern) for name in classes)
    return found


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
