"""What became of one type in one subscription, summed up to its line of coverage."""

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Refusal, Refused
from leitplanke.sources.live.azure.ids import namespace_of

# The worst comes first: a type that is refused in two ways is called after it.
_WORST = (State.FAILED, State.EXPIRED, State.THROTTLED, State.DENIED, State.CLOSED, State.COMPLETE)
_NAMED = 5


def reason(refused: Refused) -> str:
    """Return a refusal as a line of coverage says it: ``AuthorizationFailed on Microsoft.Sql/servers/read``."""
    return f"{refused}: {refused.text}" if refused.kind is Refusal.INVALID and refused.text else str(refused)


class Outcome:
    """Sums up what became of a type."""

    __slots__ = ("_ids", "_parts", "reasons", "state")

    def __init__(self) -> None:
        self.state = State.COMPLETE
        self.reasons: dict[str, int] = {}
        """What keeps it from being known as a whole, and how often."""
        self._ids: set[str] = set()
        self._parts: list[Refused] = []

    def take(self, identity: str) -> bool:
        """Count a resource; False if it was there before."""
        if identity in self._ids:
            return False
        self._ids.add(identity)
        return True

    def worsen(self, state: State, why: str) -> None:
        """Note what keeps the type from being complete."""
        self.state = min(self.state, state, key=_WORST.index)
        self.reasons[why] = self.reasons.get(why, 0) + 1

    def refuse(self, refused: Refused) -> None:
        """Note a list that was refused: what is in it is not known."""
        self.worsen(refused.kind.state, reason(refused))

    def part(self, refused: Refused) -> None:
        """Note a resource whose own record says that it, or a part of it, was refused."""
        self._parts.append(refused)
        self.worsen(State.COMPLETE, reason(refused))

    def follow(self, other: "Outcome") -> None:
        """Take over that a type, under whose resources this one is read, was not read as a whole."""
        if other.state is not State.COMPLETE:
            for why in other.reasons:
                self.worsen(other.state, why)

    def line(self, account: str, type: str) -> Coverage:
        """Return the line of coverage. A type of which nothing at all could be read is not complete."""
        state = self.state
        if state is State.COMPLETE and self._parts and len(self._parts) >= len(self._ids):
            state = min((one.kind.state for one in self._parts), key=_WORST.index)
        texts = [why if times == 1 else f"{why} ({times} times)" for why, times in self.reasons.items()]
        if len(texts) > _NAMED:
            texts = [*texts[:_NAMED], f"{len(texts) - _NAMED} other reasons"]
        return Coverage(account, "", namespace_of(type), type, state, len(self._ids), "; ".join(texts))
