"""Checked by file, a stack says of a file what it says when all of it is judged, however its blocks are scattered."""

import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.source import Source, Span
from leitplanke.engine.finding import Finding, Report
from leitplanke.policy.ruleset import RuleSet
from leitplanke.reporters.json_report import entries
from leitplanke.reporters.texts import Texts
from leitplanke.sources.terraform.syntax.parse import parse
from leitplanke_policies.pack import PACK
from tests.project import ROOT

_AS_OF = date(2026, 11, 23)
_FIXTURES = ROOT / "fixtures"
_FILES = sorted([*(_FIXTURES / "policies").glob("*/*/*.tf"), *(_FIXTURES / "services").glob("*/*.tf")])
_ESTATES = sorted(path.parent for path in (_FIXTURES / "estates").glob("*/*/leitplanke.toml"))
_LAYOUTS = sorted(path for path in (_FIXTURES / "terraform" / "layouts").iterdir() if path.is_dir())
_CATALOGUE = load_catalogue()


class _Packs(Packs):
    """Packs that read a rule set once, however many runs there are."""

    @cache  # noqa: B019 - there is one, for all tests
    def rule_set(self, rule_set_id: str) -> RuleSet:
        return super().rule_set(rule_set_id)


_PACKS = _Packs([PACK])
_TEXTS = Texts("en", _PACKS.texts("en"))


@pytest.fixture(autouse=True)
def _one_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the catalogue once, not in every run."""
    monkeypatch.setattr("leitplanke.app.check.load_catalogue", lambda: _CATALOGUE)


def _check(project: Path, *files: Path) -> Report:
    paths = [str(path) for path in files or (project,)]
    config = project / "leitplanke.toml"
    return check(
        Request(paths=tuple(paths), config=str(config) if config.exists() else None, as_of=_AS_OF, rules=("all",)),
        _PACKS,
    )


def _lies_in(finding: Finding, path: str) -> bool:
    spans = [finding.span, *(link.span for link in finding.chain), *finding.calls]
    return any(span is not None and span.source.path == path for span in spans)


def _entries(report: Report, path: str) -> list[Any]:
    """Return the findings that lead to a file, as the report shows them."""
    both = zip(entries(report, _TEXTS), report.findings, strict=True)
    return [msgspec.to_builtins(entry) for entry, finding in both if _lies_in(finding, path)]


def _problems(report: Report, path: str) -> set[Any]:
    found = [one for one in report.diagnostics if one.span is not None and one.span.source.path == path]
    return {(one.message.code, one.span.start if one.span else 0) for one in found}


def _compare(project: Path, files: list[Path]) -> Iterator[Report]:
    """Compare the report on each file with that on everything, and yield the former."""
    whole = _check(project)
    for file in files:
        path = file.relative_to(project).as_posix()
        part = _check(project, file)
        assert _entries(part, path) == _entries(whole, path), path
        assert len(part.findings) == len(_entries(part, path)), path
        assert _problems(whole, path) <= _problems(part, path), path
        yield part


def _scattered(path: Path, project: Path) -> list[Path]:
    """Write each block of a file to a file of its own, and return these."""
    source = Source(path.name, path.read_bytes())
    body = parse(source).body
    assert body is not None
    files: list[Path] = []
    for number, block in enumerate(body.blocks):
        files.append(project / f"{number:03}.tf")
        files[-1].write_text(Span(source, block.start, block.end).text + "\n")
    (project / "leitplanke.toml").touch()
    return files


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.relative_to(_FIXTURES).as_posix())
def test_a_block_that_is_alone_in_its_file(path: Path, tmp_path: Path) -> None:
    files = _scattered(path, tmp_path)
    assert files
    assert len(list(_compare(tmp_path, files))) == len(files)


@pytest.mark.parametrize("estate", _ESTATES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_file_of_an_estate(estate: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(estate, project)
    files = sorted(path for path in project.rglob("*.tf"))
    left_out = [part.left_out for part in _compare(project, files)]
    assert any(left_out)
    assert not all(left_out)


@pytest.mark.parametrize("layout", _LAYOUTS, ids=lambda path: path.name)
def test_a_file_of_a_layout(layout: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(layout, project)
    (project / "leitplanke.toml").touch()
    files = sorted(path for path in project.rglob("*.tf"))
    assert len(list(_compare(project, files))) == len(files)
