"""Grants of Azure and Google Cloud that follow references: own roles, identities, whole policies."""

import json
from typing import Any

import pytest

from leitplanke.core.value import Known, Unknown
from leitplanke.facets.grants.compute import grants
from leitplanke.inventory.facets import Grant, PrincipalKind
from leitplanke.inventory.grants import includes_anyone, includes_kind
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, ref, resource, row, template

_ROWS = {
    "azurerm_role_assignment": row(
        role="grant",
        grants=[
            {
                "slot": "assignment",
                "form": "azure-role-assignment",
                "kind": "identity",
                "path": "role_definition_name",
                "principal": "principal_id",
                "principal_kind": "principal_type",
            }
        ],
    ),
    "azurerm_role_definition": row(
        role="grant",
        grants=[
            {"slot": "role", "form": "azure-role-definition", "kind": "identity", "path": "permissions.actions"},
        ],
    ),
    "google_project_iam_member": row(
        role="grant",
        grants=[{"slot": "member", "form": "google-member", "kind": "identity", "path": "member", "role": "role"}],
    ),
    "google_project_iam_policy": row(
        role="grant",
        grants=[{"slot": "binding", "form": "google-policy", "kind": "identity", "path": "policy_data"}],
    ),
}


def _definition(name: str, **permissions: Any) -> Any:
    return resource(f"azurerm_role_definition.{name}", {"scope": "/subscriptions/1", "permissions": [permissions]})


_OTHERS = (
    _definition("all", actions=["Microsoft.Storage/*", "*"]),
    _definition("all_data", data_actions=["*"]),
    _definition("read", actions=["Microsoft.Storage/storageAccounts/read"]),
    _definition("open", actions=NOBODY_KNOWS),
    resource("azurerm_linux_web_app.dialer"),
    resource("google_service_account.dialer"),
    resource("google_project_iam_custom_role.listener"),
    resource(
        "data.google_iam_policy.all",
        {
            "binding": [
                {"role": "roles/owner", "members": ["user:anna@example.org", "group:admins@example.org"]},
                {"role": "roles/viewer", "members": ["allUsers"]},
            ]
        },
    ),
)


def _grants(address: str, attributes: dict[str, Any]) -> tuple[Grant, ...]:
    own = resource(address, attributes)
    return grants(context(address, _ROWS, inventory(own, *_OTHERS)))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("all", "*"),
        ("all_data", "*"),
        ("read", "azurerm_role_definition.read"),
        ("open", Unknown),
    ],
)
def test_an_own_role_allows_what_its_definition_says(role: str, expected: object) -> None:
    named = ref(f"azurerm_role_definition.{role}", "role_definition_resource_id")
    (grant,) = _grants("azurerm_role_assignment.this", {"role_definition_id": named, "scope": "/subscriptions/1"})
    assert data(grant.actions.items[0]) == expected


def test_the_definition_itself_is_a_grant() -> None:
    definition = {"scope": "/subscriptions/1", "permissions": [{"actions": ["a/read"], "data_actions": ["*"]}]}
    (grant,) = _grants("azurerm_role_definition.this", definition)
    assert [data(action) for action in grant.actions.items] == ["a/read", "*"]
    assert grant.actions.open is None


def test_a_scope_that_ends_with_a_subscription_is_all_of_it() -> None:
    for scope, expected in (
        (template("/subscriptions/", NOBODY_KNOWS), "/subscriptions/..."),
        (template("/subscriptions/", NOBODY_KNOWS, "/resourceGroups/calls"), Unknown),
    ):
        (grant,) = _grants("azurerm_role_assignment.this", {"role_definition_name": "Owner", "scope": scope})
        assert data(grant.resources.items[0]) == expected


def test_the_identity_of_a_resource_is_no_person() -> None:
    who = ref("azurerm_linux_web_app.dialer", "identity.0.principal_id")
    (grant,) = _grants("azurerm_role_assignment.this", {"role_definition_name": "Reader", "principal_id": who})
    assert data(includes_kind(grant.principals, PrincipalKind.PERSON)) is False


def test_a_principal_that_nobody_knows_is_not_anyone() -> None:
    (grant,) = _grants("azurerm_role_assignment.this", {"role_definition_name": "Owner", "principal_id": NOBODY_KNOWS})
    assert data(includes_anyone(grant)) is False
    assert data(includes_kind(grant.principals, PrincipalKind.PERSON)) is Unknown


def test_a_service_account_names_itself_as_member() -> None:
    member = {"member": ref("google_service_account.dialer", "member"), "role": "roles/viewer"}
    (grant,) = _grants("google_project_iam_member.this", member)
    assert data(includes_kind(grant.principals, PrincipalKind.ROLE)) is True


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (ref("google_project_iam_custom_role.listener"), "google_project_iam_custom_role.listener"),
        (template("projects/", NOBODY_KNOWS, "/roles/listener"), "projects/.../roles/listener"),
        (template("roles/", NOBODY_KNOWS), Unknown),
        (Known("roles/owner"), "roles/owner"),
    ],
)
def test_google_roles(role: Any, expected: object) -> None:
    (grant,) = _grants("google_project_iam_member.this", {"member": "group:a@example.org", "role": role})
    assert data(grant.actions.items[0]) == expected


def test_a_policy_by_its_data_source() -> None:
    policy = ref("data.google_iam_policy.all", "policy_data")
    anna, admins, everyone = _grants("google_project_iam_policy.this", {"policy_data": policy})
    assert anna.slot == "binding:roles/owner:user:anna@example.org"
    assert data(anna.actions.items[0]) == "roles/owner"
    assert data(includes_kind(admins.principals, PrincipalKind.GROUP)) is True
    assert data(includes_anyone(everyone)) is True


def test_a_policy_by_its_text() -> None:
    text = json.dumps({"bindings": [{"role": "roles/viewer", "members": ["user:anna@example.org"]}]})
    (anna,) = _grants("google_project_iam_policy.this", {"policy_data": text})
    assert data(includes_kind(anna.principals, PrincipalKind.PERSON)) is True
    (rest,) = _grants("google_project_iam_policy.this", {"policy_data": NOBODY_KNOWS})
    assert data(includes_anyone(rest)) is Unknown
    (rest,) = _grants("google_project_iam_policy.this", {"policy_data": "no JSON"})
    assert data(includes_anyone(rest)) is Unknown
