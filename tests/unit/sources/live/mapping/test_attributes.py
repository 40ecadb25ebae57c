"""Attributes, blocks and lists of blocks, made of a document; what is absent, and what is only not known."""

from typing import Any

import pytest

from leitplanke.core.value import Absent, CauseKind, Known, Unknown
from leitplanke.sources.live.mapping.attributes import AttributesOf, names_of, paths_of
from tests.unit.sources.live.rows import attributes, path, plain, read, row, view

RULES = {
    "Rules": [
        {"Status": "Enabled", "Targets": [{"Region": "eu-west-1"}, {"Region": "us-east-1"}], "Key": {"Id": "k"}},
        {"Status": "Disabled"},
    ]
}


def test_nothing_is_absent_that_no_path_stands_for() -> None:
    found = attributes(row(paths={"a": "A"}, absent=["b"], unread={"c": "it is never shown"}), view({}))
    assert {name: type(one) for name, one in found.entries.items()} == {"a": Absent, "b": Absent, "c": Unknown}
    assert isinstance(found.entries["c"], Unknown)
    assert [cause.name for cause in found.entries["c"].causes] == ["it is never shown"]
    assert found.open is not None  # and any other attribute is as unknown


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_what_is_empty_is_what_nobody_set(empty: object) -> None:
    assert read({"A": empty}, {"a": "A"}) == {"a": None}


def test_json_becomes_values() -> None:
    doc = {"A": {"s": "x", "i": 1, "f": 1.0, "half": 0.5, "b": False, "n": None, "l": ["x", None]}}
    found = read(doc, {"a": "A"})["a"]
    assert found == {"s": "x", "i": 1, "f": 1, "half": found["half"], "b": False, "l": ["x", None]}
    assert str(found["half"]) == "0.5"


def test_blocks_are_made_of_elements() -> None:
    found = read(RULES, {"rule[].status": "Rules[].Status", "rule[].key.id": "Rules[].Key.Id"})
    assert found == {"rule": [{"status": "Enabled", "key": {"id": "k"}}, {"status": "Disabled", "key": None}]}
    assert read({"Rules": []}, {"rule[].status": "Rules[].Status"}) == {"rule": None}


def test_a_list_in_a_list_stays_with_its_element() -> None:
    found = read(RULES, {"rule[].target[].region": "Rules[].Targets[].Region"})
    assert found == {"rule": [{"target": [{"region": "eu-west-1"}, {"region": "us-east-1"}]}, {"target": None}]}


def test_lists_that_stand_in_each_other_without_a_name() -> None:
    doc = {"Groups": [[{"Id": "a"}, {"Id": "b"}], [{"Id": "c"}]]}
    found = read(doc, {"group[].member[].id": "Groups[][].Id"})
    assert found == {"group": [{"member": [{"id": "a"}, {"id": "b"}]}, {"member": [{"id": "c"}]}]}


def test_the_values_of_a_map_are_elements_too() -> None:
    doc = {"Endpoints": {"web": {"Tls": "1.2"}, "old": {"Tls": "1.0"}}}
    assert read(doc, {"endpoint[].tls": "Endpoints{}.Tls"}) == {"endpoint": [{"tls": "1.2"}, {"tls": "1.0"}]}


def test_an_attribute_without_a_list_for_its_list_is_refused() -> None:
    with pytest.raises(ValueError, match="no list"):
        AttributesOf("aws_thing", row(paths={"rule[].status": "Status"}))


def test_a_single_block_is_there_if_one_of_its_attributes_is() -> None:
    paths = {"e.key": "E.Key", "e.type": "E.Type"}
    assert read({"E": {"Key": "k"}}, paths) == {"e": {"key": "k", "type": None}}
    assert read({"E": {}}, paths) == {"e": None}
    assert read({}, paths, {"E.Type": "denied"}) == {"e": "?"}
    assert read({"E": {"Key": "k"}}, paths, {"E.Type": "denied"}) == {"e": {"key": "k", "type": "?"}}
    live = row(paths={"e.key": "E.Key"}, unread={"e.secret": "it is never shown", "f.secret": "it is never shown"})
    assert plain(attributes(live, view({}))) == {"e": None, "f": "?"}
    assert plain(attributes(live, view({"E": {"Key": "k"}}))) == {"e": {"key": "k", "secret": "?"}, "f": "?"}


def test_a_refused_part_is_unknown_with_all_that_is_in_it() -> None:
    paths: dict[str, Any] = {"rule[].status": "Rules[].Status", "b": "B", "rules": path(path="Rules", present=True)}
    found = plain(attributes(row(paths=paths), view({"B": "x"}, {"Rules": "AccessDenied on test:GetRules"})))
    assert found == {"rule": "?", "b": "x", "rules": "?"}


def test_a_whole_is_unknown_where_it_is_not_there_and_a_part_of_it_was_refused() -> None:
    assert read({}, {"e": "E"}, {"E.Key": "denied"}) == {"e": "?"}
    assert read({"EKey": 1}, {"e": "EKey"}, {"E.Key": "denied"}) == {"e": 1}


def test_a_star_is_all_that_is_not_in_the_document() -> None:
    doc = {"A": "x", "Rules": [{"Status": "Enabled"}]}
    unknown = {"*": "AccessDenied on test:Describe"}
    paths = {"a": "A", "b": "B", "rule[].status": "Rules[].Status", "rule[].key": "Rules[].Key", "more[].x": "More[].X"}
    found = plain(attributes(row(paths=paths), view(doc, unknown)))
    assert found == {"a": "x", "b": "?", "rule": [{"status": "Enabled", "key": "?"}], "more": "?"}


def test_an_element_that_may_not_be_there_is_unknown_in_all_that_is_read_in_it() -> None:
    refused = attributes(row(paths={"p": "P"}), view({}, {"P": "denied"})).entries["p"]
    live = row(part="P[]", paths={"role": "@.role", "whole": "@", "id": "$id"})
    assert plain(attributes(live, view({}, {"P": "denied"}, element=refused))) | {"id": ""} == {
        "role": "?",
        "whole": "?",
        "id": "",
    }


def test_what_a_saved_inventory_did_not_keep_is_unknown_wherever_it_stands() -> None:
    doc = {"A": "x", "Rules": [{"Status": "Enabled"}], "Tags": [{"Key": "a"}]}
    gone = {"AWS::Test::Thing": frozenset({"B", "Rules[].Key", "More[].X", "Deep.er.Still"})}
    paths = {
        "a": "A",
        "b": "B",
        "rule[].status": "Rules[].Status",
        "rule[].key": "Rules[].Key",
        "more[].x": "More[].X",
        "deep": path(path="Deep", present=True),
        "key": {"text": "{A}/{B}"},
    }
    found = plain(attributes(row(paths=paths), view(doc, unsaved=gone)))
    assert found == {
        "a": "x",
        "b": "?",
        "rule": [{"status": "Enabled", "key": "?"}],
        "more": "?",
        "deep": "?",
        "key": "?",
    }


def test_values_say_where_they_were_read() -> None:
    found = attributes(row(paths={"a": "A.B", "c": "C"}), view({"A": {"B": 1}})).entries
    assert isinstance(found["a"], Known)
    assert found["a"].origin is not None
    assert found["a"].origin.label == "A.B"
    refused = attributes(row(paths={"a": "A"}), view({}, {"A": "AccessDenied on test:GetA"})).entries["a"]
    assert isinstance(refused, Unknown)
    assert [(cause.kind, cause.name) for cause in refused.causes] == [
        (CauseKind.ACCESS_DENIED, "AccessDenied on test:GetA")
    ]


def test_a_row_lists_all_that_it_reads() -> None:
    live = row(
        paths={"a": "A", "b": {"path": "B", "else": "C"}, "t": {"text": "{D}/{E.F}"}},
        when=[{"path": "G", "is": ["x"]}],
        unless=[{"path": "H", "present": True}],
        part="I[]",
        synonyms=["{J}"],
        synonym="K",
        synonym_when=[{"path": "L", "present": True}],
    )
    assert set(paths_of(live)) == {"A", "B", "C", "D", "E.F", "G", "H", "I[]", "J", "K", "L"}


def test_attributes_have_names_of_the_cloud() -> None:
    live = row(paths={"rule[].status": "Rules[].Status", "id": "$id", "role": "@.role"})
    assert names_of(live) == {"rule.status": "Rules[].Status", "role": "role"}
