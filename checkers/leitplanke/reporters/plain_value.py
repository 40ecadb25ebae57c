"""Values as plain data, for output; what is sensitive is never shown."""

from decimal import Decimal
from typing import Any

from leitplanke.core.value import Absent, AnyValue, Encoded, Fields, Items, Known, Unknown

SENSITIVE = "(sensitive)"


def plain(value: AnyValue) -> Any:
    """Return a value as JSON-like data. An unknown becomes ``{"unknown": [causes]}``, what is absent ``None``."""
    if value.sensitive:
        return SENSITIVE
    if isinstance(value, Absent):
        return None
    if isinstance(value, Unknown):
        found: dict[str, Any] = {"unknown": [cause.name for cause in value.causes]}
        if isinstance(value.partial, Encoded):
            found["known_parts"] = plain(value.partial.content)
        elif value.partial is not None:
            found["known_parts"] = [part if isinstance(part, str) else plain(part) for part in value.partial.parts]
        return found
    return plain_data(value)


def plain_data(value: Known[Any]) -> Any:
    """Return the data of a known value as JSON-like data."""
    data = value.data
    if isinstance(data, Items):
        items = [plain(item) for item in data.items]
        return [*items, {"unknown_rest": plain(data.open)}] if data.open is not None else items
    if isinstance(data, Fields):
        entries = {key: plain(data.entries[key]) for key in sorted(data.entries)}
        return entries | {"...": plain(data.open)} if data.open is not None else entries
    if isinstance(data, Decimal):
        return int(data) if data == data.to_integral_value() else float(data)
    return data
