"""What the files of one folder declare, before anything is evaluated."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec

from leitplanke.core.diagnostic import Diagnostic, Gravity, error, warning
from leitplanke.core.message import message
from leitplanke.core.source import Source, Span
from leitplanke.sources.terraform.syntax.parse import Parsed
from leitplanke.sources.terraform.syntax.tree import Argument, Block, Literal

_LABELS = {"variable": 1, "output": 1, "module": 1, "resource": 2, "data": 2, "provider": 1}
_IGNORED = frozenset({"moved", "import", "removed", "check", "ephemeral"})


class Written(msgspec.Struct, frozen=True, gc=False):
    """An argument and the file that it stands in."""

    argument: Argument
    source: Source

    @property
    def span(self) -> Span:
        """The whole argument: ``name = value``."""
        return Span(self.source, self.argument.start, self.argument.end)


class Nested(msgspec.Struct, frozen=True, gc=False):
    """A block inside a declaration, and the file that it stands in."""

    block: Block
    source: Source


class Declared(msgspec.Struct, frozen=True, gc=False):
    """A top-level block with the override files merged in: its parts may stand in different files."""

    type: str
    labels: tuple[str, ...]
    source: Source
    block: Block
    arguments: Mapping[str, Written]
    blocks: tuple[Nested, ...]

    @property
    def name(self) -> str:
        """The last label."""
        return self.labels[-1]

    @property
    def header(self) -> Span:
        """Type and labels, as written."""
        return Span(self.source, self.block.start, self.block.header_end)

    @property
    def span(self) -> Span:
        """The whole block."""
        return Span(self.source, self.block.start, self.block.end)

    def text(self, name: str) -> str | None:
        """Return an argument that is a constant text; None if it is anything else."""
        literal = self.literal(name)
        return literal.value if literal is not None and isinstance(literal.value, str) else None

    def flag(self, name: str) -> bool | None:
        """Return an argument that is a constant truth value; None if it is anything else."""
        literal = self.literal(name)
        if literal is None:
            return None
        return {"true": True, "false": False}.get(str(literal.value).lower())

    def literal(self, name: str) -> Literal | None:
        """Return an argument that is a constant; None if it is anything else."""
        found = self.arguments.get(name)
        return found.argument.value if found is not None and isinstance(found.argument.value, Literal) else None


Labels: TypeAlias = tuple[str, ...]


class Configuration(msgspec.Struct, frozen=True, gc=False):
    """The declarations of a folder, by kind and labels, in order of their names.

    ``broken`` lists files with errors: what they should declare may be missing here. ``required_providers`` maps
    local names to sources; ``backend`` tells whether state is kept anywhere, which only root modules say.
    """

    folder: str
    files: tuple[str, ...]
    declared: Mapping[str, Mapping[Labels, Declared]]
    providers: tuple[Declared, ...]
    locals: Mapping[str, Written]
    required_providers: Mapping[str, str]
    backend: bool
    broken: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]

    def of(self, kind: str) -> Mapping[Labels, Declared]:
        """Return the declarations of a kind, such as ``resource``."""
        return self.declared.get(kind, {})


def collect(
    folder: str, files: Iterable[tuple[str, tuple[Source, Parsed] | None]], override: frozenset[str]
) -> Configuration:
    """Return what a folder's files declare; those in ``override`` are merged into the others. None: not readable."""
    return _Collector(folder).collect(files, override)


class _Collector:
    """Sorts the blocks of a folder's files by kind."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.declared: dict[str, dict[Labels, Declared]] = {}
        self.providers: dict[Labels, Declared] = {}
        self.locals: dict[str, Written] = {}
        self.required: dict[str, str] = {}
        self.backend = False
        self._broken = False
        self.diagnostics: list[Diagnostic] = []

    def collect(
        self, files: Iterable[tuple[str, tuple[Source, Parsed] | None]], override: frozenset[str]
    ) -> Configuration:
        broken: list[str] = []
        paths: list[str] = []
        for path, found in files:
            paths.append(path)
            if found is None:
                broken.append(path)
                continue
            source, parsed = found
            self.diagnostics += parsed.diagnostics
            if any(one.gravity is Gravity.ERROR for one in parsed.diagnostics):
                broken.append(path)
            if parsed.body is None:
                continue
            for argument in parsed.body.arguments:
                text = message("unsupported-argument", argument=argument.name)
                self.diagnostics.append(warning(text, span=Span(source, argument.start, argument.end)))
            self._broken = bool(broken)
            for block in parsed.body.blocks:
                self._add(source, block, path in override)
        ordered = {kind: {labels: found[labels] for labels in sorted(found)} for kind, found in self.declared.items()}
        return Configuration(
            self.folder,
            tuple(paths),
            ordered,
            tuple(self.providers[key] for key in sorted(self.providers)),
            self.locals,
            self.required,
            self.backend,
            tuple(broken),
            tuple(self.diagnostics),
        )

    def _add(self, source: Source, block: Block, overrides: bool) -> None:
        if block.type == "locals":
            for argument in block.body.arguments:
                name = f"local.{argument.name}"
                span = Span(source, argument.name_start, argument.name_end)
                if argument.name in self.locals and not overrides:
                    self._duplicate(name, span)
                else:
                    self._check_base(name, span, there=argument.name in self.locals or not overrides)
                    self.locals[argument.name] = Written(argument, source)
        elif block.type == "terraform":
            self._add_settings(block)
        elif block.type in _LABELS:
            declared = declare(source, block)
            if len(block.labels) != _LABELS[block.type]:
                text = message("wrong-labels", block=block.type, expected=_LABELS[block.type])
                self.diagnostics.append(error(text, span=declared.header))
            elif block.type == "provider":
                self._put(self.providers, (declared.name, declared.text("alias") or ""), declared, overrides)
            else:
                self._put(self.declared.setdefault(block.type, {}), block.labels, declared, overrides)
        elif block.type not in _IGNORED:
            text = message("unsupported-block", block=block.type)
            self.diagnostics.append(warning(text, span=Span(source, block.start, block.header_end)))

    def _put(self, into: dict[Labels, Declared], key: Labels, declared: Declared, overrides: bool) -> None:
        earlier = into.get(key)
        name = ".".join((declared.type, *(label for label in key if label)))
        self._check_base(name, declared.header, there=earlier is not None or not overrides)
        if earlier is None:
            into[key] = declared
        elif overrides:
            into[key] = _merged(earlier, declared)
        else:
            self._duplicate(name, declared.header)

    def _check_base(self, name: str, span: Span, *, there: bool) -> None:
        """Report what an override file overrides if that is nowhere; it may stand in a file that is broken."""
        if not there and not self._broken:
            self.diagnostics.append(warning(message("nothing-to-override", name=name), span=span))

    def _duplicate(self, name: str, span: Span) -> None:
        self.diagnostics.append(error(message("duplicate-declaration", name=name), span=span))

    def _add_settings(self, block: Block) -> None:
        for nested in block.body.blocks:
            if nested.type in ("backend", "cloud"):
                self.backend = True
            elif nested.type == "required_providers":
                for argument in nested.body.arguments:
                    self.required[argument.name] = _provider_source(argument)


def declare(source: Source, block: Block) -> Declared:
    """Return a block as a declaration of its own."""
    arguments = {argument.name: Written(argument, source) for argument in block.body.arguments}
    nested = tuple(Nested(inner, source) for inner in block.body.blocks)
    return Declared(block.type, block.labels, source, block, arguments, nested)


def _merged(earlier: Declared, later: Declared) -> Declared:
    """Return a declaration with another one's arguments, and its blocks in place of those of the same type."""
    replaced = {nested.block.type for nested in later.blocks}
    kept = tuple(nested for nested in earlier.blocks if nested.block.type not in replaced)
    arguments = {**earlier.arguments, **later.arguments}
    return msgspec.structs.replace(earlier, arguments=arguments, blocks=kept + later.blocks)


def _provider_source(argument: Argument) -> str:
    for item in getattr(argument.value, "items", ()):
        key, value = getattr(item, "key", None), getattr(item, "value", None)
        if isinstance(key, Literal) and key.value == "source" and isinstance(value, Literal):
            return str(value.value)
    return f"hashicorp/{argument.name}"
