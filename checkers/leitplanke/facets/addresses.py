"""Names of stores that are part of an address: ``s3://recordings/2026``, ``storage.googleapis.com/recordings``."""

from typing import Any

import msgspec

from leitplanke.core.logic import lift
from leitplanke.core.value import AnyValue, Known, Template, Unknown

_SCHEMES = ("s3://", "gs://")
"""What stands before the name of a bucket, which a path may follow."""
_SINKS = ("logging", "storage", "pubsub", "bigquery")
"""Services of Google whose name stands before that of a destination; source: Cloud Logging documentation, sinks."""
_LAST_OF = ("/datasets/", "/topics/", "/buckets/")
"""What stands before the last part of an id of Google's, which names the store."""

_Part = str | Known[Any] | Unknown


def store_in(value: AnyValue) -> AnyValue:
    """Return the name, id or reference of the store in an address; any other value as it is."""
    if isinstance(value, Known):
        if not isinstance(value.data, str):
            return value
        rest = _stripped((value.data,))
        return value if rest is None else Known(str(rest[0]), value.origin, value.sensitive)
    if not isinstance(value, Unknown) or value.ref is not None:
        return value
    if value.worlds:
        return lift(store_in, value)
    rest = _stripped(value.partial.parts) if isinstance(value.partial, Template) else None
    if rest is None:
        return value
    if len(rest) == 1:
        return Known(rest[0], value.origin, value.sensitive) if isinstance(rest[0], str) else rest[0]
    return msgspec.structs.replace(value, partial=Template(rest))


def _stripped(parts: tuple[_Part, ...]) -> tuple[_Part, ...] | None:
    """Return the parts of a text that name the store; None where it is not an address."""
    first = parts[0] if parts else None
    if not isinstance(first, str):
        return (first,) if _is_before_a_path(parts) and first is not None else None
    scheme = next((one for one in _SCHEMES if first.startswith(one)), None)
    if scheme is not None:
        return _up_to_slash((first.removeprefix(scheme), *parts[1:]))
    service, _, name = first.partition(".googleapis.com/")
    if service not in _SINKS:
        return None
    rest = (name, *parts[1:]) if name else parts[1:]
    return _last(rest) or None


def _is_before_a_path(parts: tuple[_Part, ...]) -> bool:
    """Tell whether a text is what a resource computes and a path in it: ``${google_storage_bucket.b.url}/calls``."""
    first, after = parts[0] if parts else None, parts[1] if len(parts) > 1 else None
    return isinstance(first, Unknown) and first.ref is not None and isinstance(after, str) and after.startswith("/")


def _up_to_slash(parts: tuple[_Part, ...]) -> tuple[_Part, ...] | None:
    found: list[_Part] = []
    for part in parts:
        head, slash, _ = part.partition("/") if isinstance(part, str) else (part, "", "")
        if not isinstance(head, str) or head:
            found.append(head)
        if slash:
            break
    return tuple(found) or None


def _last(parts: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """Return what stands behind the last kind of an id, if that is no text: the project is then known, too."""
    kind = parts[-2] if len(parts) > 1 else None
    is_reference = isinstance(kind, str) and kind.endswith(_LAST_OF) and not isinstance(parts[-1], str)
    return parts[-1:] if is_reference else parts
