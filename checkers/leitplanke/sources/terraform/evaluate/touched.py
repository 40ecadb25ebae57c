"""Which resources may have a finding that leads to given files: by syntax, and by what is read to judge what.

The answer may hold too many, never too few. A finding leads to a file where its place, a link of the chain of its value
or a call of its module lies there; whatever it rests on is referred to, or joined by the catalogue.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias

from leitplanke.sources.terraform.evaluate.blocks import META_ARGUMENTS
from leitplanke.sources.terraform.evaluate.configuration import Declared
from leitplanke.sources.terraform.evaluate.module import Module, ModuleCall
from leitplanke.sources.terraform.evaluate.references import ANY, named_by, references, references_of
from leitplanke.sources.terraform.evaluate.resources import ResourceSet

Node: TypeAlias = tuple[str, str]
"""Address of a module instance, and a name in it."""
_CALL = frozenset({*META_ARGUMENTS, "providers", "source", "version"})
"""Arguments of a call that concern all that is in the module."""
_EVERYTHING = ""
_PROVIDER = "provider"
_OWN_IDS = frozenset({"id", "arn", "self_link"})


class Reader(Protocol):
    """A type of resources that are judged by others, which name them at ``on``; without, by any of them.

    With ``names``, resources of any type that write out what the other has at one of these attributes.
    """

    @property
    def type(self) -> str:
        """The type that is judged."""

    @property
    def on(self) -> str:
        """The attribute that names one of it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes by which resources that are read can be named."""


Joins: TypeAlias = Callable[[Iterable[str]], Mapping[str, Sequence[Reader]]]
"""Tells, of the types that occur, by which of them the resources of a type are read."""


def touched(root: Module, files: frozenset[str], joins: Joins) -> set[str]:
    """Return the addresses of the blocks of resources that files can touch, without keys of their instances."""
    graph = _Graph(files)
    graph.add(root)
    return graph.touched(joins)


class _Graph:
    """Names, and who reads them; ``begin`` are those that stand in the files."""

    def __init__(self, files: frozenset[str]) -> None:
        self._files = files
        self._begin: list[Node] = []
        self._readers: dict[Node, list[Node]] = {}
        self._sets: dict[Node, ResourceSet] = {}
        self._of_type: dict[str, list[Node]] = {}

    def add(self, module: Module) -> None:
        """Add what a module instance declares, and those that it calls."""
        own, configuration = module.address, module.configuration
        named: list[str] = []
        for (kind, *labels), group in module.resource_sets.items():
            name = ".".join(labels if kind == "resource" else ("data", *labels))
            node = (own, name)
            named.append(name)
            self._sets[node] = group
            self._of_type.setdefault(group.type, []).append(node)
            self._declare(node, group.declared)
            self._read(node, [(own, _EVERYTHING)])
        for kind, prefix in (("variable", "var"), ("output", "output")):
            for (label,), declared in configuration.of(kind).items():
                named.append(f"{prefix}.{label}")
                self._declare((own, f"{prefix}.{label}"), declared)
        for label, written in configuration.locals.items():
            named.append(f"local.{label}")
            node = (own, f"local.{label}")
            if written.source.path in self._files:
                self._begin.append(node)
            self._read(node, ((own, name) for name in references([written.argument.value])))
        for declared in configuration.providers:
            self._declare((own, _PROVIDER), declared)
        # What applies where is not told by syntax alone: a provider configuration concerns all of the stack.
        self._read(("", _EVERYTHING), [(own, _PROVIDER)])
        for label, call in module.calls_below.items():
            named.append(f"module.{label}")
            self._call(module, f"module.{label}", call)
        for name in named:
            group_name = name.rpartition(".")[0]
            self._read((own, f"{group_name}.{ANY}"), [(own, name)])
            if group_name.startswith("data."):
                self._read((own, f"data.{ANY}"), [(own, name)])

    def _call(self, module: Module, name: str, call: ModuleCall) -> None:
        own, declared = module.address, call.declared
        instances = [one for _, one in call.modules() if one is not None]
        inside = (own, f"{name}.{_EVERYTHING}")
        if self._stands_in_files(declared):
            self._begin += [inside, (own, name)]
        if not instances:
            self._read((own, name), ((own, one) for one in references_of(declared)))
        concerns_all = [one.argument.value for key, one in declared.arguments.items() if key in _CALL]
        nested = [one.block for one in declared.blocks]
        self._read(inside, ((own, one) for one in references([*concerns_all, *nested])))
        self._read(inside, [(own, _EVERYTHING)])
        self._read((own, name), [inside])
        for child in instances:
            self._read((child.address, _EVERYTHING), [inside])
            for argument in child.configuration.of("variable"):
                given = declared.arguments.get(argument[0])
                if given is not None:
                    node = (child.address, f"var.{argument[0]}")
                    self._read(node, ((own, one) for one in references([given.argument.value])))
            self._read((own, name), ((child.address, f"output.{key}") for (key,) in child.configuration.of("output")))
            self.add(child)

    def touched(self, joins: Joins) -> set[str]:
        """Return the addresses of the resources that can be reached from what stands in the files."""
        readers = joins(self._of_type)
        found: set[Node] = set()
        waiting = list(self._begin)
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            waiting += self._readers.get(node, ())
            group = self._sets.get(node)
            if group is not None:
                for reader in readers.get(group.type, ()):
                    waiting += self._judged_by(node[0], group, reader)
        return {self._sets[node].address for node in found if node in self._sets}

    def _judged_by(self, module: str, group: ResourceSet, reader: Reader) -> Iterator[Node]:
        """Yield the resources of a type that a companion may complete: one, where it says so; else all."""
        if reader.names:
            yield from self._writing_out(group.declared, reader.names)
            return
        argument = group.declared.arguments.get(reader.on)
        named = named_by(argument.argument.value) if argument is not None else None
        if named is not None and named[0] == reader.type and named[2] in _OWN_IDS:
            node = (module, f"{named[0]}.{named[1]}")
            target = self._sets.get(node)
            if target is not None and target.declared.arguments.keys().isdisjoint({"count", "for_each", named[2]}):
                yield node
                return
        yield from self._of_type.get(reader.type, ())

    def _writing_out(self, declared: Declared, names: Iterable[str]) -> Iterator[Node]:
        """Yield the resources in whose text a constant name of another is: ``arn:aws:s3:::calls``."""
        texts = [text.encode() for name in names if (text := declared.text(name))]
        for node, group in self._sets.items() if texts else ():
            span = group.declared.span
            if any(span.source.data.find(text, span.start, span.end) >= 0 for text in texts):
                yield node

    def _declare(self, node: Node, declared: Declared) -> None:
        if self._stands_in_files(declared):
            self._begin.append(node)
        self._read(node, ((node[0], name) for name in references_of(declared)))

    def _stands_in_files(self, declared: Declared) -> bool:
        if declared.source.path in self._files:
            return True
        # Parts of it may come from files that override it.
        sources = {id(one.source): one.source for one in declared.arguments.values()}
        sources |= {id(one.source): one.source for one in declared.blocks}
        return any(one.path in self._files for one in sources.values())

    def _read(self, reader: Node, read: Iterable[Node]) -> None:
        for node in read:
            self._readers.setdefault(node, []).append(reader)
