"""What became of one type while it was read, summed up to its line of coverage."""

from typing import Protocol

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Refusal, Refused

# The worst comes first: a type that is refused in two ways is called after it.
_WORST = (State.FAILED, State.EXPIRED, State.THROTTLED, State.DENIED, State.CLOSED, State.COMPLETE)
_NAMED = 5


def state_of(refused: Refused, *, closed: bool) -> State:
    """Return what a refused call makes of the type that it lists.

    A service control policy that denies a call shows no more than that. Only where the region as a whole is ``closed``
    does it say that there is nothing to be read.
    """
    if refused.kind is Refusal.REGION_CLOSED and not closed:
        return State.DENIED
    return refused.kind.state


def reason(refused: Refused) -> str:
    """Return a refusal as a line of coverage says it."""
    if refused.kind is Refusal.INVALID and refused.text:
        return f"{refused}: {refused.text}"
    if refused.kind is Refusal.REGION_CLOSED:
        return f"{refused} (explicit deny in a service control policy)"
    return str(refused)


class _Where(Protocol):
    @property
    def account(self) -> str: ...
    @property
    def region(self) -> str: ...


class Outcome:
    """Sums up what became of a type."""

    __slots__ = ("_ids", "reasons", "region_closed", "state")

    def __init__(self) -> None:
        self.state = State.COMPLETE
        self.region_closed = False
        self._ids: set[str] = set()
        self.reasons: dict[str, int] = {}

    @property
    def resources(self) -> int:
        """How many resources were read."""
        return len(self._ids)

    def take(self, identity: str, unknown: dict[str, str]) -> bool:
        """Count a resource; False if it was there before (a list may shift from one page to the next)."""
        if identity in self._ids:
            return False
        self._ids.add(identity)
        for why in sorted(set(unknown.values())):
            self._note(why)
        return True

    def skip(self, what: str) -> None:
        """Note a resource that makes no sense."""
        self._worsen(State.FAILED)
        self._note(what)

    def refuse(self, refused: Refused, *, closed: bool) -> None:
        """Note a refused list."""
        self.region_closed = closed and refused.kind is Refusal.REGION_CLOSED and not self._ids
        self._worsen(state_of(refused, closed=closed))
        self._note(reason(refused))

    def follow(self, other: "Outcome") -> None:
        """Take over that another type, without which this one cannot be listed, was not read as a whole."""
        if other.state is State.COMPLETE:
            return
        self._worsen(other.state)
        for why in other.reasons:
            self._note(why)

    def line(self, place: _Where, service: str, type: str) -> Coverage:
        """Return the line of coverage."""
        texts = [why if times == 1 else f"{why} ({times} times)" for why, times in self.reasons.items()]
        if len(texts) > _NAMED:
            texts = [*texts[:_NAMED], f"{len(texts) - _NAMED} other reasons"]
        return Coverage(place.account, place.region, service, type, self.state, self.resources, "; ".join(texts))

    def _worsen(self, state: State) -> None:
        self.state = min(self.state, state, key=_WORST.index)

    def _note(self, why: str) -> None:
        self.reasons[why] = self.reasons.get(why, 0) + 1
