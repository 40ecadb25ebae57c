"""That the recordings are what the installed Terraform says, for a sample."""

import pytest

from tests.conformance import oracle
from tests.conformance.recordings import answer_files, bad_files, layouts, plan_of, refusals

pytestmark = pytest.mark.skipif(oracle.BINARY is None, reason="terraform is not installed: its recorded answers count")


@pytest.fixture(scope="module")
def version() -> str:
    found = oracle.version()
    recorded = {file.terraform for file in answer_files().values()}
    if found not in recorded:
        pytest.skip(f"terraform {found} is installed, and the recordings are of {', '.join(recorded)}")
    return found


def test_recorded_answers_are_terraforms(version: str) -> None:
    recorded = {one: answer for file in answer_files().values() for one, answer in file.answers.items()}
    sample = [one for one in list(recorded)[::40] if "path.cwd" not in one]
    assert oracle.answers_to(sample) == {one: recorded[one] for one in sample}


def test_recorded_plans_are_terraforms(version: str) -> None:
    for layout in layouts()[::20]:
        assert oracle.planned(layout, version) == plan_of(layout)


def test_recorded_refusals_are_terraforms(version: str) -> None:
    for path in bad_files()[::20]:
        assert oracle.refusal_of(path) == refusals()[path.name]
