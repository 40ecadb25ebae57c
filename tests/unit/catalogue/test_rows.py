from datetime import date

import msgspec
import pytest

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.catalogue.row import Condition, Row
from leitplanke.core.source import Source
from leitplanke.sources.terraform.syntax.parse import parse

FACETS = (
    "placement",
    "encryption_at_rest",
    "encryption_in_transit",
    "recovery",
    "exposure",
    "audit_log",
    "retention",
    "grants",
)
CATALOGUE = load_catalogue()
ROWS = [(name, row) for name in CATALOGUE.types() if (row := CATALOGUE.row(name)) is not None]
DATA = [(name, row) for name, row in ROWS if row.role in ("store", "processor", "log")]


@pytest.mark.parametrize(("name", "row"), DATA, ids=[name for name, _ in DATA])
def test_types_with_data_have_every_facet_or_say_why_not(name: str, row: Row) -> None:
    for facet in FACETS:
        filled, excused = bool(getattr(row, facet)), bool(row.not_applicable.get(facet))
        assert filled != excused, f"{name}: {facet}"
    assert set(row.not_applicable) <= set(FACETS)
    assert row.data_class or row.role == "processor"


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_rows_say_what_they_rest_on(name: str, row: Row) -> None:
    assert date.fromisoformat(row.evidence.checked) <= date(2030, 1, 1)
    assert row.evidence.source


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_answers_that_do_not_depend_on_the_configuration_are_reasoned(name: str, row: Row) -> None:
    for condition in conditions(row):
        if condition.always is not None or condition.absent == "unknown":
            assert condition.because, condition
    for rule in row.encryption_at_rest:
        assert rule.because or rule.default != "unknown", rule


@pytest.mark.parametrize(("name", "row"), DATA, ids=[name for name, _ in DATA])
def test_slots_of_rules_that_always_apply_are_distinct(name: str, row: Row) -> None:
    for facet in (*FACETS, "authentication"):
        slots = [rule.slot for rule in getattr(row, facet) if getattr(rule, "when", None) is None]
        assert len(slots) == len(set(slots)), f"{name}: {facet}"


@pytest.mark.parametrize(("name", "row"), DATA, ids=[name for name, _ in DATA])
def test_what_can_fail_can_be_mended(name: str, row: Row) -> None:
    rules = [rule for facet in (*FACETS[:-1], "authentication") for rule in getattr(row, facet)]
    for rule in rules:
        settled = any(one.always is not None for one in conditions(rule))
        nothing_to_set = getattr(rule, "default", None) == "encrypted"
        assert rule.fix or settled or nothing_to_set, f"{name}: {rule.slot}"


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_every_fix_is_terraform(name: str, row: Row) -> None:
    rules = [rule for facet in FACETS for rule in getattr(row, facet)]
    fixes = [*(rule.fix for rule in rules), row.key.fix if row.key else ""]
    for fix in filter(None, fixes):
        parsed = parse(Source("fix.tf", fix.encode() + b"\n"))
        assert not parsed.diagnostics, fix


def conditions(part: object) -> list[Condition]:
    """Every condition below a part of a row."""
    found = [part] if isinstance(part, Condition) else []
    if isinstance(part, msgspec.Struct):
        for field in part.__struct_fields__:
            found += conditions(getattr(part, field))
    elif isinstance(part, tuple):
        for one in part:
            found += conditions(one)
    return found
