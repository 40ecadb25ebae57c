"""Traps: where other checkers are legally wrong or silent, each judged by the rule set that it matters to.

``fixtures/traps/<number>-<name>.tf`` is judged alone, as a root module of its own. Its first line names the rule set,
the policies whose verdicts count, and the day if it is another than that of all tests; the lines behind it say what
the trap is. Comments announce every verdict that is not a pass, as in services and estates; each resource has one.
"""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Report
from leitplanke_policies.pack import PACK
from tests.estates.annotations import Verdict, announced
from tests.project import ROOT

_TRAPS = sorted((ROOT / "fixtures" / "traps").glob("*.tf"))
_HEADER = re.compile(
    r"# Judged by (?P<rules>[a-z-]+): (?P<policies>[a-z/-]+(?:, [a-z/-]+)*)(?: on (?P<day>\d{4}-\d\d-\d\d))?\n# \S"
)
_AS_OF = date(2026, 11, 23)
_RESOURCE = re.compile(r'^resource "([a-z0-9_]+)" "([a-z0-9_]+)"', re.MULTILINE)
_COMPANIONS = frozenset({"aws_s3_bucket_replication_configuration"})
"""Types that are judged as parts of others."""


class Header(NamedTuple):
    """By what a trap is judged."""

    rules: str
    policies: frozenset[str]
    day: date


def _header(trap: Path) -> Header:
    found = _HEADER.match(trap.read_text(encoding="utf-8"))
    assert found is not None, f"{trap.name}: the first line says by what it is judged, the second what it shows"
    day = date.fromisoformat(found["day"]) if found["day"] else _AS_OF
    return Header(found["rules"], frozenset(found["policies"].split(", ")), day)


def _judge(trap: Path, header: Header, project: Path) -> Report:
    (project / "leitplanke.toml").write_text("version = 1\n")
    shutil.copy(trap, project / "main.tf")
    return check(Request(paths=(str(project),), rules=(header.rules,), as_of=header.day), Packs([PACK]))


@pytest.mark.parametrize("trap", _TRAPS, ids=[path.stem for path in _TRAPS])
def test_a_trap_is_judged_as_its_comments_say(trap: Path, tmp_path: Path) -> None:
    header = _header(trap)
    report = _judge(trap, header, tmp_path)
    counted = [one for one in report.findings if one.policy.id in header.policies]
    found = {
        Verdict("main.tf", one.span.begin.line if one.span else 0, one.policy.id, one.slot, one.verdict.value)
        for one in counted
        if one.verdict.value != "pass"
    }
    expected = announced(tmp_path)
    assert report.diagnostics == ()
    assert {"found, not announced": sorted(found - expected), "announced, not found": sorted(expected - found)} == {
        "found, not announced": [],
        "announced, not found": [],
    }
    named = {f"{kind}.{name}" for kind, name in _RESOURCE.findall(trap.read_text()) if kind not in _COMPANIONS}
    silent = named - {one.address.partition("[")[0] for one in counted}
    assert silent == set(), "a pass that nobody announces must be a verdict, not silence"
