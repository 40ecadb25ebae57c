"""Provider configurations of a plan: the region, above all.

An argument is a constant, or refers to variables, whose values the plan has. What was made of several is not known.
"""

from collections.abc import Mapping
from typing import Any

from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Items, ItemsKind, Known, Unknown, unknown
from leitplanke.sources.documents.addresses import steps
from leitplanke.sources.documents.form import Configuration, ProviderConfiguration, VariableValue
from leitplanke.sources.documents.values import Builder, decode_any, decode_object, no_unknown
from leitplanke.sources.plan.configuration import Instance, Modules, is_expression, references

_DEPTH_AT_MOST = 24
_BUILDER = Builder(no_unknown)


class Providers:
    """The provider configurations, by the keys that resources name them by.

    ``regions`` gives the region of a provider whose configuration does not say it, by ``aws`` or ``aws.alias``.
    """

    def __init__(
        self,
        configuration: Configuration,
        modules: Modules,
        variables: Mapping[str, VariableValue],
        regions: Mapping[str, str],
    ) -> None:
        self._configured = configuration.provider_config
        self._modules = modules
        self._variables = variables
        self._declared = configuration.root_module.variables
        self._regions = regions
        self._settings: dict[str, Fields] = {}

    def settings(self, key: str, provider: str) -> Fields:
        """Return the arguments of a configuration; ``provider`` is whose default one counts where there is no key.

        A key such as ``module.store:aws.replica`` names the module that configures, or is passed, the alias.
        """
        key = key or provider
        found = self._settings.get(key)
        if found is None:
            found = self._settings[key] = self._read(key)
        return found

    def _read(self, key: str) -> Fields:
        configured = self._configured.get(key)
        module, _, name = key.rpartition(":")
        while configured is None and module:
            # A default configuration is handed down; an alias of the same name may have been passed.
            module = module.rpartition(".module.")[0] if ".module." in module else ""
            configured = self._configured.get(f"{module}:{name}" if module else name)
        region = self._regions.get(name)
        given: dict[str, AnyValue] = {}
        if configured is None:
            if "." in name and region is None:
                return Fields({}, unknown(CauseKind.PROVIDER, name))
        else:
            given = self._arguments(configured)
        if region is not None and "region" not in given:
            given["region"] = Known(region, Origin(OriginKind.OPTION, f"provider_regions.{name}"))
        return Fields(given)

    def _arguments(self, configured: ProviderConfiguration) -> dict[str, AnyValue]:
        instance = self._modules.instance(configured.module_address)
        written = decode_object(configured.expressions)
        found = {name: self._value(one, instance, 0) for name, one in written.items()}
        return {name: value for name, value in found.items() if not isinstance(value, Absent)}

    def _value(self, expression: Any, instance: Instance, depth: int) -> AnyValue:
        """Return the value of an expression, or of a nested block."""
        if isinstance(expression, list):
            return Known(Items(tuple(self._value(one, instance, depth) for one in expression), ItemsKind.LIST))
        if not is_expression(expression):
            names = expression if isinstance(expression, dict) else {}
            return Known(Fields({name: self._value(one, instance, depth) for name, one in names.items()}))
        if "constant_value" in expression:
            return _built(expression["constant_value"])
        return self._referred([one.text for one in references(expression)], instance, depth)

    def _referred(self, texts: list[str], instance: Instance, depth: int) -> AnyValue:
        names = steps(texts[0]) if len(texts) == 1 else []
        if len(names) < 2 or names[0][0] != "var" or depth > _DEPTH_AT_MOST:
            return _unknown(texts, instance)
        name, key = names[1]
        if instance.call is not None and instance.parent is not None:
            given = self._modules.expressions(instance.call)
            declared = instance.module.variables.get(name)
            if name in given:
                value = self._value(given[name], instance.parent, depth + 1)
            else:
                value = _built(decode_any(declared.default)) if declared is not None else _unknown(texts, instance)
        elif name in self._variables:
            secret = name in self._declared and self._declared[name].sensitive
            value = _built(decode_any(self._variables[name].value), sensitive=secret)
        else:
            return _unknown(texts, instance)
        inside = [*([key] if key is not None else []), *(step for step, _ in names[2:])]
        for step in inside:
            data = value.data if isinstance(value, Known) else None
            if not isinstance(data, Fields) or str(step) not in data.entries:
                return _unknown(texts, instance)
            value = data.entries[str(step)]
        return value


def _built(data: Any, *, sensitive: bool = False) -> AnyValue:
    return _BUILDER.build(data, False, sensitive, ())


def _unknown(texts: list[str], instance: Instance) -> Unknown:
    kind = {"var": CauseKind.VARIABLE, "data": CauseKind.DATA_SOURCE}.get((texts or [""])[0].partition(".")[0])
    return unknown(kind or CauseKind.COMPUTED, f"{instance.prefix}{' '.join(texts)}")
