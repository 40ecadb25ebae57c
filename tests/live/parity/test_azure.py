"""The contact centre of a bank on Azure, judged as Terraform and live, in both forms."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leitplanke.app.scan import ScanRequest, scan
from leitplanke.engine.finding import Report
from leitplanke.sources.live.asking.schedule import Ports
from tests.live.fakes.azure_server import Asked, AzureFake, Reply, error, serve
from tests.live.parity.applied import applied, judged
from tests.live.parity.azure import build
from tests.live.parity.compare import Kind, differences, idle, read_table
from tests.project import ROOT

_ESTATE = ROOT / "fixtures" / "estates" / "bank-azure"
_NOW = datetime(2026, 11, 23, tzinfo=UTC)


def scanned(fake: AzureFake, folder: Path) -> Report:
    """Scan a fake into a folder with a configuration, and judge what was saved there."""
    saved, spool = folder / "saved.jsonl.zst", folder / "spool"
    spool.mkdir()
    with serve(fake) as served:
        request = ScanRequest(
            cloud="azure",
            options=served.options(),
            path=str(saved),
            folder=str(spool),
            now=lambda: _NOW,
            rate=1000,
            threads=4,
        )
        ports = Ports(clock=time.monotonic, jitter=lambda: 1.0, stop=lambda: False)
        assert scan(request, ports)
    return judged(saved)


def test_live_is_judged_like_the_terraform_that_built_it(tmp_path: Path) -> None:
    comparisons = []
    for form in ("violating", "compliant"):
        estate = applied(_ESTATE / form, tmp_path / form)
        built = build(estate)
        comparisons.append(differences(estate.report, scanned(built.fake, estate.folder), built.ids))
    table = read_table("azure")
    assert [line for one in comparisons for line in one.unexplained(table)] == []
    assert idle(table, comparisons) == []
    assert [one.equal > 450 for one in comparisons] == [True, True]


def settings(asked: Asked) -> bool:
    return "/providers/" in asked.path and not asked.path.endswith(("/resources", "/permissions"))


def roles(asked: Asked) -> bool:
    return str(asked.body.get("query")).startswith("authorizationresources")


@pytest.mark.parametrize("refused", [settings, roles])
def test_what_is_refused_contradicts_nothing(refused: Callable[[Asked], bool], tmp_path: Path) -> None:
    def before(asked: Asked) -> Reply | None:
        return error(403, "AuthorizationFailed") if refused(asked) else None

    estate = applied(_ESTATE / "violating", tmp_path / "violating")
    built = build(estate)
    built.fake.before = before
    found = differences(estate.report, scanned(built.fake, estate.folder), built.ids)
    assert [str(one) for one in found.differences if one.kind is Kind.DIFFERENT] == []
    assert len([one for one in found.differences if one.kind is Kind.LESS_KNOWN]) > 50
