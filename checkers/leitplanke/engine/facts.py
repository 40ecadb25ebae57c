"""Requirements as a whole: judged by findings, by declared facts, or not by configuration at all."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from leitplanke.core.value import same_data
from leitplanke.core.verdict import Verdict, worst
from leitplanke.engine.finding import Finding, RequirementStatus
from leitplanke.policy.ruleset import Requirement, RuleSet


class DeclaredFact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fact that configuration cannot show: what, who said so, when, and until when it holds."""

    value: str | bool | int
    declared_by: str
    declared_on: date
    valid_until: date
    note: str = ""


def requirement_statuses(
    rule_sets: Sequence[RuleSet], findings: Sequence[Finding], facts: Mapping[str, DeclaredFact], as_of: date
) -> tuple[RequirementStatus, ...]:
    """Return what became of each requirement of the rule sets."""
    counts: dict[tuple[str, str], dict[Verdict, int]] = {}
    for finding in findings:
        for served in finding.requirements:
            tally = counts.setdefault((served.rule_set, served.requirement), {})
            tally[served.verdict] = tally.get(served.verdict, 0) + 1
    return tuple(
        _status(rule_set, requirement, counts.get((rule_set.id, requirement.id), {}), facts, as_of)
        for rule_set in rule_sets
        for requirement in rule_set.requirements
    )


def _status(
    rule_set: RuleSet,
    requirement: Requirement,
    tally: Mapping[Verdict, int],
    facts: Mapping[str, DeclaredFact],
    as_of: date,
) -> RequirementStatus:
    verdict = Verdict.NOT_APPLICABLE
    if requirement.evidence == "config":
        verdict = worst(*tally)
    elif requirement.evidence == "declared-fact" and requirement.fact is not None:
        verdict = _by_fact(requirement, facts, as_of)
    elif requirement.evidence == "document":
        verdict = Verdict.NEEDS_EVIDENCE
    return RequirementStatus(
        rule_set.id,
        requirement.id,
        requirement.title,
        requirement.norms,
        requirement.duty,
        requirement.evidence,
        verdict,
        {name.value: count for name, count in sorted(tally.items())},
        requirement.fact.name if requirement.fact else None,
    )


def _by_fact(requirement: Requirement, facts: Mapping[str, DeclaredFact], as_of: date) -> Verdict:
    """A fact passes if it is as expected and valid on the day; another value, or an expired one, needs evidence."""
    assert requirement.fact is not None  # noqa: S101 - checked by the caller, for the type checker
    declared = facts.get(requirement.fact.name)
    if declared is None or not declared.declared_on <= as_of <= declared.valid_until:
        return Verdict.NEEDS_EVIDENCE
    return Verdict.PASS if same_data(declared.value, requirement.fact.expected) else Verdict.NEEDS_EVIDENCE
