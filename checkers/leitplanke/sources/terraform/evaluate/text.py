"""Joining texts of which parts are known."""

from collections.abc import Iterable

import msgspec

from leitplanke.core.logic import causes_of
from leitplanke.core.value import AnyValue, Known, Template, Unknown
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of
from leitplanke.sources.terraform.evaluate.errors import limit
from leitplanke.sources.terraform.evaluate.graphemes import normal

TEXT_AT_MOST = 16 * 1024 * 1024
"""A text of more characters is not built."""
_PARTS_AT_MOST = 10_000


def join_text(parts: Iterable[AnyValue]) -> AnyValue:
    """Return the text of all parts in a row; where one is unknown, an unknown that knows the others.

    Parts are values without worlds. Raise for null and for what has no text.
    """
    merged: list[str | Known[str] | Unknown] = []
    unknown: list[Unknown] = []
    sensitive = False
    size = 0
    for part in parts:
        sensitive = sensitive or part.sensitive
        value = needed(part)
        if isinstance(value, Known):
            text = text_of(value.data)
            size += len(text)
            if size > TEXT_AT_MOST:
                raise limit("characters", TEXT_AT_MOST)
            _append(merged, text)
            continue
        unknown.append(value)
        if isinstance(value.partial, Template):
            for inner in value.partial.parts:
                _append(merged, inner)
        else:
            merged.append(value)
        if len(merged) > _PARTS_AT_MOST:
            raise limit("parts", _PARTS_AT_MOST)
    if not unknown:
        return Known(normal("".join(part for part in merged if isinstance(part, str))), None, sensitive)
    if len(merged) == 1 and isinstance(merged[0], Unknown) and (merged[0].ref or merged[0].partial):
        # Nothing is added to what refers to a resource or is an encoding: the text is that very value.
        return msgspec.structs.replace(merged[0], sensitive=sensitive, nullable=False)
    return Unknown(causes_of(unknown), None, sensitive, partial=Template(tuple(merged)), nullable=False)


def _append(merged: list[str | Known[str] | Unknown], part: str | Known[str] | Unknown) -> None:
    if isinstance(part, Known) and not part.sensitive:
        part = part.data
    if not isinstance(part, str):
        merged.append(part)
    elif merged and isinstance(merged[-1], str):
        merged[-1] += part
    elif part:
        merged.append(part)


def interleave(separator: str, items: Iterable[AnyValue]) -> list[AnyValue]:
    """Return the items with a separator between each two."""
    found: list[AnyValue] = []
    between = Known(separator)
    for item in items:
        if found and separator:
            found.append(between)
        found.append(item)
    return found


def known_prefix(value: AnyValue) -> str:
    """Return the text that the value certainly begins with."""
    if isinstance(value, Unknown) and isinstance(value.partial, Template):
        first = value.partial.parts[0]
        return first if isinstance(first, str) else ""
    return value.data if isinstance(value, Known) and isinstance(value.data, str) else ""
