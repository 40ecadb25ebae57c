"""Decoded JSON as values: what is masked as unknown is unknown, what is masked as sensitive is so marked."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any, TypeAlias

import msgspec

from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Items, ItemsKind, Known, Unknown, unknown

Mask: TypeAlias = Any
"""``true`` for all of a value, or an object or a list with masks for its parts."""
Path: TypeAlias = tuple[str | int, ...]
OnUnknown: TypeAlias = Callable[[Path], AnyValue]
OnText: TypeAlias = Callable[[str, Path], AnyValue]

_DIGITS_AT_MOST = 400
_DEPTH_AT_MOST = 100


class _TooLarge:
    """Stands for a number that nobody computes with."""


_TOO_LARGE = _TooLarge()


def _number(text: str) -> Any:
    """Return a number with point or exponent exactly; whole ones as `int`."""
    try:
        found = Decimal(text)
    except DecimalException:
        return _TOO_LARGE
    if not found.is_finite() or abs(found.adjusted()) > _DIGITS_AT_MOST:
        return _TOO_LARGE
    return int(found) if found == found.to_integral_value() else found


_ANY = msgspec.json.Decoder(float_hook=_number)
_ENTRIES = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)


def decode_any(raw: msgspec.Raw) -> Any:
    """Return JSON as Python data, numbers exact. What no decoder takes, such as a million digits, is null."""
    try:
        return _ANY.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return _TOO_LARGE


def decode_entries(raw: msgspec.Raw) -> dict[str, msgspec.Raw]:
    """Return the entries of an object, not yet decoded; none of anything else."""
    try:
        return _ENTRIES.decode(raw) or {}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}


def decode_object(raw: msgspec.Raw) -> dict[str, Any]:
    """Return the entries of an object as Python data; none of anything else. What no decoder takes is so by itself.

    Decoded whole: to keep a range of the input for each entry takes longer than to decode what most objects hold.
    """
    try:
        found = _ANY.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return {name: decode_any(one) for name, one in decode_entries(raw).items()}
    return found if isinstance(found, dict) else {}


def part(mask: Mask, key: str | int) -> Mask:
    """Return the mask of a part of a value."""
    if mask is True or mask is False or mask is None:
        return mask is True
    if isinstance(mask, dict):
        return mask.get(key, False)
    if isinstance(mask, list) and isinstance(key, int):
        return mask[key] if key < len(mask) else False
    return False


def is_empty(data: Any) -> bool:
    """Tell whether providers write this for what nobody set."""
    return data is None or data in ("", [], {})


def plain_text(text: str, path: Path) -> AnyValue:
    """Return a text as it stands."""
    del path
    return Known(text)


class Builder:
    """Makes values of decoded JSON.

    ``on_unknown`` gives what stands where the mask says unknown, by the path to it; ``on_text`` makes texts, which
    may be read from another resource.
    """

    __slots__ = ("_on_text", "_on_unknown")

    def __init__(self, on_unknown: OnUnknown, on_text: OnText = plain_text) -> None:
        self._on_unknown = on_unknown
        self._on_text = on_text

    def build(self, data: Any, unknown_mask: Mask, sensitive: Mask, path: Path) -> AnyValue:
        """Return the value of some data; null is absent."""
        if unknown_mask is True:
            value = self._on_unknown(path)
        elif isinstance(data, str):
            value = self._on_text(data, path)
        elif data is None and not is_open(unknown_mask):
            value = Absent()
        elif isinstance(data, (bool, int, Decimal)):
            value = Known(data)
        elif data is _TOO_LARGE or len(path) > _DEPTH_AT_MOST:
            value = unknown(CauseKind.LIMIT, ".".join(map(str, path[:8])))
        else:
            return self._collection(data, unknown_mask, sensitive, path)
        return mark(value) if sensitive is True else value

    def _collection(self, data: Any, unknown_mask: Mask, sensitive: Mask, path: Path) -> AnyValue:
        if not unknown_mask and not isinstance(sensitive, (dict, list)):
            # Nothing is masked below, or all of it: by far the commonest.
            if isinstance(data, dict):
                known = {
                    name: self.build(one, False, sensitive, (*path, name))
                    for name, one in data.items()
                    if one is not None
                }
                return Known(Fields(known), None, sensitive is True)
            each = tuple([self.build(one, False, sensitive, (*path, at)) for at, one in enumerate(data)])
            return Known(Items(each, ItemsKind.LIST), None, sensitive is True)
        if isinstance(data, dict) or (data is None and isinstance(unknown_mask, dict)):
            names = data or {}
            more = unknown_mask.keys() - names.keys() if isinstance(unknown_mask, dict) else ()
            entries: dict[str, AnyValue] = {}
            for name in (*names, *sorted(more)):
                value = self.build(names.get(name), part(unknown_mask, name), part(sensitive, name), (*path, name))
                # A block has every argument of its type: those that are null are not set.
                if not isinstance(value, Absent):
                    entries[name] = value
            return Known(Fields(entries), None, sensitive is True)
        listed = data or []
        size = max(len(listed), len(unknown_mask) if isinstance(unknown_mask, list) else 0)
        items = (
            self.build(
                listed[at] if at < len(listed) else None, part(unknown_mask, at), part(sensitive, at), (*path, at)
            )
            for at in range(size)
        )
        return Known(Items(tuple(items), ItemsKind.LIST), None, sensitive is True)


def is_open(mask: Mask) -> bool:
    """Tell whether a mask is set for anything at all."""
    if isinstance(mask, dict):
        return any(is_open(one) for one in mask.values())
    if isinstance(mask, list):
        return any(is_open(one) for one in mask)
    return mask is True


def mark(value: AnyValue) -> AnyValue:
    """Return the value marked as sensitive."""
    if isinstance(value, Known):
        return Known(value.data, value.origin, True, value.ref)
    return msgspec.structs.replace(value, sensitive=True)


def no_unknown(path: Path) -> Unknown:
    """Stand in where nothing is masked as unknown."""
    return unknown(CauseKind.ERROR, ".".join(map(str, path)))
