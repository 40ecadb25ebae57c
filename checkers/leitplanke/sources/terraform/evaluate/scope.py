"""What names mean at a place: the scope an expression is evaluated in."""

from collections.abc import Callable, Iterator, Mapping

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.source import Source
from leitplanke.core.value import AnyValue, CauseKind, unknown
from leitplanke.sources.terraform.evaluate.project import Project


class LazyEntries(Mapping[str, AnyValue]):
    """Entries that are computed when they are first read: variables, locals, outputs, attributes of resources.

    An entry that needs itself is unknown, and reported once by ``on_cycle``.
    """

    __slots__ = ("_cells", "_compute", "_keys", "_on_cycle", "_running")

    def __init__(
        self,
        keys: Mapping[str, object] | frozenset[str],
        compute: Callable[[str], AnyValue],
        on_cycle: Callable[[str], None],
    ) -> None:
        self._keys = keys
        self._compute = compute
        self._on_cycle = on_cycle
        self._cells: dict[str, AnyValue] = {}
        self._running: set[str] = set()

    def __getitem__(self, key: str) -> AnyValue:
        cell = self._cells.get(key)
        if cell is not None:
            return cell
        if key not in self._keys:
            raise KeyError(key)
        if key in self._running:
            self._on_cycle(key)
            return unknown(CauseKind.ERROR, f"{key} depends on itself")
        self._running.add(key)
        try:
            cell = self._cells[key] = self._compute(key)
        finally:
            self._running.discard(key)
        return cell

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._keys))

    def __len__(self) -> int:
        return len(self._keys)


class DeferredEntries(Mapping[str, AnyValue]):
    """Entries of which not even the names are told before one of them is read: ``make`` returns them."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[str, AnyValue]]) -> None:
        self._make = make
        self._made: Mapping[str, AnyValue] | None = None

    def _entries(self) -> Mapping[str, AnyValue]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, key: str) -> AnyValue:
        return self._entries()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries()

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries())

    def __len__(self) -> int:
        return len(self._entries())


class Scope:
    """Names in force: a module instance's, and those that ``for``, ``each`` or ``dynamic`` bind on top.

    ``identity`` tells module instances apart: the same condition in the same instance is the same assumption.
    ``source`` is the file whose bytes the expression's offsets count; ``folder`` the module's folder, relative to
    the project's root, which ``path.module`` names. ``working_folder`` is the root module's
    folder, likewise, which relative paths of file functions start from, in called modules too.
    """

    __slots__ = ("diagnostics", "folder", "identity", "names", "outer", "project", "source", "working_folder")

    def __init__(
        self,
        names: Mapping[str, AnyValue],
        *,
        source: Source,
        folder: str,
        identity: str,
        project: Project,
        diagnostics: list[Diagnostic],
        outer: "Scope | None" = None,
        working_folder: str | None = None,
    ) -> None:
        self.names = names
        self.outer = outer
        self.source = source
        self.folder = folder
        self.identity = identity
        self.project = project
        self.diagnostics = diagnostics
        self.working_folder = folder if working_folder is None else working_folder

    def lookup(self, name: str) -> AnyValue | None:
        """Return what a root name means here; None if nothing is called that."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def bind(self, names: Mapping[str, AnyValue], identity: str = "") -> "Scope":
        """Return a scope with more names; ``identity`` tells iterations apart, such as ``each=eu``."""
        return Scope(
            names,
            source=self.source,
            folder=self.folder,
            identity=f"{self.identity}/{identity}" if identity else self.identity,
            project=self.project,
            diagnostics=self.diagnostics,
            outer=self,
            working_folder=self.working_folder,
        )
