"""Groups, networks and logs, as Resource Manager tells of them; with what Azure makes beside what is asked for."""

from collections.abc import Iterable, Iterator, Mapping

from tests.live.parity.azure_given import (
    MADE,
    TENANT,
    Doc,
    Given,
    client_of,
    document,
    principal_of,
    resource,
    split_key,
)

_DISABLED: Doc = {"enabled": False, "days": 0}


def group(given: Given) -> Iterator[Doc]:
    """A resource group."""
    of_type = "Microsoft.Resources/subscriptions/resourceGroups"
    yield {**document(given, {"provisioningState": "Succeeded"}), "type": of_type, "name": given.text("name")}


def of_azure(subscriptions: Iterable[str], found: Mapping[str, Doc]) -> Iterator[Doc]:
    """Yield what Azure makes beside what is asked for, in each subscription and for each private endpoint."""
    for one in sorted(subscriptions):
        watchers = f"/subscriptions/{one}/resourceGroups/NetworkWatcherRG"
        of_type = "Microsoft.Resources/subscriptions/resourceGroups"
        made: Doc = {"id": watchers, "name": "NetworkWatcherRG", "type": of_type, "location": "germanywestcentral"}
        yield {**made, "properties": {"provisioningState": "Succeeded"}}
        watcher = f"{watchers}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_uksouth"
        yield resource(watcher, {"provisioningState": "Succeeded"}, location="uksouth")
        benchmark = f"/subscriptions/{one}/providers/Microsoft.Authorization/policyAssignments/SecurityCenterBuiltIn"
        properties: Doc = {
            "displayName": "ASC Default",
            "policyDefinitionId": "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9",
            "scope": f"/subscriptions/{one}",
            "enforcementMode": "Default",
        }
        yield resource(benchmark, properties)
    for endpoint in [one for one in found.values() if one["type"] == "Microsoft.Network/privateEndpoints"]:
        identity = endpoint["id"].replace("/privateEndpoints/", "/networkInterfaces/")
        addresses = [{"name": "privateEndpointIpConfig", "properties": {"privateIPAddress": "10.60.1.4"}}]
        properties = {"ipConfigurations": addresses, "privateEndpoint": {"id": endpoint["id"]}}
        yield resource(f"{identity}.nic", properties, location=endpoint["location"])


def managed_identity(given: Given) -> Iterator[Doc]:
    """An identity that applications and services take on."""
    known = {"tenantId": TENANT, "principalId": principal_of(given.id), "clientId": client_of(given.id)}
    yield document(given, {"isolationScope": "None", **known})


def lock(given: Given) -> Iterator[Doc]:
    """What keeps a scope from being deleted."""
    yield resource(given.id, {"level": given.text("lock_level"), "notes": given.text("notes")})


def diagnostic_setting(given: Given) -> Iterator[Doc]:
    """Where logs go: a category or a group of them, of which the other is not there."""
    logs = [
        {
            "category": one.get("category"),
            "categoryGroup": one.get("category_group"),
            "enabled": True,
            "retentionPolicy": _DISABLED,
        }
        for one in given.values["enabled_log"]
    ]
    properties = {
        "storageAccountId": given.values.get("storage_account_id"),
        "serviceBusRuleId": None,
        "workspaceId": given.values.get("log_analytics_workspace_id"),
        "eventHubAuthorizationRuleId": None,
        "eventHubName": None,
        "metrics": [{"category": "AllMetrics", "enabled": False, "retentionPolicy": _DISABLED}],
        "logs": logs,
        "logAnalyticsDestinationType": None,
    }
    yield resource(given.id, properties, location=None)


def virtual_network(given: Given) -> Iterator[Doc]:
    """A network."""
    space = {"addressPrefixes": given.values["address_space"]}
    properties = {"addressSpace": space, "subnets": [], "virtualNetworkPeerings": [], "enableDdosProtection": False}
    yield document(given, properties)


def subnet(given: Given, found: dict[str, Doc]) -> None:
    """A subnet stands in its network."""
    properties = {"addressPrefix": given.values["address_prefixes"][0], "privateEndpointNetworkPolicies": "Disabled"}
    network = given.id.rpartition("/subnets/")[0].lower()
    found[network]["properties"]["subnets"].append(resource(given.id, properties))


def plain(given: Given) -> Iterator[Doc]:
    """Something of which nothing but its presence matters."""
    yield document(given, {"provisioningState": "Succeeded"}, location=given.location or "global")


def flow_log(given: Given) -> Iterator[Doc]:
    """The log of a network's flows lies where the watcher does."""
    kept = given.block("retention_policy")
    properties = {
        "targetResourceId": given.text("target_resource_id"),
        "targetResourceGuid": given.made_up(),
        "storageId": given.text("storage_account_id"),
        "enabled": given.flag("enabled", default=True),
        "retentionPolicy": {"days": kept["days"], "enabled": kept["enabled"]},
        "format": {"type": "JSON", "version": given.values.get("version", 1)},
        "flowAnalyticsConfiguration": {"networkWatcherFlowAnalyticsConfiguration": {"enabled": False}},
        "provisioningState": "Succeeded",
    }
    yield {**resource(given.id, properties), "location": "germanywestcentral"}


def private_endpoint(given: Given) -> Iterator[Doc]:
    """An address in a network under which something can be reached."""
    connections = [
        {
            "name": one["name"],
            "id": f"{given.id}/privateLinkServiceConnections/{one['name']}",
            "properties": {
                "privateLinkServiceId": one["private_connection_resource_id"],
                "groupIds": one["subresource_names"],
                "privateLinkServiceConnectionState": {"status": "Approved", "actionsRequired": "None"},
            },
        }
        for one in given.values["private_service_connection"]
    ]
    properties = {
        "provisioningState": "Succeeded",
        "privateLinkServiceConnections": connections,
        "manualPrivateLinkServiceConnections": [],
        "subnet": {"id": given.text("subnet_id")},
        "ipConfigurations": [],
        "customDnsConfigs": [],
    }
    yield document(given, properties)


def gateway(given: Given) -> Iterator[Doc]:
    """An application gateway: its parts name each other by their ids."""

    def named(part: str, of: str, properties: Doc) -> Doc:
        return {"name": of, "id": f"{given.id}/{part}/{of}", "properties": properties}

    def link(part: str, of: str) -> Doc:
        return {"id": f"{given.id}/{part}/{of}"}

    values, policy = given.values, given.block("ssl_policy")
    listeners = []
    for one in values["http_listener"]:
        properties = {
            "frontendIPConfiguration": link("frontendIPConfigurations", one["frontend_ip_configuration_name"]),
            "frontendPort": link("frontendPorts", one["frontend_port_name"]),
            "protocol": one["protocol"],
            "hostNames": [],
            "requireServerNameIndication": False,
        }
        if "ssl_certificate_name" in one:
            properties["sslCertificate"] = link("sslCertificates", one["ssl_certificate_name"])
        listeners.append(named("httpListeners", one["name"], properties))
    rules = [
        named(
            "requestRoutingRules",
            one["name"],
            {
                "ruleType": one["rule_type"],
                "priority": one["priority"],
                "httpListener": link("httpListeners", one["http_listener_name"]),
                "backendAddressPool": link("backendAddressPools", one["backend_address_pool_name"]),
                "backendHttpSettings": link("backendHttpSettingsCollection", one["backend_http_settings_name"]),
            },
        )
        for one in values["request_routing_rule"]
    ]
    backends = [
        named(
            "backendHttpSettingsCollection",
            one["name"],
            {
                "port": one["port"],
                "protocol": one["protocol"],
                "cookieBasedAffinity": one["cookie_based_affinity"],
                "pickHostNameFromBackendAddress": one["pick_host_name_from_backend_address"],
                "requestTimeout": one["request_timeout"],
            },
        )
        for one in values["backend_http_settings"]
    ]
    front = given.block("frontend_ip_configuration")
    pools = [{"fqdn": one} for one in given.block("backend_address_pool")["fqdns"]]
    certificates = [
        named("sslCertificates", one["name"], {"keyVaultSecretId": one["key_vault_secret_id"]})
        for one in values.get("ssl_certificate", [])
    ]
    address = {"privateIPAllocationMethod": "Dynamic", "publicIPAddress": {"id": front["public_ip_address_id"]}}
    properties = {
        "provisioningState": "Succeeded",
        "operationalState": "Running",
        "sku": {**given.block("sku"), "family": "Generation_1"},
        "gatewayIPConfigurations": [
            named(
                "gatewayIPConfigurations",
                "gateway",
                {"subnet": {"id": given.block("gateway_ip_configuration")["subnet_id"]}},
            )
        ],
        "sslCertificates": certificates,
        "sslProfiles": [],
        "trustedClientCertificates": [],
        "frontendIPConfigurations": [named("frontendIPConfigurations", front["name"], address)],
        "frontendPorts": [
            named("frontendPorts", one["name"], {"port": one["port"]}) for one in values["frontend_port"]
        ],
        "backendAddressPools": [named("backendAddressPools", "portal", {"backendAddresses": pools})],
        "backendHttpSettingsCollection": backends,
        "httpListeners": listeners,
        "urlPathMaps": [],
        "requestRoutingRules": rules,
        "redirectConfigurations": [],
        "sslPolicy": {"policyType": policy["policy_type"], "policyName": policy["policy_name"]},
        "enableHttp2": given.flag("enable_http2", default=False),
        "firewallPolicy": {"id": given.text("firewall_policy_id")},
    }
    yield document(given, properties, zones=values.get("zones"))


def public_address(given: Given) -> Iterator[Doc]:
    """An address of the internet's."""
    properties = {
        "provisioningState": "Succeeded",
        "ipAddress": "203.0.113.115",
        "publicIPAddressVersion": "IPv4",
        "publicIPAllocationMethod": given.text("allocation_method"),
        "idleTimeoutInMinutes": 4,
        "ipTags": [],
        "ddosSettings": {"protectionMode": "VirtualNetworkInherited"},
    }
    yield document(
        given, properties, sku={"name": given.text("sku"), "tier": "Regional"}, zones=given.values.get("zones")
    )


def workspace(given: Given) -> Iterator[Doc]:
    """A Log Analytics workspace; its tables make themselves."""
    days = given.values.get("retention_in_days", 30)
    properties = {
        "customerId": given.made_up(),
        "provisioningState": "Succeeded",
        "sku": {"name": given.text("sku", "PerGB2018").lower(), "lastSkuUpdate": MADE},
        "retentionInDays": days,
        "features": {
            "legacy": 0,
            "searchVersion": 1,
            "enableLogAccessUsingOnlyResourcePermissions": True,
            "disableLocalAuth": not given.flag("local_authentication_enabled", default=True),
        },
        "workspaceCapping": {"dailyQuotaGb": -1.0, "dataIngestionStatus": "RespectQuota"},
        "publicNetworkAccessForIngestion": given.enabled("internet_ingestion_enabled", default=True),
        "publicNetworkAccessForQuery": given.enabled("internet_query_enabled", default=True),
        "forceCmkForQuery": given.flag("cmk_for_query_forced", default=False),
        "createdDate": MADE,
    }
    yield document(given, properties)
    for name in ("AzureActivity", "AzureDiagnostics", "StorageBlobLogs"):
        table = {
            "totalRetentionInDays": days,
            "archiveRetentionInDays": 0,
            "plan": "Analytics",
            "retentionInDaysAsDefault": True,
            "totalRetentionInDaysAsDefault": True,
            "schema": {"name": name, "tableType": "Microsoft", "tableSubType": "Any"},
            "provisioningState": "Succeeded",
            "retentionInDays": days,
        }
        yield resource(f"{given.id}/tables/{name}", table)


def cluster(given: Given) -> Iterator[Doc]:
    """A dedicated cluster of Log Analytics."""
    size = given.values["size_gb"]
    properties = {
        "clusterId": given.made_up(),
        "provisioningState": "Succeeded",
        "isDoubleEncryptionEnabled": True,
        "isAvailabilityZonesEnabled": True,
        "billingType": "Cluster",
        "createdDate": MADE,
        "associatedWorkspaces": [],
    }
    yield document(given, properties, sku={"name": "capacityreservation", "capacity": size})


def cluster_key(given: Given, found: dict[str, Doc]) -> None:
    """Put the key that Terraform sets afterwards into the cluster; without a version, the latest is used."""
    vault, name = split_key(given.text("key_vault_key_id"))
    keys = {"keyVaultUri": vault, "keyName": name, "keyVersion": "", "keyRsaSize": 3072}
    found[given.text("log_analytics_cluster_id").lower()]["properties"]["keyVaultProperties"] = keys


def linked_service(given: Given) -> Iterator[Doc]:
    """Links a workspace to a cluster."""
    linked = {"writeAccessResourceId": given.text("write_access_id"), "provisioningState": "Succeeded"}
    yield resource(given.id, linked)


def link_workspace(given: Given, found: dict[str, Doc]) -> None:
    """Say in the workspace, and in the cluster, that they are linked."""
    space, whole = found[given.text("workspace_id").lower()], found[given.text("write_access_id").lower()]
    space["properties"]["features"]["clusterResourceId"] = whole["id"]
    space["properties"]["sku"]["name"] = "lacluster"
    whole["properties"]["associatedWorkspaces"] = [{"resourceId": space["id"], "workspaceName": space["name"]}]


def insights(given: Given) -> Iterator[Doc]:
    """Application Insights on a workspace."""
    properties = {
        "Application_Type": given.text("application_type"),
        "AppId": given.made_up(),
        "Flow_Type": "Bluefield",
        "Request_Source": "rest",
        "RetentionInDays": given.values.get("retention_in_days", 90),
        "IngestionMode": "LogAnalytics",
        "WorkspaceResourceId": given.text("workspace_id"),
        "DisableIpMasking": False,
        "DisableLocalAuth": given.flag("local_authentication_disabled", default=False),
        "publicNetworkAccessForIngestion": given.enabled("internet_ingestion_enabled", default=True),
        "publicNetworkAccessForQuery": given.enabled("internet_query_enabled", default=True),
        "provisioningState": "Succeeded",
        "CreationDate": MADE,
    }
    yield document(given, properties, kind=given.text("application_type"))
