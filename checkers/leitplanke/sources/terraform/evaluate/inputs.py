"""Values for a root module's variables: from variable files, from the command line, and where they were set."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from leitplanke.core.diagnostic import error
from leitplanke.core.logic import gather
from leitplanke.core.message import message
from leitplanke.core.origin import Origin, OriginKind, written
from leitplanke.core.source import Source, Span
from leitplanke.core.value import (
    Absent,
    AnyValue,
    Cause,
    CauseKind,
    Fields,
    FieldsKind,
    Items,
    Known,
    Unknown,
    World,
    same,
    with_origin,
)
from leitplanke.sources.terraform.evaluate.configuration import Declared, Written
from leitplanke.sources.terraform.evaluate.context import Context, Place
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.expressions import evaluate
from leitplanke.sources.terraform.evaluate.layout import automatic_files
from leitplanke.sources.terraform.evaluate.numbers import number
from leitplanke.sources.terraform.evaluate.variables import variable_value
from leitplanke.sources.terraform.syntax.parse import parse
from leitplanke.sources.terraform.syntax.tree import Literal, Variable

_LITERAL_TYPES = frozenset({"string", "number", "bool"})


class VariableFile(msgspec.Struct, frozen=True, eq=False):
    """The values that one file gives, each located at its line."""

    path: str
    values: Mapping[str, AnyValue]


class RootInputs:
    """What is given to the variables of a root module.

    ``explicit`` files and options were named by the user; ``possible`` files are neither loaded by Terraform nor
    named, so that one of them applies, and nobody says which. ``given`` are values that are known to have been used,
    as a plan has them: they count, and where a file says the same, that is their place.
    """

    def __init__(
        self,
        context: Context,
        *,
        explicit: Sequence[str],
        possible: Sequence[str],
        options: Mapping[str, str],
        required: Iterable[str],
        given: Mapping[str, AnyValue] | None = None,
    ) -> None:
        self._context = context
        self._options = options
        self._given = given or {}
        self._loaded: dict[str, AnyValue] = {}
        for path in automatic_files(context.project, context.folder):
            self._loaded.update(self._read(path).values)
        self._named: dict[str, AnyValue] = {}
        for path in explicit:
            self._named.update(self._read(path).values)
        self._possible = [self._read(path) for path in possible] if not explicit else []
        named = {*options, *self._named, *self._loaded}
        # The only file there is must be the one, where Terraform would stop without it.
        self._sure = len(self._possible) > 1 or any(
            name in file.values and name not in named for name in required for file in self._possible
        )

    def value(self, declared: Declared, place: Place) -> AnyValue:
        """Return the value of a root variable."""
        name, address = declared.name, f"var.{declared.name}"
        if name in self._given:
            value = variable_value(declared, self._given[name], place, address)
            written = variable_value(declared, self._named.get(name, self._loaded.get(name)), place, address)
            return written if same(written, value) else value
        if name in self._options:
            return variable_value(declared, _from_option(declared, self._options[name], self._context), place, address)
        if name in self._named:
            return variable_value(declared, self._named[name], place, address)
        usual = self._loaded.get(name)
        if not any(name in file.values for file in self._possible):
            return variable_value(declared, usual, place, address)
        worlds = [
            World((("tfvars", file.path),), variable_value(declared, file.values.get(name, usual), place, address))
            for file in self._possible
        ]
        if not self._sure:
            worlds.append(World((("tfvars", ""),), variable_value(declared, usual, place, address)))
        found = gather(worlds)
        if isinstance(found, Unknown) and not found.causes:
            return msgspec.structs.replace(found, causes=(Cause(CauseKind.VARIABLE, address),))
        return found

    def _read(self, path: str) -> VariableFile:
        data = self._context.project.read(path)
        if data is None:
            self._context.report(error(message("variable-file-missing", path=path), path=path))
            return VariableFile(path, {})
        source = Source(path, data)
        return VariableFile(path, self._from_json(source) if path.endswith(".json") else self._from_text(source))

    def _from_text(self, source: Source) -> dict[str, AnyValue]:
        parsed = parse(source, reader=self._context.reader)
        self._context.diagnostics += parsed.diagnostics
        place = Place(self._context, {}, source.path, self._context.folder)
        arguments = parsed.body.arguments if parsed.body is not None else ()
        return {one.name: place.value(Written(one, source), f"var.{one.name}") for one in arguments}

    def _from_json(self, source: Source) -> dict[str, AnyValue]:
        try:
            decoded = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode(source.data)
            return {
                name: _from_data(value, written(_key_span(source, name), f"var.{name}"))
                for name, value in decoded.items()
            }
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, EvaluationError):
            self._context.report(error(message("invalid-variable-file", path=source.path), path=source.path))
            return {}


def _key_span(source: Source, name: str) -> Span:
    key = msgspec.json.encode(name)
    start = max(source.data.find(key), 0)
    line = source.data.find(b"\n", start)
    end = len(source.data) if line < 0 else line
    return Span(source, start, start + len(source.data[start:end].rstrip(b" \r\n\t,")))


def _from_data(data: Any, origin: Origin) -> AnyValue:
    """Return decoded JSON as a value."""
    if data is None:
        return Absent(origin)
    if isinstance(data, list):
        return Known(Items(tuple(_from_data(item, origin) for item in data)), origin)
    if isinstance(data, dict):
        entries = {name: _from_data(value, origin) for name, value in data.items()}
        return Known(Fields(entries, kind=FieldsKind.OBJECT), origin)
    return Known(data if isinstance(data, (str, bool)) else number(data), origin)


def _from_option(declared: Declared, text: str, context: Context) -> AnyValue:
    """Return the value of ``-var``: text as it stands where the type is simple, else an expression."""
    origin = Origin(OriginKind.OPTION, f"-var {declared.name}")
    constraint = declared.arguments.get("type")
    kind = constraint.argument.value if constraint is not None else None
    simple = isinstance(kind, Variable) and kind.name in _LITERAL_TYPES
    if kind is None or simple or (isinstance(kind, Literal) and kind.value in _LITERAL_TYPES):
        return Known(text, origin)
    found = expression_value(text, f"-var {declared.name}", Place(context, {}, "", context.folder))
    return with_origin(found, origin)


def expression_value(text: str, path: str, place: Place) -> AnyValue:
    """Return what an expression says that stands in no file; ``path`` names it in diagnostics."""
    source = Source(path, b"value = (\n" + text.encode() + b"\n)\n")
    parsed = parse(source, reader=place.context.reader)
    place.context.diagnostics += parsed.diagnostics
    if parsed.body is None or parsed.diagnostics or len(parsed.body.arguments) != 1:
        return Unknown((Cause(CauseKind.ERROR, "syntax-error"),))
    return evaluate(parsed.body.arguments[0].value, place.scope(source))
