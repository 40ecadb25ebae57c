"""Resources, rows and inventories, made by hand."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from leitplanke.catalogue.loader import Catalogue
from leitplanke.catalogue.row import Row
from leitplanke.core.value import (
    Absent,
    AnyValue,
    CauseKind,
    Fields,
    Items,
    Known,
    Reference,
    Template,
    Unknown,
    World,
    unknown,
)
from leitplanke.facets.compute import Facets
from leitplanke.facets.context import Context
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Resource, Stack
from tests.project import ENGINE

NOBODY_KNOWS = unknown(CauseKind.VARIABLE, "var.x")
_FRAME: Mapping[str, Any] = {
    "title": "Made by hand",
    "role": "store",
    "evidence": {"source": "made", "confidence": "low", "checked": "2026-11-23"},
}


def value(data: Any) -> AnyValue:
    """Plain data as a value: maps and lists all the way down, None absent; a value stays what it is."""
    if data is None:
        return Absent()
    if isinstance(data, (Known, Unknown, Absent)):
        return data
    if isinstance(data, dict):
        return Known(Fields({key: value(one) for key, one in data.items()}))
    if isinstance(data, (list, tuple)):
        return Known(Items(tuple(value(one) for one in data)))
    return Known(data)


def ref(address: str, attribute: str = "id") -> Unknown:
    """What a resource computes, as another one refers to it."""
    cause = unknown(CauseKind.COMPUTED, f"{address}.{attribute}")
    return msgspec.structs.replace(cause, ref=Reference(address, attribute), nullable=False)


def template(*parts: Any) -> Unknown:
    """Text with holes: plain text, and values that are not known."""
    return Unknown(NOBODY_KNOWS.causes, partial=Template(parts), nullable=False)


def either(root: str, *choices: Any) -> Unknown:
    """A root unknown that is one of the choices."""
    worlds = tuple(World(((root, str(number)),), value(one)) for number, one in enumerate(choices))
    return Unknown(unknown(CauseKind.VARIABLE, root).causes, worlds=worlds)


def resource(
    address: str, attributes: Mapping[str, Any] | None = None, *, exists: Any = True, **settings: Any
) -> Resource:
    """A resource by its address; keywords are settings of its provider."""
    parts = address.partition("[")[0].split(".")
    type_name = ".".join(parts[-3:-1]) if parts[-3:-2] == ["data"] else parts[-2]
    provider = type_name.removeprefix("data.").partition("_")[0]
    written = {key: value(one) for key, one in (attributes or {}).items()}
    placed = {key: value(one) for key, one in settings.items()}
    return Resource("made", address, type_name, provider, Fields(written), Fields(placed), exists=value(exists))


def row(**parts: Any) -> Row:
    return msgspec.convert({**_FRAME, **parts}, Row)


class MadeCatalogue(Catalogue):
    """Rows from memory; what holds of providers is the real thing."""

    __slots__ = ("_made",)

    def __init__(self, rows: Mapping[str, Row]) -> None:
        super().__init__(str(ENGINE / "catalogue/data"))
        self._made = dict(rows)

    def row(self, type_name: str) -> Row | None:
        return self._made.get(type_name)


def inventory(*resources: Resource, closed: Iterable[Scope] = (Scope.MODULE,), hidden: Any = ()) -> Inventory:
    return Inventory(Stack("made", "."), resources, closed=closed, hidden=hidden)


def facets(rows: Mapping[str, Row], found: Inventory) -> Facets:
    return Facets(found, MadeCatalogue(rows), Classification())


def context(address: str, rows: Mapping[str, Row], found: Inventory) -> Context:
    """The context of one resource; its type has a row."""
    return next(one for one in facets(rows, found).judged if one.resource.address == address)


def data(one: AnyValue) -> Any:
    """The data of a known value; the class of another."""
    return one.data if isinstance(one, Known) else type(one)
