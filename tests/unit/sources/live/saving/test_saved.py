"""Saved inventories: a form that outlives the tool, and that survives being cut off anywhere."""

import json
from pathlib import Path

import pytest

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Task
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving.saved import AccountLine, End, Header, SavedError, encode
from tests.unit.sources.live.inventories import (
    BUCKETS,
    ONE,
    TWO,
    bucket,
    header,
    lines,
    plain,
    said,
    saved,
    spool,
    task,
)


@pytest.fixture
def small(tmp_path: Path) -> bytes:
    found: dict[Task, list[Record | Coverage]] = {
        task(ONE, "s3"): [bucket(ONE, "calls"), bucket(ONE, "logs"), said(ONE, BUCKETS)],
        task(TWO, "s3"): [bucket(TWO, "other"), said(TWO, BUCKETS, State.DENIED)],
    }
    return saved(spool(tmp_path / "spool", found), first=header(kept={}))


def test_what_was_written_is_read(small: bytes) -> None:
    first, *_, last = found = lines(small)
    assert isinstance(first, Header)
    assert last == End(complete=True, records=3, finished=[(ONE, "eu-central-1", "s3"), (TWO, "eu-central-1", "s3")])
    assert [one.account for one in found if isinstance(one, AccountLine)] == [ONE, TWO]
    assert lines(plain(small)) == found  # nobody has to compress it


def test_a_file_that_is_cut_off_anywhere_has_its_beginning(small: bytes) -> None:
    whole = lines(small)
    for data in (small, plain(small)):
        for end in range(len(data)):
            try:
                found = lines(data[:end])
            except SavedError:
                continue
            assert found == whole[: len(found)]
            assert not isinstance(found[-1], End)
        assert lines(data[:-1]) == whole[:-1]


def test_a_file_that_is_damaged_anywhere_is_refused_or_cut_off(small: bytes) -> None:
    whole = lines(small)
    refused = 0
    for at in range(0, len(small), 3):
        damaged = small[:at] + bytes([small[at] ^ 0x55]) + small[at + 1 :]
        try:
            lines(damaged)
        except SavedError:
            refused += 1
    assert refused
    assert lines(small) == whole


def test_a_version_from_the_future_is_named_whatever_its_form() -> None:
    for line in ({"line": "inventory", "version": 2}, {"line": "inventory", "version": 2, "cloud": {"name": "aws"}}):
        with pytest.raises(SavedError, match=r"saved: version 2 .* this tool reads version 1"):
            lines(json.dumps(line).encode() + b'\n{"line":"new"}\n')
    with pytest.raises(SavedError, match="version 7"):
        lines(encode([header(version=7)]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"{}\n",
        b'{"line":"end","complete":true,"records":0}\n',
        b'{"line":"inventory","version":1}\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"\x28\xb5\x2f\xfd",
        b"\x28\xb5\x2f\xfd" + b"\xff" * 40,
    ],
)
def test_what_is_no_inventory_is_refused(data: bytes) -> None:
    with pytest.raises(SavedError, match="saved: this is no saved inventory"):
        lines(data)


def test_a_line_that_is_none_is_refused(small: bytes) -> None:
    text = plain(small).splitlines(keepends=True)
    for odd in (
        b"{}\n",
        b'{"line":"new"}\n',
        b'{"line":"coverage","coverage":{"state":"odd"}}\n',
        b"[" * 90_000 + b"\n",
    ):
        with pytest.raises(SavedError, match="saved: this is no saved inventory"):
            lines(b"".join([text[0], odd, *text[1:]]))
