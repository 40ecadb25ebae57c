"""Backups, as Resource Manager tells of them; with the policies that Azure makes itself."""

from collections.abc import Iterator
from typing import Any

from tests.live.parity.azure_given import Doc, Given, able, document, resource

_AT = "2026-06-01T02:00:00Z"


def recovery_vault(given: Given) -> Iterator[Doc]:
    """A Recovery Services vault, with the policies that every vault has."""
    key, soft = given.block("encryption"), given.flag("soft_delete_enabled", default=True)
    storage = given.text("storage_mode_type", "GeoRedundant")
    other = given.flag("cross_region_restore_enabled", default=False)
    properties: Doc = {
        "provisioningState": "Succeeded",
        "privateEndpointStateForBackup": "None",
        "privateEndpointStateForSiteRecovery": "None",
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "redundancySettings": {
            "standardTierStorageRedundancy": storage,
            "crossRegionRestore": "Enabled" if other else "Disabled",
        },
        "securitySettings": {
            "softDeleteSettings": {
                "softDeleteState": "Enabled" if soft else "Disabled",
                "softDeleteRetentionPeriodInDays": 14,
                "enhancedSecurityState": "Enabled" if soft else "Disabled",
            },
            "multiUserAuthorization": "Disabled",
        },
        "restoreSettings": {"crossSubscriptionRestoreSettings": {"crossSubscriptionRestoreState": "Enabled"}},
        "secureScore": "Minimum",
        "bcdrSecurityLevel": "Fair",
    }
    if "immutability" in given.values:
        properties["securitySettings"]["immutabilitySettings"] = {"state": given.text("immutability")}
    if key:
        user = key.get("user_assigned_identity_id")
        properties["encryption"] = {
            "keyVaultProperties": {"keyUri": key["key_id"]},
            "kekIdentity": {
                "useSystemAssignedIdentity": bool(key.get("use_system_assigned_identity", True)),
                "userAssignedIdentity": user,
            },
            "infrastructureEncryption": able(key.get("infrastructure_encryption_enabled")),
        }
    yield document(given, properties, sku={"name": given.text("sku")})
    config = {
        "storageModelType": storage,
        "storageType": storage,
        "storageTypeState": "Locked",
        "enhancedSecurityState": "Enabled" if soft else "Disabled",
        "softDeleteFeatureState": "Enabled" if soft else "Disabled",
        "softDeleteRetentionPeriodInDays": 14,
        "isSoftDeleteFeatureStateEditable": True,
    }
    yield resource(f"{given.id}/backupconfig/vaultconfig", config)
    kept = {"storageModelType": storage, "storageType": storage, "storageTypeState": "Locked"}
    yield resource(f"{given.id}/backupstorageconfig/vaultstorageconfig", {**kept, "crossRegionRestoreFlag": other})
    daily = {"daily": [{"count": 30}]}
    yield _policy(f"{given.id}/backupPolicies/DefaultPolicy", "AzureIaasVM", daily, {"policyType": "V1"})
    yield _policy(f"{given.id}/backupPolicies/EnhancedPolicy", "AzureIaasVM", daily, {"policyType": "V2"})
    yield resource(
        f"{given.id}/backupPolicies/HourlyLogBackup",
        {
            "backupManagementType": "AzureWorkload",
            "workLoadType": "SQLDataBase",
            "settings": {"timeZone": "UTC", "issqlcompression": False},
            "subProtectionPolicy": [
                {
                    "policyType": "Full",
                    "schedulePolicy": {"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Daily"},
                    "retentionPolicy": _retention({"daily": [{"count": 30}]}),
                }
            ],
            "protectedItemsCount": 0,
        },
    )


def machine_policy(given: Given) -> Iterator[Doc]:
    """How machines are backed up."""
    yield _policy(given.id, "AzureIaasVM", _kept(given), {"policyType": "V1", "timeZone": given.text("timezone")})


def share_policy(given: Given) -> Iterator[Doc]:
    """How file shares are backed up."""
    more = {"workLoadType": "AzureFileShare", "timeZone": given.text("timezone")}
    yield _policy(given.id, "AzureStorage", _kept(given), more)


def _kept(given: Given) -> dict[str, Any]:
    spans = ("daily", "weekly", "monthly", "yearly")
    return {one: given.values[f"retention_{one}"] for one in spans if given.values.get(f"retention_{one}")}


def _policy(identity: str, of: str, kept: dict[str, Any], more: Doc) -> Doc:
    schedule = {
        "schedulePolicyType": "SimpleSchedulePolicy",
        "scheduleRunFrequency": "Daily",
        "scheduleRunTimes": [_AT],
        "scheduleWeeklyFrequency": 0,
    }
    properties: Doc = {
        "backupManagementType": of,
        "timeZone": "UTC",
        "schedulePolicy": schedule,
        "retentionPolicy": _retention(kept),
        "protectedItemsCount": 0,
    }
    if of == "AzureIaasVM":
        properties |= {"instantRPDetails": {}, "instantRpRetentionRangeInDays": 2}
    return resource(identity, {**properties, **more})


def _retention(kept: dict[str, Any]) -> Doc:
    units = {"daily": "Days", "weekly": "Weeks", "monthly": "Months", "yearly": "Years"}
    found: Doc = {"retentionPolicyType": "LongTermRetentionPolicy"}
    for span, blocks in kept.items():
        lasting = {"count": blocks[0]["count"], "durationType": units[span]}
        days = {"daysOfTheWeek": blocks[0]["weekdays"]} if "weekdays" in blocks[0] else {}
        found[f"{span}Schedule"] = {**days, "retentionTimes": [_AT], "retentionDuration": lasting}
    return found


def backup_vault(given: Given) -> Iterator[Doc]:
    """A Backup vault."""
    security: Doc = {
        "softDeleteSettings": {
            "state": given.text("soft_delete", "On"),
            "retentionDurationInDays": float(given.values.get("retention_duration_in_days", 14)),
        },
        "immutabilitySettings": {"state": given.text("immutability", "Disabled")},
    }
    properties = {
        "storageSettings": [{"datastoreType": given.text("datastore_type"), "type": given.text("redundancy")}],
        "securitySettings": security,
        "monitoringSettings": {"azureMonitorAlertSettings": {"alertsForAllJobFailures": "Enabled"}},
        "featureSettings": {"crossSubscriptionRestoreSettings": {"state": "Enabled"}},
        "isVaultProtectedByResourceGuard": False,
        "replicatedRegions": [],
        "provisioningState": "Succeeded",
        "secureScore": "Minimum",
    }
    yield document(given, properties)


def backup_vault_key(given: Given, found: dict[str, Doc]) -> None:
    """Put the key that Terraform sets afterwards into the vault."""
    vault = found[given.text("data_protection_backup_vault_id").lower()]
    vault["properties"]["securitySettings"]["encryptionSettings"] = {
        "state": "Enabled",
        "keyVaultProperties": {"keyUri": given.text("key_vault_key_id")},
        "kekIdentity": {"identityType": "SystemAssigned"},
        "infrastructureEncryption": "Disabled",
    }


def blob_policy(given: Given) -> Iterator[Doc]:
    """How long blobs can be set back; nothing is copied."""
    lasting = given.text("operational_default_retention_duration")
    yield _protection(given.id, "Microsoft.Storage/storageAccounts/blobServices", [_lasting(lasting)])


def disk_policy(given: Given) -> Iterator[Doc]:
    """When snapshots of disks are taken, and how long they are kept."""
    taking = {
        "name": "BackupIntervals",
        "objectType": "AzureBackupRule",
        "backupParameters": {"backupType": "Incremental", "objectType": "AzureBackupParams"},
        "dataStore": {"dataStoreType": "OperationalStore", "objectType": "DataStoreInfoBase"},
        "trigger": {
            "objectType": "ScheduleBasedTriggerContext",
            "schedule": {
                "repeatingTimeIntervals": given.values["backup_repeating_time_intervals"],
                "timeZone": given.text("time_zone"),
            },
            "taggingCriteria": [{"isDefault": True, "taggingPriority": 99, "tagInfo": {"tagName": "Default"}}],
        },
    }
    yield _protection(given.id, "Microsoft.Compute/disks", [taking, _lasting(given.text("default_retention_duration"))])


def _lasting(duration: str) -> Doc:
    lifecycle = {
        "deleteAfter": {"objectType": "AbsoluteDeleteOption", "duration": duration},
        "sourceDataStore": {"dataStoreType": "OperationalStore", "objectType": "DataStoreInfoBase"},
        "targetDataStoreCopySettings": [],
    }
    return {"name": "Default", "objectType": "AzureRetentionRule", "isDefault": True, "lifecycles": [lifecycle]}


def _protection(identity: str, of: str, rules: list[Doc]) -> Doc:
    return resource(identity, {"objectType": "BackupPolicy", "datasourceTypes": [of], "policyRules": rules})


def blob_instance(given: Given) -> Iterator[Doc]:
    """That a storage account is protected."""
    yield _instance(given, given.text("storage_account_id"), "Microsoft.Storage/storageAccounts/blobServices")


def disk_instance(given: Given) -> Iterator[Doc]:
    """That a disk is protected."""
    yield _instance(given, given.text("disk_id"), "Microsoft.Compute/disks")


def _instance(given: Given, source: str, of: str) -> Doc:
    info = {
        "objectType": "Datasource",
        "resourceID": source,
        "resourceUri": source,
        "resourceName": source.rpartition("/")[2],
        "resourceType": "/".join(of.split("/")[:2]),
        "datasourceType": of,
        "resourceLocation": given.location,
    }
    properties = {
        "objectType": "BackupInstance",
        "friendlyName": given.text("name"),
        "dataSourceInfo": info,
        "dataSourceSetInfo": None,
        "policyInfo": {"policyId": given.text("backup_policy_id"), "policyVersion": ""},
        "protectionStatus": {"status": "ProtectionConfigured"},
        "currentProtectionState": "ProtectionConfigured",
        "provisioningState": "Succeeded",
    }
    return resource(given.id, properties)
