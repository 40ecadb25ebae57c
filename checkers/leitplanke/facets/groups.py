"""What is set on a group of resources, such as a lock on a resource group, holds for each resource in it."""

from leitplanke.catalogue.row import Companion
from leitplanke.core.logic import join, lift
from leitplanke.core.value import Absent, AnyValue, Known, Unknown
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource

_GROUP_TYPES = ("azurerm_resource_group", "data.azurerm_resource_group")
_GROUP_ID = "/resourcegroups/"


def on_group(inventory: Inventory, rule: Companion, resource: Resource) -> tuple[list[Resource], list[AnyValue]]:
    """Return the companions that are set on the group that a resource is in, and doubts about others."""
    found: list[Resource] = []
    doubts: list[AnyValue] = []
    group = resource.read(rule.via)
    for candidate, value in _set_on_groups(inventory, rule):
        answer = _same_group(inventory, value, group)
        if answer is True:
            found.append(candidate)
        elif isinstance(answer, Unknown):
            doubts.append(answer)
    return found, doubts


def _set_on_groups(inventory: Inventory, rule: Companion) -> list[tuple[Resource, AnyValue]]:
    """Return the companions of a rule that name a group, each with what it names."""

    def compute() -> list[tuple[Resource, AnyValue]]:
        named = ((one, one.read(rule.on)) for one in inventory.of_type(rule.type))
        return [(one, value) for one, value in named if _names_group(inventory, value)]

    return inventory.once(("on-groups", rule.type, rule.on), compute)


def _names_group(inventory: Inventory, value: AnyValue) -> bool:
    target = inventory.target(value)
    if target is not None:
        return target.type in _GROUP_TYPES
    return bool(_name_in_id(value))


def _name_in_id(value: AnyValue) -> str:
    """Return the group's name in lower case, where a value is a group's id; else nothing."""
    text = value.data.lower() if isinstance(value, Known) and isinstance(value.data, str) else ""
    name = text.partition(_GROUP_ID)[2]
    return "" if "/" in name else name


def _same_group(inventory: Inventory, value: AnyValue, group: AnyValue) -> bool | Unknown:
    target = inventory.target(value)
    if target is not None and group.ref is not None and group.ref.address == target.address:
        return True
    if isinstance(group, Absent):
        return False
    name = target.read("name") if target is not None else Known(_name_in_id(value), value.origin)
    answer = lift(_same_name, name, group)
    return answer.data if isinstance(answer, Known) else join(value, group)


def _same_name(left: AnyValue, right: AnyValue) -> AnyValue:
    """Tell whether two names of groups are the same; capital letters make no difference."""
    if isinstance(left, Known) and isinstance(right, Known):
        return Known(str(left.data).lower() == str(right.data).lower())
    return join(left, right)
