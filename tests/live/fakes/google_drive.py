"""Runs the tasks of a scan one after the other, as far as its calls are answered. Tells apart what was found."""

from collections import deque
from collections.abc import Iterable

import msgspec

from leitplanke.inventory.coverage import Coverage
from leitplanke.sources.live.asking.calls import Call, Caller, Refusal, Refused, Task
from leitplanke.sources.live.record import Record

_RETRIED = (Refusal.THROTTLED, Refusal.UNAVAILABLE)


class Found(msgspec.Struct):
    """What a scan found, in order."""

    records: list[Record] = []
    coverage: list[Coverage] = []
    tasks: list[Task] = []
    refusals: list[Refused] = []
    """Of all attempts."""

    def line(self, account: str, type_name: str) -> Coverage:
        """Return the one line of an account and type."""
        (line,) = (each for each in self.coverage if (each.account, each.type) == (account, type_name))
        return line


def drive(tasks: Iterable[Task], caller: Caller, attempts: int = 1) -> Found:
    """Run tasks and those that they find. Calls refused for a while are made up to ``attempts`` times, at once."""
    found = Found()
    waiting = deque(tasks)
    while waiting:
        task = waiting.popleft()
        found.tasks.append(task)
        steps = task.run()
        answer: dict[str, object] | Refused | None = None
        while True:
            try:
                step = steps.throw(answer) if isinstance(answer, Refused) else steps.send(answer)
            except StopIteration:
                break
            answer = None
            match step:
                case Call():
                    answer = _ask(step, caller, attempts, found)
                case Task():
                    waiting.append(step)
                case Record():
                    found.records.append(step)
                case Coverage():
                    found.coverage.append(step)
                case _:
                    raise AssertionError(step)
    return found


def _ask(call: Call, caller: Caller, attempts: int, found: Found) -> dict[str, object] | Refused:
    for attempt in range(1, attempts + 1):
        try:
            return caller(call)
        except Refused as refused:
            found.refusals.append(refused)
            if refused.kind not in _RETRIED or attempt == attempts:
                return refused
    raise AssertionError("no attempt")
