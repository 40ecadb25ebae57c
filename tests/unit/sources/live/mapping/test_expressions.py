"""Every field of `LivePath` and `LiveTest`: what stands for an attribute, known, absent and unknown."""

from typing import Any

import pytest

from leitplanke.catalogue.live_row import LiveTest
from leitplanke.core.value import CauseKind, Unknown
from leitplanke.sources.live.mapping.expressions import compiled, holds
from leitplanke.sources.live.mapping.paths import MISSING
from leitplanke.sources.live.record import Cloud
from tests.unit.sources.live.rows import path, read, row, view

REFUSED = {"A": "AccessDenied on test:GetA"}


@pytest.mark.parametrize(
    ("doc", "written", "expected"),
    [
        ({"A": "x"}, {"path": "A"}, "x"),
        ({"A": ""}, {"path": "A"}, None),
        ({"B": "y"}, {"path": "A", "else": "B"}, "y"),
        ({"A": "", "B": "y"}, {"path": "A", "else": "B"}, "y"),
        ({"A": False, "B": True}, {"path": "A", "else": "B"}, False),
        (
            {"A": [{"K": "a", "V": "1"}, {"K": "b"}, {"V": "2"}, 3]},
            {"path": "A", "pairs": ["K", "V"]},
            {"a": "1", "b": ""},
        ),
        ({"A": {"a": "1"}}, {"path": "A", "pairs": ["K", "V"]}, {"a": "1"}),
        ({"A": "https://v/", "B": 1}, {"text": "{A}/keys/{B}"}, "https://v/keys/1"),
        ({"A": "x"}, {"text": "{A}/{B}"}, None),
        ({"A": ["x"]}, {"text": "{A}"}, None),
        ({"A": "arn:key/one"}, {"path": "A", "after": [":", "/"]}, "key/one"),
        ({"A": "one"}, {"path": "A", "after": ["/"], "before": ["/"]}, "one"),
        ({"A": "a/b/c"}, {"path": "A", "after": ["/"], "before": ["/"]}, "b"),
        ({"A": "x"}, {"path": "A", "present": True}, True),
        ({"A": []}, {"path": "A", "present": True}, False),
        ({"A": False}, {"path": "A", "present": True}, True),
        ({"A": "Enabled"}, {"path": "A", "values": {"Enabled": True}}, True),
        ({"A": "New"}, {"path": "A", "values": {"Enabled": True}}, "New"),
        ({"A": "New"}, {"path": "A", "values": {"Enabled": True}, "otherwise": False}, False),
        ({"A": False}, {"path": "A", "values": {"false": "off"}}, "off"),
        ({"A": 0}, {"path": "A", "values": {"0": "never"}}, "never"),
        ({"A": ["a", "b"]}, {"path": "A", "values": {"a": "x"}}, ["x", "b"]),
        ({"A": ""}, {"path": "A", "values": {"": "none"}}, "none"),
        ({"A": 172800}, {"path": "A", "divide": 86400}, 2),
        ({"A": "172800"}, {"path": "A", "divide": 86400}, 2),
        ({"A": "soon"}, {"path": "A", "divide": 86400}, "soon"),
        ({"A": True}, {"path": "A", "divide": 86400}, True),
        ({"A": 86400}, {"path": "A", "divide": 86400, "values": {"-1": "never"}}, 1),
        ({"A": -1}, {"path": "A", "divide": 86400, "values": {"-1": "never"}}, "never"),
        ({"A": {"b": [1]}}, {"path": "A", "json": True}, '{"b":[1]}'),
        ({"A": "{}"}, {"path": "A", "json": True}, "{}"),
        ({}, {"path": "A", "absent": 7}, 7),
        ({"A": None}, {"path": "A", "absent": False}, False),
        ({"A": "x"}, {"path": "A", "absent": "y"}, "x"),
        ({"A": "On"}, {"path": "A", "values": {"Off": ""}, "unclear": "it may be anywhere"}, "?"),
        ({"A": "Off"}, {"path": "A", "values": {"Off": ""}, "unclear": "it may be anywhere"}, None),
    ],
)
def test_a_field_says_what_stands_for_an_attribute(doc: dict[str, Any], written: dict[str, Any], expected: Any) -> None:
    assert read(doc, {"attribute": path(**written)})["attribute"] == expected


@pytest.mark.parametrize(
    "written",
    [
        {"path": "A"},
        {"path": "A", "else": "B"},
        {"path": "A.C"},
        {"text": "{B}/{A}"},
        {"path": "A", "present": True},
        {"path": "A", "absent": False},
        {"path": "A[].X", "values": {"x": 1}, "otherwise": 2},
        {"path": "A", "json": True},
        {"path": "A", "pairs": ["Key", "Value"]},
        {"path": "A", "unclear": "it does not tell"},
    ],
)
def test_what_was_refused_is_unknown_whatever_is_made_of_it(written: dict[str, Any]) -> None:
    found = compiled(path(**written))(view({"B": "there"}, REFUSED), MISSING)
    assert isinstance(found, Unknown)
    (cause,) = found.causes
    assert cause.kind in (CauseKind.ACCESS_DENIED, CauseKind.CLOUD)


def test_a_second_path_that_was_refused_does_not_matter_where_the_first_is_there() -> None:
    written = path(path="B", **{"else": "A"})
    assert compiled(written)(view({"B": "there"}, REFUSED), MISSING) == "there"
    assert isinstance(compiled(written)(view({}, REFUSED), MISSING), Unknown)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"is": ["x"]}, True),
        ({"is": ["y", "x"]}, True),
        ({"is": ["y"]}, False),
        ({"is_not": ["y"]}, True),
        ({"is_not": ["x"]}, False),
        ({"contains": ["X"]}, True),
        ({"contains": ["z"]}, False),
        ({"present": True}, True),
        ({"present": False}, False),
        ({"is": ["x"], "is_not": ["x"]}, False),
    ],
)
def test_all_that_a_test_asks_has_to_hold(given: dict[str, Any], expected: bool) -> None:
    (test,) = _tests(path="A", **given)
    assert holds(test, view({"A": "x"})) is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"is": ["x"]}, False), ({"is_not": ["x"]}, True), ({"contains": ["x"]}, False), ({"present": False}, True)],
)
def test_what_is_not_there_is_nothing(given: dict[str, Any], expected: bool) -> None:
    (test,) = _tests(path="A", **given)
    assert holds(test, view({"A": None})) is expected
    assert isinstance(holds(test, view({}, REFUSED)), Unknown)


def test_truths_are_no_numbers() -> None:
    (test,) = _tests(path="A", **{"is": [True]})
    assert holds(test, view({"A": True})) is True
    assert holds(test, view({"A": 1})) is False
    assert holds(test, view({"A": "true"})) is False


@pytest.mark.parametrize(("cloud", "expected"), [("azure", False), ("aws", True)])
def test_services_of_azure_do_not_agree_on_capitals(cloud: Cloud, expected: bool) -> None:
    written = path(path="A", values={"enabled": False}, otherwise=True)
    (test,) = _tests(path="A", is_not=["enabled"])
    seen = view({"A": "Enabled"}, cloud=cloud)
    assert compiled(written)(seen, MISSING) is expected
    assert holds(test, seen) is expected


def _tests(**given: Any) -> tuple[LiveTest, ...]:
    return row(when=[given]).when
