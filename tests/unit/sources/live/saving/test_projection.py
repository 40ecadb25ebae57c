"""Only what rules read is kept of a document."""

from pathlib import Path
from typing import Any

import pytest

from leitplanke.catalogue.live_loader import LiveCatalogue
from leitplanke.sources.live.record import Cloud, Record
from leitplanke.sources.live.saving.projection import Projection, unsaved

SECRET = "correct-horse-battery-staple"


def kept(folder: Path, row: str, doc: dict[str, Any], cloud: Cloud = "aws") -> dict[str, Any]:
    (folder / "rows.toml").write_text(f"[aws_thing]\ntype = 'T'\n{row}\n")
    return Projection(LiveCatalogue(str(folder))).keep(Record(cloud, "T", "t", "a", "", doc)).doc


@pytest.mark.parametrize(
    ("row", "doc", "expected"),
    [
        ("paths = {a = 'A'}", {"A": {"any": 1}, "B": SECRET}, {"A": {"any": 1}}),
        ("paths = {a = 'A.B'}", {"A": {"B": 1, "C": SECRET}}, {"A": {"B": 1}}),
        ("paths = {a = 'A.B'}", {"A": SECRET}, {"A": None}),
        ("paths = {a = 'A.B', c = 'A'}", {"A": {"B": 1, "C": 2}}, {"A": {"B": 1, "C": 2}}),
        ("paths = {a = 'A[].B'}", {"A": [{"B": 1, "C": SECRET}, SECRET]}, {"A": [{"B": 1}, None]}),
        ("paths = {a = 'A[].B[].C'}", {"A": [{"B": [{"C": 1, "D": SECRET}]}]}, {"A": [{"B": [{"C": 1}]}]}),
        ("paths = {a = 'A{}.B'}", {"A": {"x": {"B": 1, "C": SECRET}}}, {"A": {"x": {"B": 1}}}),
        ("paths = {a = 'A{}'}", {"A": {"x": {"B": 1}}}, {"A": {"x": {"B": 1}}}),
        ("paths = {a = 'A[K=v].B'}", {"A": [{"K": "v", "B": 1, "C": SECRET}]}, {"A": [{"K": "v", "B": 1}]}),
        ("paths = {a = 'A[K=v].B'}", {"A": [{"K": "w", "B": SECRET}, {"K": "v", "B": 1}]}, {"A": [{"K": "v", "B": 1}]}),
        ("paths = {a = 'A[K=v]'}", {"A": [{"K": "w", "B": SECRET}, {"K": "v", "B": 1}]}, {"A": [{"K": "v", "B": 1}]}),
        (
            "paths = {a = 'A[K=v].B', c = 'A[].C'}",
            {"A": [{"K": "w", "B": SECRET, "C": 2}, {"K": "v", "B": 1, "C": 3}]},
            {"A": [{"C": 2}, {"K": "v", "B": 1, "C": 3}]},
        ),
        ("paths = {a = 'A[K=v].B'}", {"A": {"K": "v", "B": 1, "C": SECRET}}, {"A": {"K": "v", "B": 1}}),
        ("paths = {a = 'A[K=v].B'}", {"A": {"K": "w", "B": SECRET}}, {"A": None}),
        ("paths = {a = 'A[K.L=v].B'}", {"A": [{"K": {"L": "v"}, "B": 1}]}, {"A": [{"K": {"L": "v"}, "B": 1}]}),
        (
            "paths = {a = 'A[K=v]', b = 'B.C'}",
            {"A": [{"K": "v"}], "B": {"C": 1, "D": SECRET}},
            {"A": [{"K": "v"}], "B": {"C": 1}},
        ),
        ("paths = {a = 'A[0].B'}", {"A": [{"B": 1, "C": SECRET}]}, {"A": [{"B": 1}]}),
        ("paths = {a = 'A[\"b.c\"]'}", {"A": {"b.c": 1, "b": SECRET}}, {"A": {"b.c": 1}}),
        (
            "paths = {a = {path = 'A', else = 'B'}, t = {text = '{C.D}/x'}}",
            {"A": 1, "B": 2, "C": {"D": 3, "E": SECRET}},
            {"A": 1, "B": 2, "C": {"D": 3}},
        ),
        (
            "part = 'P[]'\nwhen = [{path = 'W', present = true}]\npaths = {a = '@.A', i = '$id'}",
            {"P": [{"A": 1, "B": SECRET}, {"B": SECRET}, {}], "W": 1, "X": SECRET},
            {"P": [{"A": 1}, True, {}], "W": 1},
        ),
        ("part = 'P{}'\npaths = {a = '@.A'}", {"P": {"x": {"A": 1, "B": SECRET}}}, {"P": {"x": {"A": 1}}}),
        ("part = 'P[]'\npaths = {a = '@'}", {"P": ["a", "b"]}, {"P": ["a", "b"]}),
        ("part = 'P'\npaths = {a = 'P.A'}", {"P": {"A": 1, "B": SECRET}}, {"P": {"A": 1}}),
        ("part = 'P'\npaths = {a = 'P.A'}", {"P": {"B": SECRET}}, {"P": True}),
        ("part = 'P'\npaths = {a = 'P.A'}", {"P": SECRET}, {"P": True}),
        ("part = 'P'\npaths = {a = 'P.A'}", {"P": {}}, {"P": {}}),
        ("part = 'P'\npaths = {a = 'P'}", {"P": {"B": 1}}, {"P": {"B": 1}}),
        (
            "part = 'P[K=v]'\npaths = {a = 'P[K=v].A'}",
            {"P": [{"K": "v", "A": 1, "B": SECRET}]},
            {"P": [{"K": "v", "A": 1}]},
        ),
        ("paths = {}", {"A": SECRET}, {}),
    ],
)
def test_what_no_rule_reads_is_dropped(tmp_path: Path, row: str, doc: dict[str, Any], expected: dict[str, Any]) -> None:
    assert kept(tmp_path, row, doc) == expected


def test_azure_knows_no_capitals(tmp_path: Path) -> None:
    row = "paths = {a = 'properties.keySource', b = 'Properties.other', c = 'properties.encryption.x'}"
    doc = {"PROPERTIES": {"keysource": 1, "Other": 2, "Encryption": {"X": 3, "y": SECRET}, "z": SECRET}}
    assert kept(tmp_path, row, doc, "azure") == {"PROPERTIES": {"keysource": 1, "Other": 2, "Encryption": {"X": 3}}}


def test_what_picks_elements_is_told_in_capitals_or_not(tmp_path: Path) -> None:
    row = "paths = {a = 'properties.logs[Category=AuditEvent].enabled'}"
    doc = {
        "properties": {"Logs": [{"category": "AuditEvent", "Enabled": True}, {"category": "Other", "enabled": SECRET}]}
    }
    assert kept(tmp_path, row, doc, "azure") == {"properties": {"Logs": [{"category": "AuditEvent", "Enabled": True}]}}


def test_types_that_nobody_reads_keep_nothing_but_why(tmp_path: Path) -> None:
    (tmp_path / "rows.toml").write_text("[aws_thing]\ntype = 'T'\n")
    odd = Record("aws", "Odd", "o", "a", "", {"A": SECRET}, {"B": "denied"})
    found = Projection(LiveCatalogue(str(tmp_path))).keep(odd)
    assert (found.doc, found.unknown, found.id) == ({}, {"B": "denied"}, "o")


def test_what_an_older_inventory_did_not_keep() -> None:
    old = {"T": ["A", "B.C", "D[].E", "F?"], "U": ["A"]}
    new = {"T": ["A", "A?", "A.X", "A[].Y", "A{}.Z", "AB", "B?", "D[].E", "D[].F", "F"], "U": ["A"], "V": ["A"]}
    assert unsaved(old, new) == {"T": frozenset({"AB", "B", "D[].F", "F"}), "V": frozenset({"A"})}
