"""Lanes: how many calls an account, region and service gets, and when. Pure arithmetic; the time is given."""

import heapq
from typing import Any

import msgspec

from leitplanke.sources.live.asking.calls import Call, Refused


class Limits(msgspec.Struct, frozen=True, gc=False):
    """How gently a scan goes. The defaults leave the owners of an account most of its quotas."""

    rate: float = 10.0
    """Calls a second, for each lane."""
    rates: dict[str, float] = {}
    """Calls a second, by service, where it is another than ``rate``."""
    burst: int = 5
    """Calls that a lane may start at once after a pause."""
    in_flight: int = 8
    """Calls of a lane that may be under way at the same time."""
    attempts: int = 8
    """How often a call is made before its refusal is believed."""
    first_delay: float = 0.5
    """Seconds; doubles with each attempt."""
    longest_delay: float = 60.0
    patience: float = 300.0
    """Seconds that a cloud may ask to wait; a call that shall wait for longer is given up."""
    slowest: float = 0.5
    """Calls a second that a lane is slowed down to at most, when it is refused for too many."""
    tasks: int = 512
    """Tasks under way at the same time, at most."""
    ahead: int = 64
    """Tasks that are begun although there are calls enough for all threads: so large lanes start early."""


class Pending:
    """A call that waits for its lane: for which work, and which of its calls it is."""

    __slots__ = ("attempts", "call", "index", "work")

    def __init__(self, work: Any, index: int, call: Call) -> None:
        self.work = work
        self.index = index
        self.call = call
        self.attempts = 0


class LaneState:
    """The calls that wait in a lane, and its token bucket (as the time at which it would be empty)."""

    __slots__ = ("_fastest", "_full", "_limits", "_paused", "_rate", "_waiting", "entry", "in_flight")

    def __init__(self, limits: Limits, service: str) -> None:
        self._limits = limits
        self._fastest = self._rate = limits.rates.get(service, limits.rate)
        self._full = float("-inf")
        self._paused = float("-inf")
        self._waiting: list[tuple[float, int, Pending]] = []
        self.in_flight = 0
        self.entry: float | None = None
        """When the schedule looks at the lane next; None if it does not."""

    def add(self, pending: Pending, due: float, number: int) -> None:
        """Let a call wait, at least until ``due``. Calls of the same time go in the order of their numbers."""
        heapq.heappush(self._waiting, (due, number, pending))

    def due(self) -> float | None:
        """Return when the next call may start; None if there is none, or enough of them are under way."""
        if not self._waiting or self.in_flight >= self._limits.in_flight:
            return None
        return max(self._waiting[0][0], self._paused, self._full - (self._limits.burst - 1) / self._rate)

    def start(self, now: float) -> Pending:
        """Take the next call and its token."""
        _, _, pending = heapq.heappop(self._waiting)
        self._full = max(now, self._full) + 1 / self._rate
        self.in_flight += 1
        pending.attempts += 1
        return pending

    def slow_down(self, now: float, until: float) -> None:
        """Take note that the cloud refused for too many calls: all calls wait, and then go at half the rate.

        Calls that were under way at the same time are refused together; that counts once.
        """
        if now >= self._paused:
            self._rate = max(self._limits.slowest, self._rate / 2)
        if until > self._paused:
            self._paused = until
            self._full = max(self._full, until + (self._limits.burst - 1) / self._rate)  # no burst after it

    def speed_up(self) -> None:
        """Take note of an answer: slowly back to the rate."""
        self._rate = min(self._fastest, self._rate + self._fastest / 100)

    def is_idle(self, now: float) -> bool:
        """Whether forgetting the lane makes no difference."""
        return not self._waiting and not self.in_flight and self._full <= now and self._paused <= now


def delay(limits: Limits, refused: Refused, attempts: int, jitter: float) -> float:
    """Return the seconds to wait before the next attempt: exponential back-off with full jitter (0 to 1).

    What the cloud asks to wait is the least; jitter comes on top of it, so that not all return at the same moment.
    """
    longest = min(limits.longest_delay, limits.first_delay * float(2 ** (attempts - 1)))
    if refused.retry_after is not None:
        return refused.retry_after + jitter * limits.first_delay
    return jitter * longest
