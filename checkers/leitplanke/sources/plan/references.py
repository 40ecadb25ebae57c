"""Following the references of a plan's configuration to the resources that values are read from.

Variables lead to the arguments of the module's call, outputs to what they are made of, ``each.value`` to what
``for_each`` goes over. Locals are not in a plan: what refers to one may be read from anything.
"""

from collections.abc import Callable, Iterable

import msgspec

from leitplanke.core.value import Reference
from leitplanke.sources.documents.addresses import Key, Step, steps, suffix
from leitplanke.sources.documents.form import MISSING
from leitplanke.sources.documents.values import decode_any
from leitplanke.sources.plan.configuration import Instance, Modules, references
from leitplanke.sources.plan.configuration import Reference as Written

_DEPTH_AT_MOST = 24
_REMEMBERED_AT_MOST = 10_000
_NO_RESOURCE = frozenset({"path", "terraform", "tofu", "self", "count", "provider"})


class Targets(msgspec.Struct, frozen=True):
    """What references lead to, each once. Not ``complete`` where some of them could not be followed.

    ``repeated`` tells whether several lead to the same.
    """

    found: tuple[Reference, ...] = ()
    complete: bool = True
    repeated: bool = False


_NONE = Targets()
_LOST = Targets(complete=False)


class Here(msgspec.Struct, frozen=True, eq=False):
    """Where an expression stands: the module instance, the key of the block's instance, and its ``for_each``."""

    module: Instance
    key: Key = None
    for_each: msgspec.Raw = MISSING


class Follower:
    """Follows references. ``instances`` gives the keys that a block, or a module call, has instances for."""

    def __init__(self, modules: Modules, instances: Callable[[str], Iterable[Key]]) -> None:
        self._modules = modules
        self._instances = instances
        self._followed: dict[tuple[object, ...], Targets] = {}

    def follow(self, written: Iterable[Written], here: Here, depth: int = 0) -> Targets:
        """Return the resources' attributes that references lead to, each once, in their order."""
        if depth > _DEPTH_AT_MOST:
            return _LOST
        return _merged(self._remembered(one, here, depth) for one in written)

    def _remembered(self, written: Written, here: Here, depth: int) -> Targets:
        """Follow a reference once, however many expressions lead through it; one that leads to itself leads nowhere."""
        place = (written, here.module.address, here.key, id(here.for_each))
        found = self._followed.get(place)
        if found is None:
            if len(self._followed) >= _REMEMBERED_AT_MOST:
                self._followed.clear()
            self._followed[place] = _LOST
            found = self._followed[place] = self._one(written, here, depth)
        return found

    def _one(self, written: Written, here: Here, depth: int) -> Targets:
        names = steps(written.text)
        root, key = names[0]
        if root in _NO_RESOURCE:
            return _NONE
        if root == "each":
            return self._each(names, here, depth)
        if root == "var" and len(names) > 1:
            return self._variable(names, here, depth)
        if root == "module" and len(names) > 1:
            return self._output(names, written.by_key, here, depth)
        if root == "data" and len(names) > 2:
            return self._resource(f"data.{names[1][0]}", names[2], names[3:], written.by_key, here)
        if root == "local" or key is not None or len(names) < 2:
            return _LOST
        return self._resource(root, names[1], names[2:], written.by_key, here)

    def _each(self, names: list[Step], here: Here, depth: int) -> Targets:
        if len(names) < 2 or names[1][0] != "value":
            return _NONE
        if here.for_each is MISSING:
            return _LOST
        # What is gone over by `for_each` is looked up by the key of this instance.
        over = [Written(one.text, by_key=True) for one in references(decode_any(here.for_each))]
        found = self.follow(over, here, depth + 1)
        return _beyond(found, names[2:])

    def _variable(self, names: list[Step], here: Here, depth: int) -> Targets:
        module = here.module
        if module.parent is None or module.call is None:
            return _NONE
        given = self._modules.expressions(module.call).get(names[1][0])
        if given is None:
            return _NONE
        caller = Here(module.parent, module.key, module.call.for_each_expression)
        found = self.follow(references(given), caller, depth + 1)
        return _beyond(found, [("", names[1][1]), *names[2:]] if names[1][1] is not None else names[2:])

    def _output(self, names: list[Step], by_key: bool, here: Here, depth: int) -> Targets:
        name, key = names[1]
        meant = self._key(f"{here.module.prefix}module.{name}", key, by_key, here)
        if isinstance(meant, _Several):
            return _LOST
        below = self._modules.below(here.module, name, meant)
        if below.call is None:
            return _LOST
        outputs = below.module.outputs
        if len(names) > 2:
            output = outputs.get(names[2][0])
            if output is None:
                return _LOST
            found = self.follow(references(decode_any(output.expression)), Here(below), depth + 1)
            return _beyond(found, names[3:])
        # The output's name is behind an index that is not listed: it is known only if all lead to one resource.
        every = _merged(
            self.follow(references(decode_any(one.expression)), Here(below), depth + 1) for one in outputs.values()
        )
        addresses = {one.address for one in every.found}
        return Targets((Reference(addresses.pop()),), every.complete) if len(addresses) == 1 else _LOST

    def _resource(self, type_name: str, step: Step, rest: list[Step], by_key: bool, here: Here) -> Targets:
        name, key = step
        block = f"{here.module.prefix}{type_name}.{name}"
        found = self._key(block, key, by_key, here)
        if isinstance(found, _Several):
            return _LOST
        return Targets((Reference(block + suffix(found), _path(rest)),))

    def _key(self, block: str, key: Key, by_key: bool, here: Here) -> "Key | _Several":
        """Return which instance of a block is meant: the one that is named, that of the same key, or the only one."""
        if key is not None:
            return key
        keys = list(self._instances(block))
        if by_key and here.key is not None and here.key in keys:
            return here.key
        return keys[0] if len(keys) == 1 else _Several()


class _Several:
    """Stands for an instance that is not clear."""


def _path(names: Iterable[Step]) -> str:
    parts: list[str] = []
    for name, key in names:
        parts += [name] if name else []
        parts += [str(key)] if key is not None else []
    return ".".join(parts)


def _beyond(targets: Targets, rest: list[Step]) -> Targets:
    """Return what lies in what references lead to.

    Only of a whole resource it is an attribute; else the path may lead through an object made of several references.
    """
    path = _path(rest)
    whole = (msgspec.structs.replace(one, attribute=path) if not one.attribute else one for one in targets.found)
    return Targets(tuple(whole), targets.complete, targets.repeated) if path else targets


def _merged(several: Iterable[Targets]) -> Targets:
    found: list[Reference] = []
    complete, repeated = True, False
    for one in several:
        found += one.found
        complete = complete and one.complete
        repeated = repeated or one.repeated
    once = tuple(dict.fromkeys(found))
    return Targets(once, complete, repeated or len(once) < len(found))
