"""Reads a table of Resource Graph for a batch of subscriptions, or for what stands above all of them."""

from collections import Counter
from collections.abc import Generator, Iterable
from typing import Any

import msgspec

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Call, Lane, Refusal, Refused, Steps
from leitplanke.sources.live.azure.form import Table
from leitplanke.sources.live.azure.ids import namespace_of, subscription_of
from leitplanke.sources.live.azure.outcome import reason
from leitplanke.sources.live.record import Record

PERMISSION = "Microsoft.ResourceGraph/resources/read"
"""How refusals name a query; what it returns are the resources that one may read."""
SERVICE = "microsoft.resourcegraph"
_TOP = 1000
_BELOW = "AtScopeAndBelow"
_ABOVE = "AtScopeAboveAndBelow"


class Doubt(msgspec.Struct, frozen=True, gc=False):
    """Why nothing that is read of a subscription can be whole: not all of it may be read."""

    state: State
    text: str
    whole: frozenset[str] = frozenset()
    """Resource providers of which all may be read nevertheless."""

    def about(self, *types: str) -> bool:
        """Tell whether it is about one of these types."""
        return any(namespace_of(one) not in self.whole for one in types)


class Ground(msgspec.Struct, frozen=True, gc=False):
    """Where a table is read."""

    tenant: str
    subscriptions: tuple[str, ...] = ()
    management_group: str = ""
    services: tuple[str, ...] = ()
    """Resource providers that are asked for, in lower case; empty: all."""
    doubts: dict[str, Doubt] = {}
    batches: tuple[tuple[str, ...], ...] = ()
    """All subscriptions in batches, where the question is about what stands above them."""

    @property
    def lane(self) -> Lane:
        """Queries count for whoever asks, not for a subscription."""
        return Lane(self.tenant, "", SERVICE)

    def wants(self, type: str) -> bool:
        """Tell whether a type is asked for."""
        return not self.services or namespace_of(type) in self.services


class Pages:
    """The pages of a query, asked for one after the other."""

    __slots__ = ("_fault", "_lane", "_parameters", "_received", "_seen", "_token", "limited")

    def __init__(self, lane: Lane, query: str, scope: dict[str, Any], inherited: str = "") -> None:
        options = {"$top": _TOP, "resultFormat": "objectArray"}
        if inherited:
            options["authorizationScopeFilter"] = inherited
        self._lane = lane
        self._parameters = {"query": query, **scope, "options": options}
        self._token: str | None = ""
        self._seen: set[str] = set()
        self._received = 0
        self._fault: Refused | None = None
        self.limited = False
        """Whether Resource Graph looked at the first 10,000 subscriptions only."""

    def ask(self) -> Generator[Call, dict[str, Any] | None, list[Any] | None]:
        """Ask for the next page; None after the last. Raises `Refused`, also if the rows so far cannot be all."""
        if self._fault:
            raise self._fault
        if self._token is None:
            return None
        options = self._parameters["options"]
        if self._token:
            options = {**options, "$skipToken": self._token}
        page = yield Call(self._lane, "graph", {**self._parameters, "options": options})
        if not isinstance(page, dict) or not isinstance(page.get("data"), list):
            raise Refused(Refusal.INVALID, "NoRows", "the answer has no rows", PERMISSION)
        rows: list[Any] = page["data"]
        self._received += len(rows)
        self._continue(page)
        return rows

    def _continue(self, page: dict[str, Any]) -> None:
        token, total = page.get("$skipToken") or None, page.get("totalRecords")
        if page.get("subscriptionLimitHit"):
            self.limited = True
            text = "the answer covers only the first 10,000 subscriptions"
            self._fault = Refused(Refusal.INVALID, "SubscriptionLimit", text, PERMISSION)
        elif token is not None and token in self._seen:
            self._fault = Refused(Refusal.INVALID, "RepeatedToken", "the page token repeats", PERMISSION)
        elif token is None and str(page.get("resultTruncated")).casefold() == "true":
            text = "the answer is cut off and names no next page"
            self._fault = Refused(Refusal.INVALID, "TruncatedResult", text, PERMISSION)
        elif token is None and isinstance(total, int) and self._received < total:
            text = f"{self._received} of {total} rows came"
            self._fault = Refused(Refusal.INVALID, "MissingRows", text, PERMISSION)
        if token is not None:
            self._seen.add(token)
        self._token = token


def below(table: Table, ground: Ground, elsewhere: frozenset[str] = frozenset()) -> Steps:
    """Read a table for a batch of subscriptions; each gets a line of coverage for every type.

    Types that are read ``elsewhere`` are left out, should the table have come to know them.
    """
    types = [one for one in table.types if ground.wants(one)]
    reading = _Reading(types, ground.subscriptions, ground.doubts, elsewhere)
    query = _query(table, types, ground, "id startswith '/subscriptions/'" if table.above else "")
    pages = Pages(ground.lane, query, {"subscriptions": list(ground.subscriptions)}, _BELOW if table.inherited else "")
    yield from reading.run(pages)
    yield from reading.lines()


def above(table: Table, ground: Ground) -> Steps:
    """Read what a table has of management groups and the tenant."""
    types = [one for one in table.above if ground.wants(one)]
    reading = _Reading(types, (ground.tenant,), ground.doubts)
    query = _query(table, types, ground, "id !startswith '/subscriptions/'", whole=False)
    scope = {"managementGroups": [ground.management_group]} if ground.management_group else {}
    inherited = _ABOVE if table.inherited else ""
    pages = Pages(ground.lane, query, scope, inherited)
    yield from reading.run(pages)
    if pages.limited and table.inherited:  # once more, in batches: what stands above comes with each of them
        reading.refused = None
        for batch in ground.batches:
            yield from reading.run(Pages(ground.lane, query, {"subscriptions": list(batch)}, inherited))
    yield from reading.lines()


def _query(table: Table, types: Iterable[str], ground: Ground, scope: str, *, whole: bool = True) -> str:
    conditions = [one for one in (scope, table.where) if one]
    if table.whole and whole:
        if ground.services:
            conditions.insert(0, " or ".join(f"type startswith '{one}/'" for one in ground.services))
    else:
        conditions.insert(0, f"type in~ ({', '.join(repr(one) for one in types)})")
    return " | ".join([table.name, *(f"where {one}" for one in conditions), "order by id asc"])


class _Reading:
    """Turns rows into records, and counts."""

    def __init__(
        self,
        types: Iterable[str],
        accounts: tuple[str, ...],
        doubts: dict[str, Doubt],
        elsewhere: frozenset[str] = frozenset(),
    ) -> None:
        self._types = tuple(types)
        self._elsewhere = elsewhere
        self._accounts = accounts
        self._doubts = doubts
        self._counts: Counter[tuple[str, str]] = Counter()
        self._ids: set[str] = set()
        self._faults: list[tuple[str, str, str]] = []
        self.refused: Refused | None = None

    def run(self, pages: Pages) -> Steps:
        """Ask for all pages; what is refused is kept for the lines."""
        try:
            while (rows := (yield from pages.ask())) is not None:
                for row in rows:
                    if (record := self._record(row)) is not None:
                        yield record
        except Refused as refused:
            self.refused = refused

    def _record(self, row: Any) -> Record | None:
        identity, kind, listed = (_text(row, one).lower() for one in ("id", "type", "subscriptionId"))
        account = subscription_of(identity) or listed
        if account not in self._accounts:
            account = self._accounts[0] if len(self._accounts) == 1 else account
        if not identity.startswith("/") or not kind:
            self._faults.append((account, kind, f"a row has no {'type' if identity.startswith('/') else 'id'}"))
            return None
        if identity in self._ids or kind in self._elsewhere:
            return None
        self._ids.add(identity)
        self._counts[account, kind] += 1
        return Record("azure", kind, identity, account, region_of(row), row)

    def lines(self) -> Generator[Coverage, None, None]:
        """Return a line for each account and type, in order."""
        found: dict[str, set[str]] = {account: set(self._types) for account in self._accounts}
        for account, kind in [*self._counts, *(fault[:2] for fault in self._faults if all(fault[:2]))]:
            found.setdefault(account, set()).add(kind)
        for account, types in found.items():
            for kind in sorted(types):
                state, error = self._state(account, kind)
                yield Coverage(account, "", namespace_of(kind), kind, state, self._counts[account, kind], error)

    def _state(self, account: str, kind: str) -> tuple[State, str]:
        if self.refused is not None:
            return self.refused.kind.state, reason(self.refused)
        for of, what, text in self._faults:
            if of in ("", account) and what in ("", kind):
                return State.FAILED, text
        doubt = self._doubts.get(account)
        return (doubt.state, doubt.text) if doubt and doubt.about(kind) else (State.COMPLETE, "")


def _text(row: Any, column: str) -> str:
    value = row.get(column) if isinstance(row, dict) else None
    return value if isinstance(value, str) else ""


def region_of(doc: dict[str, Any]) -> str:
    """Return the region that a resource names: ``westeurope``, ``global``; empty if none."""
    location = doc.get("location")
    return location.replace(" ", "").lower() if isinstance(location, str) else ""
