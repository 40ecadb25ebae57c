from pathlib import Path

import pytest

from leitplanke.app.packs import Packs
from leitplanke.reporters.texts import Texts
from leitplanke_policies.pack import PACK
from tests.policies.harness import expectations, judge, judge_policy
from tests.project import ROOT

FIXTURES = ROOT / "fixtures" / "policies"
FORMS = ("violation", "compliant", "unknown")
CASES = [pytest.param(policy_id, form, id=f"{policy_id}/{form}") for policy_id in PACK.policies for form in FORMS]


@pytest.mark.parametrize(("policy_id", "form"), CASES)
def test_the_policy_says_what_the_fixture_expects(policy_id: str, form: str, tmp_path: Path) -> None:
    path = FIXTURES / policy_id / f"{form}.tf"

    assert judge_policy(path, policy_id, tmp_path) == sorted(expectations(path))


@pytest.mark.parametrize("policy_id", PACK.policies)
def test_the_forms_of_a_fixture_are_what_they_are_called(policy_id: str) -> None:
    verdicts = {form: {one.verdict for one in expectations(FIXTURES / policy_id / f"{form}.tf")} for form in FORMS}

    assert "fail" in verdicts["violation"]
    assert verdicts["compliant"] == set()
    assert verdicts["unknown"] == {"unknown"}


@pytest.mark.parametrize("policy_id", PACK.policies)
def test_a_compliant_fixture_is_judged_at_all(policy_id: str, tmp_path: Path) -> None:
    findings = judge(FIXTURES / policy_id / "compliant.tf", policy_id, tmp_path)

    assert findings
    assert {finding.verdict.value for finding in findings} == {"pass"}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("policy_id", "form"), CASES)
def test_every_message_has_a_text(policy_id: str, form: str, language: str, tmp_path: Path) -> None:
    pack = Packs([PACK]).texts(language)
    texts = Texts(language, pack)

    for finding in judge(FIXTURES / policy_id / f"{form}.tf", policy_id, tmp_path):
        assert f"{finding.message.code}.{finding.verdict.value}" in pack["messages"]
        said = texts.say(finding.message, finding.verdict)
        assert "{" not in said
        assert not said.startswith(f"{finding.message.code} (")


def test_an_expectation_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_text("# expect: fail storage\n")

    with pytest.raises(ValueError, match="not an expectation"):
        expectations(path)
