"""The tasks of Google Cloud under the real scheduler, with threads."""

import threading
import time

from google.auth.credentials import AnonymousCredentials

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Task
from leitplanke.sources.live.asking.lanes import Limits
from leitplanke.sources.live.asking.schedule import Ports, run
from leitplanke.sources.live.google.asset_types import read_asset_types
from leitplanke.sources.live.google.inventory import GoogleOptions, open_google
from leitplanke.sources.live.record import Record
from tests.live.fakes.google_estate import Asked, Fault, GoogleFake
from tests.live.fakes.google_server import serve

BUCKET = "storage.googleapis.com/Bucket"


class Kept:
    def __init__(self) -> None:
        self.records: list[Record] = []
        self.coverage: list[Coverage] = []

    def found(self, task: Task, one: Record | Coverage) -> None:
        if isinstance(one, Record):
            self.records.append(one)
        else:
            self.coverage.append(one)

    def finished(self, task: Task) -> None:
        """Nothing is kept of it."""


def scan(fake: GoogleFake, stop: threading.Event) -> Kept:
    kept = Kept()
    with serve(fake, "grpc") as address:
        options = GoogleOptions(organisation="123", cloudasset_endpoint=address, cloudresourcemanager_endpoint=address)
        tasks, caller = open_google(options, AnonymousCredentials())  # type: ignore[no-untyped-call]
        try:
            run(
                tasks,
                caller,
                kept,
                ports=Ports(clock=time.monotonic, jitter=lambda: 0.5, stop=stop.is_set),
                limits=Limits(rate=1000, slowest=500, first_delay=0.01, longest_delay=0.05),
                threads=8,
            )
        finally:
            caller.close()
    return kept


def estate(fault: object = None) -> GoogleFake:
    projects = [
        {"name": f"projects/{number}", "projectId": f"calls-{number}", "parent": "organizations/123"}
        for number in range(30)
    ]
    assets = [
        {
            "name": f"//storage.googleapis.com/b{number}",
            "assetType": BUCKET,
            "project": f"calls-{number % 30}",
            "resource": {"location": "EU", "data": {"name": f"b{number}"}},
        }
        for number in range(1500)
    ]
    return GoogleFake(assets, projects=projects, page_size=100, fault=fault)  # type: ignore[arg-type]


def test_a_scan_among_refusals_is_complete() -> None:
    def storm(asked: Asked) -> Fault | None:
        if asked.number > 1 and not asked.number % 4:
            return Fault("RESOURCE_EXHAUSTED" if asked.number % 8 else "UNAVAILABLE", retry_after=0.001)
        return None

    kept = scan(estate(storm), threading.Event())
    buckets = [each.id for each in kept.records if each.type == BUCKET]
    assert len(buckets) == len(set(buckets)) == 1500
    contents = sum(len(contents) for wanted in read_asset_types().values() for contents in wanted.values())
    assert len(kept.coverage) == len({(each.account, each.type) for each in kept.coverage}) == 31 * contents
    assert {each.state for each in kept.coverage} == {State.COMPLETE}
    assert {each.resources for each in kept.coverage if each.type == BUCKET} == {0, 50}


def test_a_scan_that_is_stopped_says_so() -> None:
    stop = threading.Event()

    def stopping(asked: Asked) -> Fault | None:
        if BUCKET in asked.types and asked.token:
            stop.set()
        return None

    kept = scan(estate(stopping), stop)
    (line,) = (each for each in kept.coverage if each.type == BUCKET)
    assert (line.account, line.state) == ("organizations/123", State.INTERRUPTED)


def test_each_type_is_listed_under_its_own_service() -> None:
    for service, wanted in read_asset_types().items():
        for asset_type, contents in wanted.items():
            assert asset_type.startswith(f"{service}.googleapis.com/")
            assert contents[0] == "RESOURCE"
