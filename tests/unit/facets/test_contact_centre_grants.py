from typing import Any

import pytest

from leitplanke.core.value import Unknown
from leitplanke.facets.grants.compute import grants
from leitplanke.inventory.facets import Grant, Principal, PrincipalKind
from leitplanke.inventory.grants import share
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, ref, resource, row

_NAMED = {"kind": "identity", "principal": "name"}
_ROLES = {"slot": "role", "form": "genesys-assignment", "kind": "identity", "path": "roles"}
_VAULT = {"slot": "access-policy", "form": "key-vault-policy", "kind": "key", "principal": "object_id"}
_ROWS = {
    "aws_connect_security_profile": row(
        role="grant", grants=[{"slot": "profile", "form": "permission-list", "path": "permissions", **_NAMED}]
    ),
    "genesyscloud_auth_role": row(
        role="grant", grants=[{"slot": "role", "form": "genesys-role", "path": "permission_policies", **_NAMED}]
    ),
    "genesyscloud_group_roles": row(
        role="grant", grants=[{**_ROLES, "principal": "group_id", "principal_kind": "group"}]
    ),
    "genesyscloud_oauth_client": row(grants=[{**_ROLES, "principal_kind": "role"}]),
    "azurerm_key_vault": row(grants=[{**_VAULT, "path": "access_policy"}]),
    "azurerm_key_vault_access_policy": row(role="grant", grants=[_VAULT]),
}
_OTHERS = (resource("genesyscloud_auth_role.agent"), resource("genesyscloud_group.agents"))


def _grants(address: str, attributes: dict[str, Any]) -> tuple[Grant, ...]:
    own = resource(address, attributes)
    return grants(context(address, _ROWS, inventory(own, *(one for one in _OTHERS if one.address != address))))


def _policy(entity: str, *actions: Any, **more: Any) -> dict[str, Any]:
    return {"domain": "recording", "entity_name": entity, "action_set": list(actions), **more}


def test_a_security_profile_allows_its_permissions_by_its_name() -> None:
    attributes = {"name": "Agent", "permissions": ["BasicAgentAccess", NOBODY_KNOWS]}
    (grant,) = _grants("aws_connect_security_profile.this", attributes)
    assert data(grant.principals.items[0]) == Principal(PrincipalKind.ROLE, "Agent")
    assert [data(one) for one in grant.actions.items] == ["BasicAgentAccess", Unknown]


def test_a_genesys_role_allows_the_actions_of_its_policies() -> None:
    policies = [_policy("recording", "view", NOBODY_KNOWS), {"domain": "*", "entity_name": "*", "action_set": ["*"]}]
    (grant,) = _grants("genesyscloud_auth_role.this", {"name": "QM", "permission_policies": policies})
    assert [data(one) for one in grant.actions.items] == ["recording:recording:view", Unknown, "*"]


def test_a_policy_with_conditions_is_a_grant_of_its_own() -> None:
    narrow = _policy("screenRecording", "view", conditions=[{"conjunction": "AND"}])
    wide, conditional = _grants(
        "genesyscloud_auth_role.this", {"name": "QM", "permission_policies": [_policy("recording", "view"), narrow]}
    )
    assert [data(one) for one in wide.actions.items] == ["recording:recording:view"]
    assert conditional.slot == "role:recording:screenRecording"
    assert [name for name, _ in conditional.conditions] == ["conditions"]


def test_roles_are_assigned_in_divisions() -> None:
    agent = ref("genesyscloud_auth_role.agent")
    (grant,) = _grants(
        "genesyscloud_group_roles.this",
        {"group_id": ref("genesyscloud_group.agents"), "roles": [{"role_id": agent, "division_ids": ["*"]}]},
    )
    assert grant.slot == "role:genesyscloud_auth_role.agent"
    assert data(grant.principals.items[0]) == Principal(PrincipalKind.GROUP, "genesyscloud_group.agents")
    assert data(grant.actions.items[0]) == "genesyscloud_auth_role.agent"
    assert [data(one) for one in grant.resources.items] == ["*"]


def test_a_client_has_roles_itself() -> None:
    (grant,) = _grants("genesyscloud_oauth_client.this", {"roles": [{"role_id": "0000"}]})
    assert data(grant.principals.items[0]) == Principal(PrincipalKind.ROLE, "genesyscloud_oauth_client.this")
    assert [data(one) for one in grant.resources.items] == ["home"]
    assert _grants("genesyscloud_oauth_client.this", {}) == ()


def test_access_policies_of_a_vault_are_grants() -> None:
    policies = [
        {"object_id": "1111", "key_permissions": ["Create"]},
        {"object_id": "2222", "key_permissions": ["Decrypt"], "secret_permissions": ["Get"]},
    ]
    first, second = _grants("azurerm_key_vault.this", {"access_policy": policies})
    assert second.slot == "access-policy:2222"
    assert [data(one) for one in second.actions.items] == ["keys:Decrypt", "secrets:Get"]
    assert data(share(first.principals, second.principals)) is False
    assert data(share(second.principals, second.principals)) is True


@pytest.mark.parametrize(("by_roles", "count"), [(True, 0), (False, 1), (NOBODY_KNOWS, 1)])
def test_a_vault_that_leaves_access_to_roles_has_no_access_policies(by_roles: Any, count: int) -> None:
    policies = [{"object_id": "1111", "key_permissions": ["Create"]}]
    found = _grants("azurerm_key_vault.this", {"access_policy": policies, "rbac_authorization_enabled": by_roles})
    assert len(found) == count


def test_an_access_policy_of_its_own_is_a_grant() -> None:
    attributes = {"object_id": "1111", "key_permissions": NOBODY_KNOWS}
    (grant,) = _grants("azurerm_key_vault_access_policy.this", attributes)
    assert grant.slot == "access-policy"
    assert grant.actions.open is not None
