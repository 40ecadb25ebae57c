"""Provider configurations: which one applies where, and what it says."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.value import AnyValue, CauseKind, Fields, Known, unknown
from leitplanke.sources.terraform.evaluate.blocks import attributes_of
from leitplanke.sources.terraform.evaluate.configuration import Configuration, Declared, Written
from leitplanke.sources.terraform.evaluate.context import Place
from leitplanke.sources.terraform.evaluate.expansion import Expansion, Form, expand
from leitplanke.sources.terraform.syntax.tree import Attribute, Expression, Index, Literal, Object, Variable

Name: TypeAlias = tuple[str, str]
"""Local name and alias of a configuration; the alias is empty for the default one."""


class Provider:
    """One provider configuration: its settings as values, for each key if it has ``for_each`` (OpenTofu)."""

    __slots__ = ("_expansion", "_place", "_settings", "declared", "name", "region")

    def __init__(self, name: Name, declared: Declared | None, place: Place, region: str | None) -> None:
        self.name = name
        self.declared = declared
        self.region = region
        self._place = place
        self._settings: dict[str, Fields] = {}
        self._expansion: Expansion | None = None

    def settings(self, key: AnyValue | None = None) -> Fields:
        """Return the arguments of the configuration; of the instance with a key, where it has several."""
        if self.declared is None or "for_each" not in self.declared.arguments:
            return self._read("", self._place)
        if self._expansion is None:
            self._expansion = expand(self.declared, self._place, self.label)
        if self._expansion.form is Form.EACH and isinstance(key, Known):
            for instance in self._expansion.instances:
                if instance.key == key.data:
                    place = self._place.bind(instance.names, f"{self.label}{instance.suffix}")
                    return self._read(str(key.data), place)
        return Fields({}, unknown(CauseKind.PROVIDER, self.label))

    @property
    def label(self) -> str:
        """What the configuration is called: ``aws`` or ``aws.replica``."""
        return ".".join(part for part in self.name if part)

    def _read(self, key: str, place: Place) -> Fields:
        found = self._settings.get(key)
        if found is None:
            found = self._settings[key] = self._compute(place)
        return found

    def _compute(self, place: Place) -> Fields:
        written = self.declared is not None and "region" in self.declared.arguments
        given: dict[str, AnyValue] = {}
        if self.region is not None and not written:
            given["region"] = Known(self.region, Origin(OriginKind.OPTION, f"provider_regions.{self.label}"))
        if self.declared is None:
            return Fields(given)
        entries: Mapping[str, AnyValue] = attributes_of(self.declared, place, f"provider.{self.label}")
        return Fields({**entries, **given} if given else entries)


class Providers:
    """The provider configurations that a module instance sees: its own, those passed to it, its callers' defaults."""

    def __init__(
        self,
        configuration: Configuration,
        place: Place,
        *,
        regions: Mapping[str, str],
        passed: Mapping[Name, Callable[[], Fields]],
        parent: "Providers | None",
    ) -> None:
        self._place = place
        self._regions = regions
        self._passed = passed
        self._parent = parent
        self._required = configuration.required_providers
        self._own: dict[Name, Provider] = {}
        for declared in configuration.providers:
            self._add((declared.name, declared.text("alias") or ""), declared)

    def settings(self, name: Name, key: AnyValue | None = None) -> Fields:
        """Return the arguments of a configuration.

        A default configuration is handed down to child modules without being passed, and need not be written at all.
        An alias that nobody configures or passes has unknown settings.
        """
        own = self._own.get(name)
        if own is not None:
            return own.settings(key)
        if name in self._passed:
            return self._passed[name]()
        if name[1]:
            return Fields({}, unknown(CauseKind.PROVIDER, ".".join(name)))
        if self._parent is not None:
            return self._parent.settings(name)
        return self._add(name, None).settings()

    def local_type(self, local_name: str) -> str:
        """Return what a local name stands for: ``hashicorp/aws`` is ``aws``, whatever it is called here."""
        return self._required.get(local_name, local_name).rpartition("/")[2]

    def _add(self, name: Name, declared: Declared | None) -> Provider:
        region = self._regions.get(".".join(part for part in name if part))
        self._own[name] = Provider(name, declared, self._place, region)
        return self._own[name]


def reference(expression: Expression) -> tuple[Name, Expression | None] | None:
    """Return the provider that an expression names, ``aws.replica`` or ``aws.by_region["eu"]``, and the key."""
    key: Expression | None = None
    if isinstance(expression, Index):
        key = expression.key
        expression = expression.base
    if isinstance(expression, Attribute) and isinstance(expression.base, Variable):
        return (expression.base.name, expression.name), key
    if isinstance(expression, Variable):
        return (expression.name, ""), key
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        local, _, alias = expression.value.partition(".")
        return (local, alias), key
    return None


def passed_providers(argument: Written | None) -> dict[Name, tuple[Name, Expression | None]]:
    """Return what a module call's ``providers`` says: the name in the module, and the configuration of the caller."""
    found: dict[Name, tuple[Name, Expression | None]] = {}
    if argument is None or not isinstance(argument.argument.value, Object):
        return found
    for item in argument.argument.value.items:
        inner, outer = reference(item.key), reference(item.value)
        if inner is not None and outer is not None:
            found[inner[0]] = outer
    return found
