"""Principals of whom is known that they are somebody, but not who."""

from collections.abc import Iterable

import msgspec

from leitplanke.core.logic import join
from leitplanke.core.value import AnyValue, Known, Unknown, World
from leitplanke.inventory.facets import Principal, PrincipalKind


def somebody(because: AnyValue, name: str, kinds: Iterable[PrincipalKind]) -> Unknown:
    """Return a principal that is not known but of one of these kinds, never anyone: a world for each."""
    worlds = (World(((name, kind.value),), Known(Principal(kind, name), because.origin)) for kind in kinds)
    return msgspec.structs.replace(join(because), worlds=tuple(worlds))
