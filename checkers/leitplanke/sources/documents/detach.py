"""Taking out of a plan what is judged, so that the rest of a large file need not stay in memory.

A plan says most things several times (before and after, planned values, prior state, drift); a third of it is read.
"""

import msgspec

from leitplanke.sources.documents.form import (
    MISSING,
    Document,
    ModuleConfiguration,
    ShownModule,
    ShownResource,
    ShownState,
    ShownValues,
)

SHARED_AT_MOST = 256
"""Parts up to this size are often the same, such as the mask of what is not known."""


def detached(document: Document) -> Document:
    """Return the plan with copies of what is read, so that nothing refers to the bytes that it was decoded from."""
    copies = _Copies()
    document.planned_values = MISSING
    known = ShownModule(data_sources(document.prior_state))
    document.prior_state = msgspec.Raw(msgspec.json.encode(ShownState(ShownValues(known))))
    for one in document.resource_changes or ():
        change = one.change
        change.after = copies.of(change.after)
        change.after_unknown = copies.of(change.after_unknown)
        change.after_sensitive = copies.of(change.after_sensitive)
    for variable in document.variables.values():
        variable.value = copies.of(variable.value)
    for provider in document.configuration.provider_config.values():
        provider.expressions = copies.of(provider.expressions)
    modules = [document.configuration.root_module]
    while modules:
        module = modules.pop()
        copies.module(module)
        modules += (call.module for call in module.module_calls.values())
    return document


class _Copies:
    """Copies ranges of bytes, equal small ones once."""

    def __init__(self) -> None:
        self._shared: dict[bytes, msgspec.Raw] = {}

    def of(self, raw: msgspec.Raw) -> msgspec.Raw:
        """Return the same bytes, on their own."""
        data = bytes(raw)
        if len(data) > SHARED_AT_MOST:
            return msgspec.Raw(data)
        if not data:
            return MISSING
        found = self._shared.get(data)
        if found is None:
            found = self._shared[data] = msgspec.Raw(data)
        return found

    def module(self, module: ModuleConfiguration) -> None:
        """Copy what is written in a module."""
        for block in module.resources:
            block.expressions = self.of(block.expressions)
            block.count_expression = self.of(block.count_expression)
            block.for_each_expression = self.of(block.for_each_expression)
        for call in module.module_calls.values():
            call.expressions = self.of(call.expressions)
            call.count_expression = self.of(call.count_expression)
            call.for_each_expression = self.of(call.for_each_expression)
        for output in module.outputs.values():
            output.expression = self.of(output.expression)
        for variable in module.variables.values():
            variable.default = self.of(variable.default)


def data_sources(prior_state: msgspec.Raw) -> list[ShownResource]:
    """Return the data sources that were read before the plan was made."""
    try:
        state = msgspec.json.decode(prior_state, type=ShownState | None)
    except msgspec.ValidationError:
        return []
    found: list[ShownResource] = []
    modules: list[ShownModule] = [state.values.root_module] if state is not None and state.values is not None else []
    while modules:
        module = modules.pop()
        found += (one for one in module.resources if one.mode == "data")
        modules += module.child_modules
    return found
