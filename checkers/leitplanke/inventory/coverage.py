"""What was read and what was not: a line for each account, region and type."""

from enum import StrEnum

import msgspec


class State(StrEnum):
    """What became of one type in one region of one account."""

    COMPLETE = "complete"
    """Every resource was listed; parts of some may be missing, and their records say so."""
    CLOSED = "closed"
    """An organisation's policy denies the whole region, or the service does not exist there: there is nothing."""
    DENIED = "denied"
    THROTTLED = "throttled"
    """The cloud refused for too many calls until patience ran out."""
    EXPIRED = "expired"
    """Credentials ran out and could not be renewed."""
    FAILED = "failed"
    """Any other error: server, network, an answer that makes no sense."""
    INTERRUPTED = "interrupted"
    """The scan was ended before."""


class Coverage(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, order=True):
    """What became of one type in one region of one account. ``region`` is empty where the type has none.

    ``error`` names the call and the refusal: ``AccessDenied on rds:DescribeDBInstances``; also, for a state of
    ``complete``, what one of its resources could not be read for.
    """

    account: str
    region: str
    service: str
    type: str
    state: State
    resources: int = 0
    error: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether there are no other resources of the type there than those that were read."""
        return self.state in (State.COMPLETE, State.CLOSED)
