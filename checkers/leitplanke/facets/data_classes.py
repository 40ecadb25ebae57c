"""Data classes: what kind of data a store holds, by tags, declaration and the flow of data."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from leitplanke.core.text import outline
from leitplanke.core.value import AnyValue, Known
from leitplanke.facets.context import Context
from leitplanke.facets.tags import tags_of
from leitplanke.inventory.facets import DataClasses
from leitplanke.inventory.resource import Resource

DEFAULT_TAGS = ("data-class", "data_class", "DataClass", "dataclass", "data-classification", "DataClassification")
"""Tag keys that are read as data classes unless the configuration names others."""


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
    for key in classification.tags:
        value = tags_of(context, key)
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
        source = _store(context, context.resource.read(flow.source)) if flow.source else context.resource
        for value in context.resource.read_all(flow.path):
            target = _store(context, value)
            if target is None or source is None:
                continue
            name = flow.data_class
            if flow.class_path:
                kind = outline(context.resource.read(flow.class_path)) or ""
                name = flow.classes.get(kind, name)
            edges.append((source.address, target.address, name))
    return edges


def _store(context: Context, value: AnyValue) -> Resource | None:
    """Return the store that a value leads to: by reference, or by name or ARN."""
    target = context.inventory.target(value)
    if target is not None:
        return target
    text = outline(value)
    if text is None:
        return None
    for resource in context.inventory:
        row = context.catalogue.row(resource.type)
        if row is None or row.role != "store":
            continue
        own = (outline(resource.read(attribute)) for attribute in row.identity)
        if any(name is not None and name and (text in (name, f"arn:aws:s3:::{name}")) for name in own):
            return resource
    return None
