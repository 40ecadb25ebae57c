"""A stack's report as bytes: places as path and offsets, policies and requirements by their ids.

What occurs often stands in tables and is told by its number. Values are never stored: findings hold none.
"""

import msgspec

from leitplanke.core.diagnostic import Gravity
from leitplanke.core.message import Message
from leitplanke.core.origin import OriginKind
from leitplanke.core.value import Cause, Guard
from leitplanke.core.verdict import Severity, Verdict

NONE = -1
"""The number of what is None."""


class StoredSpan(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A range of bytes in the source of this number."""

    source: int
    start: int
    end: int


class StoredLink(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A link of a value's chain."""

    kind: OriginKind
    label: int
    span: int


class StoredServed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A requirement that is served, and by which of its applications of the policy."""

    rule_set: str
    requirement: str
    application: int
    verdict: Verdict
    severity: Severity


class StoredFinding(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A finding; whole numbers tell entries of the tables in `StoredStack`."""

    policy: int
    verdict: Verdict
    severity: Severity
    stack: int
    address: int
    type: int
    title: int
    slot: int
    message: int
    attribute: int
    evidence_address: int
    span: int
    body: int
    calls: tuple[int, ...]
    chain: int
    causes: int
    worlds: int
    fix: int
    data_classes: int
    classified: bool
    requirements: int
    sensitive: bool


class StoredDiagnostic(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A diagnostic of the stack's files."""

    gravity: Gravity
    message: Message
    path: str | None
    span: int


class StoredStack(msgspec.Struct, frozen=True, array_like=True):
    """A report on one stack, with its diagnostics. Requirements are not stored: they follow from the findings."""

    name: str
    path: str
    template: bool
    rule_sets: tuple[str, ...]
    resources: int
    judged: int
    not_judged: dict[str, int]
    not_applicable: int
    left_out: int
    assumptions: tuple[Message, ...]
    findings: list[StoredFinding]
    diagnostics: list[StoredDiagnostic]
    sources: list[str]
    spans: list[StoredSpan]
    texts: list[str]
    messages: list[Message]
    chains: list[tuple[StoredLink, ...]]
    causes: list[tuple[Cause, ...]]
    worlds: list[tuple[tuple[Guard, Verdict], ...]]
    data_classes: list[tuple[str, ...]]
    requirements: list[tuple[StoredServed, ...]]
