"""Saved inventories are judged account by account, each by its own rule sets; what is not known is open."""

from datetime import date
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any

from leitplanke.app.configuration import parse_configuration
from leitplanke.app.live import Inventories, Judgement, incompleteness
from leitplanke.app.packs import Packs
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import StackReport
from leitplanke.engine.select import Selection
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Task
from leitplanke.sources.live.record import Record
from leitplanke_policies.pack import PACK
from tests.unit.sources.live.inventories import (
    BUCKETS,
    LIVE,
    ONE,
    QUEUES,
    TWO,
    bucket,
    header,
    plain,
    queue,
    said,
    saved,
    spool,
    task,
)

PACKS = Packs([PACK])
TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/t"


def _selection(names: tuple[str, ...]) -> Selection:
    rule_sets = [PACKS.rule_set(name) for name in names or ("all",)]
    return Selection(rule_sets, PACKS.policies(rule_sets))


def judged(data: bytes, configuration: str = "", **more: Any) -> Judgement:
    found = parse_configuration(f"version = 1\n{configuration}".encode(), "leitplanke.toml")
    inventories = Inventories(load_catalogue(), found, _selection, date(2026, 11, 23), **more)
    return inventories.judge(BufferedReader(BytesIO(data)), "saved")


def organisation(folder: Path) -> bytes:
    """Return an insurer's account and a bank's in one organisation, all of whose types were read."""
    units = {ONE: ("ou-1", "Insurers"), TWO: ("ou-2", "Banks")}
    found: dict[Task, list[Record | Coverage]] = {}
    for account, (unit, name) in units.items():
        doc = {"Id": account, "Path": [{"Id": unit, "Name": name}]}
        listed = Record("aws", "AWS::Organizations::Account", f"arn:{account}", account, "", doc)
        whole: list[Record | Coverage] = [said(account, one) for one in LIVE.by_record_type]
        found[task(account, "all")] = [listed, bucket(account, f"calls-{account}"), *whole]
    return saved(spool(folder / "spool", found))


def test_each_account_is_judged_for_itself(tmp_path: Path) -> None:
    found = judged(organisation(tmp_path))
    assert [one.name for one in found.stacks] == [f"aws/{ONE}", f"aws/{TWO}"]
    assert found.complete
    assert incompleteness(found, "saved") == []
    assert all(one.cloud == "aws" for one in found.stacks)


def test_insurer_and_bank_of_one_organisation_have_rule_sets_of_their_own(tmp_path: Path) -> None:
    tables = (
        "[[account]]\nname = 'insurer'\norganisational_units = ['Insurers']\nrules = ['gkv-statutory']\n"
        "[[account]]\nname = 'bank'\norganisational_units = ['ou-2']\nrules = ['finance-dora']\n"
    )
    found = judged(organisation(tmp_path), tables)
    sets = [{one.rule_set for finding in report.findings for one in finding.requirements} for report in found.stacks]
    assert sets == [{"gkv-statutory"}, {"finance-dora"}]


def test_an_account_is_shared_out_by_region(tmp_path: Path) -> None:
    things: list[Record | Coverage] = [bucket(ONE, "near"), bucket(ONE, "far", "us-east-1"), said(ONE, BUCKETS)]
    data = saved(spool(tmp_path / "spool", {task(ONE, "s3"): things}))
    found = judged(data, "[[account]]\nname = 'test'\nregions = ['us-east-1']\nrules = ['gdpr-baseline']\n")
    assert [one.name for one in found.stacks] == [f"aws/{ONE}", f"aws/{ONE} (test)"]
    resources = [{one.address for one in report.findings} for report in found.stacks]
    assert resources == [{"arn:aws:s3:::near"}, {"arn:aws:s3:::far"}]


def test_passes_beyond_the_limit_are_counted_only(tmp_path: Path) -> None:
    data = organisation(tmp_path)
    whole, few = judged(data), judged(data, passes_listed_at_most=1)
    assert few.passes == whole.passes > 1
    listed = [[one.verdict for one in report.findings].count(Verdict.PASS) for report in whole.stacks]
    assert [report.passed for report in few.stacks] == listed
    for one, other in zip(whole.stacks, few.stacks, strict=True):
        passes = {key for key, verdict in _verdicts(one).items() if verdict is Verdict.PASS}
        assert _verdicts(one).items() - _verdicts(other).items() == {(key, Verdict.PASS) for key in passes}


def test_a_file_that_is_cut_off_never_knows_more_than_the_whole(tmp_path: Path) -> None:
    things: list[Record | Coverage] = [said(ONE, one) for one in LIVE.by_record_type]
    east = [said(ONE, one, region="us-east-1") for one in LIVE.by_record_type]
    tables = Record("aws", "AWS::DynamoDB::Table", TABLE, ONE, "eu-central-1", {"TableName": "t"})
    found: dict[Task, list[Record | Coverage]] = {
        task(ONE, "a"): [bucket(ONE, "calls"), tables, *things],
        task(ONE, "b", "us-east-1"): [*east, bucket(ONE, "far", "us-east-1")],
    }
    data = saved(spool(tmp_path / "spool", found), first=header(kept={}))
    text = plain(data)
    ends = [at + 1 for at, byte in enumerate(text) if byte == 10]
    whole = _all(judged(text))
    for end in ends[1 : -1 : len(ends) // 12]:
        part = judged(text[:end])
        assert not part.complete
        assert {one.message.code for one in incompleteness(part, "saved")} >= {"inventory-partial"}
        for key, verdict in _all(part).items():
            assert verdict in (whole.get(key), Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE), key


def test_regions_that_a_file_was_cut_off_before_may_hold_more(tmp_path: Path) -> None:
    near: list[Record | Coverage] = [bucket(ONE, "calls"), *(said(ONE, one) for one in LIVE.by_record_type)]
    far: list[Record | Coverage] = [said(ONE, one, region="us-east-1") for one in LIVE.by_record_type]
    text = plain(saved(spool(tmp_path / "spool", {task(ONE, "a"): near, task(ONE, "b", "us-east-1"): far})))
    second = text.index(b'{"line":"task"', text.index(b'{"line":"task"') + 1)
    key = ("arn:aws:s3:::calls", "recovery/backups-cover-data", "backup")
    assert _all(judged(text))[key] is Verdict.FAIL
    assert _all(judged(text[:second]))[key] is Verdict.UNKNOWN


def test_what_was_refused_is_said(tmp_path: Path) -> None:
    things: list[Record | Coverage] = [queue(ONE, "q"), said(ONE, QUEUES), said(ONE, BUCKETS, State.DENIED)]
    found = judged(saved(spool(tmp_path / "spool", {task(ONE, "a"): things}), complete=False))
    assert [one.message.code for one in incompleteness(found, "saved")] == ["inventory-partial", "inventory-unread"]


def test_an_empty_inventory_is_no_pass(tmp_path: Path) -> None:
    found = judged(saved(spool(tmp_path / "spool", {})))
    assert [one.message.code for one in incompleteness(found, "saved")] == ["inventory-empty"]


def test_an_inventory_of_older_rows_is_judged_with_what_it_kept(tmp_path: Path) -> None:
    things: list[Record | Coverage] = [bucket(ONE, "calls"), *(said(ONE, one) for one in LIVE.by_record_type)]
    made = spool(tmp_path / "spool", {task(ONE, "a"): things})
    old = header(catalogue="older", kept={BUCKETS: ["Name"]})
    now, then = _all(judged(saved(made))), _all(judged(saved(made, first=old)))
    assert then != now
    for key, verdict in then.items():
        assert verdict in (now.get(key, verdict), Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE), key


def _all(found: Judgement) -> dict[tuple[str, str, str], Verdict]:
    found_in = (_verdicts(report) for report in found.stacks)
    return {key: verdict for one in found_in for key, verdict in one.items()}


def _verdicts(report: StackReport) -> dict[tuple[str, str, str], Verdict]:
    return {(one.address, one.policy.id, one.slot): one.verdict for one in report.findings}
