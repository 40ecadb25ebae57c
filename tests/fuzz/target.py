"""What is fuzzed: a whole check of one root module, every value computed, every format rendered."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.reporters.json_report import render as render_json
from leitplanke.reporters.text import render as render_text
from leitplanke.reporters.texts import Texts
from leitplanke_policies.pack import PACK

AS_OF = date(2026, 11, 23)
SECONDS_AT_MOST = 20
_PACKS = Packs([PACK])
_TEXTS = Texts("en", _PACKS.texts("en"))


class Hang(Exception):  # noqa: N818 - what it is called in the report
    """The check took too long."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise `Hang` if the block takes more processor time; the machine may be busy with other work."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Hang(f"more than {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run(folder: Path, data: bytes, name: str = "main.tf") -> None:
    """Check a root module that consists of one file. Raises whatever the tool raises: that is the finding."""
    (folder / "leitplanke.toml").write_text('version = 1\nrules = ["all"]\n')
    path = folder / name
    path.write_bytes(data)
    try:
        with limited(SECONDS_AT_MOST):
            report = check(Request(paths=(str(folder),), as_of=AS_OF), _PACKS)
            render_text(report, _TEXTS, everything=True)
            render_json(report, _TEXTS)
    finally:
        path.unlink()
