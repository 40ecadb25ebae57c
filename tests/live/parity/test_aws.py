"""Two insurers on AWS, judged as Terraform and live, in both forms."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from leitplanke.app.scan import ScanRequest, scan
from leitplanke.engine.finding import Report
from leitplanke.sources.live.asking.schedule import Ports
from leitplanke.sources.live.aws.inventory import AwsOptions
from tests.live.fakes.aws_scan import environment
from tests.live.fakes.aws_server import AwsFake
from tests.live.parity.applied import Applied, applied, judged
from tests.live.parity.aws import Built, build, together
from tests.live.parity.compare import Comparison, differences, idle, read_table
from tests.project import ROOT

_ESTATES = (
    "health-insurer/violating",
    "health-insurer/compliant",
    "insurer-genesys/violating",
    "insurer-genesys/compliant",
)
_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_ROLE = "security-audit"


def compared(folder: Path, estates: tuple[str, ...] = _ESTATES) -> dict[str, Comparison]:
    """Scan all accounts of all estates at once, and compare estate by estate."""
    sources = ROOT / "fixtures" / "estates"
    terraform = {name: applied(sources / name, folder / name.replace("/", "-")) for name in estates}
    built = {name: build(one, 200_000_000_010 * (number + 1)) for number, (name, one) in enumerate(terraform.items())}
    saved, spool = folder / "saved.jsonl.zst", folder / "spool"
    spool.mkdir()
    with AwsFake(together(built.values())) as aws, environment(aws):
        options = AwsOptions(accounts=tuple(one for each in built.values() for one in each.accounts), role_name=_ROLE)
        request = ScanRequest(
            cloud="aws", options=options, path=str(saved), folder=str(spool), now=lambda: _NOW, rate=1000, threads=4
        )
        assert scan(request, Ports(clock=time.monotonic, jitter=lambda: 1.0, stop=lambda: False))
    return {name: _compared(one, built[name], saved) for name, one in terraform.items()}


def _compared(terraform: Applied, built: Built, saved: Path) -> Comparison:
    own = terraform.folder / saved.name
    shutil.copy(saved, own)
    live = judged(own)
    accounts = {f"aws/{account}" for account in built.accounts}
    stacks = tuple(one for one in live.stacks if one.name in accounts)
    return differences(_of_aws(terraform.report), msgspec.structs.replace(live, stacks=stacks), built.ids)


def _of_aws(report: Report) -> Report:
    """Return the report without what other clouds hold."""
    stacks = (
        msgspec.structs.replace(one, findings=tuple(found for found in one.findings if found.type.startswith("aws_")))
        for one in report.stacks
    )
    return msgspec.structs.replace(report, stacks=tuple(stacks))


def test_live_is_judged_like_the_terraform_that_built_it(tmp_path: Path) -> None:
    comparisons = compared(tmp_path)
    table = read_table("aws")
    assert {name: one.unexplained(table) for name, one in comparisons.items()} == {name: [] for name in _ESTATES}
    assert idle(table, comparisons.values()) == []
    assert {name: one.equal > 300 for name, one in comparisons.items()} == dict.fromkeys(_ESTATES, True)
