"""Threads that make calls. They never wait for a quota: the schedule gives them what is due."""

import queue
import threading
from typing import Any, Protocol, TypeAlias

from leitplanke.sources.live.asking.calls import Call, Caller, Refusal, Refused

Answer: TypeAlias = dict[str, Any] | Refused


class Workers(Protocol):
    """Makes calls at the same time."""

    @property
    def free(self) -> int:
        """How many more calls may be started now."""

    def start(self, ticket: Any, call: Call) -> None:
        """Start a call; its answer comes with the ticket."""

    def wait(self, seconds: float) -> list[tuple[Any, Answer]]:
        """Return the answers that are there, at the latest after that time."""


class ThreadWorkers:
    """Makes calls in threads that do not outlive the process, however long a call hangs."""

    __slots__ = ("_answers", "_busy", "_caller", "_calls", "_size", "_threads")

    def __init__(self, caller: Caller, threads: int) -> None:
        self._caller = caller
        self._size = threads
        self._busy = 0
        self._calls: queue.SimpleQueue[tuple[Any, Call] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[Any, Answer]] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    @property
    def free(self) -> int:
        """How many more calls may be started now."""
        return self._size - self._busy

    def start(self, ticket: Any, call: Call) -> None:
        """Start a call; its answer comes with the ticket."""
        self._busy += 1
        if len(self._threads) < self._size and self._busy > len(self._threads):
            thread = threading.Thread(target=self._work, name=f"call-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._calls.put((ticket, call))

    def wait(self, seconds: float) -> list[tuple[Any, Answer]]:
        """Return the answers that are there, at the latest after that time."""
        answers = []
        try:
            answers.append(self._answers.get(timeout=seconds))
            while True:
                answers.append(self._answers.get_nowait())
        except queue.Empty:
            pass
        self._busy -= len(answers)
        return answers

    def close(self) -> None:
        """Let the threads end after the calls that they make now."""
        for _ in self._threads:
            self._calls.put(None)

    def _work(self) -> None:
        while (one := self._calls.get()) is not None:
            ticket, call = one
            self._answers.put((ticket, answer(self._caller, call)))


def answer(caller: Caller, call: Call) -> Answer:
    """Make a call. An error that the caller did not foresee is a refusal, too: it concerns this call only."""
    try:
        return caller(call)
    except Refused as refused:
        return refused
    except Exception as error:  # noqa: BLE001 - a scan of thousands of accounts must outlive a mistake in one call
        name = f"{call.lane.service}:{call.operation}"
        return Refused(Refusal.INVALID, type(error).__name__, str(error), name)
