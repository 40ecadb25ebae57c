"""Storage accounts, disks and keys, as Resource Manager tells of them; with what Azure makes in them itself."""

from collections.abc import Iterator
from typing import Any

from tests.live.parity.azure_given import (
    MADE,
    TENANT,
    Doc,
    Given,
    able,
    document,
    resource,
    split_key,
    vault_url,
    versioned,
)

PAIRS = {
    "germanywestcentral": "germanynorth",
    "germanynorth": "germanywestcentral",
    "uksouth": "ukwest",
    "switzerlandnorth": "switzerlandwest",
    "westeurope": "northeurope",
}
_RULES: Doc = {"bypass": "AzureServices", "virtualNetworkRules": [], "ipRules": [], "defaultAction": "Allow"}
_NO_CORS: Doc = {"cors": {"corsRules": []}}


def storage_account(given: Given) -> Iterator[Doc]:
    """Blob, file, queue and table services are in every account of general purpose, whether set up or not."""
    replication = given.text("account_replication_type")
    name, at = given.text("name"), given.location
    rules = given.block("network_rules")
    kept = {"keyType": "Account", "enabled": True, "lastEnabledTime": MADE}
    properties: Doc = {
        "keyCreationTime": {"key1": MADE, "key2": MADE},
        "allowCrossTenantReplication": given.flag("cross_tenant_replication_enabled", default=False),
        "defaultToOAuthAuthentication": given.flag("default_to_oauth_authentication", default=False),
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "minimumTlsVersion": given.text("min_tls_version", "TLS1_2"),
        "allowBlobPublicAccess": given.flag("allow_nested_items_to_be_public", default=True),
        "allowSharedKeyAccess": given.flag("shared_access_key_enabled", default=True),
        "isHnsEnabled": False,
        "isSftpEnabled": False,
        "isLocalUserEnabled": True,
        "networkAcls": {
            **_RULES,
            "ipv6Rules": [],
            "bypass": ", ".join(rules.get("bypass", ["AzureServices"])),
            "defaultAction": rules.get("default_action", "Allow"),
        },
        "supportsHttpsTrafficOnly": given.flag("https_traffic_only_enabled", default=True),
        "encryption": {
            "requireInfrastructureEncryption": False,
            "services": {"blob": kept, "file": kept},
            "keySource": "Microsoft.Storage",
        },
        "accessTier": "Hot",
        "provisioningState": "Succeeded",
        "creationTime": MADE,
        "primaryEndpoints": {
            one: f"https://{name}.{one}.core.windows.net/" for one in ("blob", "file", "queue", "table")
        },
        "primaryLocation": at,
        "statusOfPrimary": "available",
        "privateEndpointConnections": [],
    }
    if replication.startswith(("GRS", "GZRS", "RA")):
        properties |= {"secondaryLocation": PAIRS[at], "statusOfSecondary": "available"}
    sku = {"name": f"{given.text('account_tier')}_{replication}", "tier": given.text("account_tier")}
    yield document(given, properties, kind=given.text("account_kind", "StorageV2"), sku=sku)
    yield _blobs(given)
    shares = {"protocolSettings": {"smb": {}}, "shareDeleteRetentionPolicy": {"enabled": True, "days": 7}}
    yield resource(f"{given.id}/fileServices/default", {**_NO_CORS, **shares})
    yield resource(f"{given.id}/queueServices/default", _NO_CORS)
    yield resource(f"{given.id}/tableServices/default", _NO_CORS)


def _blobs(given: Given) -> Doc:
    blobs = given.block("blob_properties")
    track = bool(blobs.get("last_access_time_enabled"))
    properties = {
        **_NO_CORS,
        "deleteRetentionPolicy": {"allowPermanentDelete": False, **_days(blobs.get("delete_retention_policy"))},
        "containerDeleteRetentionPolicy": _days(blobs.get("container_delete_retention_policy")),
        "isVersioningEnabled": bool(blobs.get("versioning_enabled")),
        "changeFeed": {"enabled": bool(blobs.get("change_feed_enabled"))},
        "restorePolicy": {"enabled": False},
        "lastAccessTimeTrackingPolicy": {
            "enable": track,
            **(
                {"name": "AccessTimeTracking", "trackingGranularityInDays": 1, "blobType": ["blockBlob"]}
                if track
                else {}
            ),
        },
    }
    return resource(f"{given.id}/blobServices/default", properties)


def _days(blocks: list[dict[str, Any]] | None) -> Doc:
    return {"enabled": True, "days": blocks[0].get("days", 7)} if blocks else {"enabled": False}


def storage_key(given: Given, found: dict[str, Doc]) -> None:
    """Put the key that Terraform sets afterwards into the account; Azure says which version it uses."""
    hsm = given.text("managed_hsm_key_id")
    vault = split_key(hsm)[0] if hsm else vault_url(given.text("key_vault_id"))
    name = split_key(hsm)[1] if hsm else given.text("key_name")
    found[given.text("storage_account_id").lower()]["properties"]["encryption"] |= {
        "keySource": "Microsoft.Keyvault",
        "keyvaultproperties": {
            "keyname": name,
            "keyversion": "",
            "keyvaulturi": vault,
            "currentVersionedKeyIdentifier": versioned(f"{vault}keys/{name}"),
            "lastKeyRotationTimestamp": MADE,
        },
        "identity": {"userAssignedIdentity": given.text("user_assigned_identity_id")},
    }


def container(given: Given) -> Iterator[Doc]:
    """A container for blobs."""
    access = {"private": "None", "blob": "Blob", "container": "Container"}[
        given.text("container_access_type", "private")
    ]
    properties = {
        "immutableStorageWithVersioning": {"enabled": False},
        "deleted": False,
        "remainingRetentionDays": 0,
        "defaultEncryptionScope": "$account-encryption-key",
        "denyEncryptionScopeOverride": False,
        "publicAccess": access,
        "leaseStatus": "Unlocked",
        "leaseState": "Available",
        "lastModifiedTime": MADE,
        "hasImmutabilityPolicy": False,
        "hasLegalHold": False,
    }
    yield resource(given.id, properties, etag='"0x8DC1"')


def immutability(given: Given, found: dict[str, Doc]) -> None:
    """Say in a container for how long its blobs may not be changed."""
    period = given.values["immutability_period_in_days"]
    state = "Locked" if given.flag("locked", default=False) else "Unlocked"
    policy = {"immutabilityPeriodSinceCreationInDays": period, "state": state, "allowProtectedAppendWrites": False}
    found[given.text("storage_container_resource_manager_id").lower()]["properties"] |= {
        "hasImmutabilityPolicy": True,
        "immutabilityPolicy": {"etag": '"8d9"', "updateHistory": [], "properties": policy},
    }


def management_policy(given: Given) -> Iterator[Doc]:
    """What ends by itself; without a rule there is no policy."""
    rules = [
        {
            "enabled": one["enabled"],
            "name": one["name"],
            "type": "Lifecycle",
            "definition": {
                "filters": {
                    "blobTypes": one["filters"][0]["blob_types"],
                    "prefixMatch": one["filters"][0].get("prefix_match", []),
                },
                "actions": {
                    "baseBlob": {"delete": {"daysAfterCreationGreaterThan": float(_base(one))}},
                    "version": {"delete": {"daysAfterCreationGreaterThan": float(_version(one))}},
                },
            },
        }
        for one in given.values.get("rule", [])
    ]
    if rules:
        name = "DefaultManagementPolicy"
        yield {**resource(given.id, {"lastModifiedTime": MADE, "policy": {"rules": rules}}), "name": name}


def _base(rule: dict[str, Any]) -> int:
    return int(rule["actions"][0]["base_blob"][0]["delete_after_days_since_creation_greater_than"])


def _version(rule: dict[str, Any]) -> int:
    return int(rule["actions"][0]["version"][0]["delete_after_days_since_creation"])


def key_vault(given: Given) -> Iterator[Doc]:
    """Protection from purging is left out where it was never on: it cannot be off."""
    rules = given.block("network_acls")
    properties: Doc = {
        "sku": {"family": "A", "name": given.text("sku_name")},
        "tenantId": TENANT,
        "networkAcls": {**_RULES, "bypass": rules["bypass"], "defaultAction": rules["default_action"]},
        "accessPolicies": [],
        "enabledForDeployment": False,
        "enabledForDiskEncryption": False,
        "enabledForTemplateDeployment": False,
        "enableSoftDelete": True,
        "softDeleteRetentionInDays": given.values.get("soft_delete_retention_days", 90),
        "enableRbacAuthorization": given.flag("rbac_authorization_enabled", default=False),
        "vaultUri": vault_url(given.id),
        "provisioningState": "Succeeded",
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
    }
    if given.flag("purge_protection_enabled", default=False):
        properties["enablePurgeProtection"] = True
    yield document(given, properties)


def managed_hsm(given: Given) -> Iterator[Doc]:
    """A pool of hardware security modules, activated."""
    properties: Doc = {
        "tenantId": TENANT,
        "initialAdminObjectIds": given.values["admin_object_ids"],
        "hsmUri": vault_url(given.id),
        "enableSoftDelete": True,
        "softDeleteRetentionInDays": given.values.get("soft_delete_retention_days", 90),
        "enablePurgeProtection": given.flag("purge_protection_enabled", default=False),
        "networkAcls": {**_RULES, "serviceTags": []},
        "provisioningState": "Succeeded",
        "statusMessage": "The Managed HSM is provisioned and ready to use.",
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "regions": [],
        "securityDomainProperties": {"activationStatus": "Active", "activationStatusMessage": "Active"},
    }
    yield document(given, properties, sku={"family": "B", "name": given.text("sku_name")})


def key(given: Given) -> Iterator[Doc]:
    """A key that nobody wants rotated has the policy that every key has: its owner is told before it ends."""
    url = f"{vault_url(given.text('key_vault_id') or given.text('managed_hsm_id'))}keys/{given.text('name')}"
    asked = given.block("rotation_policy")
    properties = {
        "attributes": {
            "enabled": True,
            "created": 1780300800,
            "updated": 1780300800,
            "recoveryLevel": "Recoverable+Purgeable",
            "exportable": False,
        },
        "kty": given.text("key_type"),
        "keyOps": given.values["key_opts"],
        "keySize": given.values["key_size"],
        "keyUri": url,
        "keyUriWithVersion": versioned(url),
        "rotationPolicy": _rotation(
            asked.get("expire_after"),
            asked.get("notify_before_expiry", "P30D"),
            (asked.get("automatic") or [{}])[0],
        ),
    }
    yield {**resource(given.id, properties), "tags": given.values.get("tags", {})}


def rotation(given: Given, found: dict[str, Doc]) -> None:
    """Say when a key in a Managed HSM is rotated."""
    policy = _rotation(given.text("expire_after"), "", given.values)
    hsm, name = split_key(given.text("managed_hsm_key_id"))
    of = next(one for one in found.values() if one["properties"].get("hsmUri") == hsm)
    found[f"{of['id']}/keys/{name}".lower()]["properties"]["rotationPolicy"] = policy


def _rotation(expires: str | None, notify: str, automatic: dict[str, Any]) -> Doc:
    actions: list[Doc] = []
    if "time_after_creation" in automatic:
        actions.append({"trigger": {"timeAfterCreate": automatic["time_after_creation"]}, "action": {"type": "rotate"}})
    if "time_before_expiry" in automatic:
        actions.append({"trigger": {"timeBeforeExpiry": automatic["time_before_expiry"]}, "action": {"type": "rotate"}})
    if notify:
        actions.append({"trigger": {"timeBeforeExpiry": notify}, "action": {"type": "notify"}})
    return {"lifetimeActions": actions, "attributes": {"expiryTime": expires} if expires else {}}


def disk(given: Given) -> Iterator[Doc]:
    """A managed disk that no machine uses."""
    encryption_set = given.text("disk_encryption_set_id")
    own = {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": encryption_set}
    properties = {
        "creationData": {"createOption": given.text("create_option")},
        "diskSizeGB": given.values["disk_size_gb"],
        "encryption": own if encryption_set else {"type": "EncryptionAtRestWithPlatformKey"},
        "networkAccessPolicy": given.text("network_access_policy", "AllowAll"),
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "timeCreated": MADE,
        "provisioningState": "Succeeded",
        "diskState": "Unattached",
        "uniqueId": given.made_up(),
    }
    tier = given.text("storage_account_type")
    yield document(given, properties, sku={"name": tier, "tier": tier.partition("SSD")[0]})


def disk_encryption_set(given: Given) -> Iterator[Doc]:
    """It names the version of the key that it uses, also where it follows the latest."""
    key_url = given.text("key_vault_key_id")
    properties = {
        "activeKey": {"keyUrl": versioned(key_url)},
        "encryptionType": "EncryptionAtRestWithCustomerKey",
        "rotationToLatestKeyVersionEnabled": given.flag("auto_key_rotation_enabled", default=False),
        "lastKeyRotationTimestamp": MADE,
        "provisioningState": "Succeeded",
    }
    yield document(given, properties)


def registry(given: Given) -> Iterator[Doc]:
    """The registry's own region is among its replications."""
    encryption = given.block("encryption")
    days = given.values.get("retention_policy_in_days")
    keys = {
        "keyIdentifier": encryption.get("key_vault_key_id"),
        "versionedKeyIdentifier": versioned(encryption.get("key_vault_key_id", "")),
        "identity": encryption.get("identity_client_id"),
        "keyRotationEnabled": True,
        "lastKeyRotationTimestamp": MADE,
    }
    properties = {
        "loginServer": f"{given.text('name')}.azurecr.io",
        "creationDate": MADE,
        "provisioningState": "Succeeded",
        "adminUserEnabled": given.flag("admin_enabled", default=False),
        "anonymousPullEnabled": given.flag("anonymous_pull_enabled", default=False),
        "policies": {
            "quarantinePolicy": {"status": "disabled"},
            "trustPolicy": {"type": "Notary", "status": "disabled"},
            "retentionPolicy": {"days": days or 7, "status": "enabled" if days else "disabled"},
            "exportPolicy": {"status": "enabled"},
            "azureADAuthenticationAsArmPolicy": {"status": "enabled"},
        },
        "encryption": {"keyVaultProperties": keys, "status": "enabled"} if encryption else {"status": "disabled"},
        "dataEndpointEnabled": False,
        "dataEndpointHostNames": [],
        "privateEndpointConnections": [],
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "networkRuleSet": {"defaultAction": "Allow", "ipRules": []},
        "networkRuleBypassOptions": "AzureServices",
        "zoneRedundancy": given.enabled("zone_redundancy_enabled", default=False),
    }
    yield document(given, properties, sku={"name": given.text("sku"), "tier": given.text("sku")})
    zones = {
        "location": given.location,
        "zone_redundancy_enabled": given.flag("zone_redundancy_enabled", default=False),
    }
    for one in (zones, *given.values.get("georeplications", [])):
        made = {
            "provisioningState": "Succeeded",
            "status": {"displayStatus": "Ready"},
            "regionEndpointEnabled": True,
            "zoneRedundancy": able(one.get("zone_redundancy_enabled")),
        }
        yield {**resource(f"{given.id}/replications/{one['location']}", made), "location": one["location"], "tags": {}}
