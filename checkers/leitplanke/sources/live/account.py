"""From the records of one account to an inventory: the resources that rules are about, and what may be missing."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from leitplanke.catalogue.live_loader import PROVIDERS, LiveCatalogue
from leitplanke.catalogue.live_row import LiveRow
from leitplanke.catalogue.loader import Catalogue
from leitplanke.core.origin import Origin
from leitplanke.core.value import Absent, AnyValue, Cause, CauseKind, Fields, Items, Known, Unknown
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Resource, Stack
from leitplanke.sources.live.attributes import AttributesOf, children_of, names_of
from leitplanke.sources.live.beside import TAGS, cause, children_of_all, distinct, tags_of
from leitplanke.sources.live.coverage import Coverage
from leitplanke.sources.live.expressions import compiled, holds
from leitplanke.sources.live.names import Names
from leitplanke.sources.live.paths import MISSING, steps
from leitplanke.sources.live.record import Cloud, Record
from leitplanke.sources.live.view import Child, View

_COMPLETING = ("companion", "setting", "grant")
_ZONE = re.compile(r"(?P<region>[a-z]+-[a-z]+\d+)-[a-z]")
"""A zone of Google Cloud: ``europe-west3-a``."""

_FACTS: Mapping[Cloud, Mapping[str, str]] = {
    "aws": {"id": "$id", "arn": "$id", "region": "$region"},
    "azure": {"id": "$id"},
    "google": {"id": "$id", "project": "$account"},
}
"""Attributes that every resource has, and what stands for them unless its live row says otherwise."""


class Account(msgspec.Struct, frozen=True):
    """What one account was read as: its inventory, and how many records (``unmapped``), by type, are of no resource.

    No row is about them, or what tells of which type they are was not read.
    """

    inventory: Inventory
    unmapped: dict[str, int]
    places: dict[str, tuple[str, str]]
    """Region and type of record, by the addresses of resources."""


class Above(msgspec.Struct, frozen=True):
    """What an account has for those below it: records of inherited types, and their lines of coverage."""

    records: list[Record]
    coverage: list[Coverage]


class _Found(msgspec.Struct, frozen=True, gc=False):
    """A resource that a record tells of. ``exists`` is unknown where the record does not say whether it is one."""

    address: str
    type: str
    view: View
    exists: AnyValue = Known(True)


class AccountReader:
    """Makes inventories of the accounts of one cloud; what rows say is compiled once for all of them."""

    def __init__(
        self,
        cloud: Cloud,
        catalogue: Catalogue,
        live: LiveCatalogue,
        *,
        unsaved: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self._cloud: Cloud = cloud
        self._provider = PROVIDERS[cloud]
        self._catalogue = catalogue
        self._live = live
        self._unsaved = unsaved or {}
        self._made: dict[str, AttributesOf] = {}
        self._children = frozenset(of for row in live.rows.values() for of, _ in children_of(row))
        self._read = {TAGS, *live.by_record_type, *self._children}
        self._shown = {name: names_of(row) for name, row in live.rows.items() if row.paths}

    def above(self, records: Iterable[Record], coverage: Iterable[Coverage]) -> Above:
        """Return what an account has for those below it."""
        types = self._live.by_inherited_type
        return Above([one for one in records if one.type in types], [one for one in coverage if one.type in types])

    def read(
        self,
        account: str,
        records: Sequence[Record],
        coverage: Iterable[Coverage],
        above: Sequence[Above | None] | None = None,
    ) -> Account:
        """Return the inventory of one account: all records and lines of coverage must be its own.

        ``above`` are the accounts that it is in, nearest first: None for one that was not read, or where it is not
        known which these are.
        """
        lines = list(coverage)
        tags, child = tags_of(records, lines), children_of_all(records, lines, self._children)
        found: list[_Found] = []
        doubts: list[tuple[str, Cause]] = []
        unmapped: dict[str, int] = {}
        for record in distinct(records):
            before = len(doubts)
            named = self._live.by_record_type.get(record.type, ())
            mapped = list(self._resources_of(record, named, tags, child, doubts))
            found += mapped
            if not mapped and (record.type not in self._read or len(doubts) > before):
                unmapped[record.type] = unmapped.get(record.type, 0) + 1
        for record in _inherited(account, records, above or (), self._named(records)):
            found += self._resources_of(record, self._live.by_inherited_type[record.type], tags, child, doubts)
        gaps = self._gaps(above)
        names = self._names(found)
        stack = f"{self._cloud}/{account}"
        settings: dict[tuple[str, str], Fields] = {}
        resources = [
            self._resource(stack, one, names, settings)
            for one in found
            if not _synonyms(self._live.rows[one.type], one.view)  # a name of the cloud's own is nothing to judge
        ]
        inventory = Inventory(
            Stack(stack, stack),
            resources,
            closed={Scope.MODULE, Scope.ACCOUNT} | (set() if gaps else {Scope.ORGANISATION}),
            hidden=[*self._hidden(lines), *gaps, *dict.fromkeys(doubts)],
            names=self._shown,
        )
        places = {one.address: (one.view.record.region, one.view.record.type) for one in found}
        return Account(inventory, unmapped, places)

    def _named(self, records: Iterable[Record]) -> dict[str, set[str]]:
        """Return, by type of record, the ends of ids of what an account names that is made above it."""
        found: dict[str, set[str]] = {}
        for of, rows in self._live.by_inherited_type.items():
            for named in (self._live.rows[row].inherited_named for row in rows):
                if named is None:
                    continue
                holder, path = named
                texts = (View(one).get(path, steps(path)) for one in records if one.type == holder)
                names = (one.rpartition("/")[2].casefold() for one in texts if isinstance(one, str))
                found.setdefault(of, set()).update(names)
        return found

    def _resources_of(
        self,
        record: Record,
        named: Iterable[str],
        tags: Callable[[str], Any],
        child: Child,
        doubts: list[tuple[str, Cause]],
    ) -> Iterable[_Found]:
        """Yield every resource that a record tells of, of the types that are named.

        To ``doubts`` is added of which types it may be, where what tells it was not read: it is judged as none of them.
        """
        whole = View(record, tags=tags, child=child, unsaved=self._unsaved)
        kinds = {name: _is_about(self._live.rows[name], whole) for name in named}
        doubts += [(name, one) for name, kind in kinds.items() if isinstance(kind, Unknown) for one in kind.causes]
        about = [name for name, kind in kinds.items() if kind is True]
        own = self._own(about)
        taken: set[str] = set()
        for type_name in about:
            live = self._live.rows[type_name]
            if not live.part:
                address = record.id if type_name == own else f"{record.id}#{type_name}"
                yield _Found(address, type_name, whole)
                continue
            for name, element in _parts(live, whole):
                address = f"{record.id}#{name}"
                address = f"{address}#{type_name}" if address in taken else address  # two types may be one part
                taken.add(address)
                view = View(record, element, part=live.part, tags=tags, child=child, unsaved=self._unsaved)
                yield _Found(address, type_name, view, element if isinstance(element, Unknown) else Known(True))

    def _own(self, about: Iterable[str]) -> str:
        """Return which of the types that a record is about has its id for an address; others complete it."""
        wholes = [name for name in about if not self._live.rows[name].part]
        if len(wholes) == 1:
            return wholes[0]
        rows = ((name, self._catalogue.row(name)) for name in wholes)
        return next((name for name, row in rows if row is None or row.role not in _COMPLETING), "")

    def _names(self, found: list[_Found]) -> Names:
        """Return the names by which the resources are known to each other."""
        names = Names({}, {})
        for whole in (True, False):
            for one in found:
                if (one.address == one.view.record.id) is not whole:
                    continue
                row = self._catalogue.row(one.type)
                attributes = self._attributes(one.type)
                for attribute in row.identity if row is not None else ():
                    for text in attributes.read(attribute, one.view):
                        names.add(text, one.address, attribute)
                if whole:
                    names.add(one.address, one.address, "id")
        for one in found:
            names.synonyms.update(_synonyms(self._live.rows[one.type], one.view))
        return names

    def _resource(
        self,
        stack: str,
        one: _Found,
        names: Names,
        settings: dict[tuple[str, str], Fields],
    ) -> Resource:
        record = one.view.record

        def text(data: str, origin: Origin) -> AnyValue:
            return names.value(data, one.address, record.account, origin)

        own = self._attributes(one.type).build(one.view, text)
        entries = dict(own.entries)
        for name, fact in _FACTS[self._cloud].items():
            found = one.view.get(fact, steps(fact))
            if name not in entries and isinstance(found, str):
                entries[name] = Known(found)
        for name in self._catalogue.provider(self._provider).tags:
            entries.setdefault(name, Absent())  # a type whose row reads no tags has none
        key = (record.region, record.account)
        if key not in settings:
            settings[key] = _settings(self._cloud, record)
        return Resource(
            stack,
            one.address,
            one.type,
            self._provider,
            Fields(entries, own.open),
            settings[key],
            cloud_id=record.id,
            exists=one.exists,
        )

    def _attributes(self, type_name: str) -> AttributesOf:
        made = self._made.get(type_name)
        if made is None:
            made = self._made[type_name] = AttributesOf(type_name, self._live.rows[type_name])
        return made

    def _gaps(self, above: Sequence[Above | None] | None) -> list[tuple[str, Cause]]:
        """Return, by resource type, why there may be more that hold from above than were read."""
        found: list[tuple[str, Cause]] = []
        for type_name, live in self._live.rows.items():
            for of in live.inherited:
                if above is None or None in above:
                    found.append((type_name, Cause(CauseKind.NOT_READ, f"{of} of what the account is in")))
                for level in above or ():
                    lines = [line for line in level.coverage if line.type == of] if level is not None else []
                    found += [(type_name, cause(line)) for line in lines if not line.is_whole]
                    if level is not None and not lines:
                        found.append((type_name, Cause(CauseKind.NOT_READ, of)))
        return list(dict.fromkeys(found))

    def _hidden(self, lines: list[Coverage]) -> list[tuple[str, Cause]]:
        """Return, by resource type, why there may be more than were read: refusals, and what no inventory shows."""
        by_type: dict[str, list[Coverage]] = {}
        for line in lines:
            by_type.setdefault(line.type, []).append(line)
        anywhere = [cause(line) for line in by_type.pop("*", ()) if not line.is_whole]
        found = [("*", one) for one in anywhere]
        for type_name in self._live.rows:
            found += [(type_name, one) for one in self._why_more(type_name, by_type)]
        return list(dict.fromkeys(found))

    def _why_more(self, type_name: str, by_type: Mapping[str, list[Coverage]]) -> list[Cause]:
        live = self._live.rows[type_name]
        if live.read_as:
            return [one for name in live.read_as for one in self._why_more(name, by_type)]
        if not live.type:
            return [Cause(CauseKind.NOT_READ, f"{type_name} ({live.none_because})")]
        if live.type not in by_type:
            return [Cause(CauseKind.NOT_READ, live.type)]
        return [cause(line) for line in by_type[live.type] if not line.is_whole]


def _is_about(live: LiveRow, view: View) -> bool | Unknown:
    """Tell whether a record is one of a row's resources; unknown where what tells it was not read."""
    asked = [holds(test, view) for test in live.when]
    if any(answer is False for answer in asked):
        return False
    against = [holds(test, view) for test in live.unless]
    if against and all(answer is True for answer in against):
        return False
    excluded = any(answer is False for answer in against)
    open_ = [one for one in (*asked, *(() if excluded else against)) if isinstance(one, Unknown)]
    return open_[0] if open_ else True


def _inherited(
    account: str, records: Iterable[Record], above: Iterable[Above | None], named: Mapping[str, set[str]]
) -> Iterable[Record]:
    """Yield what holds for an account from above, as if it were its own; of one name, only the nearest.

    ``named`` has the names that alone count, for types of which not all count.
    """
    met = {_name(one) for one in records}
    for level in above:
        for one in level.records if level is not None else ():
            name = _name(one)
            if name not in met and (one.type not in named or name[1].casefold() in named[one.type]):
                met.add(_name(one))
                yield msgspec.structs.replace(one, account=account)


def _name(record: Record) -> tuple[str, str]:
    return record.type, record.id.rpartition("/")[2]


def _parts(live: LiveRow, view: View) -> Iterable[tuple[str, Any]]:
    """Yield the parts of a document that are resources of their own, with their names."""
    found = view.get(live.part, steps(live.part))
    name = live.part.removesuffix("[]").removesuffix("{}")
    if isinstance(found, Unknown):
        # It may or may not be there: what it says is unknown, attribute by attribute.
        yield name, found
    elif found is not MISSING and live.part.endswith(("[]", "{}")):
        yield from ((f"{name}[{at}]", one) for at, one in enumerate(found))
    elif found is not MISSING and found not in ("", [], {}):
        yield name, found


def _synonyms(live: LiveRow, view: View) -> dict[str, str]:
    if not live.synonym or any(holds(test, view) is not True for test in live.synonym_when):
        return {}
    name = compiled(live.synonym)(view, MISSING)
    if not isinstance(name, str):
        return {}
    from leitplanke.catalogue.live_row import LivePath

    texts = (compiled(LivePath(text=template))(view, MISSING) for template in live.synonyms)
    return {text: name for text in texts if isinstance(text, str)}


def _settings(cloud: Cloud, record: Record) -> Fields:
    """Return what a provider's configuration would say of where the record is."""
    entries: dict[str, AnyValue] = {}
    zone = _ZONE.fullmatch(record.region) if cloud == "google" else None
    if zone is not None:
        entries["region"], entries["zone"] = Known(zone["region"]), Known(record.region)
    elif cloud in ("aws", "google") and record.region:
        entries["region"] = Known(record.region)
    if cloud == "aws":
        entries["allowed_account_ids"] = Known(Items((Known(record.account),)))
    if cloud == "google":
        entries["project"] = Known(record.account)
    return Fields(entries)
