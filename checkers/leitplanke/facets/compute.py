"""From an inventory to subjects: which facets a resource has, computed when asked for."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from leitplanke.catalogue.loader import Catalogue
from leitplanke.core.logic import assuming
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown
from leitplanke.facets.at_rest import encryption_at_rest
from leitplanke.facets.authentication import authentication
from leitplanke.facets.context import Context
from leitplanke.facets.data_classes import Classification, classes_by_resource
from leitplanke.facets.former import with_current_names
from leitplanke.facets.granted import granted
from leitplanke.facets.measures import audit_log, encryption_in_transit, exposure
from leitplanke.facets.periods import recovery, retention
from leitplanke.facets.placement import placement, primary
from leitplanke.inventory.facets import DataClasses, NotApplicable, Placement
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource

_FACETS: Mapping[str, Callable[[Context], tuple[Any, ...]]] = {
    "placement": placement,
    "encryption_at_rest": encryption_at_rest,
    "encryption_in_transit": encryption_in_transit,
    "recovery": recovery,
    "exposure": exposure,
    "audit_log": audit_log,
    "retention": retention,
    "grants": granted,
    "authentication": authentication,
}


class Facets:
    """The facets of one inventory's resources: lazily computed, each once.

    With ``within``, only the resources at these addresses are to be judged.
    """

    def __init__(
        self,
        inventory: Inventory,
        catalogue: Catalogue,
        classification: Classification,
        within: frozenset[str] | None = None,
    ) -> None:
        inventory = with_current_names(inventory, catalogue)
        self._inventory = inventory
        self._catalogue = catalogue
        self._contexts: dict[str, Context] = {}
        self._primary: dict[str, Placement | None] = {}
        for resource in inventory:
            row = catalogue.row(resource.type)
            if row is not None:
                self._contexts[resource.address] = Context(resource, row, inventory, catalogue, self._primary_place)
        self.within = within
        self._classes = classes_by_resource(list(self._contexts.values()), classification, within)

    @property
    def judged(self) -> list[Context]:
        """The resources to judge whose type has a row, in order of their addresses."""
        within = self.within
        return [one for address, one in self._contexts.items() if within is None or address in within]

    def data_classes(self, resource: Resource) -> DataClasses:
        """Return the data classes that a resource holds."""
        return self._classes[resource.address]

    def compute(self, address: str, facet: str) -> tuple[Any, ...] | NotApplicable:
        """Return a facet of the resource at an address, or why its type does not have it."""
        context = self._contexts[address]
        because = context.row.not_applicable.get(facet)
        if because is not None:
            return NotApplicable(because)
        found = _FACETS[facet](context)
        exists = context.resource.exists
        return tuple(_where(entry, exists) for entry in found) if isinstance(exists, Unknown) else found

    def _primary_place(self, resource: Resource) -> Placement | None:
        """Return the primary placement of a resource; a place that depends on itself is none."""
        if resource.address not in self._primary:
            self._primary[resource.address] = None
            context = self._contexts.get(resource.address)
            if context is not None:
                self._primary[resource.address] = primary(context)
        return self._primary[resource.address]


def _was_refused(exists: Unknown) -> bool:
    """Tell whether a scan was not told that there is such a resource; what Terraform counts is there or is not made."""
    return any(cause.kind in (CauseKind.ACCESS_DENIED, CauseKind.CLOUD, CauseKind.NOT_READ) for cause in exists.causes)


def _where(part: Any, exists: AnyValue) -> Any:
    """Return an entry of a facet, with all values in it as they are where the resource exists."""
    if isinstance(part, (Known, Unknown, Absent)):
        value = exists if isinstance(exists, Unknown) and _was_refused(exists) else assuming(part, exists)
        if isinstance(value, Known) and isinstance(value.data, msgspec.Struct):
            return msgspec.structs.replace(value, data=_where(value.data, exists))
        return value
    if isinstance(part, tuple):
        return tuple(_where(one, exists) for one in part)
    if isinstance(part, msgspec.Struct):
        changed = {name: _where(getattr(part, name), exists) for name in part.__struct_fields__}
        return msgspec.structs.replace(part, **changed)
    return part
