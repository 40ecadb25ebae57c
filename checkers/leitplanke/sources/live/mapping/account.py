"""From the records of one account to an inventory: the resources that rules are about, and what may be missing."""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from leitplanke.catalogue.live_loader import PROVIDERS, LiveCatalogue
from leitplanke.catalogue.live_row import LivePath, LiveRow
from leitplanke.catalogue.loader import Catalogue
from leitplanke.core.origin import Origin
from leitplanke.core.value import Absent, AnyValue, Cause, Fields, Items, Known
from leitplanke.inventory.coverage import Coverage
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Resource, Stack
from leitplanke.sources.live.mapping.above import Above, inherited, named_above
from leitplanke.sources.live.mapping.attributes import AttributesOf, children_of, names_of
from leitplanke.sources.live.mapping.beside import TAGS, children_of_all, distinct, tags_of
from leitplanke.sources.live.mapping.expressions import compiled, holds
from leitplanke.sources.live.mapping.gaps import gaps, hidden
from leitplanke.sources.live.mapping.names import Names
from leitplanke.sources.live.mapping.paths import MISSING, steps
from leitplanke.sources.live.mapping.told import Found, Told
from leitplanke.sources.live.mapping.view import View
from leitplanke.sources.live.record import Cloud, Record

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
        self._told = Told(catalogue, live, unsaved or {})
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
        found: list[Found] = []
        doubts: list[tuple[str, Cause]] = []
        unmapped: dict[str, int] = {}
        for record in distinct(records):
            before = len(doubts)
            named = self._live.by_record_type.get(record.type, ())
            mapped = list(self._told.resources_of(record, named, tags, child, doubts))
            found += mapped
            if not mapped and (record.type not in self._read or len(doubts) > before):
                unmapped[record.type] = unmapped.get(record.type, 0) + 1
        for record in inherited(account, records, above or (), named_above(self._live, records)):
            found += self._told.resources_of(record, self._live.by_inherited_type[record.type], tags, child, doubts)
        missing = gaps(self._live, above)
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
            closed={Scope.MODULE, Scope.ACCOUNT} | (set() if missing else {Scope.ORGANISATION}),
            hidden=[*hidden(self._live, lines), *missing, *dict.fromkeys(doubts)],
            names=self._shown,
        )
        places = {one.address: (one.view.record.region, one.view.record.type) for one in found}
        return Account(inventory, unmapped, places)

    def _names(self, found: list[Found]) -> Names:
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
        one: Found,
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


def _synonyms(live: LiveRow, view: View) -> dict[str, str]:
    if not live.synonym or any(holds(test, view) is not True for test in live.synonym_when):
        return {}
    name = compiled(live.synonym)(view, MISSING)
    if not isinstance(name, str):
        return {}
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
