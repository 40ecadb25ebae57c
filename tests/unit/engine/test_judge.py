from datetime import date
from typing import Any

import msgspec

from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.finding import StackReport
from leitplanke.engine.fingerprint import fingerprint
from leitplanke.engine.judge import judge
from leitplanke.engine.select import Selection
from leitplanke.inventory.inventory import Scope
from leitplanke.inventory.resource import Resource
from leitplanke.policy.ruleset import RuleSet
from tests.unit.engine.made import application, long_enough, requirement, rule_set
from tests.unit.facets.made import NOBODY_KNOWS, either, facets, inventory, resource, row, value

_RULE = {"slot": "storage", "path": "days"}
_ROWS = {
    "aws_sqs_queue": row(title="Queue", retention=[_RULE]),
    "aws_s3_bucket": row(title="Bucket", retention=[{"slot": "same", "path": "a"}, {"slot": "same", "path": "b"}]),
    "aws_kms_key": row(role="key", not_applicable={"retention": "a key is no store"}),
}


def _judge(*resources: Resource, rules: RuleSet, **more: Any) -> StackReport:
    found = inventory(*resources, **more)
    selection = Selection([rules], {long_enough.id: long_enough})
    return judge(found, facets(_ROWS, found), selection, as_of=date(2026, 11, 23))


def _queue(days: Any, name: str = "calls", **tags: str) -> Resource:
    return resource(f"aws_sqs_queue.{name}", {"days": days, "tags": tags or None})


_ONE = rule_set("one", requirement("keep", application(7)))


def test_a_fingerprint_is_for_ever() -> None:
    """A change here forgets every waiver and baseline that anybody has written: count up `FINGERPRINT_VERSION`."""
    assert fingerprint("recovery/backups-cover-data", "prod:aws_s3_bucket.calls", "backup") == _GOLDEN


_GOLDEN = "968c9d42199508c7dd2fc395292e30db"


def test_a_finding_is_the_same_whatever_the_value_and_another_in_another_slot() -> None:
    short, shorter = (_judge(_queue(days), rules=_ONE).findings[0] for days in (5, 3))
    assert (
        short.fingerprint == shorter.fingerprint == fingerprint(long_enough.id, "made:aws_sqs_queue.calls", "storage")
    )
    assert len({fingerprint("p", "s", "a"), fingerprint("p", "s", "b"), fingerprint("p", "sa", "")}) == 3


def test_verdicts() -> None:
    made = _judge(_queue(9, "a"), _queue(3, "b"), _queue(NOBODY_KNOWS, "c"), rules=_ONE)
    assert [finding.verdict for finding in made.findings] == [Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN]
    assert made.findings[2].causes == NOBODY_KNOWS.causes
    assert made.requirements[0].verdict is Verdict.FAIL
    assert made.requirements[0].counts == {"pass": 1, "fail": 1, "unknown": 1}


def test_an_unknown_says_what_it_would_be() -> None:
    (open_,) = _judge(_queue(either("var.days", 3, 30)), rules=_ONE).findings
    assert open_.verdict is Verdict.UNKNOWN
    assert open_.worlds == (((("var.days", "0"),), Verdict.FAIL), ((("var.days", "1"),), Verdict.PASS))
    (decided,) = _judge(_queue(either("var.days", 14, 30)), rules=_ONE).findings
    assert decided.verdict is Verdict.PASS


def test_the_worst_verdict_and_its_gravest_severity_count() -> None:
    rules = rule_set(
        "one",
        requirement("short", application(1, severity="critical")),
        requirement("long", application(30, severity="low")),
        requirement("longer", application(90, severity="high")),
    )
    (finding,) = _judge(_queue(7), rules=rules).findings
    assert (finding.verdict, finding.severity) == (Verdict.FAIL, Severity.HIGH)
    assert [one.verdict for one in finding.requirements] == [Verdict.PASS, Verdict.FAIL, Verdict.FAIL]
    assert [one.parameters["minimum"] for one in finding.requirements] == [1, 30, 90]
    (unsure,) = _judge(_queue(NOBODY_KNOWS), rules=rules).findings
    assert (unsure.verdict, unsure.severity) == (Verdict.UNKNOWN, Severity.CRITICAL)


def test_several_checks_of_one_slot_are_one_finding() -> None:
    (finding,) = _judge(resource("aws_s3_bucket.calls", {"a": 9, "b": 3}), rules=_ONE).findings
    assert finding.verdict is Verdict.FAIL
    assert finding.attribute == "b"
    assert [one.verdict for one in finding.requirements] == [Verdict.FAIL]


def test_what_does_not_apply_is_counted_and_what_has_no_row_is_named() -> None:
    data_source = resource("data.aws_caller_identity.current")
    made = _judge(resource("aws_kms_key.main"), resource("aws_new.a"), resource("aws_new.b"), data_source, rules=_ONE)
    assert made.findings == ()
    assert (made.resources, made.judged, made.not_applicable) == (3, 1, 1)
    assert made.not_judged == {"aws_new": 2}
    assert made.requirements[0].verdict is Verdict.NOT_APPLICABLE


def test_assumptions_are_told() -> None:
    made = _judge(_queue(9), rules=_ONE, closed=(Scope.MODULE, Scope.ACCOUNT))
    assert [(one.code, one.arguments.get("count")) for one in made.assumptions] == [
        ("assumed-class", 1),
        ("assumed-closed", None),
    ]
    assert [one.code for one in _judge(_queue(9, **{"data-class": "recordings"}), rules=_ONE).assumptions] == []


def test_a_sensitive_value_marks_its_finding() -> None:
    secret = value(9)
    (finding,) = _judge(_queue(msgspec.structs.replace(secret, sensitive=True)), rules=_ONE).findings
    assert finding.sensitive
    assert not _judge(_queue(9), rules=_ONE).findings[0].sensitive


def test_order_does_not_matter() -> None:
    queues = [_queue(days, name) for name, days in (("a", 9), ("b", 3), ("c", NOBODY_KNOWS))]
    first, second = (_judge(*order, rules=_ONE) for order in (queues, queues[::-1]))
    assert [one.fingerprint for one in first.findings] == [one.fingerprint for one in second.findings]
