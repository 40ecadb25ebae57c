"""Findings and reports: what the engine says, in types that every format renders."""

from datetime import date
from typing import Any

import msgspec

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.message import Message
from leitplanke.core.origin import Origin
from leitplanke.core.source import Span
from leitplanke.core.value import Cause, Guard
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.fingerprint import fingerprint
from leitplanke.inventory.coverage import Coverage
from leitplanke.policy.policy import AnyPolicy
from leitplanke.policy.ruleset import Norm, RuleSet, Text


class Served(msgspec.Struct, frozen=True):
    """One requirement that a finding serves, with the verdict that its own parameters gave."""

    rule_set: str
    requirement: str
    title: Text
    norms: tuple[Norm, ...]
    verdict: Verdict
    severity: Severity
    parameters: dict[str, Any]


class Waived(msgspec.Struct, frozen=True):
    """That somebody has accepted a finding: why, until when, where that is written, and who answers for it."""

    reason: str
    until: date
    place: str
    owner: str = ""
    approved_by: str = ""


class Finding(msgspec.Struct, frozen=True, eq=False):
    """The verdict on one policy, one resource instance and one slot.

    ``span`` is the attribute that decides, or the block's header where it is missing; ``chain`` leads from there
    to the last place that can be edited. ``worlds`` says what an unknown would be under which assumptions.
    """

    policy: AnyPolicy
    verdict: Verdict
    severity: Severity
    stack: str
    address: str
    type: str
    title: str
    slot: str
    message: Message
    attribute: str
    evidence_address: str
    span: Span | None
    body: Span | None
    calls: tuple[Span, ...]
    chain: tuple[Origin, ...]
    causes: tuple[Cause, ...]
    worlds: tuple[tuple[Guard, Verdict], ...]
    fix: str | None
    data_classes: tuple[str, ...]
    classified: bool
    requirements: tuple[Served, ...]
    waived: Waived | None = None
    sensitive: bool = False
    """True where the verdict rests on a value that is marked sensitive: no format quotes its source."""
    region: str = ""
    """Where a live resource is; empty for one of Terraform, and where it is nowhere in particular."""

    @property
    def fingerprint(self) -> str:
        """The identity of the finding over time: 32 hexadecimal digits."""
        return fingerprint(self.policy.id, f"{self.stack}:{self.address}", self.slot)


class RequirementStatus(msgspec.Struct, frozen=True):
    """What became of one requirement of a rule set in one stack.

    ``verdict`` is the worst of its findings, or what the declared fact gives; requirements that need documents are
    ``needs-evidence``, and those that cannot be checked ``not-applicable`` with ``evidence`` saying so.
    """

    rule_set: str
    requirement: str
    title: Text
    norms: tuple[Norm, ...]
    duty: str
    evidence: str
    verdict: Verdict
    counts: dict[str, int]
    fact: str | None = None


class StackReport(msgspec.Struct, frozen=True, eq=False):
    """The judgement of one stack."""

    name: str
    path: str
    template: bool
    rule_sets: tuple[str, ...]
    resources: int
    judged: int
    not_judged: dict[str, int]
    """Resource types without a catalogue row, and how many resources have them."""
    findings: tuple[Finding, ...]
    """All verdicts but ``not-applicable``; passes included."""
    requirements: tuple[RequirementStatus, ...]
    """Empty where resources are left out: a requirement is met, or not, by the whole stack."""
    assumptions: tuple[Message, ...]
    not_applicable: int = 0
    left_out: int = 0
    """Resources that were not judged, as no finding on them can lead to the files that were asked for."""
    cloud: str = ""
    """``aws``, ``azure`` or ``google`` where it is a live account; empty where it is a stack of Terraform."""
    passed: int = 0
    """Passes that are counted and not listed, as there are too many of them."""
    account_name: str = ""
    """What people call the live account, where the scan has learnt it; ``name`` has its number or id."""


class Gate(msgspec.Struct, frozen=True):
    """Whether the gate is open, and what closed it."""

    open: bool
    reasons: tuple[Message, ...] = ()


class Report(msgspec.Struct, frozen=True, eq=False):
    """All that one run has to say."""

    version: str
    as_of: date
    stacks: tuple[StackReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    gate: Gate
    rule_sets: tuple[RuleSet, ...]
    policies: tuple[AnyPolicy, ...]
    digests: dict[str, str]
    unlisted: int = 0
    """Findings on judged resources that are not listed, as their evidence lies in files that were not asked for."""
    coverage: tuple[Coverage, ...] = ()
    """What was read of live accounts, and what was not."""
    partial: bool = False
    """True where a scan was ended before it had asked for everything."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all stacks, in order."""
        return tuple(finding for stack in self.stacks for finding in stack.findings)

    @property
    def left_out(self) -> int:
        """How many resources were not judged, as the files that were asked for cannot touch them."""
        return sum(stack.left_out for stack in self.stacks)

    def count(self, verdict: Verdict) -> int:
        """Return how many findings have a verdict, waived ones included."""
        unlisted = sum(stack.passed for stack in self.stacks) if verdict is Verdict.PASS else 0
        return unlisted + sum(finding.verdict is verdict for finding in self.findings)

    @property
    def unread(self) -> list[Coverage]:
        """What of live accounts could not be read."""
        return [line for line in self.coverage if not line.is_whole]

    @property
    def waived(self) -> list[Finding]:
        """The findings that are waived, in order."""
        return [finding for finding in self.findings if finding.waived is not None]

    @property
    def decided_share(self) -> float | None:
        """The share of verdicts that are not unknown; None if there are no verdicts."""
        total = len(self.findings) + sum(stack.passed for stack in self.stacks)
        return 1 - self.count(Verdict.UNKNOWN) / total if total else None

    def unknown_by_cause(self) -> list[tuple[Cause, int]]:
        """Return each cause of unknown verdicts with the number of verdicts it keeps open, most first."""
        counts: dict[Cause, int] = {}
        for finding in self.findings:
            if finding.verdict is Verdict.UNKNOWN:
                for cause in finding.causes:
                    counts[cause] = counts.get(cause, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
