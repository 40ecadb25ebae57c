"""From a plan to an inventory: what will be there once it is applied."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from sys import intern

import msgspec

from leitplanke.core.diagnostic import Diagnostic, warning
from leitplanke.core.message import message
from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.value import AnyValue, Cause, CauseKind, Fields, Known
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Resource, Stack
from leitplanke.sources.documents.addresses import Key, steps
from leitplanke.sources.documents.detach import data_sources
from leitplanke.sources.documents.form import NULL, Document, ResourceChange, ShownResource
from leitplanke.sources.documents.identities import Identities, Names, cloud_id, names_in
from leitplanke.sources.documents.written import Written, region_of
from leitplanke.sources.plan.attributes import Planned
from leitplanke.sources.plan.configuration import Modules
from leitplanke.sources.plan.joins import Joins, Site
from leitplanke.sources.plan.providers import Providers

_ACTIONS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    one: one for one in (("create",), ("update",), ("no-op",), ("read",), ("create", "delete"))
}
_GONE = frozenset({("delete",), ("forget",)})


def read_plan(
    document: Document,
    path: str,
    stack: Stack,
    *,
    source: Inventory | None = None,
    regions: Mapping[str, str] | None = None,
    closed: Iterable[Scope] = (Scope.MODULE,),
) -> tuple[Inventory, list[Diagnostic]]:
    """Return the resources of a plan as they will be, and what is wrong with it.

    What is deleted or forgotten is left out, and so is drift that the plan only reports. ``path`` is the plan's file
    for diagnostics. ``source`` is the inventory of the configuration that was planned, if it is at hand: it gives
    places. ``regions`` are those of providers whose configuration does not say one, by ``aws`` or ``aws.alias``.
    """
    return _Reader(document, path, stack, Written(source), regions or {}).read(closed)


class _Reader:
    """One plan while it is read."""

    def __init__(
        self, document: Document, path: str, stack: Stack, written: Written, regions: Mapping[str, str]
    ) -> None:
        self._document = document
        self._path = path
        self._stack = stack
        self._written = written
        self._modules = Modules(document.configuration)
        self._providers = Providers(document.configuration, self._modules, document.variables, regions)
        changes = document.resource_changes or []
        self._changes = {one.address: _shared(one) for one in changes if _stays(one)}
        self._read_before = {one.address: one for one in data_sources(document.prior_state)}
        self._attributes: dict[str, Mapping[str, AnyValue]] = {}
        self._names: dict[str, Names] = {}
        self._joins = Joins(self._modules, self._raws, self._keys, self._attributes.get, lambda: self._identities)
        self._settings: dict[tuple[str, str | None], Fields] = {}

    def read(self, closed: Iterable[Scope]) -> tuple[Inventory, list[Diagnostic]]:
        """Return the inventory, and the diagnostics."""
        resources = [self._planned(one) for one in self._changes.values()]
        resources += [self._known(one) for one in self._read_before.values() if one.address not in self._changes]
        diagnostics = list(self._diagnostics())
        hidden = [("*", Cause(CauseKind.SCOPE, self._path))] if not self._is_whole else []
        return Inventory(self._stack, resources, closed=closed, hidden=hidden), diagnostics

    @property
    def _is_whole(self) -> bool:
        return self._document.complete and not self._document.errored

    def _diagnostics(self) -> Iterator[Diagnostic]:
        if self._document.errored:
            yield warning(message("plan-errored"), path=self._path)
        elif not self._document.complete:
            yield warning(message("plan-incomplete"), path=self._path)
        managed = [one.address for one in self._changes.values() if one.mode == "managed"]
        if (missing := self._written.missing(managed)) and managed:
            yield warning(message("plan-not-of-source", count=len(missing), first=missing[0]), path=self._path)

    def _planned(self, one: ResourceChange) -> Resource:
        change = one.change
        if change.actions != ("create",):
            self._names[one.address] = names_in(change.after)
        raws = (change.after, change.after_unknown, change.after_sensitive)
        return self._resource(one.address, one.module_address, one, raws)

    def _known(self, one: ShownResource) -> Resource:
        self._names[one.address] = names_in(one.values)
        return self._resource(one.address, _module_of(one).rstrip("."), one, (one.values, NULL, one.sensitive_values))

    def _resource(
        self,
        address: str,
        module_address: str,
        one: ResourceChange | ShownResource,
        raws: tuple[msgspec.Raw, msgspec.Raw, msgspec.Raw],
    ) -> Resource:
        module = self._modules.instance(module_address)
        block = self._modules.resource(module, one.type, one.name, one.mode)
        written = self._written.at(address)
        provider = intern(one.provider_name.rpartition("/")[2] or one.type.partition("_")[0])
        attributes = Planned(self._joins, Site(address, module, one.index, block), raws, written)
        self._attributes[address] = attributes
        key = block.provider_config_key if block is not None else ""
        return Resource(
            self._stack.name,
            address,
            intern(f"data.{one.type}" if one.mode == "data" else one.type),
            provider,
            Fields(attributes),
            self._settings_of(key, provider, address, raws[0], written),
            cloud_id(self._names[address]) if address in self._names else None,
            span=written.span if written is not None else None,
            body=written.body if written is not None else None,
            calls=written.calls if written is not None else (),
        )

    def _settings_of(
        self, key: str, provider: str, address: str, after: msgspec.Raw, written: Resource | None
    ) -> Fields:
        """Return the provider's settings; where they do not tell the region, the resource itself may."""
        settings = self._providers.settings(key, provider)
        region = settings.entries.get("region")
        if written is not None:
            settings = self._written.settings(written, settings)
        elif not isinstance(region, Known) and provider == "aws":
            known = region_of(after, self._names.get(address))
            if known is not None:
                shared = self._settings.get((key, known))
                if shared is None:
                    value = Known(known, Origin(OriginKind.API, "region"))
                    shared = self._settings[key, known] = Fields({**settings.entries, "region": value})
                settings = shared
        return settings

    def _raws(self, address: str) -> tuple[msgspec.Raw, msgspec.Raw] | None:
        change = self._changes.get(address)
        if change is not None:
            return change.change.after, change.change.after_unknown
        known = self._read_before.get(address)
        return (known.values, NULL) if known is not None else None

    def _keys(self, block: str) -> Iterable[Key]:
        """Return the instance keys of a resource block or module call."""
        if block in self._changes or block in self._read_before:
            return (None,)
        return self._all_keys.get(block, ())

    @cached_property
    def _all_keys(self) -> dict[str, dict[Key, None]]:
        found: dict[str, dict[Key, None]] = {}
        modules: set[str] = set()
        for change in self._changes.values():
            kind = "data." if change.mode == "data" else ""
            prefix = f"{change.module_address}." if change.module_address else ""
            found.setdefault(f"{prefix}{kind}{change.type}.{change.name}", {})[change.index] = None
            modules.add(change.module_address)
        for one in self._read_before.values():
            found.setdefault(f"{_module_of(one)}data.{one.type}.{one.name}", {})[one.index] = None
        for address in modules:
            instance = self._modules.instance(address)
            while instance.parent is not None:
                called = f"{instance.parent.prefix}module.{steps(instance.address)[-1][0]}"
                found.setdefault(called, {})[instance.key] = None
                instance = instance.parent
        return found

    @cached_property
    def _identities(self) -> Identities:
        return Identities(self._names.items())


def _module_of(one: ShownResource) -> str:
    """Return what stands before a data source in its address."""
    return one.address.rpartition(f"data.{one.type}.{one.name}")[0]


def _shared(one: ResourceChange) -> ResourceChange:
    """Return the change with the texts that many have in common held once."""
    one.type, one.mode, one.provider_name = intern(one.type), intern(one.mode), intern(one.provider_name)
    one.module_address = intern(one.module_address)
    change = one.change
    change.actions = _ACTIONS.get(change.actions, change.actions)
    return one


def _stays(one: ResourceChange) -> bool:
    """Tell whether a change leaves a resource: an object that replaces another does, the deposed one does not."""
    return one.deposed is None and one.change.actions not in _GONE
