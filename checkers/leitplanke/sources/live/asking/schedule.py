"""Runs tasks: who calls when. Fair between lanes, gentle to each, and nothing that was asked for goes without a word.

One thread (the caller's) runs the tasks' generators and the sink; worker threads make calls and nothing else.
"""

import heapq
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Call, Caller, Lane, Refusal, Refused, Sink, Steps, Task
from leitplanke.sources.live.asking.lanes import LaneState, Limits, Pending, delay
from leitplanke.sources.live.asking.workers import Answer, ThreadWorkers, Workers
from leitplanke.sources.live.record import Record

_WORTH_ANOTHER_TRY = (Refusal.THROTTLED, Refusal.UNAVAILABLE)
_GLANCE = 0.2
"""Seconds after which a wait is broken to see whether the scan shall stop."""
_SWEEP = 1000
_ALL_TYPES = "*"
_NO_LINE = "the collector gave no line of coverage"


class Ports(msgspec.Struct, frozen=True, gc=False):
    """What the schedule needs of the world."""

    clock: Callable[[], float]
    """Seconds, from any beginning; never goes back."""
    jitter: Callable[[], float]
    """A random number from 0 to 1."""
    stop: Callable[[], bool]
    """Whether the scan shall end before its time."""


class _Work:
    """A task under way. ``answers`` are those of the calls that it waits for."""

    __slots__ = ("answers", "depth", "many", "outstanding", "read", "said", "steps", "task")

    def __init__(self, task: Task, steps: Steps, depth: int) -> None:
        self.task = task
        self.steps = steps
        self.depth = depth
        self.said: set[str] = set()
        self.read: dict[str, int] = {}
        self.answers: list[Answer | None] = []
        self.outstanding = 0
        self.many = False


class Progress(Protocol):
    """Is told how far a scan is; called often."""

    def __call__(self, *, waiting: int, active: int, finished: int, calls: int) -> None:
        """Take note of the number of tasks that wait, are under way and are finished, and of the calls made."""


def run(
    tasks: Iterable[Task],
    caller: Caller,
    sink: Sink,
    *,
    ports: Ports,
    limits: Limits,
    threads: int = 16,
    done: Container[tuple[str, str, str]] = frozenset(),
    progress: Progress | None = None,
) -> None:
    """Run tasks, and those that they find, until all have ended or ``ports.stop`` says so.

    Tasks whose key is in ``done`` are left out, unless they discover others.
    """
    workers = ThreadWorkers(caller, threads)
    try:
        Schedule(workers, sink, ports, limits, done, progress).run(tasks)
    finally:
        workers.close()


class Schedule:
    """The state of a scan under way."""

    __slots__ = (
        "_active",
        "_calls",
        "_done",
        "_finished",
        "_heap",
        "_lanes",
        "_limits",
        "_number",
        "_ports",
        "_progress",
        "_sink",
        "_waiting",
        "_workers",
    )

    def __init__(
        self,
        workers: Workers,
        sink: Sink,
        ports: Ports,
        limits: Limits,
        done: Container[tuple[str, str, str]] = frozenset(),
        progress: Progress | None = None,
    ) -> None:
        self._workers = workers
        self._sink = sink
        self._ports = ports
        self._limits = limits
        self._done = done
        self._progress = progress
        self._lanes: dict[Lane, LaneState] = {}
        self._heap: list[tuple[float, int, Lane]] = []
        # What is found deepest comes first: so accounts are finished before others are opened, and few tasks wait.
        self._waiting: list[tuple[bool, int, int, Task]] = []
        self._active: set[_Work] = set()
        self._number = 0
        self._finished = 0
        self._calls = 0

    def run(self, tasks: Iterable[Task]) -> None:
        """Run until all is done, or the scan shall stop."""
        for task in tasks:
            self._add(task, 0)
        while self._active or self._waiting:
            if self._ports.stop():
                self._interrupt()
                return
            self._start_what_is_due()
            if self._progress:
                self._progress(
                    waiting=len(self._waiting), active=len(self._active), finished=self._finished, calls=self._calls
                )
            if self._active:
                for pending, answer in self._workers.wait(self._pause()):
                    self._answered(pending, answer)

    def _add(self, task: Task, depth: int) -> None:
        if task.key in self._done and not task.discovers:
            return
        self._number += 1
        heapq.heappush(self._waiting, (task.later, -depth, self._number, task))

    def _start_what_is_due(self) -> None:
        """Give free workers what is due; where that is not enough, begin further tasks."""
        while self._waiting and len(self._active) < min(self._limits.ahead, self._limits.tasks):
            self._begin_next()
        while self._workers.free > 0:
            lane = self._next_lane()
            if lane is not None:
                state = self._lanes[lane]
                pending = state.start(self._ports.clock())
                self._look_at(lane, state)
                self._calls += 1
                self._workers.start(pending, pending.call)
            elif self._waiting and len(self._active) < self._limits.tasks:
                self._begin_next()
            else:
                return

    def _begin_next(self) -> None:
        _, depth, _, task = heapq.heappop(self._waiting)
        try:
            work = _Work(task, task.run(), -depth)
        except Exception as error:  # noqa: BLE001 - see `_advance`
            self._say_missing(task, set(), State.FAILED, _unforeseen(error), {}, whole=True)
            self._end(task)
            return
        self._active.add(work)
        self._advance(work, None)

    def _next_lane(self) -> Lane | None:
        """Return a lane that may start a call now; the one that has been due for longest."""
        now = self._ports.clock()
        while self._heap and self._heap[0][0] <= now:
            due, _, lane = heapq.heappop(self._heap)
            state = self._lanes.get(lane)
            if state is None or state.entry != due:
                continue  # an entry that another one has replaced
            state.entry = None
            true_due = state.due()
            if true_due is not None and true_due <= now:
                return lane
            self._look_at(lane, state)
        return None

    def _look_at(self, lane: Lane, state: LaneState) -> None:
        """See to it that the lane is looked at when its next call is due."""
        due = state.due()
        if due is not None and (state.entry is None or due < state.entry):
            state.entry = due
            self._number += 1
            heapq.heappush(self._heap, (due, self._number, lane))

    def _pause(self) -> float:
        """Return for how long there is nothing to do but wait for answers."""
        if not self._heap or self._workers.free <= 0:
            return _GLANCE
        return min(_GLANCE, max(0.0, self._heap[0][0] - self._ports.clock()))

    def _answered(self, pending: Pending, answer: Answer) -> None:
        lane = pending.call.lane
        state = self._lanes[lane]
        state.in_flight -= 1
        now = self._ports.clock()
        if isinstance(answer, Refused):
            wait = delay(self._limits, answer, pending.attempts, self._ports.jitter())
            patient = pending.attempts < self._limits.attempts and (answer.retry_after or 0.0) <= self._limits.patience
            if answer.kind is Refusal.THROTTLED:
                state.slow_down(now, now + min(wait, self._limits.patience))
            if patient and answer.kind in _WORTH_ANOTHER_TRY:
                self._number += 1
                state.add(pending, now + wait, self._number)
                self._look_at(lane, state)
                return
        else:
            state.speed_up()
        self._look_at(lane, state)
        work: _Work = pending.work
        work.answers[pending.index] = answer
        work.outstanding -= 1
        if not work.outstanding:
            self._advance(work, work.answers if work.many else answer)

    def _advance(self, work: _Work, answer: Any) -> None:
        """Run a task to its next calls, or to its end. Whatever it raises ends this task, not the scan."""
        try:
            step = work.steps.throw(answer) if isinstance(answer, Refused) else work.steps.send(answer)
            while True:
                if isinstance(step, Call):
                    self._call(work, (step,), many=False)
                    return
                if isinstance(step, tuple) and step:
                    self._call(work, step, many=True)
                    return
                step = work.steps.send(self._found(work, step))
        except StopIteration:
            self._say_missing(work.task, work.said, State.FAILED, _NO_LINE, work.read)
        except _SinkError as error:
            raise error.cause from None
        except Refused as refused:
            self._say_missing(work.task, work.said, refused.kind.state, str(refused), work.read, whole=True)
        except Exception as error:  # noqa: BLE001 - one collector's mistake must not end the scan, nor be silent
            self._say_missing(work.task, work.said, State.FAILED, _unforeseen(error), work.read, whole=True)
        self._active.discard(work)
        self._end(work.task)

    def _found(self, work: _Work, step: Any) -> list[Answer] | None:
        if isinstance(step, Task):
            self._add(step, work.depth + 1)
        elif isinstance(step, Record | Coverage):
            if isinstance(step, Coverage):
                work.said.add(step.type)
            else:
                work.read[step.type] = work.read.get(step.type, 0) + 1
            try:
                self._sink.found(work.task, step)
            except Exception as error:  # a full disk is no collector's mistake
                raise _SinkError(error) from error
        else:  # calls, but none of them
            return []
        return None

    def _call(self, work: _Work, calls: tuple[Call, ...], *, many: bool) -> None:
        work.many = many
        work.outstanding = len(calls)
        work.answers = [None] * len(calls)
        now = self._ports.clock()
        for index, call in enumerate(calls):
            state = self._lanes.get(call.lane)
            if state is None:
                state = self._lanes[call.lane] = LaneState(self._limits, call.lane.service)
            self._number += 1
            state.add(Pending(work, index, call), now, self._number)
            self._look_at(call.lane, state)

    def _say_missing(
        self, task: Task, said: set[str], state: State, error: str, read: dict[str, int], *, whole: bool = False
    ) -> None:
        """Say of each type that the task has not spoken of what became of it; of a task without types, of all."""
        types = task.types or ((_ALL_TYPES,) if whole else ())
        for type_ in types:
            if type_ not in said:
                service = task.service or task.name
                resources = read.get(type_, 0)
                self._sink.found(task, Coverage(task.account, task.region, service, type_, state, resources, error))

    def _end(self, task: Task) -> None:
        self._sink.finished(task)
        self._finished += 1
        if self._finished % _SWEEP == 0:
            now = self._ports.clock()
            self._lanes = {lane: state for lane, state in self._lanes.items() if not state.is_idle(now)}

    def _interrupt(self) -> None:
        """Say of all that is under way or waits that the scan was ended before; calls under way are let go."""
        for work in sorted(self._active, key=lambda one: one.task.key):
            with suppress(Exception):  # it is over
                work.steps.close()
            self._say_missing(work.task, work.said, State.INTERRUPTED, "", work.read, whole=True)
        for *_, task in sorted(self._waiting, key=lambda one: one[:3]):
            self._say_missing(task, set(), State.INTERRUPTED, "", {}, whole=True)
        self._active.clear()
        self._waiting.clear()


class _SinkError(Exception):
    """What the sink raised: it ends the scan."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _unforeseen(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
