"""Runs the tasks of a scan one after the other, without threads and without waiting. Tells apart what was found."""

from collections import deque
from collections.abc import Iterable
from typing import Any

import msgspec

from leitplanke.inventory.coverage import Coverage, State
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

    def line(self, account: str, kind: str) -> Coverage:
        """Return the one line of an account and type."""
        (line,) = (one for one in self.coverage if (one.account, one.type) == (account, kind))
        return line

    def of(self, kind: str) -> list[Record]:
        """Return the records of a type."""
        return [one for one in self.records if one.type == kind]

    def not_complete(self) -> set[tuple[str, State, str]]:
        """Return type, state and error of the lines that are not complete, or have an error."""
        lines = (one for one in self.coverage if one.state is not State.COMPLETE or one.error)
        return {(one.type, one.state, one.error) for one in lines}


def drive(tasks: Iterable[Task], caller: Caller, attempts: int = 1) -> Found:
    """Run tasks and those that they find. Calls refused for a while are made up to ``attempts`` times, at once."""
    found = Found()
    waiting = deque(tasks)
    while waiting:
        task = waiting.popleft()
        found.tasks.append(task)
        steps = task.run()
        answer: Any = None
        while True:
            try:
                step = steps.throw(answer) if isinstance(answer, Refused) else steps.send(answer)
            except StopIteration:
                break
            answer = None
            match step:
                case Call():
                    answer = _ask(step, caller, attempts, found)
                case tuple():
                    answer = [_ask(one, caller, attempts, found) for one in step]
                case Task():
                    waiting.append(step)
                case Record():
                    found.records.append(step)
                case _:
                    found.coverage.append(step)
    return found


def _ask(call: Call, caller: Caller, attempts: int, found: Found) -> dict[str, Any] | Refused:
    for attempt in range(1, attempts + 1):
        try:
            return caller(call)
        except Refused as refused:
            found.refusals.append(refused)
            if refused.kind not in _RETRIED or attempt == attempts:
                return refused
    raise AssertionError("no attempt")
