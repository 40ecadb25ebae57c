"""The catalogue as text: what is judged of a resource type, from which attributes, on what evidence."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from leitplanke.catalogue.row import Row
from leitplanke.reporters.texts import Texts

FACETS = (
    "placement",
    "encryption_at_rest",
    "encryption_in_transit",
    "recovery",
    "exposure",
    "audit_log",
    "retention",
    "grants",
    "authentication",
)
"""The facets of a row, in the order of its page."""


_REFERENCES = (("through", "by"), ("days_through", "days_by"), ("inherit", "inherit_of"))
"""Attributes of rules that name a reference, and that name the type of resource that has it."""


def render_list(rows: Sequence[tuple[str, Row]], texts: Texts) -> str:
    """Return resource types, a line each: name, role, title."""
    width = max((len(name) for name, _ in rows), default=0)
    roles = {row.role: texts.label(f"role-{row.role}") for _, row in rows}
    longest = max(map(len, roles.values()), default=0)
    lines = [f"{name:<{width}}  {roles[row.role]:<{longest}}  {row.title}" for name, row in rows]
    return "\n".join([*lines, "", texts.label("catalogue-hint", count=len(rows))]) + "\n"


def render_one(name: str, row: Row, texts: Texts) -> str:
    """Return the page of one resource type."""
    role = texts.label(f"role-{row.role}")
    lines = [name, f"{row.title}; {texts.label('role')}: {role}" + (f", {row.data_class}" if row.data_class else "")]
    for facet in FACETS:
        lines += ["", texts.label(f"facet-{facet.replace('_', '-')}")]
        because = row.not_applicable.get(facet)
        rules = getattr(row, facet)
        if because:
            lines.append(f"  {texts.label('verdict-not-applicable')}: {texts.reason(because)}")
        elif not rules:
            lines.append(f"  {texts.label('nothing-of-the-kind')}")
        for rule in rules:
            lines.append(f"  {rule.slot}: {', '.join(attributes(rule)) or texts.label('no-attribute')}")
            lines += (f"      {texts.reason(one)}" for one in dict.fromkeys(reasons(rule)))
    evidence = row.evidence
    confidence = texts.label(f"confidence-{evidence.confidence}")
    lines += ["", texts.label("evidence", source=evidence.source, confidence=confidence, checked=evidence.checked)]
    return "\n".join(lines) + "\n"


def attributes(part: Any) -> Iterator[str]:
    """Yield the attributes that a part of a row reads, each once, those of other resources with their type."""
    yield from dict.fromkeys(_attributes(part))


def _attributes(part: Any) -> Iterator[str]:
    if isinstance(part, tuple):
        for one in part:
            yield from _attributes(one)
    if not isinstance(part, msgspec.Struct):
        return
    of = getattr(part, "of", "") or ""
    for field, prefix in _REFERENCES:
        name = getattr(part, field, "")
        if name:
            holder = getattr(part, prefix, "")
            yield f"{holder}.{name}" if holder else name
    names = [getattr(part, "path", ""), *getattr(part, "paths", ())]
    yield from (f"{of}.{name}" if of else name for name in names if name)
    yield from getattr(part, "version_flags", ())
    for field, prefix in (("version_path", "version_of"), ("days_path", "days_of")):
        name = getattr(part, field, "")
        if name:
            holder = getattr(part, prefix, "")
            yield f"{holder}.{name}" if holder else name
    setting = getattr(part, "setting", "")
    if setting:
        yield f"provider.{setting}"
    for field in part.__struct_fields__:
        yield from _attributes(getattr(part, field))


def reasons(part: Any) -> Iterator[str]:
    """Yield why answers of a part are what they are where nothing is written: documented defaults."""
    if isinstance(part, tuple):
        for one in part:
            yield from reasons(one)
    if isinstance(part, msgspec.Struct):
        because = getattr(part, "because", "")
        if because:
            yield because
        for field in part.__struct_fields__:
            yield from reasons(getattr(part, field))
