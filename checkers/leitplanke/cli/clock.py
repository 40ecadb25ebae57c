"""The one place where the present day is read."""

from datetime import UTC, date, datetime


def today() -> date:
    """Return the present day, in UTC."""
    return datetime.now(tz=UTC).date()
