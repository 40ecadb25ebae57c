"""Resources and data sources of a module instance: what refers to them sees, and what the inventory holds."""

from collections.abc import Iterator, Mapping

import msgspec

from leitplanke.core.logic import all_of, assuming
from leitplanke.core.source import Span
from leitplanke.core.value import AnyValue, Fields, Known, Reference
from leitplanke.inventory.resource import Resource
from leitplanke.sources.terraform.evaluate.blocks import attributes_of
from leitplanke.sources.terraform.evaluate.configuration import Declared
from leitplanke.sources.terraform.evaluate.context import Place
from leitplanke.sources.terraform.evaluate.data_sources import computed_by
from leitplanke.sources.terraform.evaluate.expansion import Expansion, Instance, expand
from leitplanke.sources.terraform.evaluate.expressions import evaluate
from leitplanke.sources.terraform.evaluate.providers import Providers, reference
from leitplanke.sources.terraform.evaluate.scope import DeferredEntries


class ResourceSet:
    """All instances of one ``resource`` or ``data`` block in a module instance, each evaluated when it is needed."""

    __slots__ = ("_expansion", "_objects", "_place", "_providers", "_value", "address", "declared", "type")

    def __init__(self, declared: Declared, place: Place, providers: Providers, prefix: str) -> None:
        kind = "data." if declared.type == "data" else ""
        self.type = kind + declared.labels[0]
        self.address = f"{prefix}{self.type}.{declared.labels[1]}"
        self.declared = declared
        self._place = place
        self._providers = providers
        self._expansion: Expansion | None = None
        self._objects: dict[int | str | None, Fields] = {}
        self._value: AnyValue | None = None

    def value(self) -> AnyValue:
        """Return what a reference to the block yields."""
        if self._value is None:
            found = self.expansion()
            self._value = found.assemble(lambda one: Known(self._object(one)), self.address, Reference(self.address))
        return self._value

    def expansion(self) -> Expansion:
        """Return the instances of the block."""
        if self._expansion is None:
            self._expansion = expand(self.declared, self._place, self.address)
        return self._expansion

    def resources(
        self, stack: str, calls: tuple[Span, ...], exists: AnyValue, *, lazily: bool = False
    ) -> Iterator[Resource]:
        """Yield the instances for the inventory, every attribute evaluated; ``lazily``, when it is first read."""
        for instance in self.expansion().instances:
            settings = self._settings(instance)
            there = exist_both(exists, instance.exists)
            yield Resource(
                stack,
                self.address + instance.suffix,
                self.type,
                self._provider_type(),
                self._lazy(instance, there) if lazily else _evaluated(self._object(instance), there),
                settings if lazily and isinstance(there, Known) else _evaluated(settings, there),
                span=self.declared.header,
                body=self.declared.span,
                calls=calls,
                exists=there,
            )

    def _lazy(self, instance: Instance, exists: AnyValue) -> Fields:
        """Return the attributes of an instance, of which nothing is done before one of them is read."""

        def entries() -> Mapping[str, AnyValue]:
            fields = self._object(instance)
            return fields.entries if isinstance(exists, Known) else _evaluated(fields, exists).entries

        return Fields(DeferredEntries(entries), reference=Reference(self.address + instance.suffix))

    def _object(self, instance: Instance) -> Fields:
        found = self._objects.get(instance.key)
        if found is None:
            found = self._objects[instance.key] = self._build(instance)
        return found

    def _build(self, instance: Instance) -> Fields:
        address = self.address + instance.suffix
        entries: Mapping[str, AnyValue] = attributes_of(self.declared, self._at(instance), address)
        if self.declared.type == "data":
            entries = computed_by(
                self.declared, entries, self._place.context, address, lambda: self._settings(instance)
            )
        return Fields(entries, reference=Reference(address))

    def _at(self, instance: Instance) -> Place:
        if not instance.names:
            return self._place
        return self._place.bind(instance.names, f"{self.address}{instance.suffix}")

    def _settings(self, instance: Instance) -> Fields:
        argument = self.declared.arguments.get("provider")
        named = reference(argument.argument.value) if argument is not None else None
        if named is None or argument is None:
            return self._providers.settings((self.declared.labels[0].partition("_")[0], ""))
        name, key = named
        at = evaluate(key, self._at(instance).scope(argument.source)) if key is not None else None
        return self._providers.settings(name, at)

    def _provider_type(self) -> str:
        argument = self.declared.arguments.get("provider")
        named = reference(argument.argument.value) if argument is not None else None
        if named is None:
            return self.declared.labels[0].partition("_")[0]
        return self._providers.local_type(named[0][0])


def _evaluated(fields: Fields, exists: AnyValue) -> Fields:
    """Return the fields with every entry computed, as it is where the resource exists."""
    entries = {name: assuming(entry, exists) for name, entry in fields.entries.items()}
    return msgspec.structs.replace(fields, entries=entries)


def exist_both(module: AnyValue, instance: AnyValue) -> AnyValue:
    """Return whether something exists that is an instance in a module instance."""
    if isinstance(module, Known):
        return instance
    return module if isinstance(instance, Known) else all_of(module, instance)
