"""Databases, caches and search, as Resource Manager tells of them; with the settings that Azure makes itself."""

from collections.abc import Iterator
from typing import Any

from tests.live.parity.azure_given import MADE, TENANT, Doc, Given, able, document, made_up, resource, versioned
from tests.live.parity.azure_stores import PAIRS

_NAMES = {
    "germanywestcentral": "Germany West Central",
    "germanynorth": "Germany North",
    "uksouth": "UK South",
}
_NO_AUDIT: Doc = {
    "retentionDays": 0,
    "auditActionsAndGroups": [],
    "isStorageSecondaryKeyInUse": False,
    "isAzureMonitorTargetEnabled": False,
    "isManagedIdentityInUse": False,
    "state": "Disabled",
    "storageEndpoint": "",
    "storageAccountSubscriptionId": "00000000-0000-0000-0000-000000000000",
}


def sql_server(given: Given) -> Iterator[Doc]:
    """A server with its `master`, the key of its databases, and settings that are off."""
    admin, key = given.block("azuread_administrator"), given.text("transparent_data_encryption_key_vault_key_id")
    directory = {
        "administratorType": "ActiveDirectory",
        "login": admin["login_username"],
        "sid": admin["object_id"],
        "tenantId": TENANT,
        "azureADOnlyAuthentication": bool(admin.get("azuread_authentication_only")),
    }
    properties: Doc = {
        "administratorLogin": "CloudSA2f6d8b1c",
        "version": given.text("version"),
        "state": "Ready",
        "fullyQualifiedDomainName": f"{given.text('name')}.database.windows.net",
        "privateEndpointConnections": [],
        "minimalTlsVersion": given.text("minimum_tls_version", "1.2"),
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "administrators": {**directory, "principalType": "Group"},
        "primaryUserAssignedIdentityId": given.text("primary_user_assigned_identity_id"),
        "restrictOutboundNetworkAccess": "Disabled",
        "externalGovernanceStatus": "Disabled",
    }
    if key:
        properties["keyId"] = versioned(key)
    yield document(given, properties, kind="v12.0")
    yield _database(f"{given.id}/databases/master", given, "v12.0,system", {"name": "System", "tier": "System"}, "Geo")
    below = f"{given.id}/"
    protector = _protector(key)
    yield resource(
        f"{below}encryptionProtector/current",
        protector,
        kind="azurekeyvault" if key else "servicemanaged",
        location=_NAMES[given.location],
    )
    yield resource(f"{below}auditingSettings/default", _NO_AUDIT)
    yield resource(f"{below}extendedAuditingSettings/default", {**_NO_AUDIT, "predicateExpression": ""})
    alerts: Doc = {"state": "Disabled", "disabledAlerts": [""], "emailAddresses": [""], "emailAccountAdmins": False}
    yield resource(f"{below}securityAlertPolicies/Default", {**alerts, "retentionDays": 0, "creationTime": MADE})
    only = {"azureADOnlyAuthentication": directory["azureADOnlyAuthentication"]}
    yield resource(f"{below}azureADOnlyAuthentications/Default", only)
    yield resource(f"{below}administrators/ActiveDirectory", directory)


def _protector(key: str) -> Doc:
    if not key:
        return {"serverKeyName": "ServiceManaged", "serverKeyType": "ServiceManaged", "autoRotationEnabled": False}
    vault, _, name = key.removeprefix("https://").partition(".vault.azure.net/keys/")
    version = versioned(key).rpartition("/")[2]
    return {
        "serverKeyName": f"{vault}_{name}_{version}",
        "serverKeyType": "AzureKeyVault",
        "uri": versioned(key),
        "thumbprint": version,
        "autoRotationEnabled": True,
    }


def sql_database(given: Given, server: Doc) -> Iterator[Doc]:
    """A database with its backups, encryption and audit."""
    short, long = given.block("short_term_retention_policy"), given.block("long_term_retention_policy")
    tier, family, cores = given.text("sku_name").split("_")
    sku = {"name": f"{tier}_{family}", "tier": "GeneralPurpose", "family": family, "capacity": int(cores)}
    redundancy = given.text("storage_account_type", "Geo")
    found = _database(given.id, given, "v12.0,user,vcore", sku, redundancy, server["location"])
    yield {**found, "tags": given.values.get("tags", {})}
    yield from _settings(given.id, int(short.get("retention_days", 7)), long, geo=redundancy == "Geo")


def _settings(identity: str, days: int, long: dict[str, Any], *, geo: bool) -> Iterator[Doc]:
    yield resource(f"{identity}/transparentDataEncryption/Current", {"state": "Enabled"})
    yield resource(f"{identity}/auditingSettings/Default", _NO_AUDIT)
    yield resource(f"{identity}/extendedAuditingSettings/Default", {**_NO_AUDIT, "predicateExpression": ""})
    kept = {"retentionDays": days, "diffBackupIntervalInHours": 12}
    yield resource(f"{identity}/backupShortTermRetentionPolicies/default", kept)
    spans = {f"{one}ly": long.get(f"{one}ly_retention", "PT0S") for one in ("week", "month", "year")}
    kept_long = {f"{one}Retention": span for one, span in spans.items()} | {"weekOfYear": long.get("week_of_year", 0)}
    yield resource(f"{identity}/backupLongTermRetentionPolicies/default", kept_long)
    yield resource(f"{identity}/geoBackupPolicies/Default", {"state": able(geo), "storageType": "Premium"})


def _database(identity: str, given: Given, kind: str, sku: Doc, redundancy: str, location: str = "") -> Doc:
    at = location or given.location
    properties = {
        "collation": given.text("collation", "SQL_Latin1_General_CP1_CI_AS"),
        "maxSizeBytes": 34359738368,
        "status": "Online",
        "databaseId": made_up(identity),
        "creationDate": MADE,
        "currentServiceObjectiveName": sku["name"],
        "requestedServiceObjectiveName": sku["name"],
        "defaultSecondaryLocation": PAIRS[at],
        "catalogCollation": "SQL_Latin1_General_CP1_CI_AS",
        "zoneRedundant": given.flag("zone_redundant", default=False),
        "readScale": "Disabled",
        "earliestRestoreDate": MADE,
        "currentBackupStorageRedundancy": redundancy,
        "requestedBackupStorageRedundancy": redundancy,
        "isLedgerOn": False,
        "isInfraEncryptionEnabled": False,
        "availabilityZone": "NoPreference",
    }
    return resource(identity, properties, location=at, kind=kind, sku=sku)


def failover_group(given: Given, found: dict[str, Doc]) -> Iterator[Doc]:
    """Both servers have the group, and the partner has a replica of each database."""
    partner = given.block("partner_server")["id"]
    databases = [found[one.lower()] for one in given.values["databases"]]
    mode = given.block("read_write_endpoint_failover_policy")
    servers = (given.text("server_id"), partner)
    for here, there, role in ((*servers, "Primary"), (*reversed(servers), "Secondary")):
        other = {
            "id": there,
            "location": _NAMES[found[there.lower()]["location"]],
            "replicationRole": "Secondary" if role == "Primary" else "Primary",
        }
        properties = {
            "readWriteEndpoint": {
                "failoverPolicy": mode["mode"],
                "failoverWithDataLossGracePeriodMinutes": mode["grace_minutes"],
            },
            "readOnlyEndpoint": {"failoverPolicy": "Disabled"},
            "replicationRole": role,
            "replicationState": "CATCH_UP",
            "partnerServers": [other],
            "databases": [f"{here}/databases/{one['name']}" for one in databases],
        }
        at = _NAMES[found[here.lower()]["location"]]
        yield resource(f"{here}/failoverGroups/{given.text('name')}", properties, location=at)
    for one in databases:
        identity = f"{partner}/databases/{one['name']}"
        at = found[partner.lower()]["location"]
        more = {"secondaryType": "Geo", "defaultSecondaryLocation": PAIRS[at], "databaseId": made_up(identity)}
        yield {**one, "id": identity, "location": at, "properties": {**one["properties"], **more}}
        yield from _settings(identity, 7, {}, geo=False)


def firewall_rule(given: Given) -> Iterator[Doc]:
    """A range of addresses that may connect."""
    values = given.values
    yield resource(given.id, {"startIpAddress": values["start_ip_address"], "endIpAddress": values["end_ip_address"]})


def audit(given: Given, found: dict[str, Doc]) -> None:
    """Turn on the audit of a server: the setting was there before."""
    wanted = {
        "retentionDays": given.values.get("retention_in_days", 0),
        "auditActionsAndGroups": [
            "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
            "FAILED_DATABASE_AUTHENTICATION_GROUP",
            "BATCH_COMPLETED_GROUP",
        ],
        "isAzureMonitorTargetEnabled": given.flag("log_monitoring_enabled", default=True),
        "state": "Enabled",
    }
    for name in ("auditingSettings", "extendedAuditingSettings"):
        of = f"{given.text('server_id')}/{name}/default".lower()
        found[of] = {**found[of], "properties": {**found[of]["properties"], **wanted}}


def postgresql(given: Given) -> Iterator[Doc]:
    """A flexible server, its own databases, and parameters that nobody set."""
    key, access = given.block("customer_managed_key"), given.block("authentication")
    mode = given.block("high_availability")
    encryption: Doc = {"type": "SystemManaged"}
    if key:
        encryption = {
            "type": "AzureKeyVault",
            "primaryKeyURI": key["key_vault_key_id"],
            "primaryUserAssignedIdentityId": key["primary_user_assigned_identity_id"],
            "primaryEncryptionKeyStatus": "Valid",
        }
    network: Doc = {"publicNetworkAccess": given.enabled("public_network_access_enabled", default=True)}
    if "delegated_subnet_id" in given.values:
        network["delegatedSubnetResourceId"] = given.text("delegated_subnet_id")
        network["privateDnsZoneArmResourceId"] = given.text("private_dns_zone_id")
    tier, _, size = given.text("sku_name").partition("_")
    gigabytes = int(given.values["storage_mb"]) // 1024
    properties: Doc = {
        "dataEncryption": encryption,
        "storage": {"type": "", "iops": 500, "tier": "P10", "storageSizeGB": gigabytes, "autoGrow": "Disabled"},
        "network": network,
        "authConfig": {
            "activeDirectoryAuth": able(access.get("active_directory_auth_enabled")),
            "passwordAuth": able(access.get("password_auth_enabled", True)),
            "tenantId": TENANT,
        },
        "fullyQualifiedDomainName": f"{given.text('name')}.postgres.database.azure.com",
        "version": given.text("version"),
        "minorVersion": "6",
        "state": "Ready",
        "availabilityZone": given.text("zone"),
        "backup": {
            "backupRetentionDays": given.values.get("backup_retention_days", 7),
            "geoRedundantBackup": given.enabled("geo_redundant_backup_enabled", default=False),
            "earliestRestoreDate": MADE,
        },
        "highAvailability": {
            "mode": mode["mode"],
            "state": "Healthy",
            "standbyAvailabilityZone": mode.get("standby_availability_zone"),
        },
        "maintenanceWindow": {"customWindow": "Disabled", "dayOfWeek": 0, "startHour": 0, "startMinute": 0},
        "replicationRole": "Primary",
        "replicaCapacity": 5,
        "replica": {"role": "Primary", "capacity": 5},
        "privateEndpointConnections": [],
    }
    if "administrator_login" in given.values:
        properties["administratorLogin"] = given.text("administrator_login")
    kinds = {"GP": "GeneralPurpose", "MO": "MemoryOptimized", "B": "Burstable"}
    yield document(given, properties, sku={"name": size, "tier": kinds[tier]}, location=_NAMES[given.location])
    for name in ("azure_maintenance", "azure_sys", "postgres"):
        yield resource(f"{given.id}/databases/{name}", {"charset": "UTF8", "collation": "en_US.utf8"})
    for name, value in (("max_connections", "859"), ("log_checkpoints", "on"), ("connection_throttle.enable", "off")):
        yield _parameter(f"{given.id}/configurations/{name}", value, "system-default")
    backup = {"backupType": "Full", "completedTime": MADE, "source": "Automatic"}
    yield resource(f"{given.id}/backups/backup_639143712000000000", backup)


def postgresql_parameter(given: Given) -> Iterator[Doc]:
    """A parameter that is set."""
    yield _parameter(given.id, given.text("value"), "user-override")


def _parameter(identity: str, value: str, source: str) -> Doc:
    return resource(identity, {"value": value, "source": source, "isReadOnly": False, "isConfigPendingRestart": False})


def postgresql_database(given: Given) -> Iterator[Doc]:
    """A database on a flexible server."""
    yield resource(given.id, {"charset": given.text("charset"), "collation": given.text("collation")})


def cosmos_account(given: Given) -> Iterator[Doc]:
    """Cosmos DB writes the names of regions as people do, and minimal versions of TLS without a dot."""
    key, backup = given.text("key_vault_key_id"), given.block("backup")
    level = given.block("consistency_policy")["consistency_level"]
    places = [
        {
            "id": f"{given.text('name')}-{one['location']}",
            "locationName": _NAMES[one["location"]],
            "provisioningState": "Succeeded",
            "failoverPriority": one["failover_priority"],
            "isZoneRedundant": bool(one.get("zone_redundant")),
        }
        for one in given.values["geo_location"]
    ]
    properties: Doc = {
        "provisioningState": "Succeeded",
        "documentEndpoint": f"https://{given.text('name')}.documents.azure.com:443/",
        "sqlEndpoint": f"https://{given.text('name')}.documents.azure.com:443/",
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "enableAutomaticFailover": given.flag("automatic_failover_enabled", default=False),
        "enableMultipleWriteLocations": False,
        "isVirtualNetworkFilterEnabled": False,
        "virtualNetworkRules": [],
        "EnabledApiTypes": "Sql",
        "disableKeyBasedMetadataWriteAccess": False,
        "enableFreeTier": False,
        "enableAnalyticalStorage": False,
        "instanceId": given.made_up(),
        "databaseAccountOfferType": "Standard",
        "defaultIdentity": given.text("default_identity_type", "FirstPartyIdentity"),
        "networkAclBypass": "None",
        "networkAclBypassResourceIds": [],
        "disableLocalAuth": given.flag("local_authentication_disabled", default=False),
        "minimalTlsVersion": given.text("minimal_tls_version", "Tls12"),
        "consistencyPolicy": {"defaultConsistencyLevel": level, "maxIntervalInSeconds": 5, "maxStalenessPrefix": 100},
        "writeLocations": places[:1],
        "readLocations": places,
        "locations": places,
        "failoverPolicies": [
            {name: one[name] for name in ("id", "locationName", "failoverPriority")} for one in places
        ],
        "cors": [],
        "capabilities": [],
        "ipRules": [{"ipAddressOrRange": one} for one in given.values.get("ip_range_filter", [])],
        "backupPolicy": _backup(backup),
        "privateEndpointConnections": [],
        "keysMetadata": {"primaryMasterKey": {"generationTime": MADE}},
    }
    if key:
        properties["keyVaultKeyUri"] = key
    yield document(given, properties, kind=given.text("kind"), location=_NAMES[given.location])


def _backup(backup: dict[str, Any]) -> Doc:
    if backup.get("type") == "Continuous":
        return {"type": "Continuous", "continuousModeProperties": {"tier": backup.get("tier", "Continuous30Days")}}
    mode = {
        "backupIntervalInMinutes": backup.get("interval_in_minutes", 240),
        "backupRetentionIntervalInHours": backup.get("retention_in_hours", 8),
        "backupStorageRedundancy": backup.get("storage_redundancy", "Geo"),
    }
    return {"type": "Periodic", "periodicModeProperties": mode}


def cosmos_database(given: Given) -> Iterator[Doc]:
    """A database of an account."""
    name = given.text("name")
    yield resource(
        given.id, {"resource": {"id": name, "_rid": "qicAAA==", "_self": "dbs/qicAAA==/", "_ts": 1780300800}}
    )


def cosmos_container(given: Given) -> Iterator[Doc]:
    """A container of a database."""
    inner: Doc = {
        "id": given.text("name"),
        "indexingPolicy": {"indexingMode": "consistent", "automatic": True, "includedPaths": [{"path": "/*"}]},
        "partitionKey": {"paths": given.values["partition_key_paths"], "kind": "Hash"},
        "conflictResolutionPolicy": {"mode": "LastWriterWins", "conflictResolutionPath": "/_ts"},
        "_rid": "qicAAPEv7gI=",
    }
    if "default_ttl" in given.values:
        inner["defaultTtl"] = given.values["default_ttl"]
    yield resource(given.id, {"resource": inner})


def redis(given: Given) -> Iterator[Doc]:
    """A cache: what it is set to are texts, truths too."""
    asked = given.block("redis_configuration")
    sku = {"name": given.text("sku_name"), "family": given.text("family"), "capacity": given.values["capacity"]}
    name = given.text("name")
    properties = {
        "provisioningState": "Succeeded",
        "redisVersion": "6.0",
        "sku": sku,
        "enableNonSslPort": given.flag("non_ssl_port_enabled", default=False),
        "minimumTlsVersion": given.text("minimum_tls_version", "1.0"),
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "disableAccessKeyAuthentication": not given.flag("access_keys_authentication_enabled", default=True),
        "redisConfiguration": {
            "maxclients": "1000",
            "maxmemory-reserved": "125",
            "maxfragmentationmemory-reserved": "125",
            "maxmemory-delta": "125",
            "maxmemory-policy": asked.get("maxmemory_policy", "volatile-lru"),
            "aad-enabled": "True" if asked.get("active_directory_authentication_enabled") else "False",
        },
        "updateChannel": "Stable",
        "zonalAllocationPolicy": "Automatic",
        "accessKeys": None,
        "hostName": f"{name}.redis.cache.windows.net",
        "port": 6379,
        "sslPort": 6380,
        "linkedServers": [],
        "instances": [{"sslPort": 15000, "isMaster": True, "isPrimary": True}, {"sslPort": 15001, "isMaster": False}],
    }
    yield document(given, properties, location=_NAMES[given.location])


def search(given: Given) -> Iterator[Doc]:
    """Where keys are not accepted, Azure says nothing of how they would be."""
    keys = given.flag("local_authentication_enabled", default=True)
    properties = {
        "replicaCount": given.values.get("replica_count", 1),
        "partitionCount": 1,
        "status": "running",
        "statusDetails": "",
        "provisioningState": "succeeded",
        "hostingMode": "default",
        "computeType": "default",
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "networkRuleSet": {"ipRules": [], "bypass": "None"},
        "privateEndpointConnections": [],
        "sharedPrivateLinkResources": [],
        "encryptionWithCmk": {
            "enforcement": given.enabled("customer_managed_key_enforcement_enabled", default=False),
            "encryptionComplianceStatus": "Compliant",
        },
        "disableLocalAuth": not keys,
        "authOptions": {"apiKeyOnly": {}} if keys else None,
        "semanticSearch": "disabled",
        "endpoint": f"https://{given.text('name')}.search.windows.net",
    }
    yield document(given, properties, sku={"name": given.text("sku")}, location=_NAMES[given.location])
