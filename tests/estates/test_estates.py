"""Estates, judged end to end by the command: exactly what is annotated is found."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.estates.annotations import AnnotationError, announced, findings_of
from tests.project import ROOT

_ESTATES = sorted(path.parent for path in (ROOT / "fixtures" / "estates").glob("*/*/leitplanke.toml"))
_COMPLIANT = [estate for estate in _ESTATES if estate.name == "compliant"]
_AS_OF = "2026-11-23"
_DECIDED_AT_LEAST = 0.9
_UNKNOWNS_AT_MOST = 5


def _check(estate: Path, *options: str) -> dict[str, Any]:
    """Return the JSON report on an estate; exit codes 0 and 1 say whether the gate is open."""
    command = [sys.executable, "-c", "from leitplanke.cli.main import main; main()", "check", str(estate)]
    done = subprocess.run(
        [*command, "--format", "json", "--as-of", _AS_OF, *options], check=False, capture_output=True, text=True
    )
    assert done.returncode in {0, 1}, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _name(estate: Path) -> str:
    return f"{estate.parent.name}-{estate.name}"


@pytest.fixture(scope="module", params=_ESTATES, ids=_name)
def judged(request: pytest.FixtureRequest) -> tuple[Path, dict[str, Any]]:
    """An estate and the report on it, by the rule sets that its own configuration names."""
    estate: Path = request.param
    return estate, _check(estate)


def test_there_are_estates_in_both_forms() -> None:
    assert {estate.name for estate in _ESTATES} == {"compliant", "violating"}


@pytest.mark.xdist_group("estates")
def test_exactly_the_annotated_verdicts_are_found(judged: tuple[Path, dict[str, Any]]) -> None:
    estate, report = judged
    expected, found = announced(estate), findings_of(report)
    assert {"found, not annotated": sorted(found - expected), "annotated, not found": sorted(expected - found)} == {
        "found, not annotated": [],
        "annotated, not found": [],
    }


@pytest.mark.xdist_group("estates")
def test_the_gate_is_open_to_the_compliant_form_alone(judged: tuple[Path, dict[str, Any]]) -> None:
    estate, report = judged
    assert report["gate"]["open"] is (estate in _COMPLIANT)


@pytest.mark.xdist_group("estates")
def test_nearly_all_verdicts_are_decided(judged: tuple[Path, dict[str, Any]]) -> None:
    _, report = judged
    assert report["summary"]["decided_share"] >= _DECIDED_AT_LEAST


@pytest.mark.xdist_group("estates")
def test_an_estate_is_read_without_errors(judged: tuple[Path, dict[str, Any]]) -> None:
    _, report = judged
    assert [entry["message"] for entry in report["diagnostics"]] == []


@pytest.mark.parametrize("estate", _COMPLIANT, ids=_name)
@pytest.mark.parametrize("rules", ["gkv-statutory", "strict-eu", "gdpr-baseline"])
def test_a_compliant_estate_has_explained_unknowns_at_most(estate: Path, rules: str) -> None:
    """Annotations are for the estate's own rule sets; another one may ask for less, never find more."""
    expected, found = announced(estate), findings_of(_check(estate, "--rules", rules))
    assert {one.verdict for one in expected} <= {"unknown"}
    assert len(expected) <= _UNKNOWNS_AT_MOST
    assert sorted(found - expected) == []


def test_an_annotation_belongs_to_the_line_below(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        "# expect: fail encryption/customer-key storage -- EDPB 01/2020\n"
        "  # expect: unknown residency/data-stays-in-territory replica:eu-west-2 -- var.region is not set\n"
        'resource "aws_sqs_queue" "callbacks" {}\n',
        encoding="utf-8",
    )
    assert announced(tmp_path) == {
        ("main.tf", 3, "encryption/customer-key", "storage", "fail"),
        ("main.tf", 3, "residency/data-stays-in-territory", "replica:eu-west-2", "unknown"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "# expect fail encryption/customer-key storage -- no colon\nx = 1\n",
        "# expect: fail encryption/customer-key storage\nx = 1\n",
        "# expect: pass encryption/customer-key storage -- a pass is not annotated\nx = 1\n",
        "# expect: fail encryption/customer-key storage -- apart\n\nx = 1\n",
        "# expect: fail encryption/customer-key storage -- nothing below\n",
    ],
)
def test_what_is_no_annotation_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"main\.tf"):
        announced(tmp_path)


def test_verdicts_of_a_report_are_a_set_without_passes() -> None:
    def finding(address: str, verdict: str) -> dict[str, Any]:
        place = {"path": "main.tf", "line": 7, "column": 1, "end_line": 7, "end_column": 9}
        return {"policy": "a/b", "verdict": verdict, "slot": "storage", "address": address, "location": place}

    report = {"findings": [finding("q[0]", "fail"), finding("q[1]", "fail"), finding("q[2]", "pass")]}
    assert findings_of(report) == {("main.tf", 7, "a/b", "storage", "fail")}
