"""Attributes that earlier versions of a provider have, under the names that rows know."""

import msgspec

from leitplanke.catalogue.loader import Catalogue
from leitplanke.core.value import Fields
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource


def with_current_names(inventory: Inventory, catalogue: Catalogue) -> Inventory:
    """Return the inventory with attributes called as today; the inventory itself where all of them are.

    Both names mean the same to the cloud: ``enable_https_traffic_only`` is ``https_traffic_only_enabled``.
    """
    changed: dict[str, Resource] = {}
    for type_name in inventory.types:
        row = catalogue.row(type_name)
        if row is None or not row.renamed:
            continue
        for resource in inventory.of_type(type_name):
            if any(name in resource.attributes.entries for name in row.renamed):
                changed[resource.address] = _renamed(resource, row.renamed)
    if not changed:
        return inventory
    return Inventory(
        inventory.stack,
        (changed.get(resource.address, resource) for resource in inventory),
        closed=inventory.closed,
        hidden=inventory.hidden,
        reach=inventory.reach,
        facts=inventory.facts,
        names=inventory.names,
    )


def _renamed(resource: Resource, names: dict[str, str]) -> Resource:
    own = resource.attributes
    entries = {names[name]: value for name, value in own.entries.items() if name in names}
    # A current name, where both are there, wins.
    entries |= {name: value for name, value in own.entries.items() if name not in names}
    return msgspec.structs.replace(resource, attributes=Fields(entries, own.open))
