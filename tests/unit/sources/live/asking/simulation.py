"""A world for the schedule in which time passes only when somebody waits: exact, and quick."""

import heapq
from collections.abc import Callable, Iterable
from typing import Any

from leitplanke.inventory.coverage import Coverage
from leitplanke.sources.live.asking.calls import Call, Caller, Lane, Task
from leitplanke.sources.live.asking.lanes import Limits
from leitplanke.sources.live.asking.schedule import Ports, Schedule
from leitplanke.sources.live.asking.workers import Answer, answer
from leitplanke.sources.live.record import Record


class World:
    """The clock, workers whose calls take a second's tenth, and a sink, in one."""

    def __init__(self, caller: Caller, threads: int = 4, latency: float = 0.1) -> None:
        self.now = 0.0
        self.caller = caller
        self.threads = threads
        self.latency = latency
        self.started: list[tuple[float, Call]] = []
        self.records: list[Record] = []
        self.lines: list[Coverage] = []
        self.ended: list[Task] = []
        self.stop_at = float("inf")
        self._under_way: list[tuple[float, int, Any, Call]] = []

    @property
    def free(self) -> int:
        return self.threads - len(self._under_way)

    def start(self, ticket: Any, call: Call) -> None:
        self.started.append((self.now, call))
        heapq.heappush(self._under_way, (self.now + self.latency, len(self.started), ticket, call))

    def wait(self, seconds: float) -> list[tuple[Any, Answer]]:
        until = self.now + seconds
        if self._under_way and self._under_way[0][0] <= until:
            self.now = max(self.now, self._under_way[0][0])
            _, _, ticket, call = heapq.heappop(self._under_way)
            return [(ticket, answer(self.caller, call))]
        self.now = until
        return []

    def found(self, task: Task, one: Record | Coverage) -> None:
        if isinstance(one, Record):
            self.records.append(one)
        else:
            self.lines.append(one)

    def finished(self, task: Task) -> None:
        self.ended.append(task)

    def run(
        self, tasks: Iterable[Task], limits: Limits | None = None, done: Iterable[tuple[str, str, str]] = ()
    ) -> None:
        ports = Ports(clock=lambda: self.now, jitter=lambda: 0.5, stop=lambda: self.now >= self.stop_at)
        Schedule(self, self, ports, limits or Limits(), frozenset(done)).run(tasks)

    def times(self, service: str) -> list[float]:
        return [round(when, 6) for when, call in self.started if call.lane.service == service]


def task(name: str, run: Callable[[], Any], account: str = "1", *, discovers: bool = False, **more: Any) -> Task:
    return Task(account, "eu-central-1", name, run, discovers, **more)


def lane(service: str, account: str = "1") -> Lane:
    return Lane(account, "eu-central-1", service)
