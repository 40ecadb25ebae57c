from typing import Any

import msgspec
import pytest

from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.finding import Finding, Gate
from leitplanke.engine.gate import decide
from tests.unit.engine.made import rule_set
from tests.unit.reporters.reports import finding, report

_OPEN = rule_set("gkv-statutory")
_CLOSED = rule_set("gkv-statutory", gate={"unknown": "closed", "needs_evidence": "closed"})
_HEALTH = rule_set("gkv-statutory", gate_by_class={"health": {"unknown": "closed"}})


def _decide(*findings: Finding, rules: Any = _OPEN, fail_on: Severity | None = Severity.HIGH) -> Gate:
    return decide(report(findings).stacks, [rules], fail_on)


@pytest.mark.parametrize(
    ("severity", "fail_on", "is_open"),
    [
        (Severity.HIGH, Severity.HIGH, False),
        (Severity.CRITICAL, Severity.HIGH, False),
        (Severity.MEDIUM, Severity.HIGH, True),
        (Severity.INFO, Severity.INFO, False),
        (Severity.CRITICAL, None, True),
    ],
)
def test_failures_close_it_from_a_severity_on(severity: Severity, fail_on: Severity | None, is_open: bool) -> None:
    gate = _decide(finding(severity=severity), fail_on=fail_on)
    assert gate.open is is_open
    assert [one.code for one in gate.reasons] == ([] if is_open else ["gate-failures"])


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE])
def test_what_is_not_decided_closes_it_only_where_the_rule_set_says_so(verdict: Verdict) -> None:
    assert _decide(finding(verdict)).open
    gate = _decide(finding(verdict), finding(Verdict.PASS), rules=_CLOSED)
    assert not gate.open
    assert [dict(one.arguments) for one in gate.reasons] == [{"count": 1}]
    assert _decide(finding(verdict), rules=_CLOSED, fail_on=None).open


def test_a_class_has_its_own_gate() -> None:
    unsure = finding(Verdict.UNKNOWN)
    assert _decide(unsure, rules=_HEALTH).open
    health = msgspec.structs.replace(unsure, data_classes=("health", "recordings"))
    assert not _decide(health, rules=_HEALTH).open
    unclassified = msgspec.structs.replace(unsure, data_classes=(), classified=False)
    assert _decide(unclassified, rules=_HEALTH).open
    assert not _decide(unclassified, rules=msgspec.structs.replace(_HEALTH, unclassified="health")).open


def test_a_mild_failure_does_not_hide_what_another_rule_set_leaves_open() -> None:
    mild = finding(severity=Severity.LOW)
    (served,) = mild.requirements
    unsure = msgspec.structs.replace(served, verdict=Verdict.UNKNOWN, severity=Severity.HIGH)
    both = msgspec.structs.replace(mild, requirements=(served, unsure))
    assert _decide(both).open
    assert [one.code for one in _decide(both, rules=_CLOSED).reasons] == ["gate-unknown"]
