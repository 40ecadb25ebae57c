"""The engine of the collector files, without a cloud: calls in, answers out."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Call, Lane, Refusal, Refused, Steps
from leitplanke.sources.live.aws.collect import Place, collect
from leitplanke.sources.live.aws.form import Form
from leitplanke.sources.live.aws.paging import Pages
from leitplanke.sources.live.aws.together import together
from leitplanke.sources.live.record import Record

_PLACE = Place("aws-eusc", "111122223333", "eusc-de-east-1", "eusc-de-east-1")


class _Services:
    def pages(self, service: str, operation: str) -> Pages | None:
        return Pages(("token",), ("next",)) if operation.startswith("list") else None

    def permission(self, service: str, operation: str) -> str:
        return f"{service}:{operation}"


def _read(answers: dict[str, Any], *collects: dict[str, Any], closed: bool = False) -> tuple[list[Any], list[Call]]:
    form = msgspec.convert({"client": "s", "collect": collects}, Form)
    return _drive(collect(form, msgspec.structs.replace(_PLACE, closed=closed), _Services()), answers)


def _drive(steps: Steps, answers: dict[str, Any]) -> tuple[list[Any], list[Call]]:
    """Run a task. ``answers`` are by operation: an answer, a refusal, or a function of the parameters."""
    found: list[Any] = []
    calls: list[Call] = []

    def answer(call: Call) -> Any:
        calls.append(call)
        known = answers[call.operation]
        try:
            return known(call.parameters) if isinstance(known, Callable) else known  # type: ignore[arg-type]
        except Refused as refused:
            return refused

    step: Any = next(steps)
    try:
        while True:
            if isinstance(step, Call):
                reply = answer(step)
                step = steps.throw(reply) if isinstance(reply, Refused) else steps.send(reply)
            elif isinstance(step, tuple):
                step = steps.send([answer(call) for call in step])
            else:
                found.append(step)
                step = next(steps)
    except StopIteration:
        return found, calls


def _refused(kind: Refusal, code: str = "Code", call: str = "s:Call") -> Refused:
    return Refused(kind, code, "", call)


def _line(type_: str, state: State, resources: int = 0, error: str = "") -> Coverage:
    return Coverage("111122223333", "eusc-de-east-1", "s", type_, state, resources, error)


_PARENT = {
    "type": "P",
    "operation": "list_parents",
    "items": "Parents",
    "id": "arn:{$partition}:{$region}:{$account}:{Id}",
}
_CHILD = {
    "type": "C",
    "operation": "list_children",
    "items": "Children[]",
    "parent": "P",
    "parameters": {"ParentId": "{Id}", "Names": ["{Deep.Name}"]},
    "keep": {"Above": "{Id}"},
    "id": "{Arn}",
}
_PARENTS = {"Parents": [{"Id": "a", "Deep": {"Name": "x"}}, {"Id": "b", "Deep": {"Name": "y"}}]}


def test_children_are_listed_below_each_parent() -> None:
    found, calls = _read(
        {"list_parents": _PARENTS, "list_children": lambda given: {"Children": [{"Arn": f"{given['ParentId']}/1"}]}},
        _PARENT,
        _CHILD,
    )
    records = {one.id: one.doc for one in found if isinstance(one, Record)}
    assert set(records) == {
        "arn:aws-eusc:eusc-de-east-1:111122223333:a",
        *(f"arn:aws-eusc:eusc-de-east-1:111122223333:{n}" for n in "b"),
        "a/1",
        "b/1",
    }
    assert records["a/1"] == {"Arn": "a/1", "Above": "a"}
    assert calls[1].parameters == {"ParentId": "a", "Names": ["x"]}
    assert found[-1] == _line("C", State.COMPLETE, 2)


def test_children_are_not_complete_where_parents_are_not() -> None:
    found, calls = _read({"list_parents": _refused(Refusal.DENIED, "AccessDenied", "s:ListParents")}, _PARENT, _CHILD)
    error = "AccessDenied on s:ListParents"
    assert found == [_line("P", State.DENIED, 0, error), _line("C", State.DENIED, 0, error)]
    assert len(calls) == 1


def test_child_list_that_is_refused_for_one_parent() -> None:
    def children(given: dict[str, Any]) -> dict[str, Any]:
        if given["ParentId"] == "a":
            raise _refused(Refusal.DENIED)
        return {"Children": [{"Arn": "1"}]}

    found, _ = _read({"list_parents": _PARENTS, "list_children": children}, _PARENT, _CHILD)
    assert found[-1] == _line("C", State.DENIED, 1, "Code on s:Call")


def test_each_value_is_asked_for_and_one_line_says_of_all() -> None:
    def given(parameters: dict[str, Any]) -> dict[str, Any]:
        if parameters["Kind"] == "none":
            raise _refused(Refusal.NOT_FOUND, "NoSuchKind")
        return {"Items": [{"Arn": parameters["Kind"]}]}

    found, _ = _read(
        {"get_items": given},
        {
            "type": "T",
            "operation": "get_items",
            "items": "Items",
            "id": "{Arn}",
            "each": {"Kind": ["x", "none", "y"]},
            "none": ["NoSuchKind"],
        },
    )
    assert [one.doc for one in found[:-1]] == [{"Arn": "x", "Kind": "x"}, {"Arn": "y", "Kind": "y"}]
    assert found[-1] == _line("T", State.COMPLETE, 2)


def test_pages_are_turned_in_lists_and_details() -> None:
    def names(parameters: dict[str, Any]) -> dict[str, Any]:
        return {"Names": ["b"]} if parameters.get("token") == "2" else {"Names": ["a"], "next": "2"}

    def tags(parameters: dict[str, Any]) -> dict[str, Any]:
        number = int(parameters.get("token", "0"))
        return {"Tags": [number], **({"next": str(number + 1)} if number < 2 else {})}

    found, _ = _read(
        {"list_names": names, "list_tags": tags},
        {
            "type": "T",
            "operation": "list_names",
            "items": "Names",
            "item": "Name",
            "id": "arn:{Name}",
            "details": [
                {"operation": "list_tags", "as": "Tags", "take": "Tags", "parameters": {"Name": "{Name}"}},
                {"operation": "never", "as": "Never", "when": "Name == 'c'"},
            ],
        },
    )
    assert [(one.id, one.doc) for one in found[:-1]] == [
        ("arn:a", {"Name": "a", "Tags": [0, 1, 2]}),
        ("arn:b", {"Name": "b", "Tags": [0, 1, 2]}),
    ]


def test_parameter_that_is_not_there_makes_the_part_unknown() -> None:
    found, calls = _read(
        {"get_things": {"Things": [{"Arn": "a"}]}},
        {
            "type": "T",
            "operation": "get_things",
            "items": "Things",
            "id": "{Arn}",
            "details": [{"operation": "get_key", "as": "Key", "parameters": {"KeyId": "{KeyId}"}}],
        },
    )
    assert found[0].unknown == {"Key": "s:get_key needs KeyId, which is not there"}
    assert found[1].error == "s:get_key needs KeyId, which is not there"
    assert len(calls) == 1


@pytest.mark.parametrize(("items", "error"), [(3, "Things is not a list"), ("x", "Things is not a list")])
def test_answer_of_another_shape(items: Any, error: str) -> None:
    found, _ = _read(
        {"get_things": {"Things": items}},
        {"type": "T", "operation": "get_things", "items": "Things", "id": "{Arn}"},
    )
    assert found == [_line("T", State.FAILED, 0, f"NoList on s:get_things: {error}")]


def test_closed_region_is_asked_once_a_file() -> None:
    types = [{"type": name, "operation": "get", "items": "X", "id": "{A}"} for name in "TUV"]
    found, calls = _read({"get": _refused(Refusal.REGION_CLOSED)}, *types, closed=True)
    assert [(line.type, line.state) for line in found] == [(name, State.CLOSED) for name in "TUV"]
    assert len(calls) == 1


def test_generators_side_by_side_keep_their_order() -> None:
    def one(name: str, number: int) -> Steps:
        for step in range(number):
            answer = yield Call(Lane("a", "r", "s"), f"{name}{step}")
            yield Record("aws", "T", answer["name"], "a", "r", {})

    found, calls = _drive(
        together([one("a", 1), one("b", 3), one("c", 2)], width=2),
        {name: {"name": name} for name in ("a0", "b0", "b1", "b2", "c0", "c1")},
    )
    assert [call.operation for call in calls] == ["a0", "b0", "b1", "c0", "b2", "c1"]
    assert [record.id for record in found] == ["a0", "b0", "b1", "c0", "b2", "c1"]
