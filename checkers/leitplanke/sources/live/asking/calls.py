"""Calls to a cloud's interface: what is asked, what is answered, and how it is refused."""

from collections.abc import Callable, Generator
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

import msgspec

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.record import Record


class Lane(msgspec.Struct, frozen=True, gc=False, order=True):
    """Whose calls count against one quota: an account, a region and a service."""

    account: str
    region: str
    service: str


class Call(msgspec.Struct, frozen=True, gc=False):
    """One call: ``Call(Lane("111122223333", "eu-central-1", "rds"), "describe_db_instances", {"Marker": "x"})``."""

    lane: Lane
    operation: str
    parameters: dict[str, Any] = {}


class Refusal(StrEnum):
    """Why a call was not answered."""

    DENIED = "denied"
    REGION_CLOSED = "region-closed"
    """A policy of the organisation denies it explicitly, or the region is not there or not enabled."""
    UNSUPPORTED = "unsupported"
    """The service, or the operation, does not exist in that region."""
    NOT_FOUND = "not-found"
    """What was asked about does not exist (any more), or has no such part."""
    THROTTLED = "throttled"
    EXPIRED = "expired"
    UNAVAILABLE = "unavailable"
    """Server error, time-out or broken connection."""
    INVALID = "invalid"
    """The request, or the answer, makes no sense."""

    @property
    def state(self) -> State:
        """What becomes of a type whose list is refused so."""
        return _STATES[self]


_STATES = {
    Refusal.DENIED: State.DENIED,
    Refusal.REGION_CLOSED: State.CLOSED,
    Refusal.UNSUPPORTED: State.CLOSED,
    Refusal.NOT_FOUND: State.FAILED,
    Refusal.THROTTLED: State.THROTTLED,
    Refusal.EXPIRED: State.EXPIRED,
    Refusal.UNAVAILABLE: State.FAILED,
    Refusal.INVALID: State.FAILED,
}


class Refused(Exception):  # noqa: N818 - the clouds' word for it
    """A call was not answered. ``code`` is the cloud's own (``AccessDeniedException``), ``text`` its sentence."""

    def __init__(self, kind: Refusal, code: str, text: str, call: str, retry_after: float | None = None) -> None:
        super().__init__(f"{code} on {call}")
        self.kind = kind
        self.code = code
        self.text = text
        self.call = call
        """As the cloud's permissions name it: ``rds:DescribeDBInstances``."""
        self.retry_after = retry_after
        """Seconds that the cloud asks to wait."""


class Caller(Protocol):
    """Makes one call, without trying again. Called from several threads."""

    def __call__(self, call: Call) -> dict[str, Any]:
        """Return the answer as JSON-like data; raises `Refused`."""


class Task(msgspec.Struct, frozen=True, gc=False):
    """Something to be read in one account and region: the collectors of a service, the accounts of an organisation.

    Two tasks are the same if account, region and name are. A task that was finished before is not run again when a scan
    goes on, unless it is one that only ``discovers`` others.
    """

    account: str
    region: str
    name: str
    run: "Callable[[], Steps]"
    discovers: bool = False
    types: tuple[str, ...] = ()
    """The types that the task gives a line of coverage for. What it leaves out is said for it: that it failed."""
    service: str = ""
    """As the task's lines of coverage name it."""
    later: bool = False
    """It begins when all others have: where much is expected comes first, as the largest lane takes longest."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from other tasks of the scan."""
        return (self.account, self.region, self.name)


Found: TypeAlias = Record | Coverage | Task
Steps: TypeAlias = Generator[Call | tuple[Call, ...] | Found, Any, None]
"""A task, in steps: yields calls, gets their answers sent (or `Refused` thrown in), and yields what it found, which may
be further tasks. Calls that do not wait for each other may be yielded as a tuple; then a list of the answers is sent,
in which a `Refused` stands for an answer. It knows neither threads nor time: the schedule does.
"""


class Sink(Protocol):
    """Takes what tasks find; called from one thread at a time."""

    def found(self, task: Task, one: Record | Coverage) -> None:
        """Take a record or a line of coverage."""

    def finished(self, task: Task) -> None:
        """Take note that a task came to its end: all that it could find was found, and what it could not is said."""
