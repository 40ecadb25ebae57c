"""The forms of Terraform's JSON, as far as they are read. All else is skipped without being decoded.

Sources: Terraform's documentation "JSON Output Format" (``format_version`` 1.x) and the state file's format 4. Where
values lie is `msgspec.Raw`: a range of the input, decoded resource by resource when it is asked for.
"""

from typing import TypeAlias

import msgspec

NULL = msgspec.Raw(b"null")
MISSING = msgspec.Raw(b"")
"""Stands for what is not in a document at all."""
Index: TypeAlias = str | int | None


class Change(msgspec.Struct, gc=False):
    """What is to be done to one resource."""

    actions: tuple[str, ...] = ()
    after: msgspec.Raw = NULL
    after_unknown: msgspec.Raw = NULL
    after_sensitive: msgspec.Raw = NULL


class ResourceChange(msgspec.Struct, gc=False):
    """One resource instance in a plan."""

    address: str
    type: str
    name: str
    change: Change
    mode: str = "managed"
    module_address: str = ""
    index: Index = None
    provider_name: str = ""
    deposed: str | None = None


class ConfiguredResource(msgspec.Struct, gc=False):
    """One resource block. ``expressions`` says which references each argument has, not what is made of them."""

    address: str
    type: str = ""
    name: str = ""
    mode: str = "managed"
    provider_config_key: str = ""
    expressions: msgspec.Raw = NULL
    count_expression: msgspec.Raw = MISSING
    for_each_expression: msgspec.Raw = MISSING


class Output(msgspec.Struct, gc=False):
    """An output of a module."""

    expression: msgspec.Raw = NULL


class Variable(msgspec.Struct, gc=False):
    """A declaration of a variable."""

    default: msgspec.Raw = NULL
    sensitive: bool = False


class ModuleConfiguration(msgspec.Struct):
    """The blocks of one module, and the modules that it calls."""

    resources: list[ConfiguredResource] = []
    module_calls: "dict[str, ModuleCall]" = {}
    outputs: dict[str, Output] = {}
    variables: dict[str, Variable] = {}


class ModuleCall(msgspec.Struct):
    """One call of a module."""

    module: ModuleConfiguration = msgspec.field(default_factory=ModuleConfiguration)
    expressions: msgspec.Raw = NULL
    count_expression: msgspec.Raw = MISSING
    for_each_expression: msgspec.Raw = MISSING


class ProviderConfiguration(msgspec.Struct):
    """One provider configuration; ``module_address`` is the module that writes it."""

    name: str = ""
    alias: str = ""
    module_address: str = ""
    expressions: msgspec.Raw = NULL


class Configuration(msgspec.Struct):
    """The configuration that was planned."""

    provider_config: dict[str, ProviderConfiguration] = {}
    root_module: ModuleConfiguration = msgspec.field(default_factory=ModuleConfiguration)


class VariableValue(msgspec.Struct, gc=False):
    """The value that a root variable had in the plan."""

    value: msgspec.Raw = NULL


class ShownResource(msgspec.Struct, gc=False):
    """One resource instance with its values, as a plan's prior state or a shown state has it."""

    address: str
    type: str
    name: str = ""
    mode: str = "managed"
    provider_name: str = ""
    index: Index = None
    values: msgspec.Raw = NULL
    sensitive_values: msgspec.Raw = NULL
    depends_on: tuple[str, ...] = ()
    deposed_key: str | None = None


class ShownModule(msgspec.Struct):
    """The resources of a module instance and of those below it."""

    resources: list[ShownResource] = []
    child_modules: "list[ShownModule]" = []


class ShownValues(msgspec.Struct):
    """All resources of a state."""

    root_module: ShownModule = msgspec.field(default_factory=ShownModule)


class ShownState(msgspec.Struct):
    """What ``terraform show -json`` prints of a state; also a plan's ``prior_state``."""

    values: ShownValues | None = None


class StateInstance(msgspec.Struct, gc=False):
    """One instance in a state file."""

    attributes: msgspec.Raw = NULL
    sensitive_attributes: msgspec.Raw = NULL
    index_key: Index = None
    dependencies: tuple[str, ...] = ()
    deposed: str | None = None


class StateResource(msgspec.Struct):
    """One resource block in a state file, with its instances."""

    type: str
    name: str
    mode: str = "managed"
    module: str = ""
    provider: str = ""
    instances: list[StateInstance] = []


class Document(msgspec.Struct):
    """Any of the three: a plan, a shown state, or a state file of version 4."""

    format_version: str = ""
    version: int = 0
    # A plan.
    resource_changes: list[ResourceChange] | None = None
    planned_values: msgspec.Raw = MISSING
    prior_state: msgspec.Raw = NULL
    configuration: Configuration = msgspec.field(default_factory=Configuration)
    variables: dict[str, VariableValue] = {}
    errored: bool = False
    complete: bool = True
    # A shown state.
    values: ShownValues | None = None
    # A state file.
    lineage: str | None = None
    serial: int | None = None
    resources: list[StateResource] | None = None
