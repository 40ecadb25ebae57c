"""The gate: whether a pipeline may go on."""

from collections.abc import Iterable, Sequence

from leitplanke.core.message import Message, message
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.finding import Finding, Gate, StackReport
from leitplanke.engine.select import effective_classes
from leitplanke.inventory.facets import DataClasses
from leitplanke.policy.ruleset import GateRule, RuleSet

_SEVERITIES = {
    Severity.CRITICAL: "severity-critical",
    Severity.HIGH: "severity-high",
    Severity.MEDIUM: "severity-medium",
    Severity.LOW: "severity-low",
    Severity.INFO: "severity-info",
}


def decide(stacks: Iterable[StackReport], rule_sets: Sequence[RuleSet], fail_on: Severity | None) -> Gate:
    """Return whether the gate is open.

    It is closed by a failure of severity ``fail_on`` or above, and, where a rule set closes its gate to them for
    the data class, by unknown verdicts and by those that need evidence; what is waived does not close it. ``None``
    keeps it open always.
    """
    if fail_on is None:
        return Gate(open=True)
    by_id = {rule_set.id: rule_set for rule_set in rule_sets}
    failed = unknown = evidence = 0
    for stack in stacks:
        for finding in stack.findings:
            if finding.waived is not None:
                continue
            # A finding serves several requirements: one may fail mildly where another is not decided.
            if finding.verdict is Verdict.FAIL and finding.severity.rank >= fail_on.rank:
                failed += 1
            elif _closes(finding, by_id, Verdict.UNKNOWN, "unknown"):
                unknown += 1
            elif _closes(finding, by_id, Verdict.NEEDS_EVIDENCE, "needs_evidence"):
                evidence += 1
    reasons: list[Message] = []
    if failed:
        reasons.append(message("gate-failures", count=failed, severity=message(_SEVERITIES[fail_on])))
    if unknown:
        reasons.append(message("gate-unknown", count=unknown))
    if evidence:
        reasons.append(message("gate-needs-evidence", count=evidence))
    return Gate(not reasons, tuple(reasons))


def _closes(finding: Finding, rule_sets: dict[str, RuleSet], verdict: Verdict, state: str) -> bool:
    """Tell whether a rule set that the finding serves keeps the gate closed to a verdict for the data class."""
    having = [served for served in finding.requirements if served.verdict is verdict]
    if not having:
        return False
    classes = DataClasses(frozenset(finding.data_classes), finding.classified)
    for served in having:
        rule_set = rule_sets[served.rule_set]
        held = effective_classes(rule_set, classes)
        rules: list[GateRule] = [rule for name, rule in rule_set.gate_by_class.items() if name in held]
        if any(getattr(rule, state) == "closed" for rule in rules or [rule_set.gate]):
            return True
    return False
