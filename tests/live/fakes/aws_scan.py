"""Scans the fake AWS as the command line would: real SDK, real HTTP, real threads. Only waiting is cut short."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from leitplanke.inventory.coverage import Coverage
from leitplanke.sources.live.asking.calls import Task
from leitplanke.sources.live.asking.lanes import Limits
from leitplanke.sources.live.asking.schedule import Ports, run
from leitplanke.sources.live.aws.inventory import AwsOptions, open_aws
from leitplanke.sources.live.record import Record
from tests.live.fakes.aws_server import AwsFake

FAST = Limits(rate=1000, burst=1000, slowest=500, first_delay=0.01, longest_delay=0.05, attempts=4)


class Scanned:
    """What a scan found."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.lines: list[Coverage] = []
        self.ended: list[Task] = []

    def found(self, task: Task, one: Record | Coverage) -> None:
        if isinstance(one, Record):
            self.records.append(one)
        else:
            self.lines.append(one)

    def finished(self, task: Task) -> None:
        self.ended.append(task)

    def of(self, type: str) -> list[Record]:
        """Return the records of a type, by id."""
        return sorted((record for record in self.records if record.type == type), key=lambda record: record.id)

    def line(self, type: str, region: str = "eu-central-1", account: str = "") -> Coverage:
        """Return the one line of a type in a place."""
        lines = [
            line for line in self.lines if (line.type, line.region) == (type, region) and account in ("", line.account)
        ]
        assert len(lines) == 1, f"{len(lines)} lines for {type} in {region}: {lines}"
        return lines[0]


@contextmanager
def environment(aws: AwsFake, **more: str) -> Iterator[None]:
    """Let the SDK find the fake, and nothing of the machine's own settings."""
    before = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    for name in before:
        del os.environ[name]
    os.environ.update({**aws.environment, **more})
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(before)


def scan(aws: AwsFake, options: AwsOptions, *, limits: Limits = FAST, timeout: float = 5.0) -> Scanned:
    """Scan the fake."""
    scanned = Scanned()
    with environment(aws):
        tasks, caller = open_aws(options, version="0", now=time.time, threads=8, timeout=timeout)
        ports = Ports(clock=time.monotonic, jitter=lambda: 1.0, stop=lambda: False)
        run(tasks, caller, scanned, ports=ports, limits=limits, threads=8)
    return scanned
