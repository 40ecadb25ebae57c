"""The ``configuration`` of a plan: its modules, their instances, and what each argument refers to.

Terraform lists what an expression refers to, not what it makes of it, and says nothing of ``locals`` and ``dynamic``
blocks. Each reference is followed by its prefixes: ``aws_s3_bucket.a[0].id``, ``aws_s3_bucket.a[0]``,
``aws_s3_bucket.a``.
"""

from collections.abc import Iterator, Mapping, Sequence
from sys import intern
from typing import Any

import msgspec

from leitplanke.sources.documents.addresses import Key, steps, suffix
from leitplanke.sources.documents.form import Configuration, ConfiguredResource, ModuleCall, ModuleConfiguration
from leitplanke.sources.documents.values import decode_object

_REMEMBERED_AT_MOST = 512
_NOTHING = ModuleConfiguration()


class Instance(msgspec.Struct, frozen=True, eq=False):
    """One instance of a module. ``call`` is the call that made it, in ``parent``, with ``key``."""

    address: str
    module: ModuleConfiguration
    call: ModuleCall | None = None
    parent: "Instance | None" = None
    key: Key = None

    @property
    def prefix(self) -> str:
        """What the addresses of its resources begin with."""
        return f"{self.address}." if self.address else ""


class Reference(msgspec.Struct, frozen=True):
    """One reference of an expression, without its prefixes.

    ``by_key`` tells whether ``each.key`` or ``count.index`` follows: it is most likely the index.
    """

    text: str
    by_key: bool = False


class Modules:
    """The modules of a configuration, looked up by the addresses of their instances."""

    def __init__(self, configuration: Configuration) -> None:
        self.root = Instance("", configuration.root_module)
        self._instances: dict[str, Instance] = {"": self.root}
        self._resources: dict[int, dict[str, ConfiguredResource]] = {}
        self._expressions: dict[int, Mapping[str, Any]] = {}

    def instance(self, address: str) -> Instance:
        """Return the module instance at an address; an empty one where the configuration has none."""
        found = self._instances.get(address)
        if found is None:
            found = self.root
            names = steps(address)
            for at in range(1, len(names), 2):
                found = self.below(found, *names[at])
            self._instances[address] = found
        return found

    def below(self, parent: Instance, name: str, key: Key) -> Instance:
        """Return an instance of a module that another one calls."""
        address = f"{parent.prefix}module.{name}{suffix(key)}"
        found = self._instances.get(address)
        if found is None:
            call = parent.module.module_calls.get(name)
            found = Instance(address, call.module if call is not None else _NOTHING, call, parent, key)
            self._instances[address] = found
        return found

    def resource(self, instance: Instance, type_name: str, name: str, mode: str) -> ConfiguredResource | None:
        """Return the block that resource instances were made of."""
        module = instance.module
        blocks = self._resources.get(id(module))
        if blocks is None:
            blocks = self._resources[id(module)] = {block.address: _shared(block) for block in module.resources}
        return blocks.get(f"data.{type_name}.{name}" if mode == "data" else f"{type_name}.{name}")

    def expressions(self, block: ConfiguredResource | ModuleCall) -> Mapping[str, Any]:
        """Return the arguments and nested blocks that are written."""
        found = self._expressions.get(id(block))
        if found is None:
            if len(self._expressions) >= _REMEMBERED_AT_MOST:
                self._expressions.clear()
            found = self._expressions[id(block)] = decode_object(block.expressions)
        return found


def _shared(block: ConfiguredResource) -> ConfiguredResource:
    """Return the block with the texts that many have in common held once."""
    block.type, block.mode = intern(block.type), intern(block.mode)
    block.provider_config_key = intern(block.provider_config_key)
    return block


def expression_at(found: Any, path: Sequence[str | int], values: Any) -> tuple[Any, tuple[str | int, ...]]:
    """Return the expression, or nested block, that a path in an argument leads to, and the path into its value.

    ``found`` is what is written for the whole argument.

    ``values`` is the planned value of the whole, by which the blocks of a set are told apart. None where nothing is
    written, as for ``dynamic`` blocks.
    """
    for at, step in enumerate(path):
        if is_expression(found):
            return found, tuple(path[at:])
        if isinstance(found, dict):
            found = found.get(str(step))
            values = values.get(str(step)) if isinstance(values, dict) else None
        elif isinstance(found, list) and isinstance(step, int):
            values = values[step] if isinstance(values, list) and step < len(values) else None
            found = _element(found, step, values)
        else:
            return None, ()
    return found, ()


def is_expression(data: Any) -> bool:
    """Tell whether data in ``expressions`` is an expression, and not a nested block."""
    if not isinstance(data, dict) or not data:
        return False
    return data.keys() <= {"constant_value", "references"}


def _element(blocks: list[Any], at: int, values: Any) -> Any:
    """Return the block that an element was written as: the one at its place, unless its constants say otherwise."""
    order = [at, *(other for other in range(len(blocks)) if other != at)]
    return next((blocks[one] for one in order if one < len(blocks) and _fits(blocks[one], values)), None)


def _fits(block: Any, values: Any) -> bool:
    if not isinstance(block, dict) or not isinstance(values, dict):
        return True
    constants = (
        (name, one["constant_value"])
        for name, one in block.items()
        if isinstance(one, dict) and "constant_value" in one
    )
    return all(values.get(name) in (None, constant) for name, constant in constants)


def references(expression: Any) -> list[Reference]:
    """Return what an expression, or everything in a nested block, refers to."""
    if isinstance(expression, list):
        return [one for item in expression for one in references(item)]
    if not isinstance(expression, dict):
        return []
    listed = expression.get("references")
    if not is_expression(expression) or not isinstance(listed, list):
        below = () if "constant_value" in expression else expression.values()
        return [one for item in below for one in references(item)]
    return list(_full(listed))


def _full(listed: list[Any]) -> Iterator[Reference]:
    """Yield the references without their prefixes."""
    texts = [text for text in listed if isinstance(text, str) and text]
    full = ""
    for at, text in enumerate(texts):
        behind = full[len(text) : len(text) + 1] if full.startswith(text) else ""
        # Of `module.m["a"].out` the list ends with `module.m["a"]`: `module.m` behind it stands for itself.
        if behind == "." or (behind == "[" and not text.startswith("module.")):
            continue
        full = text
        following = texts[at + 1] if at + 1 < len(texts) else ""
        yield Reference(text, following in ("each.key", "count.index"))
