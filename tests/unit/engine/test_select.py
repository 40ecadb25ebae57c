import msgspec
import pytest

from leitplanke.core.verdict import Severity
from leitplanke.engine.select import RuleSetError, Selection, by_parameters, effective_classes
from leitplanke.inventory.facets import DataClasses
from leitplanke.policy.ruleset import RuleSet
from tests.unit.engine.made import Days, application, long_enough, requirement, rule_set

_POLICIES = {long_enough.id: long_enough}


def _held(*names: str) -> DataClasses:
    return DataClasses(frozenset(names), declared=bool(names))


def _minima(rules: RuleSet, *classes: str) -> list[int]:
    duties = Selection([rules], _POLICIES).duties(long_enough, _held(*classes))
    return sorted(msgspec.structs.asdict(duty.parameters)["minimum"] for duty in duties)


_BY_CLASS = rule_set(
    "one",
    requirement("keep", application(1), application(30, "recordings", "health"), application(90, "health")),
    requirement("other", application(5)),
    requirement("special", application(7, "payment")),
    unclassified="recordings",
)


def test_an_application_for_the_class_takes_the_place_of_the_general_one() -> None:
    assert _minima(_BY_CLASS, "personal") == [1, 5]
    assert _minima(_BY_CLASS, "recordings") == [5, 30]
    assert _minima(_BY_CLASS, "recordings", "health") == [5, 30, 90]
    assert _minima(_BY_CLASS, "payment") == [1, 5, 7]


def test_what_nobody_classified_gets_the_rule_sets_class() -> None:
    assert _minima(_BY_CLASS) == [5, 30]
    assert effective_classes(_BY_CLASS, _held()) == {"recordings"}
    assert effective_classes(_BY_CLASS, _held("health")) == {"health"}


def test_severity_is_the_policys_own_unless_the_rule_set_says_otherwise() -> None:
    rules = rule_set("one", requirement("a", application(1)), requirement("b", application(1, severity="low")))
    duties = Selection([rules], _POLICIES).duties(long_enough, _held())
    assert [duty.severity for duty in duties] == [Severity.MEDIUM, Severity.LOW]


def test_equal_parameters_are_evaluated_once() -> None:
    minima = {"a": 1, "b": 7, "c": 1}
    rules = rule_set("one", *(requirement(name, application(minimum)) for name, minimum in minima.items()))
    other = rule_set("two", requirement("a", {"policy": long_enough.id, "parameters": {"words": ["x", "y"]}}))
    groups = by_parameters(Selection([rules, other], _POLICIES).duties(long_enough, _held()))
    assert [(parameters, len(duties)) for parameters, duties in groups] == [
        (Days(minimum=1), 2),
        (Days(minimum=7), 1),
        (Days(words=("x", "y")), 1),
    ]


@pytest.mark.parametrize(
    ("application", "complaint"),
    [
        ({"policy": "no/such"}, "there is no policy no/such"),
        ({"policy": long_enough.id, "parameters": {"minimun": 1}}, "minimun"),
        ({"policy": long_enough.id, "parameters": {"minimum": "7"}}, "minimum"),
    ],
)
def test_a_rule_set_that_asks_for_what_is_not_there(application: dict[str, object], complaint: str) -> None:
    with pytest.raises(RuleSetError, match=complaint):
        Selection([rule_set("one", requirement("a", application))], _POLICIES)


def test_policies_come_in_order_of_their_ids() -> None:
    assert Selection([_BY_CLASS], _POLICIES).policies == [long_enough]
    assert Selection([], _POLICIES).policies == []
