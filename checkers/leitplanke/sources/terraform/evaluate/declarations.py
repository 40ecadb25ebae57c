"""What Terraform rejects in declarations before it evaluates anything, as far as it takes no provider to know it."""

import re
from collections.abc import Iterator

import msgspec

from leitplanke.core.diagnostic import Diagnostic, warning
from leitplanke.core.message import message
from leitplanke.sources.terraform.evaluate.configuration import Configuration, Declared, Written
from leitplanke.sources.terraform.syntax import tree

_NAME = re.compile(r"[^\W\d][\w-]*")
_NAMED = frozenset({"variable", "output", "module", "resource", "data"})
_RESERVED = frozenset({"count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version"})
_ARGUMENTS = {
    "variable": frozenset({"default", "deprecated", "description", "ephemeral", "nullable", "sensitive", "type"}),
    "output": frozenset({"deprecated", "depends_on", "description", "ephemeral", "sensitive", "value"}),
}
_CALL = frozenset({"count", "depends_on", "for_each", "lifecycle", "providers", "source", "version"})
"""Arguments of a module's call that are no variables of the module."""


def checked(configuration: Configuration) -> Configuration:
    """Return the configuration with what is wrong with its declarations among the diagnostics."""
    every = (declared for found in configuration.declared.values() for declared in found.values())
    more = tuple(diagnostic for declared in every for diagnostic in _rejected(declared))
    return (
        msgspec.structs.replace(configuration, diagnostics=configuration.diagnostics + more) if more else configuration
    )


def _rejected(declared: Declared) -> Iterator[Diagnostic]:
    """Yield what is wrong with a declaration by itself; override files are merged into it."""
    kind, name = declared.type, declared.name
    if kind in _NAMED and (not _NAME.fullmatch(name) or (kind == "variable" and name in _RESERVED)):
        yield warning(message("invalid-name", block=kind, name=name), span=declared.header)
    known = _ARGUMENTS.get(kind)
    if known is not None:
        yield from (_unsupported(one) for key, one in declared.arguments.items() if key not in known)
    if kind == "output" and "value" not in declared.arguments:
        yield warning(message("missing-argument", block=f"output.{name}", argument="value"), span=declared.header)
    default = declared.arguments.get("default")
    if kind == "variable" and default is not None and not _is_constant(default.argument.value):
        yield warning(message("default-not-constant", name=f"var.{name}"), span=default.span)
    if "count" in declared.arguments and "for_each" in declared.arguments and kind in {"module", "resource", "data"}:
        address = ".".join((kind, *declared.labels) if kind != "resource" else declared.labels)
        later = max((declared.arguments["count"], declared.arguments["for_each"]), key=lambda one: one.argument.start)
        yield warning(message("count-and-for-each", address=address), span=later.span)


def rejected_call(call: Declared, module: Configuration) -> Iterator[Diagnostic]:
    """Yield what is wrong with a module's call, given the module's declarations."""
    if module.broken:
        return
    variables = {declared.name: declared for declared in module.of("variable").values()}
    for name, one in call.arguments.items():
        if name not in variables and name not in _CALL:
            yield _unsupported(one)
    for name, declared in variables.items():
        if "default" not in declared.arguments and name not in call.arguments:
            yield warning(message("missing-argument", block=f"module.{call.name}", argument=name), span=call.header)


def _unsupported(one: Written) -> Diagnostic:
    return warning(message("unsupported-argument", argument=one.argument.name), span=one.span)


def _is_constant(expression: tree.Expression) -> bool:
    waiting: list[object] = [expression]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (tree.Variable, tree.Call, tree.ForTuple, tree.ForObject)):
            return False
        if isinstance(one, tuple):
            waiting.extend(one)
        elif hasattr(one, "__struct_fields__"):
            waiting.extend(getattr(one, name) for name in one.__struct_fields__)
    return True
