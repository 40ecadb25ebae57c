"""Terraform's JSON syntax: ``.tf.json``, ``.tofu.json``, ``.tfvars.json``.

Without a provider's schema nobody can tell a nested block from an argument. Below the blocks that Terraform itself
defines, every property is therefore an `Argument`; whoever evaluates it treats objects, and arrays of objects, as
blocks where blocks are meant.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from leitplanke.core.message import message
from leitplanke.sources.terraform.syntax.json_expressions import ReadExpression, convert, literal, reference
from leitplanke.sources.terraform.syntax.json_values import Array, JsonError, JsonText, Record, Scalar, Value
from leitplanke.sources.terraform.syntax.problems import NestedTooDeeplyError, Problem, expected, too_deep
from leitplanke.sources.terraform.syntax.tree import Argument, Block, Body, Expression


class _Kind(NamedTuple):
    """A block type: how many labels it has, the blocks in it, and which of its arguments are no templates."""

    labels: int = 0
    blocks: "Mapping[str, _Kind]" = MappingProxyType({})
    references: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()


_PLAIN = _Kind()
_CHECKED = {"precondition": _PLAIN, "postcondition": _PLAIN}
_RESOURCE: dict[str, _Kind] = {
    "connection": _PLAIN,
    "dynamic": _Kind(1, {"content": _PLAIN}, frozenset({"iterator"})),
    "lifecycle": _Kind(0, _CHECKED, frozenset({"ignore_changes", "replace_triggered_by"})),
    "provisioner": _Kind(1, {"connection": _PLAIN}, frozenset({"when", "on_failure"})),
}
_MANAGED = _Kind(2, _RESOURCE, frozenset({"depends_on", "provider"}))
_ROOT: dict[str, _Kind] = {
    "check": _Kind(1, {"assert": _PLAIN, "data": _MANAGED}),
    "data": _MANAGED,
    "ephemeral": _MANAGED,
    "import": _Kind(0, {}, frozenset({"provider", "to"})),
    "locals": _PLAIN,
    "module": _Kind(1, {}, frozenset({"depends_on", "providers"}), frozenset({"source", "version"})),
    "moved": _Kind(0, {}, frozenset({"from", "to"})),
    "output": _Kind(1, _CHECKED, frozenset({"depends_on"}), frozenset({"description"})),
    "provider": _Kind(1, {}, frozenset(), frozenset({"alias"})),
    "removed": _Kind(0, {"lifecycle": _PLAIN, "provisioner": _RESOURCE["provisioner"]}, frozenset({"from"})),
    "resource": _MANAGED,
    "terraform": _Kind(
        0, {"backend": _Kind(1), "cloud": _PLAIN, "provider_meta": _Kind(1), "required_providers": _PLAIN}
    ),
    "variable": _Kind(1, {"validation": _PLAIN}, frozenset({"type"}), frozenset({"default", "description"})),
}
_COMMENT = "//"


def read(data: bytes, read_expression: ReadExpression, *, variables: bool) -> tuple[Body | None, list[Problem]]:
    """Read a JSON file's bytes, which must be UTF-8. The body is `None` where the text is not a JSON object.

    ``variables`` is a file of variable values (``.tfvars.json``): its properties are literals. ``read_expression``
    reads the text of an interpolation.
    """
    try:
        value = JsonText(data).read()
        return _File(data, read_expression).top(value, variables=variables)
    except JsonError as error:
        return None, [error.problem]
    except NestedTooDeeplyError as error:
        return None, [too_deep(error.offset)]


class _File:
    def __init__(self, data: bytes, read_expression: ReadExpression) -> None:
        self._data = data
        self._read = read_expression
        self._problems: list[Problem] = []

    def top(self, value: Value, *, variables: bool) -> tuple[Body | None, list[Problem]]:
        """Convert the whole file."""
        if variables:
            if not isinstance(value, Record):
                return None, [self._not_an_object(value)]
            arguments = tuple([self._argument(key, part, literal) for key, part in value.members])
            return Body(arguments, (), 0, len(self._data)), self._problems
        blocks: list[Block] = []
        for record in self._records(value):
            for key, part in record.members:
                name = str(key.value)
                kind = _ROOT.get(name)
                if kind is not None:
                    blocks.extend(self._blocks(key, part, kind))
                elif name != _COMMENT:
                    self._problems.append(Problem(message("unknown-block-type", name=name), key.start, key.end))
        return Body((), tuple(blocks), 0, len(self._data)), self._problems

    def _records(self, value: Value) -> list[Record]:
        """Return the objects that an object, or an array of objects, stands for."""
        if isinstance(value, Record):
            return [value]
        if isinstance(value, Array):
            return [record for item in value.items for record in self._records(item)]
        if value.value is not None:
            self._problems.append(self._not_an_object(value))
        return []

    def _not_an_object(self, value: Value) -> Problem:
        return expected(("{",), self._data[value.start : value.start + 1].decode(), value.start, value.end)

    def _blocks(self, key: Scalar, value: Value, kind: _Kind) -> list[Block]:
        return self._labelled(key, key, value, kind, ())

    def _labelled(self, key: Scalar, last: Scalar, value: Value, kind: _Kind, labels: tuple[str, ...]) -> list[Block]:
        """Return a block for each object below the labels; each begins at its last label, or at its type."""
        blocks: list[Block] = []
        for record in self._records(value):
            if len(labels) < kind.labels:
                for name, part in record.members:
                    if name.value != _COMMENT:
                        blocks.extend(self._labelled(key, name, part, kind, (*labels, str(name.value))))
            else:
                body = self._body(record, kind)
                blocks.append(Block(str(key.value), labels, body, last.end, last.start, record.end))
        return blocks

    def _body(self, record: Record, kind: _Kind) -> Body:
        arguments: list[Argument] = []
        blocks: list[Block] = []
        for key, value in record.members:
            name = str(key.value)
            if name == _COMMENT:
                continue
            inner = kind.blocks.get(name)
            if inner is not None:
                blocks.extend(self._blocks(key, value, inner))
            elif name in kind.references:
                arguments.append(self._argument(key, value, self._reference))
            elif name in kind.literals:
                arguments.append(self._argument(key, value, literal))
            else:
                arguments.append(self._argument(key, value, self._template))
        seen: set[str] = set()
        for argument in arguments:
            if argument.name in seen:
                text = message("argument-set-twice", name=argument.name)
                self._problems.append(Problem(text, argument.name_start, argument.name_end))
            seen.add(argument.name)
        return Body(tuple(arguments), tuple(blocks), record.start, record.end)

    @staticmethod
    def _argument(key: Scalar, value: Value, to_expression: Callable[[Value], Expression]) -> Argument:
        return Argument(str(key.value), to_expression(value), key.start, key.end, key.start, value.end)

    def _template(self, value: Value) -> Expression:
        return convert(value, self._read, self._problems)

    def _reference(self, value: Value) -> Expression:
        return reference(value, self._read, self._problems)
