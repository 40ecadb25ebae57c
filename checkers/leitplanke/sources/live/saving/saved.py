"""Saved inventories: what a scan has read, to be judged later or elsewhere.

Lines of JSON, compressed with zstd: a header, then for each account its records and lines of coverage, then an end. The
form is a contract: ``version`` 1. A file whose end is missing was cut off; what is there is valid, and partial.
"""

from collections.abc import Iterable, Iterator
from typing import IO, Any, TypeAlias

import msgspec

from leitplanke.inventory.coverage import Coverage
from leitplanke.sources.live.record import Cloud, Record

VERSION = 1
MAGIC = b"\x28\xb5\x2f\xfd"
"""How every frame of zstd begins."""
SUFFIX = ".jsonl.zst"


class SavedError(ValueError):
    """A file is no inventory that this version can read; the text says why."""


class Header(msgspec.Struct, frozen=True, tag_field="line", tag="inventory", kw_only=True):
    """The first line.

    ``kept`` lists, by type of record, the paths that were written down: others were not looked at. Of one with ``?``
    behind it was kept only whether there is something.
    """

    version: int
    cloud: Cloud
    tool: str
    begun: str
    """When the scan began, ISO 8601."""
    catalogue: str
    """Digest of the live rows by which was kept what is kept."""
    scope: dict[str, Any] = {}
    """What was asked for."""
    kept: dict[str, list[str]] = {}
    above: dict[str, list[str]] = {}
    """By account, the ids and names of organisational units, management groups or folders that it is in."""
    names: dict[str, str] = {}
    """By account, what people call it, where the scan has learnt that."""


class AccountLine(msgspec.Struct, frozen=True, tag_field="line", tag="account"):
    """What follows is of this account."""

    account: str


class TaskLine(msgspec.Struct, frozen=True, tag_field="line", tag="task"):
    """The records that follow were found by this task: account, region and name."""

    key: tuple[str, str, str]


class RecordLine(msgspec.Struct, frozen=True, tag_field="line", tag="record"):
    """One resource."""

    record: Record


class CoverageLine(msgspec.Struct, frozen=True, tag_field="line", tag="coverage"):
    """What became of one type in one region."""

    coverage: Coverage


class End(msgspec.Struct, frozen=True, tag_field="line", tag="end", kw_only=True):
    """The last line. ``finished`` are the tasks that came to their end: a scan that goes on leaves them out."""

    complete: bool
    records: int
    finished: list[tuple[str, str, str]] = []


class _Beginning(msgspec.Struct, frozen=True):
    """What the first line of any version says."""

    line: str
    version: int = 0


Line: TypeAlias = Header | AccountLine | TaskLine | RecordLine | CoverageLine | End
_DECODER = msgspec.json.Decoder(Line)
_BEGINNING = msgspec.json.Decoder(_Beginning)
_ENCODER = msgspec.json.Encoder()


def encode(lines: Iterable[Line]) -> bytes:
    """Return lines as one compressed frame."""
    import zstandard

    text = b"".join(_ENCODER.encode(line) + b"\n" for line in lines)
    return zstandard.ZstdCompressor(level=3).compress(text)


def lines_of(file: IO[bytes], name: str) -> Iterator[Line]:
    """Yield the lines of a saved inventory; one that was cut off ends without an `End`.

    Raises `SavedError` where the file is none, or was written by a later version.
    """
    text = file
    if file.peek(4)[:4] == MAGIC:  # type: ignore[attr-defined]
        text = _decompressed(file, name)
    first = True
    pending = b""
    while block := _read(text):
        *whole, pending = (pending + block).split(b"\n")
        for line in whole:
            if first:
                _check(line, name)
                first = False
            yield _line(line, name)
    if first:
        raise SavedError(f"{name}: this is no saved inventory")


def _decompressed(file: IO[bytes], name: str) -> IO[bytes]:
    try:
        import zstandard
    except ImportError as problem:
        raise SavedError(f"{name}: to read it takes the package zstandard; install leitplanke[live]") from problem
    return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)


def _read(text: IO[bytes]) -> bytes:
    try:
        return text.read(1 << 20)
    except Exception as problem:  # the compressor's own error, which is not importable without it
        if type(problem).__name__ == "ZstdError":
            return b""
        raise


def _line(line: bytes, name: str) -> Line:
    try:
        found: Line = _DECODER.decode(line)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise SavedError(f"{name}: this is no saved inventory: {problem}") from problem
    return found


def _check(line: bytes, name: str) -> None:
    """Make sure that a line is the header of a version that is known: later ones may have lines of any other form."""
    try:
        found = _BEGINNING.decode(line)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise SavedError(f"{name}: this is no saved inventory; `leitplanke scan --save` writes one") from problem
    if found.line != "inventory":
        raise SavedError(f"{name}: this is no saved inventory: it begins with a line of another kind")
    if found.version != VERSION:
        raise SavedError(f"{name}: version {found.version} of the form is not known; this tool reads version {VERSION}")
