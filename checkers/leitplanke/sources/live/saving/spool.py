"""Where a scan puts what it finds: a file for each account, so that memory holds no more than what is being read."""

import os
from collections.abc import Iterable, Iterator
from typing import IO

import msgspec

from leitplanke.inventory.coverage import Coverage
from leitplanke.sources.live.ancestry import account_name, ancestors, levels
from leitplanke.sources.live.asking.calls import Task
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving.projection import Projection
from leitplanke.sources.live.saving.saved import (
    AccountLine,
    CoverageLine,
    End,
    Header,
    Line,
    RecordLine,
    TaskLine,
    encode,
)

_HELD_AT_MOST = 20_000
"""Records in memory before they are written out."""


class Spool:
    """Takes records and coverage as tasks find them (`Sink` of `asking.calls`), kept apart by account.

    ``folder`` is empty and the scan's own.
    """

    def __init__(self, folder: str, projection: Projection) -> None:
        self._folder = folder
        self._projection = projection
        self._held: dict[str, list[Line]] = {}
        self._last: dict[str, tuple[str, str, str]] = {}
        self._files: dict[str, str] = {}
        self._count = 0
        self.records = 0
        self.by_account: dict[str, int] = {}
        self._finished: list[tuple[str, str, str]] = []
        self._above: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}

    def found(self, task: Task, one: Record | Coverage) -> None:
        """Take a record or a line of coverage."""
        if isinstance(one, Coverage):
            self.take(CoverageLine(one), task.key)
            return
        lineage = ancestors(one)
        if lineage is not None:
            self._above[lineage[0]] = list(lineage[1])
        named = account_name(one)
        if named is not None:
            self._names[named[0]] = named[1]
        self.take(RecordLine(self._projection.keep(one)), task.key)

    def finished(self, task: Task) -> None:
        """Take note that a task came to its end."""
        if not task.discovers:
            self._finished.append(task.key)

    def take(self, line: RecordLine | CoverageLine, key: tuple[str, str, str]) -> None:
        """Take a line as it is to be kept: of a task of this scan, or of an earlier part of it."""
        account = line.record.account if isinstance(line, RecordLine) else line.coverage.account
        held = self._held.setdefault(account, [])
        if self._last.get(account) != key:
            self._last[account] = key
            held.append(TaskLine(key))
        held.append(line)
        if isinstance(line, RecordLine):
            self.records += 1
            self.by_account[account] = self.by_account.get(account, 0) + 1
        self._count += 1
        if self._count >= _HELD_AT_MOST:
            self._write_out()

    def go_on_from(self, header: Header, finished: Iterable[tuple[str, str, str]]) -> None:
        """Take note of what an earlier part of the scan has finished, and of what it knew of accounts."""
        self._finished += finished
        self._above = dict(header.above) | self._above
        self._names = dict(header.names) | self._names

    def frames(self, header: Header, *, complete: bool) -> Iterator[bytes]:
        """Yield the saved inventory, frame by frame, in order of the accounts; first those that others are in."""
        self._write_out()
        known = {"above": dict(sorted(self._above.items())), "names": dict(sorted(self._names.items()))}
        yield encode([msgspec.structs.replace(header, **known)])
        above = {one for account, names in self._above.items() for one in levels(account, names)}
        for account in sorted(self._files, key=lambda one: (one not in above, one)):
            yield encode([AccountLine(account)])
            with open(self._files[account], "rb") as file:
                while block := file.read(1 << 20):
                    yield block
        yield encode([End(complete=complete, records=self.records, finished=sorted(self._finished))])

    def save(self, file: IO[bytes], header: Header, *, complete: bool) -> None:
        """Write the saved inventory."""
        for frame in self.frames(header, complete=complete):
            file.write(frame)

    def _write_out(self) -> None:
        for account, lines in self._held.items():
            path = self._files.get(account)
            if path is None:
                path = self._files[account] = os.path.join(self._folder, f"{len(self._files)}.zst")
            with open(path, "ab") as file:
                file.write(encode(lines))
        self._held.clear()
        self._last.clear()
        self._count = 0
