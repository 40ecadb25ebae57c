"""Attributes that are decoded when they are asked for, and forgotten again: a large document is never all decoded."""

from abc import abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from leitplanke.core.value import AnyValue

_REMEMBERED_AT_MOST = 1_000
_BYTES_AT_MOST = 4 << 20
"""Decoded data take several times the memory of their text: few large resources are held."""
_FORGOTTEN: dict[str, Any] = {}
"""Stands for cells that are not there, and is never written to: an empty dict for each resource would be felt."""
D = TypeVar("D")


class Recent:
    """The entries that were decoded last; of all others only the range of the input is kept."""

    __slots__ = ("_bytes", "_held")

    def __init__(self) -> None:
        self._held: deque[tuple[Entries[Any], int]] = deque()
        self._bytes = 0

    def add(self, entries: "Entries[Any]", size: int) -> None:
        """Remember entries that have just been decoded from so many bytes, and let the oldest forget."""
        held = self._held
        held.append((entries, size))
        self._bytes += size
        while len(held) > _REMEMBERED_AT_MOST or (self._bytes > _BYTES_AT_MOST and len(held) > 1):
            oldest, its_size = held.popleft()
            self._bytes -= its_size
            oldest.forget()


class Entries(Mapping[str, AnyValue], Generic[D]):
    """The attributes of one resource. What is null or not there is no entry.

    ``load`` decodes what all attributes need, ``compute`` one of them.
    """

    __slots__ = ("_cells", "_decoded", "_recent")

    def __init__(self, recent: Recent) -> None:
        self._recent = recent
        self._decoded: D | None = None
        self._cells: dict[str, AnyValue | None] = _FORGOTTEN

    @abstractmethod
    def load(self) -> tuple[D, int]:
        """Decode what all attributes need; return also from about how many bytes."""

    @abstractmethod
    def names(self, decoded: D) -> Iterator[str]:
        """Yield the names of all attributes that may have a value."""

    @abstractmethod
    def compute(self, decoded: D, name: str) -> AnyValue | None:
        """Return an attribute; None where there is none."""

    def forget(self) -> None:
        """Drop what was decoded. The next question decodes it again."""
        self._decoded = None
        self._cells = _FORGOTTEN

    def get(self, key: str, default: Any = None) -> Any:
        """Return an attribute, or the default where there is none."""
        found = self._cells.get(key, _FORGOTTEN)
        if found is _FORGOTTEN:
            decoded = self._decoded
            found = self.compute(self.decoded() if decoded is None else decoded, key)
            self._cells[key] = found
        return default if found is None else found

    def decoded(self) -> D:
        """Return what all attributes need, decoded now if it is not at hand."""
        found = self._decoded
        if found is None:
            found, size = self.load()
            self._decoded = found
            self._cells = {}
            self._recent.add(self, size)
        return found

    def __getitem__(self, key: str) -> AnyValue:
        found: AnyValue | None = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return (name for name in sorted(set(self.names(self.decoded()))) if self.get(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
