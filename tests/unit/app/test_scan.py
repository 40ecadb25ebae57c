"""A scan goes on from what an earlier one has saved: it neither loses nor doubles anything."""

from pathlib import Path

import msgspec
import pytest

from leitplanke.app.check import InputError
from leitplanke.app.scan import _resumed, _written, limits_of, scope_of
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Task
from leitplanke.sources.live.aws.inventory import AwsOptions
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving.saved import Header
from leitplanke.sources.live.saving.spool import Spool
from tests.unit.sources.live.inventories import (
    BUCKETS,
    ONE,
    QUEUES,
    TWO,
    bucket,
    header,
    lines,
    queue,
    records,
    said,
    saved,
    spool,
    task,
)

DISCOVERY, S3, SQS, OTHER = (
    task(ONE, "accounts", "", discovers=True),
    task(ONE, "s3"),
    task(ONE, "sqs"),
    task(TWO, "s3"),
)
LISTED = Record("aws", "AWS::Organizations::Account", "arn:1", ONE, "", {"Id": ONE, "Path": [{"Id": "ou-1"}]})
_REFUSED = {"Policy": "AccessDenied on s3:GetBucketPolicy"}
WHOLE: dict[Task, list[Record | Coverage]] = {
    DISCOVERY: [LISTED],
    S3: [bucket(ONE, "a"), said(ONE, BUCKETS)],
    SQS: [queue(ONE, "q"), said(ONE, QUEUES)],
    OTHER: [bucket(TWO, "x"), said(TWO, BUCKETS)],
}


def resumed(folder: Path, data: bytes, name: str = "again") -> tuple[Spool, frozenset[tuple[str, str, str]]]:
    path = folder / "before"
    path.write_bytes(data)
    made = spool(folder / name, {})
    return made, _resumed(str(path), header(), made)


def test_what_was_finished_is_taken_over_and_the_rest_is_read_again(tmp_path: Path) -> None:
    partly: dict[Task, list[Record | Coverage]] = {**WHOLE, SQS: [queue(ONE, "q")]}
    made, done = resumed(tmp_path, saved(spool(tmp_path / "a", partly, unfinished=[SQS]), complete=False))
    assert done == {S3.key, OTHER.key}
    for one, things in WHOLE.items():
        if one.key not in done:
            for thing in things:
                made.found(one, thing)
            made.finished(one)
    again, whole = saved(made), saved(spool(tmp_path / "b", WHOLE))
    assert records(again) == records(whole)
    assert lines(again)[-1] == lines(whole)[-1]
    assert lines(again)[0] == lines(whole)[0]  # what accounts are in is not forgotten
    third, everything = resumed(tmp_path, again, "c")
    assert everything == {S3.key, SQS.key, OTHER.key}
    assert third.records == 3


@pytest.mark.parametrize(
    "things",
    [
        [bucket(ONE, "a"), said(ONE, BUCKETS, State.DENIED)],
        [bucket(ONE, "a"), said(ONE, BUCKETS), said(ONE, QUEUES, State.THROTTLED)],
        [msgspec.structs.replace(bucket(ONE, "a"), unknown=_REFUSED), said(ONE, BUCKETS)],
    ],
)
def test_tasks_in_which_something_was_refused_are_run_again(tmp_path: Path, things: list[Record | Coverage]) -> None:
    made, done = resumed(tmp_path, saved(spool(tmp_path / "a", {**WHOLE, S3: things})))
    assert S3.key not in done
    assert records(saved(made)) == sorted([queue(ONE, "q").id, bucket(TWO, "x").id])


def test_a_closed_region_needs_no_other_look(tmp_path: Path) -> None:
    _, done = resumed(tmp_path, saved(spool(tmp_path / "a", {S3: [said(ONE, BUCKETS, State.CLOSED)]})))
    assert done == {S3.key}


def test_of_a_file_that_was_cut_off_nothing_is_taken_for_finished(tmp_path: Path) -> None:
    data = saved(spool(tmp_path / "a", WHOLE))
    made, done = resumed(tmp_path, data[:-9])
    assert (done, made.records) == (frozenset(), 0)


@pytest.mark.parametrize(
    ("first", "text"),
    [
        (header(scope={"regions": ["eu-west-1"]}), "another scan"),
        (header(cloud="azure"), "another scan"),
        (header(catalogue="older"), "another version"),
        (header(version=2), "version 2"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, first: Header, text: str) -> None:
    with pytest.raises(InputError, match=text):
        resumed(tmp_path, saved(spool(tmp_path / "a", WHOLE), first=first))


def test_a_scope_has_no_secret() -> None:
    options = AwsOptions(accounts=(ONE,), role_name="audit", external_id="secret", organisation=True)
    assert scope_of(options) == {"accounts": [ONE], "role_name": "audit", "organisation": True}


def test_a_rate_is_for_all_services() -> None:
    assert limits_of("aws", 3.0).rate == 3.0
    assert limits_of("aws", None).rates["s3"] > limits_of("aws", None).rate


def test_a_file_is_there_when_it_is_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "saved"
    with pytest.raises(KeyboardInterrupt):
        _end_while_writing(path)
    assert list(tmp_path.iterdir()) == []
    with _written(str(path)) as file:
        file.write(b"whole")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"whole"]
    with pytest.raises(InputError, match="No such file"), _written(str(tmp_path / "none" / "saved")):
        pass


def _end_while_writing(path: Path) -> None:
    with _written(str(path)) as file:
        file.write(b"half")
        raise KeyboardInterrupt
