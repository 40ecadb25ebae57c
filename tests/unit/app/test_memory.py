"""A run leaves nothing behind in the memory of a process that goes on, such as a service that checks many projects."""

import gc
from datetime import date
from pathlib import Path

import pytest

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke_policies.pack import PACK
from tests.project import ROOT

_OURS = "leitplanke.sources.", "leitplanke.inventory.", "leitplanke.core.value"
_INPUTS = ("fixtures/services/aws/sqs.tf", "fixtures/estates/health-insurer/violating/stacks/case-data")


def _alive() -> int:
    gc.collect()
    return sum(str(type(one).__module__).startswith(_OURS) for one in gc.get_objects())


@pytest.mark.parametrize("path", _INPUTS)
def test_nothing_of_a_run_stays(path: str, tmp_path: Path) -> None:
    target = ROOT / path
    if target.is_file():
        (tmp_path / "main.tf").write_bytes(target.read_bytes())
        target = tmp_path
    request = Request(paths=(str(target),), as_of=date(2026, 11, 23))
    packs = Packs([PACK])
    check(request, packs)
    before = _alive()
    check(request, packs)

    assert _alive() == before
