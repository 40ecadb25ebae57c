"""What became of each asset type in each account: counted while a list is read, said when it ends."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Refused
from leitplanke.sources.live.google.assets import MalformedAsset
from leitplanke.sources.live.record import Record

_NAMED = 3


def refused_lines(accounts: Iterable[str], service: str, types: Sequence[str], refused: Refused) -> Iterator[Coverage]:
    """Say of each account and type of record that it was refused, and why."""
    for account in accounts:
        for type_name in types:
            yield Coverage(account, "", service, type_name, refused.kind.state, error=str(refused))


class Tally:
    """Counts the records of one list, and keeps what is wrong with it.

    ``types`` are types of records, ``accounts`` all that the list is about: those without a resource are said too.
    """

    __slots__ = ("_accounts", "_found", "_malformed", "_refused", "_service", "_types")

    def __init__(self, accounts: Iterable[str], service: str, types: Sequence[str]) -> None:
        self._accounts = dict.fromkeys(accounts)
        self._service = service
        self._types = types
        self._found: Counter[tuple[str, str]] = Counter()
        self._malformed: dict[tuple[str, str], list[str]] = {}
        self._refused: Refused | None = None

    def count(self, record: Record) -> None:
        """Count a record; its account may be one that came into being since the accounts were listed."""
        self._accounts.setdefault(record.account)
        self._found[record.account, record.type] += 1

    def skip(self, malformed: MalformedAsset, type_name: str) -> None:
        """Note an asset that was left out. Where it does not tell account or type, it may have been any account's."""
        self._malformed.setdefault((malformed.account, type_name), []).append(str(malformed))
        if malformed.account:
            self._accounts.setdefault(malformed.account)

    def refuse(self, refused: Refused) -> None:
        """Note that the list ended early."""
        self._refused = refused

    def lines(self) -> Iterator[Coverage]:
        """Say of each account and type what became of it."""
        for account in self._accounts:
            for type_name in self._types:
                state, error = self._outcome(account, type_name)
                yield Coverage(account, "", self._service, type_name, state, self._found[account, type_name], error)

    def _outcome(self, account: str, type_name: str) -> tuple[State, str]:
        if self._refused is not None:
            return self._refused.kind.state, str(self._refused)
        if not self._malformed:
            return State.COMPLETE, ""
        skipped = [
            each
            for key in ((account, type_name), (account, ""), ("", type_name), ("", ""))
            for each in self._malformed.get(key, ())
        ]
        if not skipped:
            return State.COMPLETE, ""
        more = f", and {len(skipped) - _NAMED} more" if len(skipped) > _NAMED else ""
        return State.FAILED, f"skipped {'; '.join(skipped[:_NAMED])}{more}"
