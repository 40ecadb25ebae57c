"""A location's name and what it means."""

from typing import Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["region", "multi-region", "dual-region", "geography", "global", "unknown"]
Status: TypeAlias = Literal["available", "announced", "restricted", "closed"]
Confidence: TypeAlias = Literal["high", "medium", "low"]


class Place(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where data lie that are said to be in ``name``.

    ``countries`` are ISO 3166-1 alpha-2 codes: every country in which the data lie or may be put. ``unconfirmed`` are
    further ones that no source confirms or rules out. Both are empty for ``unknown``, and for a ``global`` place that
    may be anywhere; a ``global`` place with countries rests there but is processed anywhere. ``note`` is a message's
    code that says why. ``source`` and ``confidence`` are those of the data used.
    """

    provider: str
    name: str
    kind: Kind
    product: str | None = None
    countries: frozenset[str] = frozenset()
    unconfirmed: frozenset[str] = frozenset()
    status: Status = "available"
    note: str | None = None
    source: str | None = None
    confidence: Confidence | None = None


def unknown_place(provider: str, name: str, note: str, product: str | None = None) -> Place:
    """Return a place of which nothing is known; ``note`` is the code that says why."""
    return Place(provider=provider, name=name, kind="unknown", product=product, note=note)
