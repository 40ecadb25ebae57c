"""Helpers with which policies combine values, without ever asking whether one is known."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from leitplanke.core.logic import join, lift
from leitplanke.core.value import AnyValue, Known, Unknown, Value
from leitplanke.inventory.facets import Evidence

T = TypeVar("T")


def through(value: AnyValue, function: Callable[[Any], AnyValue]) -> AnyValue:
    """Return what a function makes of the data, in every world; what is unknown or absent stays so.

    ``through(entry.key, lambda key: key.rotates)`` is the fact of the key that is in use.
    """

    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Known):
            return function(one.data)
        return join(one) if isinstance(one, Unknown) else one

    return lift(leaf, value)


def weakest(options: Sequence[tuple[Value[bool], T]]) -> T:
    """Return what belongs to the condition that decides where all must hold: the first that does not.

    If none is known to fail it is the first that is unknown, else the first of all.
    """
    return _telling(options, decisive=False)


def strongest(options: Sequence[tuple[Value[bool], T]]) -> T:
    """Return what belongs to the condition that decides where one is enough: the first that holds.

    If none is known to hold it is the first that is unknown, else the first of all.
    """
    return _telling(options, decisive=True)


def seen_at(evidence: Evidence, value: AnyValue | None, attribute: str = "") -> Evidence:
    """Return the evidence moved to where a value was read, where that is known."""
    if value is None or value.origin is None or value.origin.span is None:
        return evidence
    return msgspec.structs.replace(evidence, origin=value.origin, attribute=attribute)


def with_fix(evidence: Evidence, fix: str | None) -> Evidence:
    """Return the evidence with another remedy, where what has to be mended is not the attribute that was read."""
    return msgspec.structs.replace(evidence, fix=fix)


def fix_of(key: AnyValue) -> str | None:
    """Return the remedy of a key's own row, for what has to be mended in the key and not where it is named."""
    return key.data.fix if isinstance(key, Known) else None


def _telling(options: Sequence[tuple[Value[bool], T]], *, decisive: bool) -> T:
    for value, option in options:
        holds = isinstance(value, Known) and value.data is True
        if not isinstance(value, Unknown) and holds is decisive:
            return option
    return next((option for value, option in options if isinstance(value, Unknown)), options[0][1])
