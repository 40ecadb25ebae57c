"""A resource of Terraform's on Azure, as it will be once it is applied: its id, and what a document of it needs."""

import uuid
from typing import Any, TypeAlias

import msgspec

TENANT = "3d1f6b52-7c0e-4a7e-9b62-8f0a5d5e9c01"
MADE = "2026-06-01T08:00:00.0000000Z"
Doc: TypeAlias = dict[str, Any]

IN_A_GROUP = {
    "azurerm_application_gateway": "Microsoft.Network/applicationGateways",
    "azurerm_application_insights": "Microsoft.Insights/components",
    "azurerm_bot_service_azure_bot": "Microsoft.BotService/botServices",
    "azurerm_cdn_frontdoor_profile": "Microsoft.Cdn/profiles",
    "azurerm_cognitive_account": "Microsoft.CognitiveServices/accounts",
    "azurerm_communication_service": "Microsoft.Communication/communicationServices",
    "azurerm_container_registry": "Microsoft.ContainerRegistry/registries",
    "azurerm_cosmosdb_account": "Microsoft.DocumentDB/databaseAccounts",
    "azurerm_data_protection_backup_vault": "Microsoft.DataProtection/backupVaults",
    "azurerm_disk_encryption_set": "Microsoft.Compute/diskEncryptionSets",
    "azurerm_email_communication_service": "Microsoft.Communication/emailServices",
    "azurerm_eventhub_namespace": "Microsoft.EventHub/namespaces",
    "azurerm_key_vault": "Microsoft.KeyVault/vaults",
    "azurerm_key_vault_managed_hardware_security_module": "Microsoft.KeyVault/managedHSMs",
    "azurerm_linux_function_app": "Microsoft.Web/sites",
    "azurerm_linux_web_app": "Microsoft.Web/sites",
    "azurerm_log_analytics_cluster": "Microsoft.OperationalInsights/clusters",
    "azurerm_log_analytics_workspace": "Microsoft.OperationalInsights/workspaces",
    "azurerm_managed_disk": "Microsoft.Compute/disks",
    "azurerm_mssql_server": "Microsoft.Sql/servers",
    "azurerm_network_watcher": "Microsoft.Network/networkWatchers",
    "azurerm_postgresql_flexible_server": "Microsoft.DBforPostgreSQL/flexibleServers",
    "azurerm_private_dns_zone": "Microsoft.Network/privateDnsZones",
    "azurerm_private_endpoint": "Microsoft.Network/privateEndpoints",
    "azurerm_public_ip": "Microsoft.Network/publicIPAddresses",
    "azurerm_recovery_services_vault": "Microsoft.RecoveryServices/vaults",
    "azurerm_redis_cache": "Microsoft.Cache/redis",
    "azurerm_search_service": "Microsoft.Search/searchServices",
    "azurerm_service_plan": "Microsoft.Web/serverFarms",
    "azurerm_servicebus_namespace": "Microsoft.ServiceBus/namespaces",
    "azurerm_storage_account": "Microsoft.Storage/storageAccounts",
    "azurerm_user_assigned_identity": "Microsoft.ManagedIdentity/userAssignedIdentities",
    "azurerm_virtual_network": "Microsoft.Network/virtualNetworks",
    "azurerm_web_application_firewall_policy": "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies",
}
"""What a resource group holds, by name."""
# Resource Graph names definitions of roles without a subscription.
_BELOW = {
    "azurerm_cdn_frontdoor_endpoint": "{cdn_frontdoor_profile_id}/afdEndpoints/{name}",
    "azurerm_cdn_frontdoor_origin": "{cdn_frontdoor_origin_group_id}/origins/{name}",
    "azurerm_cdn_frontdoor_origin_group": "{cdn_frontdoor_profile_id}/originGroups/{name}",
    "azurerm_cdn_frontdoor_route": "{cdn_frontdoor_endpoint_id}/routes/{name}",
    "azurerm_cognitive_deployment": "{cognitive_account_id}/deployments/{name}",
    "azurerm_email_communication_service_domain": "{email_service_id}/domains/{name}",
    "azurerm_eventhub": "{namespace_id}/eventhubs/{name}",
    "azurerm_key_vault_key": "{key_vault_id}/keys/{name}",
    "azurerm_key_vault_managed_hardware_security_module_key": "{managed_hsm_id}/keys/{name}",
    "azurerm_mssql_database": "{server_id}/databases/{name}",
    "azurerm_mssql_failover_group": "{server_id}/failoverGroups/{name}",
    "azurerm_mssql_firewall_rule": "{server_id}/firewallRules/{name}",
    "azurerm_mssql_server_extended_auditing_policy": "{server_id}/extendedAuditingSettings/default",
    "azurerm_postgresql_flexible_server_configuration": "{server_id}/configurations/{name}",
    "azurerm_postgresql_flexible_server_database": "{server_id}/databases/{name}",
    "azurerm_postgresql_flexible_server_firewall_rule": "{server_id}/firewallRules/{name}",
    "azurerm_servicebus_queue": "{namespace_id}/queues/{name}",
    "azurerm_storage_container": "{storage_account_id}/blobServices/default/containers/{name}",
    "azurerm_storage_container_immutability_policy": (
        "{storage_container_resource_manager_id}/immutabilityPolicies/default"
    ),
    "azurerm_storage_management_policy": "{storage_account_id}/managementPolicies/default",
    "azurerm_data_protection_backup_instance_blob_storage": "{vault_id}/backupInstances/{name}",
    "azurerm_data_protection_backup_instance_disk": "{vault_id}/backupInstances/{name}",
    "azurerm_data_protection_backup_policy_blob_storage": "{vault_id}/backupPolicies/{name}",
    "azurerm_data_protection_backup_policy_disk": "{vault_id}/backupPolicies/{name}",
    "azurerm_log_analytics_linked_service": "{workspace_id}/linkedServices/Cluster",
    "azurerm_management_lock": "{scope}/providers/Microsoft.Authorization/locks/{name}",
    "azurerm_monitor_diagnostic_setting": "{target_resource_id}/providers/microsoft.insights/diagnosticSettings/{name}",
    "azurerm_role_assignment": "{scope}/providers/Microsoft.Authorization/roleAssignments/{made_up}",
    "azurerm_role_definition": "/providers/Microsoft.Authorization/RoleDefinitions/{made_up}",
    "azurerm_resource_group": "{subscription_id}/resourceGroups/{name}",
    "data.azurerm_subscription": "{subscription_id}",
    "azurerm_backup_policy_file_share": (
        "{group}/Microsoft.RecoveryServices/vaults/{recovery_vault_name}/backupPolicies/{name}"
    ),
    "azurerm_backup_policy_vm": "{group}/Microsoft.RecoveryServices/vaults/{recovery_vault_name}/backupPolicies/{name}",
    "azurerm_bot_channel_directline": "{group}/Microsoft.BotService/botServices/{bot_name}/channels/DirectLineChannel",
    "azurerm_bot_channel_facebook": "{group}/Microsoft.BotService/botServices/{bot_name}/channels/FacebookChannel",
    "azurerm_bot_channel_ms_teams": "{group}/Microsoft.BotService/botServices/{bot_name}/channels/MsTeamsChannel",
    "azurerm_cosmosdb_sql_container": (
        "{group}/Microsoft.DocumentDB/databaseAccounts/{account_name}/sqlDatabases/{database_name}/containers/{name}"
    ),
    "azurerm_cosmosdb_sql_database": "{group}/Microsoft.DocumentDB/databaseAccounts/{account_name}/sqlDatabases/{name}",
    "azurerm_network_watcher_flow_log": (
        "{group}/Microsoft.Network/networkWatchers/{network_watcher_name}/flowLogs/{name}"
    ),
    "azurerm_subnet": "{group}/Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}",
}


class Given(msgspec.Struct, frozen=True):
    """What Terraform says of a resource: its plain attributes, and the subscription of its provider."""

    type: str
    address: str
    values: dict[str, Any]
    subscription: str

    @property
    def id(self) -> str:
        """The id by which Resource Manager knows it."""
        group = f"/subscriptions/{self.subscription}/resourceGroups/{self.values.get('resource_group_name')}/providers"
        if self.type in IN_A_GROUP:
            return f"{group}/{IN_A_GROUP[self.type]}/{self.values['name']}"
        facts = {"group": group, "subscription_id": f"/subscriptions/{self.subscription}", "made_up": self.made_up()}
        return _BELOW[self.type].format(**{**self.values, **facts})

    @property
    def location(self) -> str:
        """Where it is."""
        return self.text("location")

    def text(self, name: str, default: str = "") -> str:
        """Return an attribute that is a text; ``default`` where it is not set."""
        return str(self.values.get(name, default))

    def flag(self, name: str, *, default: bool) -> bool:
        """Return an attribute that is a truth."""
        return bool(self.values.get(name, default))

    def enabled(self, name: str, *, default: bool) -> str:
        """Return ``Enabled`` or ``Disabled``."""
        return able(self.flag(name, default=default))

    def block(self, path: str) -> dict[str, Any]:
        """Return a block that occurs once at most, by the dotted names that lead to it; empty where there is none."""
        found: Any = self.values
        for name in path.split("."):
            found = (found.get(name) or [{}])[0]
        return dict(found)

    def made_up(self, what: str = "") -> str:
        """Return a made-up id that stays the same."""
        return made_up(f"{self.subscription}/{self.address}/{what}")


def able(given: Any) -> str:
    """Return ``Enabled`` or ``Disabled``."""
    return "Enabled" if given else "Disabled"


def made_up(text: str) -> str:
    """Return a made-up id that stays the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, text))


def document(given: Given, properties: Doc, **more: Any) -> Doc:
    """Return a resource as Resource Manager gives it, with tags and identity."""
    found: Doc = {**resource(given.id, properties), "location": given.location, "tags": given.values.get("tags", {})}
    if given.block("identity"):
        found["identity"] = identity(given)
    return {**found, **more}


def resource(identity: str, properties: Doc, **more: Any) -> Doc:
    """Return what is read at an id; its type is in the id."""
    parts = identity.rpartition("/providers/")[2].split("/")
    of_type = "/".join([parts[0], *parts[1::2]])
    return {"id": identity, "name": parts[-1], "type": of_type, "properties": properties, **more}


def identity(given: Given) -> Doc:
    """Return who a resource is, towards others."""
    block = given.block("identity")
    found: Doc = {"type": block["type"]}
    if "SystemAssigned" in block["type"]:
        found |= {"principalId": given.made_up("principal"), "tenantId": TENANT}
    named = block.get("identity_ids", [])
    if named:
        found["userAssignedIdentities"] = {
            one: {"principalId": principal_of(one), "clientId": client_of(one)} for one in named
        }
    return found


def principal_of(identity: str) -> str:
    """Return the principal of an identity, by its id."""
    return made_up(f"{identity}/principal")


def client_of(identity: str) -> str:
    """Return the application id of an identity, by its id."""
    return made_up(f"{identity}/client")


def version_of(key: str) -> str:
    """Return the version that a key has, by its URL."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{key}/version").hex


def versioned(key: str) -> str:
    """Return the URL of the version that a key has, by its URL without one."""
    return f"{key}/{version_of(key)}"


def split_key(key: str) -> tuple[str, str]:
    """Return the URL of the vault, with a slash at its end, and the name of the key in it."""
    vault, _, name = key.partition("keys/")
    return vault, name


def computed(given: Given, attribute: str) -> Any:
    """Return an attribute that Terraform reads from the cloud, once the resource is there."""
    url = _url(given)
    match attribute:
        case "id":
            return versioned(url) if given.type == "azurerm_key_vault_key" else url or given.id
        case "versionless_id":
            return url
        case "role_definition_resource_id":
            return given.id
        case "principal_id":
            return principal_of(given.id)
        case "client_id":
            return client_of(given.id)
        case "tenant_id":
            return TENANT
        case "default_hostname":
            return f"{given.text('name')}.azurewebsites.net"
        case "identity.0.principal_id":
            return given.made_up("principal")
        case "object_id":
            return given.made_up("object")
        case "endpoint" | "queue_endpoint" | "primary_blob_endpoint" | "hostname":
            return f"https://{given.text('name')}.example"  # stands in settings of applications alone
        case _:
            raise ValueError(f"{given.address}.{attribute} is not known")


def _url(given: Given) -> str:
    """Return what Terraform calls a key by: its address, not its id."""
    if given.type == "azurerm_key_vault_key":
        return f"{vault_url(given.text('key_vault_id'))}keys/{given.text('name')}"
    if given.type == "azurerm_key_vault_managed_hardware_security_module_key":
        return f"{vault_url(given.text('managed_hsm_id'))}keys/{given.text('name')}"
    return ""


def vault_url(identity: str) -> str:
    """Return the address of a key vault or a Managed HSM, by its id."""
    host = "managedhsm" if "/managedHSMs/" in identity else "vault"
    return f"https://{identity.rpartition('/')[2]}.{host}.azure.net/"
