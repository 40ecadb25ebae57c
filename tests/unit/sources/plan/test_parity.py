"""A plan is judged as its configuration is: the same verdicts on the same slots.

Without the source a plan knows less: locals, templates and ``jsonencode`` are not in it. Then a verdict may be
unknown, and never another one.
"""

import shutil
from pathlib import Path

import pytest

from tests.project import ROOT
from tests.unit.sources.plan.compare import Verdicts, findings, verdicts, write
from tests.unit.sources.plan.made import plan_of

_FIXTURES = sorted((ROOT / "fixtures" / "policies").rglob("*.tf"))
_STACKS = sorted(path for path in (ROOT / "fixtures" / "estates").glob("*/*/stacks/*") if path.is_dir())
_SAME_WITHOUT_SOURCE = 0.7


def _fixture(path: Path, folder: Path) -> Path:
    folder.mkdir()
    (folder / "leitplanke.toml").write_text("version = 1\n")
    shutil.copy(path, folder / "main.tf")
    return folder


def _estate(stack: Path, folder: Path) -> Path:
    # A plan is made with the values of one stage.
    shutil.copytree(stack.parents[1], folder, ignore=shutil.ignore_patterns("test.tfvars"))
    (folder / "leitplanke.toml").write_text("version = 1\n")
    return folder / stack.relative_to(stack.parents[1])


def _compared(project: Path, folder: Path, scratch: Path) -> tuple[Verdicts, Verdicts, Verdicts]:
    """Return the verdicts on a configuration, on its plan with the source, and on its plan alone."""
    plan = write(plan_of(project, folder.relative_to(project).as_posix()), scratch / "plans" / "plan.json")
    configured = verdicts(findings(folder))
    return configured, verdicts(findings(plan, source=folder)), verdicts(findings(plan))


def _assert_no_contradiction(configured: Verdicts, alone: Verdicts) -> None:
    shared = configured.keys() & alone.keys()
    contradictions = {key: (configured[key], alone[key]) for key in shared if configured[key] != alone[key]}
    assert {key: pair for key, pair in contradictions.items() if "unknown" not in pair} == {}


@pytest.mark.parametrize("path", _FIXTURES, ids=lambda path: "-".join(path.with_suffix("").parts[-3:]))
def test_a_plan_of_a_fixture_is_judged_as_the_fixture(path: Path, tmp_path: Path) -> None:
    project = _fixture(path, tmp_path / "project")

    configured, with_source, alone = _compared(project, project, tmp_path)

    assert with_source == configured
    _assert_no_contradiction(configured, alone)


@pytest.mark.parametrize("stack", _STACKS, ids=lambda path: "-".join((path.parts[-3], path.name)))
def test_a_plan_of_an_estate_is_judged_as_the_estate(stack: Path, tmp_path: Path) -> None:
    folder = _estate(stack, tmp_path / "project")

    configured, with_source, alone = _compared(tmp_path / "project", folder, tmp_path)

    assert with_source == configured
    _assert_no_contradiction(configured, alone)
    same = sum(alone.get(key) == verdict for key, verdict in configured.items())
    assert same >= _SAME_WITHOUT_SOURCE * len(configured)


@pytest.mark.parametrize("stack", _STACKS[:1], ids=lambda path: path.name)
def test_findings_on_a_plan_have_the_places_and_fingerprints_of_the_source(stack: Path, tmp_path: Path) -> None:
    folder = _estate(stack, tmp_path / "project")
    project = tmp_path / "project"
    plan = write(plan_of(project, folder.relative_to(project).as_posix()), folder / "plan.json")

    planned, configured = findings(plan), findings(folder)

    def places(path: Path) -> set[tuple[str, str]]:
        return {(one.fingerprint, str(one.span)) for one in (planned if path == plan else configured)}

    assert places(plan) == places(folder)
