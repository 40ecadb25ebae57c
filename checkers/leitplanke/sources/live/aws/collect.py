"""Runs a collector file: lists the resources of each of its types in one account and region, and completes their docs.

A pure generator (see `Steps` of `asking.calls`). Every type of the file gets exactly one line of coverage,
whatever happens.
"""

from collections.abc import Generator
from itertools import product
from typing import Any, TypeAlias

import msgspec

from leitplanke.sources.live.asking.calls import Call, Found, Lane, Refusal, Refused, Steps
from leitplanke.sources.live.aws.expressions import search
from leitplanke.sources.live.aws.form import Collect, Detail, Form
from leitplanke.sources.live.aws.outcome import Outcome
from leitplanke.sources.live.aws.paging import Book, Services, merge
from leitplanke.sources.live.aws.templates import Missing, fill
from leitplanke.sources.live.aws.together import together
from leitplanke.sources.live.record import Record

_Doc: TypeAlias = dict[str, Any]
Asking: TypeAlias = Generator[Call | tuple[Call, ...] | Found, Any, Any]


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a task reads. ``region`` is empty for what an account has only once; then ``home`` is asked."""

    partition: str
    account: str
    region: str
    home: str
    """The region in which the partition answers for the whole account: ``us-east-1``, ``eusc-de-east-1``."""
    closed: bool = False
    """Whether the organisation's policies deny the region as a whole, as other calls have shown."""

    @property
    def endpoint(self) -> str:
        """The region whose endpoint is asked."""
        return self.region or self.home

    @property
    def variables(self) -> dict[str, str]:
        """What templates know beside the doc."""
        return {"partition": self.partition, "account": self.account, "region": self.endpoint}


def collect(form: Form, place: Place, services: Services) -> Steps:
    """Read all types of a collector file in one place."""
    return Collector(form.client, place, services).run(form)


class Collector:
    """One run of a collector file; handlers use its parts."""

    __slots__ = ("_closed", "_parents", "place", "service", "services")

    def __init__(self, service: str, place: Place, services: Services) -> None:
        self.service = service
        self.place = place
        self.services = services
        self._parents: dict[str, list[_Doc]] = {}
        self._closed: Outcome | None = None

    def run(self, form: Form) -> Steps:
        """Read all types of a file, in its order."""
        needed = {one.parent for one in form.collect if one.parent}
        outcomes: dict[str, Outcome] = {}
        entries = list(form.collect)
        last = {one.type: index for index, one in enumerate(entries)}
        for index, one in enumerate(entries):
            outcome = outcomes.setdefault(one.type, Outcome())
            if one.type in needed:
                self._parents.setdefault(one.type, [])
            if self._closed is None:
                if one.parent:
                    outcome.follow(outcomes[one.parent])
                yield from self.read(one, outcome)
                if outcome.region_closed:
                    self._closed = outcome
            else:
                outcome.follow(self._closed)
            if last[one.type] == index:
                yield outcome.line(self.place, self.service, one.type)

    def read(self, one: Collect, outcome: Outcome) -> Asking:
        """Read the resources of one type; what cannot be read is noted in ``outcome``."""
        if not one.parent:
            yield from self._each(one, {}, outcome)
            return
        for parent in self._parents.get(one.parent, ()):
            yield from self._each(one, parent, outcome)

    def _each(self, one: Collect, parent: _Doc, outcome: Outcome) -> Asking:
        """List once for every combination of the values that the type is asked for."""
        for values in product(*one.each.values()):
            chosen = dict(zip(one.each, values, strict=True))
            try:
                parameters = {**fill(one.parameters, parent, self.place.variables), **chosen}
                kept = {**fill(one.keep, parent, self.place.variables), **chosen}
            except Missing as missing:
                outcome.skip(f"a {one.parent} has no {missing}")
                continue
            service = one.client or self.service
            book = Book(Call(self.lane(service), one.operation, parameters), self.services)
            try:
                while (page := (yield from book.ask())) is not None:
                    yield from self._page(one, page, kept, outcome)
            except Refused as refused:
                if refused.code not in one.none:
                    outcome.refuse(refused, closed=self.place.closed)
            except ValueError as error:  # an expression that does not fit the page
                outcome.skip(f"{self.services.permission(service, one.operation)}: {error}")

    def _page(self, one: Collect, page: _Doc, kept: _Doc, outcome: Outcome) -> Asking:
        items = search(one.items, page)
        if isinstance(items, dict):
            items = [items]
        elif items is None:
            items = []
        elif not isinstance(items, list):
            raise Refused(
                Refusal.INVALID,
                "NoList",
                f"{one.items} is not a list",
                self.services.permission(one.client or self.service, one.operation),
            )
        yield from together(
            self._item(one, f"{one.items}[{number}] of {one.operation}", item, kept, outcome)
            for number, item in enumerate(items)
        )

    def _item(self, one: Collect, name: str, item: Any, kept: _Doc, outcome: Outcome) -> Asking:
        """Read one resource; one that makes no sense is noted by its ``name``."""
        doc: Any = {one.item: item} if one.item and isinstance(item, str) else item
        if not isinstance(doc, dict):
            outcome.skip(f"{name} is not a table")
            return
        doc = {**kept, **doc}
        try:
            if one.only and not search(one.only, doc):
                return
            yield from self.resource(one, doc, outcome)
        except Missing as missing:
            outcome.skip(f"{name} has no {missing}")
        except ValueError as error:  # an expression that does not fit the data
            outcome.skip(f"{name}: {error}")

    def resource(self, one: Collect, doc: _Doc, outcome: Outcome) -> Asking:
        """Complete the doc of one resource and yield its record; raises `Missing` if it has no id.

        Handlers override it where the doc alone does not say how.
        """
        yield from self.complete(one, doc, outcome, {})

    def complete(self, one: Collect, doc: _Doc, outcome: Outcome, unknown: dict[str, str], region: str = "") -> Asking:
        """Make the further calls for a resource, in ``region`` if not in the place's, and yield its record."""
        for detail in one.details:
            service = detail.client or one.client or self.service
            yield from self._detail(detail, self.lane(service, region), doc, unknown)
        where = region or self.place.region
        if one.region:
            where = fill("{" + one.region + "}", doc, self.place.variables)
        identity = fill(one.id, doc, self.place.variables)
        if not outcome.take(str(identity), unknown):
            return
        if one.type in self._parents:
            self._parents[one.type].append(doc)
        yield Record("aws", one.type, str(identity), self.place.account, where, doc, unknown)

    def _detail(self, detail: Detail, lane: Lane, doc: _Doc, unknown: dict[str, str]) -> Asking:
        if detail.when and not search(detail.when, doc):
            return
        part = "*" if detail.target == "." else detail.target
        try:
            parameters = fill(detail.parameters, doc, self.place.variables)
        except Missing as missing:
            name = self.services.permission(lane.service, detail.operation)
            unknown[part] = f"{name} needs {missing}, which is not there"
            return
        try:
            answer = yield from self.ask(Call(lane, detail.operation, parameters))
            taken = search(detail.take, answer) if detail.take else answer
        except Refused as refused:
            if refused.code not in detail.none:
                unknown.setdefault(part, f"{refused}")
        except ValueError as error:
            unknown.setdefault(part, f"{self.services.permission(lane.service, detail.operation)}: {error}")
        else:
            if detail.target != ".":
                if taken is not None:
                    doc[detail.target] = taken
            elif isinstance(taken, dict):
                doc.update(taken)
            else:
                unknown.setdefault(part, f"{self.services.permission(lane.service, detail.operation)}: not a table")

    def ask(self, call: Call) -> Generator[Call, _Doc | None, _Doc]:
        """Return the answer to a call with all its pages as one; raises `Refused`."""
        book = Book(call, self.services)
        pages: list[_Doc] = []
        while (page := (yield from book.ask())) is not None:
            pages.append(page)
        return merge(pages)

    def lane(self, service: str, region: str = "") -> Lane:
        """Return the lane of a service in this place, or in another region of its account."""
        return Lane(self.place.account, region or self.place.endpoint, service)
