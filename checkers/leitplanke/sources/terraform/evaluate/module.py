"""Module instances: names, calls of other modules, outputs. Each call is evaluated on its own, by the same syntax."""

import posixpath
from collections.abc import Callable, Container, Iterator, Mapping

from leitplanke.core.source import Span
from leitplanke.core.value import (
    AnyValue,
    Cause,
    CauseKind,
    Fields,
    FieldsKind,
    Known,
    Unknown,
    mark_sensitive,
    unknown,
)
from leitplanke.inventory.resource import Resource
from leitplanke.sources.terraform.evaluate.configuration import Configuration, Declared
from leitplanke.sources.terraform.evaluate.context import Context, Place
from leitplanke.sources.terraform.evaluate.declarations import rejected_call
from leitplanke.sources.terraform.evaluate.expansion import Expansion, Instance, expand
from leitplanke.sources.terraform.evaluate.expressions import evaluate
from leitplanke.sources.terraform.evaluate.functions.locations import absolute
from leitplanke.sources.terraform.evaluate.installed import module_folder
from leitplanke.sources.terraform.evaluate.providers import Name, Providers, passed_providers
from leitplanke.sources.terraform.evaluate.resources import ResourceSet, exist_both
from leitplanke.sources.terraform.evaluate.variables import variable_value
from leitplanke.sources.terraform.syntax.tree import Expression


class Module:
    """One instance of a module. ``variable`` gives the values of its variables, ``key`` its place in the manifest."""

    def __init__(
        self,
        context: Context,
        configuration: Configuration,
        variable: Callable[[Declared, Place], AnyValue],
        *,
        address: str = "",
        key: str = "",
        calls: tuple[Span, ...] = (),
        exists: AnyValue = Known(True),  # noqa: B008 - a frozen value
        passed: Mapping[Name, Callable[[], Fields]] | None = None,
        caller: "Module | None" = None,
    ) -> None:
        self.context = context
        self.configuration = configuration
        self.address = address
        self.key = key
        self.calls = calls
        self.exists = exists
        self._names: dict[str, AnyValue] = {}
        self.place = Place(context, self._names, address, configuration.folder)
        self.providers: Providers = Providers(
            configuration,
            self.place,
            regions={} if caller else context.regions,
            passed=passed or {},
            parent=caller.providers if caller else None,
        )
        prefix = f"{address}." if address else ""
        self.resource_sets = {
            (kind, *labels): ResourceSet(declared, self.place, self.providers, prefix)
            for kind in ("resource", "data")
            for labels, declared in configuration.of(kind).items()
        }
        self.calls_below = {
            labels[0]: ModuleCall(declared, self) for labels, declared in configuration.of("module").items()
        }
        for path in configuration.broken:
            context.hidden.add(("*", Cause(CauseKind.FILE, path)))
        for diagnostic in configuration.diagnostics:
            context.report(diagnostic)
        self._define(variable, prefix)

    def _define(self, variable: Callable[[Declared, Place], AnyValue], prefix: str) -> None:
        context, configuration, names = self.context, self.configuration, self._names
        broken = configuration.broken
        # What is not declared may stand in a file that could not be read.
        more = Unknown(tuple(Cause(CauseKind.FILE, path) for path in broken)) if broken else None

        def define(name: str, keys: frozenset[str], compute: Callable[[str], AnyValue]) -> AnyValue:
            return Known(Fields(context.lazy(f"{prefix}{name}.", keys, compute), more))

        variables = {labels[0]: declared for labels, declared in configuration.of("variable").items()}
        names["var"] = define("var", frozenset(variables), lambda name: variable(variables[name], self.place))
        local = configuration.locals
        names["local"] = define("local", frozenset(local), lambda name: self.place.value(local[name], f"local.{name}"))
        names["module"] = define("module", frozenset(self.calls_below), lambda name: self.calls_below[name].value())
        names["path"] = Known(Fields(self._paths()))
        names["terraform"] = names["tofu"] = Known(Fields({"workspace": context.workspace}))
        types: dict[str, dict[str, set[str]]] = {"resource": {}, "data": {}}
        for kind, type_name, name in self.resource_sets:
            types[kind].setdefault(type_name, set()).add(name)

        def group(kind: str, type_name: str, label: str) -> AnyValue:
            sets = self.resource_sets
            found = frozenset(types[kind][type_name])
            return define(label, found, lambda name: sets[kind, type_name, name].value())

        for type_name in types["resource"]:
            names[type_name] = group("resource", type_name, type_name)
        data = {type_name: group("data", type_name, f"data.{type_name}") for type_name in types["data"]}
        names["data"] = Known(Fields(data, more))
        # What is ephemeral is never stored, so that nobody can know it.
        names["ephemeral"] = Known(Fields({}, unknown(CauseKind.COMPUTED, "ephemeral")))

    def _paths(self) -> dict[str, AnyValue]:
        root = self.context.folder
        here = posixpath.relpath(self.configuration.folder, root)
        return {"module": Known(here), "root": Known("."), "cwd": absolute(root)}

    def outputs(self, label: str) -> AnyValue:
        """Return the object that ``module.name`` is to the caller."""
        declared = self.configuration.of("output")

        def compute(name: str) -> AnyValue:
            output = declared[name,]
            value = output.arguments.get("value")
            if value is None:
                return unknown(CauseKind.ERROR, f"{label}.{name}")
            found = self.place.value(value, f"{label}.{name}")
            return mark_sensitive(found) if output.flag("sensitive") else found

        broken = tuple(Cause(CauseKind.FILE, path) for path in self.configuration.broken)
        keys = frozenset(labels[0] for labels in declared)
        entries = self.context.lazy(f"{self.address}.", keys, compute)
        return Known(Fields(entries, Unknown(broken) if broken else None, kind=FieldsKind.OBJECT))

    def resources(self) -> Iterator[Resource]:
        """Yield all resources of the module and of those that it calls."""
        for _, found in self.by_block():
            yield from found

    def by_block(self, wanted: Container[str] | None = None) -> Iterator[tuple[ResourceSet, list[Resource]]]:
        """Yield each block of the module, and of those that it calls, with its resources.

        Where ``wanted`` holds addresses of blocks, attributes of all others are evaluated when they are read.
        """
        for group in self.resource_sets.values():
            lazily = wanted is not None and group.address not in wanted
            yield group, list(group.resources(self.context.stack, self.calls, self.exists, lazily=lazily))
        for module in self.modules():
            yield from module.by_block(wanted)

    def modules(self) -> Iterator["Module"]:
        """Yield the instances of the modules that it calls."""
        for call in self.calls_below.values():
            yield from (module for _, module in call.modules() if module is not None)

    def is_whole(self) -> bool:
        """Tell whether all files of the module, and of those that it calls, could be read."""
        return not self.configuration.broken and all(module.is_whole() for module in self.modules())


class ModuleCall:
    """One ``module`` block in a module instance, and the instances that it makes."""

    def __init__(self, declared: Declared, caller: Module) -> None:
        self.declared = declared
        self._caller = caller
        self._expansion: Expansion | None = None
        self._modules: list[tuple[Instance, Module | None]] | None = None
        self.address = f"{caller.address}.module.{declared.name}" if caller.address else f"module.{declared.name}"

    def value(self) -> AnyValue:
        """Return what ``module.name`` is: outputs, or a list or map of outputs."""
        modules = self.modules()
        missing = Unknown((Cause(CauseKind.MODULE, self.address),))
        if self._expansion is None or any(module is None for _, module in modules):
            return missing
        values: dict[object, AnyValue] = {
            instance.key: module.outputs(f"module.{self.declared.name}") for instance, module in modules if module
        }
        return self._expansion.assemble(lambda instance: values[instance.key], self.address)

    def modules(self) -> list[tuple[Instance, Module | None]]:
        """Return the instances; no module with an instance that may not be evaluated or is not there."""
        if self._modules is None:
            self._modules = self._load()
        return self._modules

    def _load(self) -> list[tuple[Instance, Module | None]]:
        declared, caller, context = self.declared, self._caller, self._caller.context
        key = f"{caller.key}.{declared.name}".lstrip(".")
        folder = module_folder(declared, caller.place, caller.configuration.folder, key, self.address)
        if folder is None:
            context.unseen[Cause(CauseKind.MODULE, self.address)] = (declared, caller.place, self.address)
            return []
        self._expansion = expand(declared, caller.place, self.address)
        configuration = context.library.configuration(context.project, folder, context.reader)
        for diagnostic in rejected_call(declared, configuration):
            context.report(diagnostic)
        return [(one, self._instance(one, configuration, key)) for one in self._expansion.instances]

    def _instance(self, instance: Instance, configuration: Configuration, key: str) -> Module | None:
        declared, caller, context = self.declared, self._caller, self._caller.context
        address = self.address + instance.suffix
        calls = (*caller.calls, declared.header)
        if not context.enter_module(len(calls), declared.header):
            context.hidden.add(("*", Cause(CauseKind.LIMIT, self.address)))
            return None
        place = caller.place.bind(instance.names, address) if instance.names else caller.place

        def variable(inner: Declared, inside: Place) -> AnyValue:
            argument = declared.arguments.get(inner.name)
            given = place.value(argument, f"var.{inner.name}") if argument is not None else None
            return variable_value(inner, given, inside, f"{address}.var.{inner.name}")

        def settings(outer: Name, selector: Expression | None) -> Callable[[], Fields]:
            argument = declared.arguments["providers"]
            return lambda: caller.providers.settings(
                outer, evaluate(selector, place.scope(argument.source)) if selector is not None else None
            )

        passed = passed_providers(declared.arguments.get("providers"))
        return Module(
            context,
            configuration,
            variable,
            address=address,
            key=key,
            calls=calls,
            exists=exist_both(caller.exists, instance.exists),
            passed={inner: settings(*outer) for inner, outer in passed.items()},
            caller=caller,
        )
