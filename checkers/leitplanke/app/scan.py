"""Scan live accounts: from credentials to a saved inventory, which is then judged like any other."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import IO, Any

import msgspec

from leitplanke import __version__
from leitplanke.app.check import InputError
from leitplanke.catalogue.live_loader import PROVIDERS, load_live_catalogue
from leitplanke.sources.live.asking.calls import Caller, Task
from leitplanke.sources.live.asking.lanes import Limits
from leitplanke.sources.live.asking.schedule import Ports, Progress, run
from leitplanke.sources.live.problems import ScanError
from leitplanke.sources.live.record import Cloud
from leitplanke.sources.live.saving.projection import Projection
from leitplanke.sources.live.saving.saved import (
    VERSION,
    CoverageLine,
    End,
    Header,
    RecordLine,
    SavedError,
    TaskLine,
    lines_of,
)
from leitplanke.sources.live.saving.spool import Spool

Key = tuple[str, str, str]
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class ScanRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What to scan, and where to put it.

    ``options`` are those of the cloud's ``open_...``. ``path`` is the file to be written; ``resume`` a file that an
    earlier scan of the same has left: what it finished is not read again. ``folder`` is an empty one of the scan's own.
    """

    cloud: Cloud
    options: Any
    path: str
    folder: str
    now: Callable[[], datetime]
    """The present moment, in UTC: credentials end at one."""
    resume: str | None = None
    rate: float | None = None
    """Calls a second, at most, for each account, region and service; None for what is gentle with the cloud."""
    threads: int = 32


def scan(request: ScanRequest, ports: Ports, progress: Progress | None = None) -> bool:
    """Read the accounts, write what was found, and return whether everything was asked for.

    Raises `ScanError` where the scan cannot begin, and `InputError` for a file that cannot be read or written.
    """
    live = load_live_catalogue(PROVIDERS[request.cloud])
    projection = Projection(live)
    header = Header(
        version=VERSION,
        cloud=request.cloud,
        tool=__version__,
        begun=request.now().isoformat(timespec="seconds"),
        catalogue=live.digest(),
        scope=scope_of(request.options),
        kept=projection.paths,
    )
    spool = Spool(request.folder, projection)
    done = _resumed(request.resume, header, spool) if request.resume is not None else frozenset()
    with _written(request.path) as file:
        with _installed(request.cloud):
            import zstandard  # noqa: F401 - nothing is asked before it is clear that it can be kept

            tasks, caller, close = opened(request.cloud, request.options, request.now)
        try:
            run(
                tasks,
                caller,
                spool,
                ports=ports,
                limits=limits_of(request.cloud, request.rate),
                threads=request.threads,
                done=done,
                progress=progress,
            )
        finally:
            close()
        complete = not ports.stop()
        spool.save(file, header, complete=complete)
    return complete


@contextmanager
def _installed(cloud: Cloud) -> Iterator[None]:
    """Turn a package that is missing into a sentence."""
    try:
        yield
    except ModuleNotFoundError as problem:
        if str(problem.name).startswith("leitplanke"):
            raise
        text = f"To scan, the package {problem.name} is missing: pip install 'leitplanke[{cloud}]'."
        raise ScanError(text) from problem


def opened(
    cloud: Cloud, options: Any, now: Callable[[], datetime]
) -> tuple[Iterable[Task], Caller, Callable[[], None]]:
    """Return the tasks of a scan, what makes its calls, and how to end that. Raises `ScanError`."""
    if cloud == "aws":
        from leitplanke.sources.live.aws.inventory import open_aws

        tasks, caller = open_aws(options, version=__version__, now=lambda: now().timestamp())
    elif cloud == "azure":
        from leitplanke.sources.live.azure.inventory import open_azure

        tasks, caller = open_azure(options)
    else:
        from leitplanke.sources.live.google.inventory import open_google

        tasks, caller = open_google(options)
    return tasks, caller, getattr(caller, "close", _nothing)


def limits_of(cloud: Cloud, rate: float | None) -> Limits:
    """Return how gently a scan goes: as the cloud's quotas ask, unless the user gives a rate."""
    if rate is not None:
        return Limits(rate=rate, burst=max(1, min(5, int(rate))))
    if cloud == "aws":
        from leitplanke.sources.live.aws.inventory import RATES

        return Limits(rates=RATES)
    if cloud == "azure":
        from leitplanke.sources.live.azure.inventory import RATES as AZURE_RATES

        return Limits(rates=AZURE_RATES)
    from leitplanke.sources.live.google.inventory import LIMITS

    return LIMITS


def scope_of(options: Any) -> dict[str, Any]:
    """Return what was asked for, as far as it is set; the external id, which is a secret, is left out."""
    given = {name: getattr(options, name) for name in options.__struct_fields__ if name != "external_id"}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value and isinstance(value, (str, bool, tuple))
    }


def _nothing() -> None:
    """Do nothing: there is nothing to be closed."""


@contextmanager
def _written(path: str) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of the one at the path when it is whole; else nothing is left of it."""
    part = f"{path}.part"
    try:
        with open(part, "wb") as file:
            yield file
        os.replace(part, path)
    except BaseException as problem:
        with suppress(OSError):
            os.remove(part)
        if isinstance(problem, OSError) and (problem.filename == part or problem.errno in _DISK):
            raise InputError(f"{path}: {problem.strerror or 'it cannot be written'}") from problem
        raise


def _resumed(path: str, header: Header, spool: Spool) -> frozenset[Key]:
    """Take in what an earlier scan has found in tasks that it finished and in which nothing was refused."""
    try:
        done, before = _finished_in_full(path, header)
        key: Key = ("", "", "")
        with open(path, "rb") as file:
            for line in lines_of(file, path):
                if isinstance(line, TaskLine):
                    key = line.key
                elif isinstance(line, (RecordLine, CoverageLine)) and key in done:
                    spool.take(line, key)
    except (OSError, SavedError) as problem:
        raise InputError(str(problem)) from problem
    spool.go_on_from(before, sorted(done))
    return done


def _finished_in_full(path: str, header: Header) -> tuple[frozenset[Key], Header]:
    finished: set[Key] = set()
    refused: set[Key] = set()
    key: Key = ("", "", "")
    before = header
    with open(path, "rb") as file:
        for line in lines_of(file, path):
            if isinstance(line, Header):
                if (line.cloud, line.scope) != (header.cloud, header.scope):
                    raise SavedError(f"{path}: this is the inventory of another scan; give the same options as then")
                if line.catalogue != header.catalogue:
                    raise SavedError(f"{path}: another version of leitplanke has begun this scan; begin it anew")
                before = line
            elif isinstance(line, TaskLine):
                key = line.key
            elif (isinstance(line, CoverageLine) and not line.coverage.is_whole) or (
                isinstance(line, RecordLine) and line.record.unknown
            ):
                refused.add(key)
            elif isinstance(line, End):
                finished = set(line.finished)
    return frozenset(finished - refused), before
