"""What one record of Azure says is read in others, and keys are found in any of their versions."""

from typing import Any

import msgspec

from leitplanke.catalogue.live_loader import load_live_catalogue
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.value import Absent, AnyValue, Known, Unknown
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.inventory.inventory import Inventory
from leitplanke.sources.live.mapping.account import AccountReader
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving.projection import Projection

CATALOGUE, LIVE = load_catalogue(), load_live_catalogue("azurerm")
SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourcegroups/contact"
SITE = f"{GROUP}/providers/microsoft.web/sites/portal"
STORE = f"{GROUP}/providers/microsoft.storage/storageaccounts/recordings"
REGISTRY = f"{GROUP}/providers/microsoft.containerregistry/registries/images"
KEY = f"{GROUP}/providers/microsoft.keyvault/vaults/keys/keys/recordings"
AGENT = f"{GROUP}/providers/microsoft.compute/virtualmachines/agent"
DISKS = f"{GROUP}/providers/microsoft.compute/diskencryptionsets/disks"


def record(type_name: str, identity: str, unknown: dict[str, str] | None = None, **doc: Any) -> Record:
    return Record("azure", type_name, identity, SUBSCRIPTION, "westeurope", doc, unknown or {})


def inventory(*records: Record, states: dict[str, State] | None = None, kept: bool = False) -> Inventory:
    projection = Projection(LIVE)
    found = [projection.keep(one) for one in records] if kept else list(records)
    types = {one.type: State.COMPLETE for one in records} | (states or {})
    lines = [Coverage(SUBSCRIPTION, "", "", name, state) for name, state in types.items()]
    return AccountReader("azure", CATALOGUE, LIVE).read(SUBSCRIPTION, found, lines).inventory


def read(found: Inventory, address: str, path: str) -> AnyValue:
    resource = found.get(address)
    assert resource is not None
    return resource.read(path)


def data(value: AnyValue) -> Any:
    assert isinstance(value, Known), value
    return value.data


def store(**states: State) -> Inventory:
    return inventory(
        record("microsoft.storage/storageaccounts", STORE),
        states={"microsoft.storage/storageaccounts/blobservices": State.COMPLETE} | states,
    )


def test_a_setting_is_read_in_the_record_of_a_child() -> None:
    child = record(
        "microsoft.storage/storageaccounts/blobservices",
        f"{STORE}/blobservices/default",
        properties={"isVersioningEnabled": True},
    )
    for kept in (False, True):
        found = inventory(record("microsoft.storage/storageaccounts", STORE), child, kept=kept)
        assert data(read(found, STORE, "blob_properties.versioning_enabled")) is True


def test_a_child_is_absent_only_where_its_type_was_read() -> None:
    path = "blob_properties.versioning_enabled"
    assert isinstance(read(store(), STORE, path), Absent)
    denied = inventory(
        record("microsoft.storage/storageaccounts", STORE),
        states={"microsoft.storage/storageaccounts/blobservices": State.DENIED},
    )
    assert isinstance(read(denied, STORE, path), Unknown)
    assert isinstance(read(inventory(record("microsoft.storage/storageaccounts", STORE)), STORE, path), Unknown)


def test_a_child_that_was_refused_is_unknown() -> None:
    child = record(
        "microsoft.storage/storageaccounts/blobservices", f"{STORE}/blobservices/default", {"*": "AuthorizationFailed"}
    )
    found = inventory(record("microsoft.storage/storageaccounts", STORE), child)
    assert isinstance(read(found, STORE, "blob_properties.versioning_enabled"), Unknown)


def test_a_machine_has_the_key_of_its_disk_which_alone_tells_it() -> None:
    disk = f"{GROUP}/providers/microsoft.compute/disks/agent_os"
    os_disk = {"osType": "Linux", "managedDisk": {"id": disk.replace("contact", "CONTACT")}}
    machine = record("microsoft.compute/virtualmachines", AGENT, properties={"storageProfile": {"osDisk": os_disk}})
    encrypted = record("microsoft.compute/disks", disk, properties={"encryption": {"diskEncryptionSetId": DISKS}})
    path = "os_disk.disk_encryption_set_id"
    for kept in (False, True):
        assert data(read(inventory(machine, encrypted, kept=kept), AGENT, path)) == DISKS
    assert isinstance(read(inventory(machine, record("microsoft.compute/disks", disk)), AGENT, path), Absent)
    assert isinstance(read(inventory(machine), AGENT, path), Unknown)
    gone = inventory(machine, states={"microsoft.compute/disks": State.COMPLETE})
    assert isinstance(read(gone, AGENT, path), Absent)


def test_what_a_service_manages_is_told_by_its_resource_group() -> None:
    workspace = f"{GROUP}/providers/Microsoft.Databricks/workspaces/reports"
    group = record("microsoft.resources/subscriptions/resourcegroups", GROUP, managedBy=workspace)
    account = record("microsoft.storage/storageaccounts", STORE)
    for kept in (False, True):
        assert inventory(account, group, kept=kept).get(STORE) is None
    for other in (msgspec.structs.replace(group, doc={}), msgspec.structs.replace(group, id=f"{GROUP}-2")):
        own = inventory(account, other).get(STORE)
        assert own is not None
        assert data(own.exists) is True
    own = inventory(account).get(STORE)
    assert own is not None
    assert data(own.exists) is True


def test_a_list_is_made_of_all_children() -> None:
    replications = "microsoft.containerregistry/registries/replications"
    places = [
        record(replications, f"{REGISTRY}/replications/{place}", location=place)
        for place in ("germanynorth", "uksouth")
    ]
    registry = record("microsoft.containerregistry/registries", REGISTRY)
    found = inventory(registry, *places, kept=True)
    values = found.get(REGISTRY).read_all("georeplications.location")  # type: ignore[union-attr]
    assert [data(one) for one in values] == ["germanynorth", "uksouth"]
    some = inventory(registry, places[0], states={replications: State.FAILED})
    assert isinstance(read(some, REGISTRY, "georeplications"), Unknown)


def test_kinds_of_sites_are_told_apart() -> None:
    kinds = {
        "app,linux": "azurerm_linux_web_app",
        "app": "azurerm_windows_web_app",
        "functionapp,linux": "azurerm_linux_function_app",
        "functionapp": "azurerm_windows_function_app",
    }
    for kind, type_name in kinds.items():
        site = record("microsoft.web/sites", SITE, kind=kind, properties={"reserved": "linux" in kind})
        assert [one.type for one in inventory(site)] == [type_name]


def test_what_a_value_leaves_open_is_unknown() -> None:
    path = "logs.http_logs.azure_blob_storage"
    for enabled, kind in ((True, Unknown), (False, Absent)):
        config = record(
            "microsoft.web/sites/config/web", f"{SITE}/config/web", properties={"httpLoggingEnabled": enabled}
        )
        found = inventory(record("microsoft.web/sites", SITE, kind="app", properties={}), config)
        assert isinstance(read(found, SITE, path), kind)


def test_a_key_is_found_by_any_of_its_versions() -> None:
    url = "https://keys.vault.azure.net/keys/recordings"
    key = record(
        "microsoft.keyvault/vaults/keys", KEY, properties={"keyUri": url, "keyUriWithVersion": f"{url}/{'a' * 32}"}
    )
    for name in (url, f"{url}/{'a' * 32}", f"{url}/{'b' * 32}"):
        disks = record("microsoft.compute/diskencryptionsets", DISKS, properties={"activeKey": {"keyUrl": name}})
        value = read(inventory(key, disks), DISKS, "key_vault_key_id")
        assert value.ref is not None
        assert value.ref.address == KEY


def test_only_automatic_rotation_counts() -> None:
    for action, kind in (("rotate", Known), ("notify", Absent)):
        policy = {"lifetimeActions": [{"action": {"type": action}}]}
        found = inventory(
            record("microsoft.keyvault/vaults/keys", KEY, properties={"rotationPolicy": policy}), kept=True
        )
        assert isinstance(read(found, KEY, "rotation_policy.automatic"), kind)


def test_an_identity_of_azure_is_not_taken_for_a_key_of_aws() -> None:
    principal = "00000000-1111-2222-3333-444444444444"
    assignment = record(
        "microsoft.authorization/roleassignments", f"{GROUP}/roleassignments/1", properties={"principalId": principal}
    )
    assert data(read(inventory(assignment), assignment.id, "principal_id")) == principal
