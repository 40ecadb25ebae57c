from datetime import date
from typing import Any

import pytest

from leitplanke.core.verdict import Verdict
from leitplanke.engine.facts import DeclaredFact, requirement_statuses
from tests.unit.engine.made import requirement, rule_set

_DAY = date(2026, 11, 23)


def _verdict(fact: DeclaredFact | None, *, expected: Any = True) -> Verdict:
    asked = requirement("contract", evidence="declared-fact", fact={"name": "avv-signed", "expected": expected})
    facts = {"avv-signed": fact} if fact is not None else {}
    (status,) = requirement_statuses([rule_set("one", asked)], [], facts, _DAY)
    assert status.fact == "avv-signed"
    return status.verdict


def _fact(value: Any, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)) -> DeclaredFact:
    return DeclaredFact(value=value, declared_by="DSB", declared_on=first, valid_until=last)


@pytest.mark.parametrize(
    ("fact", "verdict"),
    [
        (None, Verdict.NEEDS_EVIDENCE),
        (_fact(True), Verdict.PASS),
        (_fact(True, last=_DAY), Verdict.PASS),
        (_fact(True, last=date(2026, 11, 22)), Verdict.NEEDS_EVIDENCE),
        (_fact(True, first=date(2026, 11, 24)), Verdict.NEEDS_EVIDENCE),
        (_fact(False), Verdict.NEEDS_EVIDENCE),
        (_fact(1), Verdict.NEEDS_EVIDENCE),
        (_fact("true"), Verdict.NEEDS_EVIDENCE),
    ],
)
def test_a_fact_holds_as_declared_and_while_it_is_valid(fact: DeclaredFact | None, verdict: Verdict) -> None:
    assert _verdict(fact) is verdict


def test_requirements_that_configuration_cannot_show() -> None:
    kinds = ("document", "not-checkable", "config")
    asked = rule_set("one", *(requirement(kind, evidence=kind) for kind in kinds))
    assert [one.verdict for one in requirement_statuses([asked], [], {}, _DAY)] == [
        Verdict.NEEDS_EVIDENCE,
        Verdict.NOT_APPLICABLE,
        Verdict.NOT_APPLICABLE,
    ]
