"""What a role of Azure's allows that is defined above the subscription in which somebody has it."""

import pytest

from leitplanke.catalogue.live_loader import load_live_catalogue
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.value import Known
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.inventory.facets import NotApplicable
from leitplanke.sources.live.mapping.above import Above
from leitplanke.sources.live.mapping.account import Account, AccountReader
from leitplanke.sources.live.record import Record

CATALOGUE, LIVE = load_catalogue(), load_live_catalogue("azurerm")
READER = AccountReader("azure", CATALOGUE, LIVE)
OWN, TENANT = "00000000-0000-0000-0000-000000000001", "11111111-1111-1111-1111-111111111111"
DEFINITIONS = "microsoft.authorization/roledefinitions"
ROLES = "/providers/Microsoft.Authorization/RoleDefinitions"
EVERYTHING, READING = "aaaaaaaa-0000-0000-0000-000000000001", "aaaaaaaa-0000-0000-0000-000000000002"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
ASSIGNMENT = f"/subscriptions/{OWN}/providers/microsoft.authorization/roleassignments/a"


def definition(guid: str, actions: list[str]) -> Record:
    permissions = [{"actions": actions, "notActions": [], "dataActions": [], "notDataActions": []}]
    properties = {"roleName": guid, "type": "CustomRole", "assignableScopes": ["/"], "permissions": permissions}
    return Record("azure", DEFINITIONS, f"{ROLES}/{guid}".lower(), TENANT, "", {"properties": properties})


def whole(account: str, state: State = State.COMPLETE) -> list[Coverage]:
    types = {*LIVE.by_record_type, *LIVE.by_inherited_type}
    return [Coverage(account, "", "", name, state if name == DEFINITIONS else State.COMPLETE) for name in types]


def read(guid: str, *above: Above | None) -> Account:
    properties = {
        "roleDefinitionId": f"{ROLES}/{guid}",
        "principalId": "p",
        "principalType": "Group",
        "scope": f"/subscriptions/{OWN}",
    }
    role = Record("azure", "microsoft.authorization/roleassignments", ASSIGNMENT, OWN, "", {"properties": properties})
    return READER.read(OWN, [role], whole(OWN), above)


def allowed(found: Account) -> object:
    grants = Facets(found.inventory, CATALOGUE, Classification()).compute(ASSIGNMENT, "grants")
    assert not isinstance(grants, NotApplicable)
    (grant,) = grants
    (action,) = grant.actions.items
    return action.data if isinstance(action, Known) else "unknown"


TOLD = READER.above([definition(EVERYTHING, ["*"]), definition(READING, ["*/read"])], whole(TENANT))
REFUSED = READER.above([], whole(TENANT, State.DENIED))


@pytest.mark.parametrize(
    ("guid", "above", "expected"),
    [
        (EVERYTHING, TOLD, "*"),
        (READING, TOLD, f"{ROLES}/{READING}".lower()),
        (EVERYTHING, REFUSED, "unknown"),
        (EVERYTHING, None, "unknown"),
        (OWNER, REFUSED, "Owner"),
        (OWNER, TOLD, "Owner"),
    ],
)
def test_a_role_that_was_not_read_is_not_taken_for_a_small_one(guid: str, above: Above | None, expected: str) -> None:
    assert allowed(read(guid, above)) == expected


def test_only_roles_that_somebody_has_are_judged_below() -> None:
    found = read(READING, TOLD).inventory.of_type("azurerm_role_definition")
    assert [one.cloud_id for one in found] == [f"{ROLES}/{READING}".lower()]
