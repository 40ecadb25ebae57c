"""Services, each in the forms that configurations have: what the whole pack says of them, strictly, line by line.

``fixtures/services/<provider>/<service>.tf`` is judged alone, as a root module of its own, by the rule set ``all``.
Comments announce every verdict that is not a pass, as in estates. A resource that is called ``good`` passes.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Report
from leitplanke_policies.pack import PACK
from tests.estates.annotations import Verdict, announced
from tests.project import ROOT

_FOLDER = ROOT / "fixtures" / "services"
_SERVICES = sorted(_FOLDER.glob("*/*.tf"))
_AS_OF = date(2026, 11, 23)


def _judge(service: Path, project: Path) -> Report:
    (project / "leitplanke.toml").write_text("version = 1\n")
    shutil.copy(service, project / "main.tf")
    return check(Request(paths=(str(project),), rules=("all",), as_of=_AS_OF), Packs([PACK]))


@pytest.mark.parametrize(
    "service", _SERVICES, ids=[path.relative_to(_FOLDER).with_suffix("").as_posix() for path in _SERVICES]
)
def test_a_service_is_judged_as_its_comments_say(service: Path, tmp_path: Path) -> None:
    report = _judge(service, tmp_path)
    found = {
        Verdict("main.tf", one.span.begin.line if one.span else 0, one.policy.id, one.slot, one.verdict.value)
        for one in report.findings
        if one.verdict.value != "pass"
    }
    expected = announced(tmp_path)
    assert report.diagnostics == ()
    assert {"found, not announced": sorted(found - expected), "announced, not found": sorted(expected - found)} == {
        "found, not announced": [],
        "announced, not found": [],
    }
    good = {one.address for one in report.findings if ".good" in one.address}
    assert good
    assert not [one for one in report.findings if one.address in good and one.verdict.value != "pass"]
    assert all(stack.not_judged == {} for stack in report.stacks)
