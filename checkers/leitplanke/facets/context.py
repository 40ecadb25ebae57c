"""What the computation of facets needs at hand."""

from collections.abc import Callable

from leitplanke.catalogue.loader import Catalogue
from leitplanke.catalogue.row import Row
from leitplanke.core.origin import Origin, written
from leitplanke.core.value import AnyValue
from leitplanke.inventory.facets import Evidence, Placement
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource


class Context:
    """One resource with its row, among the others of its inventory.

    ``primary_place`` gives the primary placement of any resource of the inventory, for places that follow a
    reference.
    """

    __slots__ = ("catalogue", "inventory", "primary_place", "resource", "row")

    def __init__(
        self,
        resource: Resource,
        row: Row,
        inventory: Inventory,
        catalogue: Catalogue,
        primary_place: Callable[[Resource], Placement | None],
    ) -> None:
        self.resource = resource
        self.row = row
        self.inventory = inventory
        self.catalogue = catalogue
        self.primary_place = primary_place

    def at(self, resource: Resource, row: Row) -> "Context":
        """Return the context of another resource of the same inventory."""
        return Context(resource, row, self.inventory, self.catalogue, self.primary_place)

    def evidence(
        self, attribute: str, value: AnyValue | None = None, *, of: Resource | None = None, fix: str = ""
    ) -> Evidence:
        """Return evidence: the value's place, or the block's first line where the value has none."""
        resource = of or self.resource
        shown = self.inventory.shown(resource.type, attribute) if self.inventory.names else attribute
        return Evidence(resource.address, shown, place_of(resource, value), fix or None)


def place_of(resource: Resource, value: AnyValue | None) -> Origin | None:
    """Return where a value was read, or the header of the resource's block."""
    if value is not None and value.origin is not None and value.origin.span is not None:
        return value.origin
    return written(resource.span, resource.address) if resource.span else None


def handed_on(resource: Resource, value: AnyValue) -> Origin | None:
    """Return the header of the resource's block, with the chain of a value that it takes from elsewhere."""
    if resource.span is None:
        return value.origin
    return written(resource.span, resource.address, value.origin)
