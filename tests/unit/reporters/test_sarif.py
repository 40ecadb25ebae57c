import json
from functools import lru_cache
from typing import Any

import pytest
from jsonschema import Draft4Validator

from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Report
from leitplanke.reporters import sarif
from tests.project import ROOT
from tests.unit.reporters.reports import finding, report, texts, usual


@lru_cache
def _validator() -> Draft4Validator:
    schema = json.loads((ROOT / "fixtures/schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    return Draft4Validator(schema)


def _log(made: Report, *, results: str = "open", language: str = "en") -> Any:
    log = json.loads(sarif.render(made, texts(language), results=results))
    assert [error.message for error in _validator().iter_errors(log)] == []
    return log


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("results", "kinds"),
    [("fail", ["fail"]), ("open", ["fail", "open", "review"]), ("all", ["fail", "open", "review", "pass"])],
)
def test_results_are_valid_and_of_the_kinds_that_were_asked_for(results: str, kinds: list[str], language: str) -> None:
    (run,) = _log(usual(), results=results, language=language)["runs"]
    assert [result["kind"] for result in run["results"]] == kinds
    assert [result["level"] for result in run["results"]] == ["error", *("none" for _ in kinds[1:])]
    assert run["language"] == language


def test_a_report_without_stacks_is_valid() -> None:
    import msgspec

    log = _log(msgspec.structs.replace(usual(), stacks=()))
    assert log["runs"][0]["results"] == []
    assert len(log["runs"][0]["invocations"][0]["toolExecutionNotifications"]) == 2


def test_a_run_says_what_it_is_and_which_rules_it_has() -> None:
    (run,) = _log(usual())["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "residency/data-stays-in-territory"
    assert rule["properties"]["tags"] == ["residency"]
    assert run["automationDetails"]["id"] == "leitplanke/prod/"
    assert run["columnKind"] == "unicodeCodePoints"
    assert [one["id"] for one in run["taxonomies"][0]["taxa"]] == ["SGB V § 393 Abs. 2"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_a_result_points_at_the_attribute_the_resource_and_the_chain() -> None:
    first, second, *_ = _log(usual())["runs"][0]["results"]
    location = first["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "stacks/gr%C3%B6%C3%9Fe/main.tf"
    assert location["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 22}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "aws_s3_bucket.calls"
    (related,) = first["relatedLocations"]
    assert related["message"]["text"] == "var.region"
    assert related["physicalLocation"]["region"]["startLine"] == 1
    assert second["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == 'aws_s3_bucket.store["übrig"]'
    assert "var.region has no value" in second["message"]["text"]


def test_fingerprints_follow_the_finding_and_the_line_but_not_a_secret() -> None:
    (shown,) = _log(report([finding()]))["runs"][0]["results"]
    assert shown["partialFingerprints"]["leitplanke/v1"] == finding().fingerprint
    assert shown["partialFingerprints"]["primaryLocationLineHash"].endswith(":1")
    (hidden,) = _log(report([finding(sensitive=True)]))["runs"][0]["results"]
    assert set(hidden["partialFingerprints"]) == {"leitplanke/v1"}


def test_nothing_that_passed_is_a_result_by_default() -> None:
    assert _log(report([finding(Verdict.PASS)]))["runs"][0]["results"] == []
