import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from leitplanke.reporters import json_report
from leitplanke.reporters.report_model import schema
from tests.project import ENGINE
from tests.unit.reporters.reports import finding, report, texts, usual

_COMMITTED = ENGINE / "reporters/schemas/report.schema.json"


def _committed() -> Any:
    return json.loads(_COMMITTED.read_text(encoding="utf-8"))


def test_the_committed_schema_is_the_one_of_the_types() -> None:
    """To renew it, write what the assertion expects."""
    expected = json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert _COMMITTED.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_report_fits_its_schema(language: str) -> None:
    Draft202012Validator.check_schema(_committed())
    for made in (usual(), report([])):
        found = json.loads(json_report.render(made, texts(language)))
        assert [error.message for error in Draft202012Validator(_committed()).iter_errors(found)] == []


def test_a_report_says_what_was_found_and_why() -> None:
    found = json.loads(json_report.render(usual(), texts()))
    assert found["schema_version"] == "1.2"
    assert found["as_of"] == "2026-11-23"
    assert found["gate"] == {"open": False, "reasons": ["1 failure of severity high or above"]}
    assert found["summary"]["verdicts"] == {"fail": 1, "unknown": 1, "needs-evidence": 1, "pass": 1}
    assert found["summary"]["decided_share"] == 0.75
    assert found["summary"]["unknown_by_cause"][0]["cause"]["name"] == "var.region"
    failed, open_, *_ = found["findings"]
    assert failed["location"] == {
        "path": "stacks/größe/main.tf",
        "line": 3,
        "column": 12,
        "end_line": 3,
        "end_column": 22,
    }
    assert failed["chain"][1]["place"]["path"] == "stacks/größe/prod.tfvars"
    assert failed["requirements"][0]["parameters"] == {"territory": ["EU"]}
    assert open_["worlds"] == [{"if": {'aws_s3_bucket.store["übrig"]:var.region': "eu-west-2"}, "verdict": "fail"}]


def test_nothing_judged_has_no_share() -> None:
    assert json.loads(json_report.render(report([]), texts()))["summary"]["decided_share"] is None


@pytest.mark.parametrize("findings", [0, 1, 3])
def test_each_finding_has_a_line(findings: int) -> None:
    text = json_report.render(report([finding()] * findings), texts("en"))
    assert len(json.loads(text)["findings"]) == findings
    assert [line[:6] for line in text.splitlines()].count('    {"') == findings
