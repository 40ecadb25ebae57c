"""The JSON report as types: a contract. Its JSON Schema is generated from here and committed.

``SCHEMA_VERSION`` counts up by one in its first part when a field is taken away or changes its meaning.
"""

from datetime import date
from typing import Any

import msgspec

SCHEMA_VERSION = "1.2"


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A range in a file: lines and columns from 1, columns in code points, the end behind the last character."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Link(msgspec.Struct, frozen=True):
    """One link of the chain that led to a value."""

    kind: str
    label: str
    place: Place | None


class NormEntry(msgspec.Struct, frozen=True):
    """Where a requirement is written."""

    act: str
    section: str
    edition: str


class ServedEntry(msgspec.Struct, frozen=True):
    """A requirement that a finding serves."""

    rule_set: str
    requirement: str
    title: str
    norms: list[NormEntry]
    verdict: str
    severity: str
    parameters: dict[str, Any]


class CauseEntry(msgspec.Struct, frozen=True):
    """Why something is unknown."""

    kind: str
    name: str
    text: str


class WorldEntry(msgspec.Struct, frozen=True, rename={"assuming": "if"}):
    """What an unknown verdict would be under assumptions."""

    assuming: dict[str, str]
    verdict: str


class WaivedEntry(msgspec.Struct, frozen=True):
    """That somebody has accepted a finding. ``place`` is the file, and the line if it is a comment."""

    reason: str
    until: date
    place: str
    owner: str
    approved_by: str


class FindingEntry(msgspec.Struct, frozen=True):
    """One verdict on one policy, resource instance and slot."""

    fingerprint: str
    policy: str
    domain: str
    verdict: str
    severity: str
    stack: str
    address: str
    type: str
    slot: str
    message: str
    message_code: str
    attribute: str
    evidence_address: str
    location: Place | None
    chain: list[Link]
    causes: list[CauseEntry]
    worlds: list[WorldEntry]
    data_classes: list[str]
    classified: bool
    requirements: list[ServedEntry]
    fix: str | None
    """Lines of Terraform, also where the resource is a live one."""
    region: str | None
    """Of a live resource, where it is in one."""
    waived: WaivedEntry | None


class RequirementEntry(msgspec.Struct, frozen=True):
    """What became of one requirement in one stack."""

    stack: str
    rule_set: str
    requirement: str
    title: str
    norms: list[NormEntry]
    duty: str
    evidence: str
    verdict: str
    counts: dict[str, int]
    fact: str | None


class StackEntry(msgspec.Struct, frozen=True):
    """One stack, or live account, that was judged.

    ``cloud`` is null for a stack. ``account_name`` is what people call a live account, where the scan has learnt it;
    ``name`` has its number or id.

    ``left_out`` are resources that the files asked for cannot touch: not judged. Where there are any, the stack has
    no entries among the requirements. ``passed`` are passes that are counted and not among the findings, as there are
    too many.
    """

    name: str
    path: str
    template: bool
    rule_sets: list[str]
    resources: int
    judged: int
    not_judged: dict[str, int]
    left_out: int
    not_applicable: int
    assumptions: list[str]
    cloud: str | None
    account_name: str | None
    passed: int


class CoverageEntry(msgspec.Struct, frozen=True):
    """What became of one type in one region of one live account: ``complete`` and ``closed`` leave nothing open."""

    account: str
    region: str
    service: str
    type: str
    state: str
    resources: int
    error: str


class DiagnosticEntry(msgspec.Struct, frozen=True):
    """A problem of the input or of the tool."""

    gravity: str
    code: str
    message: str
    path: str | None
    location: Place | None


class UnknownEntry(msgspec.Struct, frozen=True):
    """A cause of unknown verdicts, and how many it keeps open."""

    cause: CauseEntry
    verdicts: int


class Summary(msgspec.Struct, frozen=True):
    """The report in figures. ``decided_share`` is null where there are no verdicts."""

    stacks: int
    resources: int
    judged: int
    left_out: int
    verdicts: dict[str, int]
    decided_share: float | None
    unknown_by_cause: list[UnknownEntry]
    unlisted: int
    waived: int


class GateEntry(msgspec.Struct, frozen=True):
    """Whether the gate is open, and what closed it."""

    open: bool
    reasons: list[str]


class JsonReport(msgspec.Struct, frozen=True):
    """The whole report. Verdicts are fail, unknown, needs-evidence and pass; passes are listed too.

    ``coverage`` is what was read of live accounts, ``partial`` whether the scan was ended before its time.
    """

    schema_version: str
    tool: str
    version: str
    as_of: date
    language: str
    gate: GateEntry
    summary: Summary
    stacks: list[StackEntry]
    findings: list[FindingEntry]
    requirements: list[RequirementEntry]
    diagnostics: list[DiagnosticEntry]
    coverage: list[CoverageEntry]
    partial: bool
    digests: dict[str, str]


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the report."""
    found = msgspec.json.schema(JsonReport)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Leitplanke report", **found}
