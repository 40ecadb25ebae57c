"""A small estate in Azure, read as a whole: every resource and setting once, in Azure's own words."""

import threading
import time
from typing import Any

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Task
from leitplanke.sources.live.asking.lanes import Limits
from leitplanke.sources.live.asking.schedule import Ports, run
from leitplanke.sources.live.azure.inventory import open_azure
from leitplanke.sources.live.record import Record
from tests.live.fakes.azure_scan import scan
from tests.live.fakes.azure_server import SUBSCRIPTION, TENANT, Asked, AzureFake, Reply, error, serve

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/Voice"
REGION = "germanywestcentral"
ROLE = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"


def resource(of_type: str, name: str, of: str = GROUP, **given: Any) -> dict[str, Any]:
    """Return a resource of a type (``Microsoft.Sql/servers``) in a group, or of one (``databases``) under another."""
    identity = f"{of}/providers/{of_type}/{name}" if "Microsoft." in of_type else f"{of}/{of_type}/{name}"
    parts = identity.rpartition("/providers/")[2].split("/")
    own = "/".join([parts[0], *parts[1::2]])
    return {"id": identity, "name": name, "type": own, "properties": {}, **given}


STORE = resource("Microsoft.Storage/storageAccounts", "calls", location="Germany West Central", kind="StorageV2")
SERVER = resource("Microsoft.Sql/servers", "crm", location=REGION)
VAULT = resource("Microsoft.KeyVault/vaults", "keys", location=REGION)
KEY = resource("keys", "k", VAULT["id"], properties={"kty": "RSA", "rotationPolicy": {"lifetimeActions": []}})
COSMOS = resource("Microsoft.DocumentDB/databaseAccounts", "bots", location=REGION, kind="GlobalDocumentDB")
DATABASE = resource("sqlDatabases", "talks", COSMOS["id"])
ESTATE = [
    STORE,
    resource("blobServices", "default", STORE["id"], properties={"isVersioningEnabled": True}),
    resource("blobServices/default/containers", "recordings", STORE["id"]),
    resource("blobServices/default/containers", "faxes", STORE["id"]),
    resource("Microsoft.Insights/diagnosticSettings", "log", f"{STORE['id']}/blobServices/default"),
    resource("Microsoft.Authorization/locks", "keep", STORE["id"], properties={"level": "CanNotDelete"}),
    SERVER,
    resource("databases", "master", SERVER["id"], location=REGION, kind="v12.0,system"),
    resource("databases", "crm", SERVER["id"], location=REGION, kind="v12.0,user"),
    resource(
        "databases/crm/backupShortTermRetentionPolicies", "default", SERVER["id"], properties={"retentionDays": 7}
    ),
    resource("firewallRules", "office", SERVER["id"]),
    VAULT,
    KEY,
    COSMOS,
    DATABASE,
    resource("containers", "turns", DATABASE["id"]),
    resource("Microsoft.RecoveryServices/vaults", "safe", location=REGION),
    resource("Microsoft.Compute/virtualMachines/acd/extensions", "agent", location="westeurope"),
    resource("Microsoft.Maps/accounts", "unheard of", location="global"),
    resource(
        "Microsoft.Resources/resourceGroups", "Voice", id=GROUP, type="Microsoft.Resources/subscriptions/resourceGroups"
    ),
]
ASSIGNMENT = {
    "id": f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/a",
    "type": "Microsoft.Authorization/roleAssignments",
    "properties": {"roleDefinitionId": ROLE, "principalId": "p", "scope": GROUP},
}
DEFINITION = {"id": ROLE, "type": "Microsoft.Authorization/roleDefinitions", "properties": {"roleName": "Reader"}}


def estate(**given: Any) -> AzureFake:
    groups = ("root", "voice")
    return AzureFake(ESTATE, [ASSIGNMENT], [DEFINITION], management_groups=groups, **given)


def test_everything_is_read_once() -> None:
    found = scan(estate())
    expected = {(one["type"].lower(), one["id"].lower()) for one in [*ESTATE, ASSIGNMENT, DEFINITION]}
    expected |= {
        ("microsoft.management/managementgroups", "/providers/microsoft.management/managementgroups/root"),
        ("microsoft.management/managementgroups", "/providers/microsoft.management/managementgroups/voice"),
        ("microsoft.resources/subscriptions", f"/subscriptions/{SUBSCRIPTION}"),
    }
    assert sorted((one.type, one.id) for one in found.records) == sorted(expected)
    assert found.not_complete() == set()
    keys = [(one.account, one.region, one.type) for one in found.coverage]
    assert len(keys) == len(set(keys))
    counts = {one.type: one.resources for one in found.coverage if one.resources}
    assert counts["microsoft.storage/storageaccounts/blobservices/containers"] == 2
    assert counts["microsoft.maps/accounts"] == 1
    assert found.line(SUBSCRIPTION, "microsoft.cache/redis").resources == 0


def test_records_are_in_azures_own_words() -> None:
    found = scan(estate())
    (store,) = found.of("microsoft.storage/storageaccounts")
    assert (store.account, store.region, store.doc["name"]) == (SUBSCRIPTION, REGION, "calls")
    (service,) = found.of("microsoft.storage/storageaccounts/blobservices")
    assert (service.region, service.doc["properties"]) == (REGION, {"isVersioningEnabled": True})
    (key,) = found.of("microsoft.keyvault/vaults/keys")
    assert key.doc == KEY
    (subscription,) = found.of("microsoft.resources/subscriptions")
    chain = subscription.doc["properties"]["managementGroupAncestorsChain"]
    assert [one["name"] for one in chain] == ["voice", "root"]
    (definition,) = found.of("microsoft.authorization/roledefinitions")
    assert definition.account == TENANT
    (assignment,) = found.of("microsoft.authorization/roleassignments")
    assert assignment.account == SUBSCRIPTION


def test_only_what_a_parent_can_have_is_asked_for() -> None:
    fake = estate()
    scan(fake, services=("Microsoft.Sql", "Microsoft.DocumentDB", "Microsoft.Storage"))
    asked = [one.path for one in fake.asked]
    assert not [one for one in asked if "/databases/master/" in one or "/cassandrakeyspaces" in one]
    assert [one for one in asked if "/databases/crm/transparentdataencryption/current" in one]
    assert not [one for one in asked if "microsoft.keyvault" in one]


def test_settings_that_resource_graph_comes_to_know_are_still_read_once() -> None:
    def also(asked: Asked, reply: Reply) -> Reply:
        query = str(asked.body.get("query"))
        if query.startswith("resources |") and "project" not in query:
            reply.body["data"].append({**ESTATE[1], "type": "microsoft.storage/storageaccounts/blobservices"})
        return reply

    found = scan(estate(after=also), services=("Microsoft.Storage",))
    assert len(found.of("microsoft.storage/storageaccounts/blobservices")) == 1
    assert found.line(SUBSCRIPTION, "microsoft.storage/storageaccounts/blobservices").resources == 1


def test_a_key_that_may_be_listed_but_not_read() -> None:
    def denied(asked: Asked) -> Reply | None:
        return error(403, "AuthorizationFailed") if asked.path.endswith("/keys/k") else None

    found = scan(estate(before=denied), services=("Microsoft.KeyVault",))
    (key,) = found.of("microsoft.keyvault/vaults/keys")
    assert key.unknown == {"properties.rotationPolicy": "AuthorizationFailed on Microsoft.KeyVault/vaults/keys/read"}
    assert key.doc["name"] == "k"


class Kept:
    def __init__(self) -> None:
        self.records: list[Record] = []
        self.coverage: list[Coverage] = []

    def found(self, task: Task, one: Record | Coverage) -> None:
        (self.records if isinstance(one, Record) else self.coverage).append(one)  # type: ignore[arg-type]

    def finished(self, task: Task) -> None:
        """Nothing is kept of it."""


def test_the_real_schedule_finds_the_same_in_spite_of_a_storm() -> None:
    def storm(asked: Asked) -> Reply | None:
        if asked.number % 5 == 0:
            return error(429, "TooManyRequests", retry_after="0.01")
        return error(503, "ServiceUnavailable") if asked.number % 7 == 0 else None

    kept = Kept()
    with serve(estate(before=storm)) as served:
        tasks, caller = open_azure(served.options())
        never = threading.Event()
        run(
            tasks,
            caller,
            kept,
            ports=Ports(clock=time.monotonic, jitter=lambda: 0.5, stop=never.is_set),
            limits=Limits(rate=2000, slowest=500, first_delay=0.005, longest_delay=0.02),
            threads=8,
        )
        caller.close()
    calm = scan(estate())
    assert sorted(one.id for one in kept.records) == sorted(one.id for one in calm.records)
    assert sorted(kept.coverage) == sorted(calm.coverage)
    assert {one.state for one in kept.coverage} == {State.COMPLETE}
