"""What the evaluation of one stack shares: files, diagnostics, limits, and what is being computed right now."""

from collections.abc import Callable, Mapping

import msgspec

from leitplanke.core.diagnostic import Diagnostic, error, identity, note
from leitplanke.core.logic import gather
from leitplanke.core.message import message
from leitplanke.core.origin import Origin, written
from leitplanke.core.source import Source, Span
from leitplanke.core.value import AnyValue, Cause, CauseKind, Unknown, World, with_origin
from leitplanke.sources.terraform.evaluate.configuration import Declared, Written
from leitplanke.sources.terraform.evaluate.expressions import evaluate
from leitplanke.sources.terraform.evaluate.library import Library
from leitplanke.sources.terraform.evaluate.project import Project
from leitplanke.sources.terraform.evaluate.scope import LazyEntries, Scope
from leitplanke.sources.terraform.evaluate.types import Type

INSTANCES_AT_MOST = 10_000
"""Instances of one block."""
EXPANSION_AT_MOST = 200_000
"""Instances of all blocks of a stack, nested ones included."""
MODULES_AT_MOST = 1_000
"""Module instances of a stack."""
DEPTH_AT_MOST = 32
"""How deep modules may call modules."""
_LIMITS = frozenset({"modules-too-deep", "too-many-instances", "too-many-modules"})
_IMPOSSIBLE = frozenset({"attribute-of-null", "invalid-index", "null-value", "unsupported-attribute"})


class Context:
    """The state of one evaluation.

    ``folder`` is the root module's; ``regions`` and ``manifest`` are what the stack says of its providers and what
    is installed of its modules. ``hidden`` collects why resources may exist that are not seen, ``unseen`` the calls
    of modules that are not there.
    """

    def __init__(
        self,
        project: Project,
        library: Library,
        *,
        reader: str,
        stack: str,
        folder: str,
        workspace: AnyValue,
        regions: Mapping[str, str],
        manifest: Mapping[str, str],
    ) -> None:
        self.project = project
        self.library = library
        self.reader = reader
        self.stack = stack
        self.folder = folder
        self.workspace = workspace
        self.regions = regions
        self.manifest = manifest
        self.diagnostics: list[Diagnostic] = []
        self.hidden: set[tuple[str, Cause]] = set()
        self.unseen: dict[Cause, tuple[Declared, Place, str]] = {}
        self.types: dict[tuple[str, int], Type] = {}
        self._unavailable: set[str] = set()
        self._reported: set[tuple[object, ...]] = set()
        self._running: list[tuple[str, str]] = []
        self._cycles: set[tuple[str, ...]] = set()
        self._modules = 0
        self._expanded = 0

    def lazy(
        self, prefix: str, keys: Mapping[str, object] | frozenset[str], compute: Callable[[str], AnyValue]
    ) -> LazyEntries:
        """Return entries that know their full names (``prefix`` and key), so that a cycle names its members."""
        running = self._running

        def run(key: str) -> AnyValue:
            running.append((prefix, key))
            try:
                return compute(key)
            finally:
                running.pop()

        return LazyEntries(keys, run, lambda key: self._report_cycle((prefix, key)))

    def _report_cycle(self, entry: tuple[str, str]) -> None:
        members = [prefix + key for prefix, key in self._running[self._running.index(entry) :]]
        first = members.index(min(members))
        ordered = (*members[first:], *members[:first])
        if ordered not in self._cycles:
            self._cycles.add(ordered)
            self.diagnostics.append(error(message("cycle", members=ordered), path=self.folder))

    @property
    def depends_on_order(self) -> bool:
        """Whether what is evaluated first may make a difference: there is a cycle, or a limit was reached."""
        return bool(self._cycles) or any(one.message.code in _LIMITS for one in self.diagnostics)

    def enter_module(self, depth: int, span: Span) -> bool:
        """Tell whether one more module instance may be evaluated, and count it."""
        self._modules += 1
        if depth > DEPTH_AT_MOST or self._modules > MODULES_AT_MOST:
            limit = DEPTH_AT_MOST if depth > DEPTH_AT_MOST else MODULES_AT_MOST
            code = "modules-too-deep" if depth > DEPTH_AT_MOST else "too-many-modules"
            self.report(error(message(code, limit=limit), span=span))
            return False
        return True

    def allow(self, amount: int, span: Span) -> bool:
        """Tell whether a block may be expanded to so many instances, and count them."""
        self._expanded += min(amount, INSTANCES_AT_MOST)
        if amount > INSTANCES_AT_MOST or self._expanded > EXPANSION_AT_MOST:
            limit = INSTANCES_AT_MOST if amount > INSTANCES_AT_MOST else EXPANSION_AT_MOST
            self.report(error(message("too-many-instances", limit=limit), span=span))
            return False
        return True

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic, unless that was said already."""
        key = identity(diagnostic)
        if key not in self._reported:
            self._reported.add(key)
            self.diagnostics.append(diagnostic)

    def miss_module(self, source: str, cause: Cause, span: Span) -> None:
        """Note that a module is not there, once for each source: resources of any type may be in it."""
        self.hidden.add(("*", cause))
        if source not in self._unavailable:
            self._unavailable.add(source)
            self.diagnostics.append(note(message("module-not-available", source=source), span=span))


class Place:
    """The names in force at one place of a module, for expressions of any of its files."""

    __slots__ = ("_names", "_outer", "_scopes", "context", "folder", "identity")

    def __init__(
        self,
        context: Context,
        names: Mapping[str, AnyValue],
        identity: str,
        folder: str,
        outer: "Place | None" = None,
    ) -> None:
        self.context = context
        self.identity = identity
        self.folder = folder
        self._names = names
        self._outer = outer
        self._scopes: dict[Source, Scope] = {}

    def bind(self, names: Mapping[str, AnyValue], identity: str) -> "Place":
        """Return this place with more names; ``identity`` tells its iterations apart."""
        return Place(self.context, names, identity, self.folder, self)

    def scope(self, source: Source) -> Scope:
        """Return the scope for expressions of a file."""
        found = self._scopes.get(source)
        if found is None:
            if self._outer is not None:
                found = self._outer.scope(source).bind(self._names, self.identity)
            else:
                found = Scope(
                    self._names,
                    source=source,
                    folder=self.folder,
                    working_folder=self.context.folder,
                    identity=self.identity,
                    project=self.context.project,
                    diagnostics=self.context.diagnostics,
                )
            self._scopes[source] = found
        return found

    def value(self, argument: Written, label: str) -> AnyValue:
        """Return what an argument says, as seen at the argument."""
        return located(evaluate(argument.argument.value, self.scope(argument.source)), label, argument.span)


def located(value: AnyValue, label: str, span: Span, otherwise: Origin | None = None) -> AnyValue:
    """Return the value as seen at an argument, with the chain that led there; also each of its worlds.

    Worlds in which Terraform would stop with an error never come to be, and are dropped. ``otherwise`` is where a
    value comes from that does not say it.
    """
    if isinstance(value, Unknown) and value.worlds:
        possible = [world for world in value.worlds if not _is_error(world.value)]
        if possible and len(possible) < len(value.worlds):
            causes = value.causes
            value = gather(possible)
            if isinstance(value, Unknown) and not value.causes:
                value = msgspec.structs.replace(value, causes=causes)
        if isinstance(value, Unknown) and value.worlds:
            origin = value.origin
            worlds = tuple(World(world.guard, located(world.value, label, span, origin)) for world in value.worlds)
            value = msgspec.structs.replace(value, worlds=worlds)
    origin = otherwise if value.origin is None else value.origin
    return with_origin(value, written(span, label, _led_from(origin, span)))


def _is_error(value: AnyValue) -> bool:
    """Tell whether Terraform would stop with an error that depends on nothing but the values of this world."""
    if not isinstance(value, Unknown) or not value.causes:
        return False
    return all(one.kind is CauseKind.ERROR and one.name in _IMPOSSIBLE for one in value.causes)


def _led_from(origin: Origin | None, span: Span) -> Origin | None:
    """Return the first link of the chain that is not within the argument itself."""
    while origin is not None and origin.span is not None:
        inner = origin.span
        if inner.source is not span.source or inner.start < span.start or inner.end > span.end:
            break
        origin = origin.via
    return origin
