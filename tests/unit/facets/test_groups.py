from typing import Any

import pytest

from leitplanke.facets.joins import companions
from leitplanke.inventory.inventory import Scope
from tests.unit.facets.made import NOBODY_KNOWS, either, inventory, ref, resource, row

_LOCK = "azurerm_management_lock"
_ACCOUNT = row(companions=[{"type": _LOCK, "on": "scope", "scope": "account", "via": "resource_group_name"}])
_GROUPS = (
    resource("azurerm_resource_group.one", {"name": "one"}),
    resource("azurerm_resource_group.two", {"name": "two"}),
    resource("data.azurerm_resource_group.three", {"name": "Three"}),
    resource("azurerm_resource_group.stage", {"name": either("tfvars", "test", "prod")}),
    resource("azurerm_key_vault.keys", {"name": "keys"}),
)


@pytest.mark.parametrize(
    ("group", "scope", "expected"),
    [
        (ref("azurerm_resource_group.one", "name"), ref("azurerm_resource_group.one"), True),
        (ref("azurerm_resource_group.one", "name"), ref("azurerm_resource_group.two"), None),
        ("one", ref("azurerm_resource_group.one"), True),
        ("two", ref("azurerm_resource_group.one"), False),
        ("three", ref("data.azurerm_resource_group.three"), True),
        ("one", "/subscriptions/1/resourceGroups/ONE", True),
        ("one", "/subscriptions/1/resourceGroups/two", False),
        ("one", "/subscriptions/1/resourceGroups/one/providers/Microsoft.KeyVault/vaults/keys", False),
        ("one", ref("azurerm_key_vault.keys"), False),
        (NOBODY_KNOWS, ref("azurerm_resource_group.one"), None),
        (either("tfvars", "test", "prod"), ref("azurerm_resource_group.stage"), True),
        (either("tfvars", "test", "one"), ref("azurerm_resource_group.stage"), None),
        (None, ref("azurerm_resource_group.one"), False),
    ],
)
def test_what_is_set_on_a_group_holds_for_what_is_in_it(group: Any, scope: Any, expected: bool | None) -> None:
    account = resource("azurerm_storage_account.calls", {"name": "calls", "resource_group_name": group})
    lock = resource(f"{_LOCK}.this", {"scope": scope})
    found = inventory(account, lock, *_GROUPS, closed=(Scope.MODULE, Scope.ACCOUNT))
    related = companions(found, _ACCOUNT, account, _LOCK)
    assert related.resources == ((lock,) if expected else ())
    assert (related.more is not None) is (expected is None)
