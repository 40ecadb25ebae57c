"""Small saved inventories, as a scan writes them."""

from collections.abc import Iterable, Mapping
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any

import zstandard

from leitplanke.catalogue.live_loader import LiveCatalogue, load_live_catalogue
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Steps, Task
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving.projection import Projection
from leitplanke.sources.live.saving.saved import VERSION, Header, Line, RecordLine, lines_of
from leitplanke.sources.live.saving.spool import Spool

LIVE = load_live_catalogue("aws")
ONE, TWO = "111122223333", "444455556666"
REGION = "eu-central-1"
BUCKETS, QUEUES = "AWS::S3::Bucket", "AWS::SQS::Queue"


def header(live: LiveCatalogue = LIVE, **fields: Any) -> Header:
    given = {"version": VERSION, "cloud": "aws", "tool": "1", "begun": "2026-11-23T00:00:00+00:00"}
    return Header(**{"catalogue": live.digest(), "kept": Projection(live).paths, **given, **fields})


def _nothing() -> Steps:
    yield from ()


def task(account: str, name: str, region: str = REGION, *, discovers: bool = False) -> Task:
    return Task(account, region, name, _nothing, discovers=discovers)


def bucket(account: str, name: str, region: str = REGION, **doc: Any) -> Record:
    return Record("aws", BUCKETS, f"arn:aws:s3:::{name}", account, region, {"Name": name, **doc})


def queue(account: str, name: str, region: str = REGION) -> Record:
    arn = f"arn:aws:sqs:{region}:{account}:{name}"
    return Record("aws", QUEUES, arn, account, region, {"QueueUrl": f"https://sqs/{name}", "QueueArn": arn})


def said(account: str, of: str, state: State = State.COMPLETE, region: str = REGION) -> Coverage:
    return Coverage(account, region, of.split("::")[1].lower(), of, state)


def spool(folder: Path, found: Mapping[Task, Iterable[Record | Coverage]], unfinished: Iterable[Task] = ()) -> Spool:
    """Return a spool to which tasks have given what they found."""
    folder.mkdir(exist_ok=True)
    made = Spool(str(folder), Projection(LIVE))
    for one, things in found.items():
        for thing in things:
            made.found(one, thing)
        if one not in unfinished:
            made.finished(one)
    return made


def saved(made: Spool, *, complete: bool = True, first: Header | None = None) -> bytes:
    file = BytesIO()
    made.save(file, first or header(), complete=complete)
    return file.getvalue()


def plain(data: bytes) -> bytes:
    """Return the text of a saved inventory."""
    text = zstandard.ZstdDecompressor().stream_reader(BytesIO(data), read_across_frames=True).read()
    assert isinstance(text, bytes)
    return text


def lines(data: bytes) -> list[Line]:
    return list(lines_of(BufferedReader(BytesIO(data)), "saved"))


def records(data: bytes) -> list[str]:
    """Return the ids of the records of a saved inventory, sorted."""
    return sorted(one.record.id for one in lines(data) if isinstance(one, RecordLine))
