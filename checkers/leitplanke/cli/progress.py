"""How far a scan is: a line that is rewritten on a terminal, plain lines now and then elsewhere."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leitplanke.reporters.texts import Texts

_PLAIN_EVERY = 10.0
_TERMINAL_EVERY = 0.2


class ScanProgress:
    """Tells of a scan on standard error. ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float], texts: "Texts", *, quiet: bool = False) -> None:
        self._texts = texts
        self._clock = clock
        self._begun = clock()
        self._said = self._begun
        self._quiet = quiet
        self._live = _terminal(texts.label("scan-begins")) if sys.stderr.isatty() and not quiet else None
        self._every = _TERMINAL_EVERY if self._live is not None else _PLAIN_EVERY

    def __call__(self, *, waiting: int, active: int, finished: int, calls: int) -> None:
        """Say how many parts of the scan are open and finished, if it is time to."""
        now = self._clock()
        if self._quiet or now - self._said < self._every:
            return
        self._said = now
        text = self._texts.label(
            "scan-progress",
            finished=finished,
            parts=finished + active + waiting,
            calls=calls,
            seconds=int(now - self._begun),
        )
        if self._live is not None:
            self._live.update(text)
        else:
            sys.stderr.write(f"leitplanke: {text}\n")

    def close(self) -> None:
        """Take the line away."""
        if self._live is not None:
            self._live.stop()


def _terminal(text: str) -> Any:
    """Return a status line of rich, if that is installed."""
    try:
        from rich.console import Console
    except ImportError:
        return None
    status = Console(stderr=True).status(text)
    status.start()
    return status
