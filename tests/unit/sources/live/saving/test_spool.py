"""What a scan finds is kept by account, without what no rule reads, and once."""

from pathlib import Path
from typing import Any

import pytest

from leitplanke.inventory.coverage import State
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving import spool as module
from leitplanke.sources.live.saving.saved import AccountLine, CoverageLine, Header, RecordLine, TaskLine
from tests.unit.sources.live.inventories import (
    BUCKETS,
    ONE,
    QUEUES,
    TWO,
    bucket,
    lines,
    plain,
    queue,
    said,
    saved,
    spool,
    task,
)

SECRET = "correct-horse-battery-staple"


def test_a_secret_is_in_no_byte_of_the_file(tmp_path: Path) -> None:
    policy: dict[str, Any] = {"Versioning": {"Status": "Enabled", "Note": SECRET}, "Password": SECRET}
    function = Record("aws", "AWS::Lambda::Function", "arn:f", ONE, "eu-central-1", {"Environment": {"TOKEN": SECRET}})
    odd = Record("aws", "AWS::Odd::Thing", "arn:o", ONE, "eu-central-1", {"Any": SECRET})
    data = saved(spool(tmp_path / "spool", {task(ONE, "s3"): [bucket(ONE, "calls", **policy), function, odd]}))
    text = plain(data)
    assert b"Enabled" in text
    assert SECRET.encode() not in text
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "spool").iterdir())


@pytest.mark.parametrize("held", [1, 2, 20_000])
def test_accounts_are_kept_apart_however_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr(module, "_HELD_AT_MOST", held)
    made = spool(tmp_path / "spool", {})
    first, second, other = task(ONE, "s3"), task(ONE, "sqs"), task(TWO, "s3")
    turns: list[tuple[Any, Any]] = [
        (first, bucket(ONE, "a")),
        (other, bucket(TWO, "x")),
        (second, queue(ONE, "q")),
        (first, bucket(ONE, "b")),
        (second, said(ONE, QUEUES)),
        (other, said(TWO, BUCKETS, State.FAILED)),
        (first, said(ONE, BUCKETS)),
    ]
    for one, thing in turns:
        made.found(one, thing)
    assert (made.records, made.by_account) == (4, {ONE: 3, TWO: 1})
    account, key, found = "", ("", "", ""), set()
    for line in lines(saved(made)):
        if isinstance(line, AccountLine):
            account = line.account
        elif isinstance(line, TaskLine):
            key = line.key
        elif isinstance(line, (RecordLine, CoverageLine)):
            thing = line.record if isinstance(line, RecordLine) else line.coverage
            assert thing.account == account == key[0]
            found.add((key[2], getattr(thing, "id", thing.type)))
    assert found == {
        ("s3", "arn:aws:s3:::a"),
        ("s3", "arn:aws:s3:::b"),
        ("s3", "arn:aws:s3:::x"),
        ("s3", BUCKETS),
        ("sqs", f"arn:aws:sqs:eu-central-1:{ONE}:q"),
        ("sqs", QUEUES),
    }


def test_the_header_tells_what_accounts_are_in_and_those_come_first(tmp_path: Path) -> None:
    kind = "cloudresourcemanager.googleapis.com/Project"
    project = Record("google", kind, "p", "calls", "", {"ancestors": ["organizations/1"]})
    above = Record("google", "orgpolicy.googleapis.com/Policy", "o", "organizations/1", "", {})
    data = saved(spool(tmp_path / "spool", {task("calls", "a"): [project], task("organizations/1", "b"): [above]}))
    first, *rest = lines(data)
    assert isinstance(first, Header)
    assert first.above == {"calls": ["organizations/1", "1"]}
    assert [one.account for one in rest if isinstance(one, AccountLine)] == ["organizations/1", "calls"]
