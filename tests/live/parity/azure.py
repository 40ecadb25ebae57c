"""What Azure answers for an estate that Terraform has built there: see `tests.live.parity.compare`."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from leitplanke.core.value import AnyValue, Unknown
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource
from tests.live.fakes.azure_server import AzureFake
from tests.live.parity import azure_backup as backup
from tests.live.parity import azure_databases as databases
from tests.live.parity import azure_iam as iam
from tests.live.parity import azure_platform as platform
from tests.live.parity import azure_services as services
from tests.live.parity import azure_stores as stores
from tests.live.parity.applied import Applied, Values, place
from tests.live.parity.azure_given import TENANT, Doc, Given, computed
from tests.live.parity.compare import Place

_DOCUMENTS: dict[str, Callable[[Given], Iterator[Doc]]] = {
    "azurerm_application_gateway": platform.gateway,
    "azurerm_application_insights": platform.insights,
    "azurerm_backup_policy_file_share": backup.share_policy,
    "azurerm_backup_policy_vm": backup.machine_policy,
    "azurerm_bot_channel_directline": services.directline,
    "azurerm_bot_channel_facebook": services.facebook,
    "azurerm_bot_channel_ms_teams": services.teams,
    "azurerm_bot_service_azure_bot": services.bot,
    "azurerm_cdn_frontdoor_endpoint": services.front_door_endpoint,
    "azurerm_cdn_frontdoor_origin": services.origin,
    "azurerm_cdn_frontdoor_origin_group": services.origin_group,
    "azurerm_cdn_frontdoor_profile": services.front_door,
    "azurerm_cdn_frontdoor_route": services.route,
    "azurerm_cognitive_account": services.cognitive_account,
    "azurerm_cognitive_deployment": services.deployment,
    "azurerm_communication_service": services.communication,
    "azurerm_container_registry": stores.registry,
    "azurerm_cosmosdb_account": databases.cosmos_account,
    "azurerm_cosmosdb_sql_container": databases.cosmos_container,
    "azurerm_cosmosdb_sql_database": databases.cosmos_database,
    "azurerm_data_protection_backup_instance_blob_storage": backup.blob_instance,
    "azurerm_data_protection_backup_instance_disk": backup.disk_instance,
    "azurerm_data_protection_backup_policy_blob_storage": backup.blob_policy,
    "azurerm_data_protection_backup_policy_disk": backup.disk_policy,
    "azurerm_data_protection_backup_vault": backup.backup_vault,
    "azurerm_disk_encryption_set": stores.disk_encryption_set,
    "azurerm_email_communication_service": services.email,
    "azurerm_eventhub": services.event_hub,
    "azurerm_eventhub_namespace": services.event_hubs,
    "azurerm_key_vault": stores.key_vault,
    "azurerm_key_vault_key": stores.key,
    "azurerm_key_vault_managed_hardware_security_module": stores.managed_hsm,
    "azurerm_key_vault_managed_hardware_security_module_key": stores.key,
    "azurerm_linux_function_app": services.function_app,
    "azurerm_linux_web_app": services.web_app,
    "azurerm_log_analytics_cluster": platform.cluster,
    "azurerm_log_analytics_linked_service": platform.linked_service,
    "azurerm_log_analytics_workspace": platform.workspace,
    "azurerm_managed_disk": stores.disk,
    "azurerm_management_lock": platform.lock,
    "azurerm_monitor_diagnostic_setting": platform.diagnostic_setting,
    "azurerm_mssql_firewall_rule": databases.firewall_rule,
    "azurerm_mssql_server": databases.sql_server,
    "azurerm_network_watcher": platform.plain,
    "azurerm_network_watcher_flow_log": platform.flow_log,
    "azurerm_postgresql_flexible_server": databases.postgresql,
    "azurerm_postgresql_flexible_server_configuration": databases.postgresql_parameter,
    "azurerm_postgresql_flexible_server_database": databases.postgresql_database,
    "azurerm_postgresql_flexible_server_firewall_rule": databases.firewall_rule,
    "azurerm_private_dns_zone": platform.plain,
    "azurerm_private_endpoint": platform.private_endpoint,
    "azurerm_public_ip": platform.public_address,
    "azurerm_recovery_services_vault": backup.recovery_vault,
    "azurerm_redis_cache": databases.redis,
    "azurerm_resource_group": platform.group,
    "azurerm_role_assignment": iam.role_assignment,
    "azurerm_role_definition": iam.role_definition,
    "azurerm_search_service": databases.search,
    "azurerm_service_plan": services.service_plan,
    "azurerm_servicebus_namespace": services.service_bus,
    "azurerm_servicebus_queue": services.queue,
    "azurerm_storage_account": stores.storage_account,
    "azurerm_storage_container": stores.container,
    "azurerm_storage_management_policy": stores.management_policy,
    "azurerm_user_assigned_identity": platform.managed_identity,
    "azurerm_virtual_network": platform.virtual_network,
    "azurerm_web_application_firewall_policy": platform.plain,
}
_LATER: dict[str, Callable[[Given, dict[str, Doc]], Iterator[Doc]]] = {
    "azurerm_email_communication_service_domain": lambda given, found: services.email_domain(
        given, found[given.text("email_service_id").lower()]
    ),
    "azurerm_mssql_database": lambda given, found: databases.sql_database(
        given, found[given.text("server_id").lower()]
    ),
    "azurerm_mssql_failover_group": databases.failover_group,
}
"""Documents that say something of others; groups of databases come after databases."""
_CHANGES: dict[str, Callable[[Given, dict[str, Doc]], None]] = {
    "azurerm_communication_service_email_domain_association": services.linked_domain,
    "azurerm_data_protection_backup_vault_customer_managed_key": backup.backup_vault_key,
    "azurerm_eventhub_namespace_customer_managed_key": services.event_hubs_key,
    "azurerm_key_vault_managed_hardware_security_module_key_rotation_policy": stores.rotation,
    "azurerm_log_analytics_cluster_customer_managed_key": platform.cluster_key,
    "azurerm_log_analytics_linked_service": platform.link_workspace,
    "azurerm_mssql_server_extended_auditing_policy": databases.audit,
    "azurerm_storage_account_customer_managed_key": stores.storage_key,
    "azurerm_storage_container_immutability_policy": stores.immutability,
    "azurerm_subnet": platform.subnet,
}
"""What Terraform has as a resource of its own, and Azure as a part of another."""
_NOT_LISTED = frozenset({"azurerm_cosmosdb_sql_role_assignment"})
"""Types that neither Resource Graph lists nor the scan asks for."""
_ROLES = ("azurerm_role_assignment", "azurerm_role_definition")


class Built(msgspec.Struct, frozen=True):
    """A tenant as Azure tells of it, and where in it the places of Terraform are found again."""

    fake: AzureFake
    ids: dict[Place, tuple[Place, ...]]


def build(estate: Applied) -> Built:
    """Return what Azure answers for the estate `bank-azure`, and `ids` for ``differences``."""
    given = [one for inventory in estate.stacks.values() for one in _given(inventory)]
    found: dict[str, Doc] = {}
    roles: dict[str, list[Doc]] = {"azurerm_role_assignment": [], "azurerm_role_definition": list(iam.shipped())}
    for one in given:
        if one.type in _ROLES:
            roles[one.type] += _DOCUMENTS[one.type](one)
        elif one.type in _DOCUMENTS:
            found |= {each["id"].lower(): each for each in _DOCUMENTS[one.type](one)}
        elif one.type not in {*_LATER, *_CHANGES, *_NOT_LISTED}:
            raise ValueError(f"{one.type}: nothing says what Azure makes of it")
    for kind, later in _LATER.items():
        for one in given:
            if one.type == kind:
                found |= {each["id"].lower(): each for each in later(one, found)}
    for one in given:
        if one.type in _CHANGES:
            _CHANGES[one.type](one, found)
    found |= {each["id"].lower(): each for each in platform.of_azure({one.subscription for one in given}, found)}
    roles["azurerm_role_assignment"] += iam.above("musterbank")
    fake = AzureFake(
        [*found.values()],
        roles["azurerm_role_assignment"],
        roles["azurerm_role_definition"],
        management_groups=(TENANT, "musterbank"),
        tenant=TENANT,
    )
    return Built(fake, _ids(given))


class _Told(Values):
    """Secrets are not known, and no interface tells them."""

    def plain(self, value: AnyValue) -> Any:
        if isinstance(value, Unknown) and value.ref is None and value.partial is None:
            return "secret"
        return super().plain(value)


def _given(inventory: Inventory) -> Iterator[Given]:
    values = _Told(inventory, lambda resource, attribute: computed(_one(resource, values), attribute))
    for resource in inventory.resources:
        if resource.type.startswith("azurerm_"):
            yield _one(resource, values)


def _one(resource: Resource, values: Values) -> Given:
    subscription = str(values.setting(resource, "subscription_id") or "")
    return Given(resource.type, place(resource), values.of(resource), subscription)


def _ids(given: list[Given]) -> dict[Place, tuple[Place, ...]]:
    return {(one.address, ""): ((one.id.lower(), ""),) for one in given if one.type in _DOCUMENTS or one.type in _LATER}
