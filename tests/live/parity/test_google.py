"""The service line of a city on Google Cloud, judged as Terraform and live, in both forms."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leitplanke.app.scan import ScanRequest, scan
from leitplanke.sources.live.asking.schedule import Ports
from leitplanke.sources.live.google.caller import Transport
from leitplanke.sources.live.google.inventory import GoogleOptions
from tests.live.fakes.google_estate import GoogleFake
from tests.live.fakes.google_server import credentials_file, serve
from tests.live.parity.applied import applied, judged
from tests.live.parity.compare import Comparison, Kind, differences, idle, read_table
from tests.live.parity.google import ORGANISATION, build
from tests.project import ROOT

_ESTATE = ROOT / "fixtures" / "estates" / "public-office-google"
_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_TRANSPORTS: dict[str, Transport] = {"violating": "rest", "compliant": "grpc"}
"""Numbers arrive as texts in the one, and as floats in the other."""


def unchanged(_: GoogleFake) -> None:
    """Leave the cloud as Terraform has made it."""


def compared(
    form: str, folder: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[GoogleFake], None] = unchanged
) -> Comparison:
    estate = applied(_ESTATE / form, folder / form)
    built = build(estate)
    change(built.fake)
    saved, spool = folder / form / "saved.jsonl.zst", folder / f"{form}-spool"
    spool.mkdir()
    with serve(built.fake, "rest") as tokens, serve(built.fake, _TRANSPORTS[form]) as address:
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", credentials_file(folder, tokens))
        options = GoogleOptions(
            organisation=ORGANISATION,
            transport=_TRANSPORTS[form],
            cloudasset_endpoint=address,
            cloudresourcemanager_endpoint=address,
        )
        request = ScanRequest(
            cloud="google",
            options=options,
            path=str(saved),
            folder=str(spool),
            now=lambda: _NOW,
            rate=1000,
            threads=4,
        )
        ports = Ports(clock=time.monotonic, jitter=lambda: 1.0, stop=lambda: False)
        assert scan(request, ports)
    return differences(estate.report, judged(saved), built.ids)


def test_live_is_judged_like_the_terraform_that_built_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comparisons = [compared(form, tmp_path, monkeypatch) for form in _TRANSPORTS]
    table = read_table("google")
    assert [line for one in comparisons for line in one.unexplained(table)] == []
    assert idle(table, comparisons) == []
    assert [one.equal > 300 for one in comparisons] == [True, True]


def test_what_was_changed_by_hand_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(fake: GoogleFake) -> None:
        for one in fake.assets:
            if one["assetType"] == "sqladmin.googleapis.com/Instance":
                one["resource"]["data"]["settings"]["ipConfiguration"]["sslMode"] = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"

    found = compared("compliant", tmp_path, monkeypatch, change)
    different = [one for one in found.differences if one.kind is Kind.DIFFERENT]
    assert {(one.policy, one.type, one.terraform, one.live) for one in different} == {
        ("encryption/in-transit", "google_sql_database_instance", "pass", "fail")
    }
    assert len(different) == len([one for one in found.unexplained(read_table("google")) if "sql" in one])
