"""The one place where the clock is read, and chance."""

import time
from datetime import UTC, date, datetime


def today() -> date:
    """Return the present day, in UTC."""
    return datetime.now(tz=UTC).date()


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(tz=UTC)


def seconds() -> float:
    """Return seconds from any beginning, which never go back."""
    return time.monotonic()


def chance() -> float:
    """Return a number from 0 to 1 by chance, so that many clients do not try again at the same moment."""
    import random  # costs the start some milliseconds

    return random.random()  # noqa: S311 - no secret hangs on it
