"""What botocore parsed, as JSON-like data."""

from datetime import datetime
from decimal import Decimal
from typing import Any

_META = "ResponseMetadata"
_NOTHING = object()


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as JSON-like data: times as ISO 8601 texts; bytes and streams are left out."""
    return {key: value for key, given in answer.items() if key != _META and (value := _plain(given)) is not _NOTHING}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): inner for key, given in value.items() if (inner := _plain(given)) is not _NOTHING}
    if isinstance(value, list | tuple):
        return [inner for given in value if (inner := _plain(given)) is not _NOTHING]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if hasattr(value, "close"):  # a stream holds its connection until it is closed
        value.close()
    return _NOTHING
