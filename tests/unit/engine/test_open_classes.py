"""Stores of which it is not known what they hold: a verdict stands only if it is the same whatever that is."""

from datetime import date
from typing import Any

import pytest

from leitplanke.core.value import CauseKind, Known, Unknown, unknown
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding
from leitplanke.engine.judge import judge
from leitplanke.engine.select import Selection
from tests.unit.engine.made import application, long_enough, requirement, rule_set
from tests.unit.facets.made import facets, inventory, resource, row

_ROWS = {"aws_sqs_queue": row(title="Queue", retention=[{"slot": "storage", "path": "days"}])}
_REFUSED = unknown(CauseKind.ACCESS_DENIED, "AccessDenied on tag:GetResources")
_BY_CLASS = rule_set("one", requirement("keep", application(7), application(30, "recordings")))


def _found(days: int, tags: Any) -> Finding:
    one = inventory(resource("aws_sqs_queue.calls", {"days": days, "tags": tags}))
    selection = Selection([_BY_CLASS], {long_enough.id: long_enough})
    (finding,) = judge(one, facets(_ROWS, one), selection, as_of=date(2026, 11, 24)).findings
    return finding


@pytest.mark.parametrize("tags", [_REFUSED, {"data-class": unknown(CauseKind.VARIABLE, "var.class")}])
def test_a_verdict_that_hangs_on_the_class_is_unknown(tags: Any) -> None:
    assert _found(3, tags).verdict is Verdict.FAIL
    assert _found(90, tags).verdict is Verdict.PASS
    between = _found(14, tags)
    assert between.verdict is Verdict.UNKNOWN
    value = tags if isinstance(tags, Unknown) else tags["data-class"]
    assert between.causes == value.causes
    assert {one.verdict for one in between.requirements} == {Verdict.UNKNOWN}


def test_what_is_only_not_declared_has_the_rule_sets_class() -> None:
    assert _found(14, None).verdict is Verdict.PASS
    assert _found(14, {"data-class": Known("recordings")}).verdict is Verdict.FAIL
    # Nearly every module takes tags from its callers, and few of these tell a class.
    assert _found(14, unknown(CauseKind.VARIABLE, "var.tags")).verdict is Verdict.PASS
