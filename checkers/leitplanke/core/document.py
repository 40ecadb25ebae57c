"""Text that is JSON, as the tree that it stands for, also where only parts of the text are known."""

import json
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from leitplanke.core.agreement import agreed
from leitplanke.core.logic import join, lift
from leitplanke.core.value import (
    Absent,
    AnyValue,
    CauseKind,
    Encoded,
    Fields,
    FieldsKind,
    Items,
    Known,
    Template,
    Unknown,
    unknown,
)

_OPEN, _CLOSE, _BARE = "\ue000", "\ue001", "\ue002"
"""Private-use characters that stand around the number of an unknown part while the text is parsed."""
_HOLE = re.compile(f"{_OPEN}([0-9]+)({_BARE}?){_CLOSE}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(r'"|\\.', re.DOTALL)

Part = str | Known[Any] | Unknown


class NotJsonError(ValueError):
    """Raised by `parse_json` for text that is no JSON document."""


def decode_document(value: AnyValue) -> AnyValue:
    """Return the tree of a JSON text; what is not the same in every world has its worlds in the tree.

    Known text yields `Fields` and `Items` with the text's origin; ``jsonencode`` of a partly known value yields that
    value; a partly known text yields the tree with its unknown parts in place. Where an unknown part stands between
    the elements of an array, it may be any number of elements: the array is open. Text in quotes is taken to hold
    no quotes. What is no JSON is unknown.
    """
    return agreed(lift(_decode, value))


def _decode(value: AnyValue) -> AnyValue:
    if isinstance(value, Absent):
        return value
    try:
        if isinstance(value, Known):
            return parse_json(value.data, value) if isinstance(value.data, str) else value
        if isinstance(value.partial, Encoded) and value.partial.form == "json":
            return value.partial.content
        if isinstance(value.partial, Template):
            return _with_holes(value, value.partial.parts)
    except NotJsonError:
        if isinstance(value, Known):
            return unknown(CauseKind.ERROR, "not JSON", value.origin)
    return join(value)


def parse_json(text: str, like: AnyValue) -> AnyValue:
    """Return the tree of a JSON text, with the origin and the sensitivity of another value; raise `NotJsonError`."""
    return _build(_loads(text), like, ())


def _loads(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal, parse_int=_whole, parse_constant=_refuse)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise NotJsonError(str(error)) from error


def _whole(text: str) -> int | Decimal:
    return Decimal(text) if text == "-0" else int(text)


def _normal(text: str) -> str:
    """Return text as Terraform keeps it: in normal form C, and without halves of surrogate pairs."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text))


def _refuse(name: str) -> object:
    raise ValueError(name)


def _with_holes(value: Unknown, parts: Sequence[Part]) -> AnyValue:
    text: list[str] = []
    quoted = False
    for at, part in enumerate(parts):
        if isinstance(part, str):
            if _OPEN in part or _CLOSE in part:
                raise NotJsonError("private-use characters")
            quoted ^= sum(token.group() == '"' for token in _TOKEN.finditer(part)) % 2 == 1
            text.append(part)
        elif quoted:
            text.append(f"{_OPEN}{at}{_CLOSE}")
        else:
            text.append(f'"{_OPEN}{at}{_BARE}{_CLOSE}"')
    return _build(_loads("".join(text)), value, parts)


def _build(data: object, like: AnyValue, parts: Sequence[Part]) -> AnyValue:
    if data is None:
        return Absent(like.origin, like.sensitive)
    if isinstance(data, str):
        data = _normal(data)
        return _text(data, like, parts) if parts and _OPEN in data else Known(data, like.origin, like.sensitive)
    if isinstance(data, list):
        return Known(_items(data, like, parts), like.origin, like.sensitive)
    if isinstance(data, dict):
        return Known(_fields(data, like, parts), like.origin, like.sensitive)
    if isinstance(data, Decimal) and data and data == data.to_integral_value() and data.adjusted() < 155:
        data = int(data)
    return Known(data, like.origin, like.sensitive)


def _items(data: list[Any], like: AnyValue, parts: Sequence[Part]) -> Items:
    items: list[AnyValue] = []
    because: list[AnyValue] = []
    prefix = 0
    for one in data:
        hole = _HOLE.fullmatch(one) if isinstance(one, str) and parts else None
        if hole is not None and hole.group(2):
            # An unknown piece of JSON between commas: no element, one or several.
            because.append(_part(parts[int(hole.group(1))]))
        else:
            items.append(_build(one, like, parts))
        prefix = prefix if because else len(items)
    return Items(tuple(items), open=join(*because) if because else None, prefix=prefix if because else 0)


def _fields(data: dict[str, Any], like: AnyValue, parts: Sequence[Part]) -> Fields:
    entries: dict[str, AnyValue] = {}
    because: list[AnyValue] = []
    for name, one in data.items():
        if parts and _OPEN in name:
            # The name is not known, so it may be that of an entry before it, which it then replaces.
            because.append(_text(name, like, parts))
            entries.clear()
        else:
            entries[_normal(name)] = _build(one, like, parts)
    return Fields(entries, join(*because) if because else None, kind=FieldsKind.OBJECT)


def _text(text: str, like: AnyValue, parts: Sequence[Part]) -> AnyValue:
    whole = _HOLE.fullmatch(text)
    if whole is not None:
        part = _part(parts[int(whole.group(1))])
        if not whole.group(2):
            return part
        # Outside of quotes the part is itself JSON, of a value that is not known.
        return _decode(part) if isinstance(part, (Known, Unknown)) and _is_json(part) else join(part)
    found: list[Part] = []
    end = 0
    for hole in _HOLE.finditer(text):
        found.append(text[end : hole.start()])
        found.append(parts[int(hole.group(1))])
        end = hole.end()
    found.append(text[end:])
    kept = tuple(part for part in found if not (isinstance(part, str) and not part))
    unsure = [part for part in kept if not isinstance(part, str)]
    return Unknown(join(*unsure).causes, like.origin, like.sensitive, partial=Template(kept), nullable=False)


def _part(part: Part) -> AnyValue:
    return Known(part) if isinstance(part, str) else part


def _is_json(part: AnyValue) -> bool:
    return isinstance(part, Known) or (isinstance(part, Unknown) and part.partial is not None)
