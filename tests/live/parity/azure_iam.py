"""Roles as Azure keeps them: those that it ships are the same everywhere, by their GUIDs."""

from collections.abc import Iterator
from typing import Any

from tests.live.parity.azure_given import MADE, Doc, Given, made_up, resource

_BLOBS = "Microsoft.Storage/storageAccounts/blobServices"
_CONTAINERS = [f"{_BLOBS}/containers/read", f"{_BLOBS}/generateUserDelegationKey/action"]
_VAULTS = "Microsoft.KeyVault/vaults/keys"
_MODELS = "Microsoft.CognitiveServices/accounts"
_SHIPPED: dict[str, tuple[str, Doc]] = {
    "Owner": ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", {"actions": ["*"]}),
    "Contributor": (
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        {
            "actions": ["*"],
            "notActions": [
                "Microsoft.Authorization/*/Delete",
                "Microsoft.Authorization/*/Write",
                "Microsoft.Authorization/elevateAccess/Action",
                "Microsoft.Blueprint/blueprintAssignments/write",
                "Microsoft.Blueprint/blueprintAssignments/delete",
                "Microsoft.Compute/galleries/share/action",
                "Microsoft.Purview/consents/write",
                "Microsoft.Purview/consents/delete",
                "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
            ],
        },
    ),
    "Reader": ("acdd72a7-3385-48ef-bd42-f606fba81ae7", {"actions": ["*/read"]}),
    "Log Analytics Reader": (
        "73c42c96-874c-492b-b04d-ab87d138a893",
        {
            "actions": [
                "*/read",
                "Microsoft.OperationalInsights/workspaces/analytics/query/action",
                "Microsoft.OperationalInsights/workspaces/search/action",
                "Microsoft.Support/*",
            ],
            "notActions": ["Microsoft.OperationalInsights/workspaces/sharedKeys/read"],
        },
    ),
    "Storage Blob Data Contributor": (
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        {
            "actions": [*_CONTAINERS, f"{_BLOBS}/containers/delete", f"{_BLOBS}/containers/write"],
            "dataActions": [
                f"{_BLOBS}/containers/blobs/{one}" for one in ("delete", "read", "write", "move/action", "add/action")
            ],
        },
    ),
    "Storage Blob Data Reader": (
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        {"actions": _CONTAINERS, "dataActions": [f"{_BLOBS}/containers/blobs/read"]},
    ),
    "Key Vault Crypto Service Encryption User": (
        "e147488a-f6f5-4113-8e2d-b22465e65bf6",
        {
            "actions": [
                "Microsoft.EventGrid/eventSubscriptions/write",
                "Microsoft.EventGrid/eventSubscriptions/read",
                "Microsoft.EventGrid/eventSubscriptions/delete",
            ],
            "dataActions": [f"{_VAULTS}/read", f"{_VAULTS}/wrap/action", f"{_VAULTS}/unwrap/action"],
        },
    ),
    "Cognitive Services OpenAI User": (
        "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
        {
            "actions": [f"{_MODELS}/*/read", "Microsoft.Authorization/roleAssignments/read"],
            "dataActions": [f"{_MODELS}/OpenAI/*/read", f"{_MODELS}/OpenAI/deployments/chat/completions/action"],
        },
    ),
    "Azure Service Bus Data Owner": (
        "090c5cfd-751d-490a-894a-3ce6f1109419",
        {"actions": ["Microsoft.ServiceBus/*"], "dataActions": ["Microsoft.ServiceBus/*"]},
    ),
}
"""Roles that Azure ships: GUID and permissions."""


def shipped() -> Iterator[Doc]:
    """Yield the definitions of the roles that Azure ships, which stand above all subscriptions."""
    for name, (guid, permissions) in _SHIPPED.items():
        yield _definition(_shipped_id(guid), name, "BuiltInRole", [permissions], ["/"])


def role_definition(given: Given) -> Iterator[Doc]:
    """A role of one's own."""
    permissions = [
        {
            "actions": one.get("actions", []),
            "notActions": one.get("not_actions", []),
            "dataActions": one.get("data_actions", []),
            "notDataActions": one.get("not_data_actions", []),
        }
        for one in given.values["permissions"]
    ]
    yield _definition(given.id, given.text("name"), "CustomRole", permissions, given.values["assignable_scopes"])


def role_assignment(given: Given) -> Iterator[Doc]:
    """That someone has a role, which is named by its id."""
    role = given.text("role_definition_id")
    properties = {
        "roleDefinitionId": role or _shipped_id(_SHIPPED[given.text("role_definition_name")][0]),
        "principalId": given.text("principal_id"),
        "principalType": given.text("principal_type") or _kind(given),
        "scope": given.text("scope"),
        "condition": None,
        "conditionVersion": None,
        "createdOn": MADE,
        "updatedOn": MADE,
    }
    yield resource(given.id, properties)


def above(group: str) -> Iterator[Doc]:
    """Yield what somebody has been granted on a management group: it holds in every subscription below."""
    scope = f"/providers/Microsoft.Management/managementGroups/{group}"
    properties = {
        "roleDefinitionId": _shipped_id(_SHIPPED["Reader"][0]),
        "principalId": made_up(f"{group}/auditors"),
        "principalType": "Group",
        "scope": scope,
        "createdOn": MADE,
    }
    yield resource(f"{scope}/providers/Microsoft.Authorization/roleAssignments/{made_up(group)}", properties)


def _kind(given: Given) -> str:
    """Return what Azure finds a principal to be that Terraform says nothing of."""
    return "User" if given.address.endswith(".launch") else "ServicePrincipal"


def _shipped_id(guid: str) -> str:
    return f"/providers/Microsoft.Authorization/RoleDefinitions/{guid}"


def _definition(identity: str, name: str, kind: str, permissions: list[dict[str, Any]], scopes: list[str]) -> Doc:
    empty: Doc = {"actions": [], "notActions": [], "dataActions": [], "notDataActions": []}
    properties = {
        "roleName": name,
        "type": kind,
        "description": "",
        "assignableScopes": scopes,
        "permissions": [{**empty, **one} for one in permissions],
        "createdOn": MADE,
    }
    return {**resource(identity, properties), "type": "Microsoft.Authorization/roleDefinitions"}
