"""Rule sets: which policies, how strictly, by which law. Data only, read from TOML."""

from typing import Any, Literal

import msgspec

from leitplanke.core.verdict import Severity


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a rule set: strict, by keyword."""


class Text(_Part, frozen=True, kw_only=True):
    """A text in the two languages of the tool."""

    en: str
    de: str


class Norm(_Part, frozen=True, kw_only=True):
    """Where a requirement is written. ``edition`` dates the wording that was read.

    ``de`` is how it is cited in German, where that differs from act and section.
    """

    act: str
    section: str
    edition: str
    de: str = ""
    source: str = ""
    confidence: Literal["high", "medium", "low"] = "high"


class Application(_Part, frozen=True, kw_only=True):
    """A policy in the service of a requirement.

    ``classes`` limits it to subjects that hold one of these data classes; an application with classes takes the
    place of one without, for the same policy in the same requirement. ``severity`` is the policy's own if not set.
    """

    policy: str
    severity: Severity | None = None
    classes: tuple[str, ...] = ()
    parameters: dict[str, Any] = {}


class Fact(_Part, frozen=True, kw_only=True):
    """A fact that the user declares, and the value that satisfies the requirement."""

    name: str
    expected: str | bool | int


class Requirement(_Part, frozen=True, kw_only=True):
    """One duty: what the norm asks, whose duty it is, and how it is shown.

    ``evidence``: ``config`` is judged by policies; ``declared-fact`` by what the user declares; ``document`` needs
    papers; ``not-checkable`` is listed so that nobody believes it was checked.
    """

    id: str
    title: Text
    norms: tuple[Norm, ...]
    duty: Literal["customer", "provider", "shared"]
    evidence: Literal["config", "declared-fact", "document", "not-checkable"]
    text: Text | None = None
    policies: tuple[Application, ...] = ()
    fact: Fact | None = None


class GateRule(_Part, frozen=True, kw_only=True):
    """Whether the gate stays open to what is not decided."""

    unknown: Literal["open", "closed"] = "open"
    needs_evidence: Literal["open", "closed"] = "open"


class RuleSet(_Part, frozen=True, kw_only=True):
    """A sector's rules. ``unclassified`` is the data class of stores that nobody classified."""

    id: str
    title: Text
    summary: Text
    edition: str
    requirements: tuple[Requirement, ...]
    unclassified: str = "personal"
    gate: GateRule = GateRule()
    gate_by_class: dict[str, GateRule] = {}
