"""What Google's interfaces answer for stores: objects, databases, queues and keys. Defaults are as they are read back.

Sources: the REST references of Cloud Storage (v1), Cloud SQL Admin (v1), AlloyDB (v1), Spanner (v1), Firestore (v1),
BigQuery (v2), Memorystore for Redis (v1), Pub/Sub (v1), Cloud KMS (v1), Secret Manager (v1), Artifact Registry (v1).
"""

from typing import Any

from tests.live.parity.google_given import DOMAIN, Asset, Given, present

_MADE = "2026-06-01T08:00:00Z"


def _version(key: str) -> str:
    return f"{key}/cryptoKeyVersions/1"


def bucket(given: Given) -> Asset:
    """Cloud Storage leaves no part out that it has a default for; numbers of 64 bits are texts."""
    values, name = given.values, given.text("name")
    uniform = bool(values.get("uniform_bucket_level_access"))
    location = given.text("location").upper()
    regions = given.block("custom_placement_config").get("data_locations")
    kind = "dual-region" if regions or (location.startswith(("EUR", "NAM")) and location[3:].isdigit()) else "region"
    kept = given.block("soft_delete_policy").get("retention_duration_seconds", 604800)
    locked = given.block("retention_policy")
    data = {
        "kind": "storage#bucket",
        "id": name,
        "name": name,
        "selfLink": f"https://www.googleapis.com/storage/v1/b/{name}",
        "projectNumber": given.number,
        "location": location,
        "locationType": "multi-region" if location in ("EU", "US", "ASIA") and not regions else kind,
        "storageClass": values.get("storage_class", "STANDARD"),
        "timeCreated": _MADE,
        "updated": _MADE,
        "metageneration": "1",
        "etag": "CAE=",
        "acl": [],
        "defaultObjectAcl": [],
        "billing": {},
        "cors": [],
        "website": {},
        "iamConfiguration": {
            "bucketPolicyOnly": {"enabled": uniform},
            "uniformBucketLevelAccess": {"enabled": uniform},
            "publicAccessPrevention": values.get("public_access_prevention", "inherited"),
        },
        "encryption": present(defaultKmsKeyName=given.block("encryption").get("default_kms_key_name")),
        "versioning": {"enabled": bool(given.block("versioning").get("enabled"))},
        "softDeletePolicy": {"retentionDurationSeconds": str(kept), "effectiveTime": _MADE},
        "lifecycle": {"rule": [_lifecycle(one) for one in values.get("lifecycle_rule", [])]},
        "labels": given.labels,
        "logging": present(
            logBucket=given.block("logging").get("log_bucket"),
            logObjectPrefix=given.block("logging").get("log_object_prefix"),
        ),
    }
    if locked:
        data["retentionPolicy"] = {
            "retentionPeriod": str(locked["retention_period"]),
            "effectiveTime": _MADE,
            "isLocked": bool(locked.get("is_locked")),
        }
    if regions:
        data["customPlacementConfig"] = {"dataLocations": regions}
    return Asset(f"//storage.googleapis.com/{name}", "storage.googleapis.com/Bucket", location, data, given.project)


def _lifecycle(rule: dict[str, Any]) -> dict[str, Any]:
    action, condition = rule["action"][0], rule["condition"][0]
    alive = {"LIVE": True, "ARCHIVED": False}.get(condition.get("with_state", ""))
    found = present(
        age=condition.get("age"),
        daysSinceNoncurrentTime=condition.get("days_since_noncurrent_time"),
        numNewerVersions=condition.get("num_newer_versions"),
        matchesPrefix=condition.get("matches_prefix"),
    )
    return {"action": {"type": action["type"]}, "condition": found if alive is None else {**found, "isLive": alive}}


def sql_instance(given: Given) -> Asset:
    """Cloud SQL."""
    values, name, settings = given.values, given.text("name"), given.block("settings")
    backup = (settings.get("backup_configuration") or [{}])[0]
    network = (settings.get("ip_configuration") or [{}])[0]
    retention = (backup.get("backup_retention_settings") or [{}])[0]
    primary = values.get("master_instance_name")
    key = values.get("encryption_key_name")
    zone = f"{given.location}-a"
    mode = network.get("ssl_mode", "ALLOW_UNENCRYPTED_AND_ENCRYPTED")
    data = {
        "kind": "sql#instance",
        "name": name,
        "project": given.project,
        "region": given.location,
        "gceZone": zone,
        "databaseVersion": values["database_version"],
        "databaseInstalledVersion": f"{values['database_version']}_4",
        "instanceType": "READ_REPLICA_INSTANCE" if primary else "CLOUD_SQL_INSTANCE",
        "backendType": "SECOND_GEN",
        "state": "RUNNABLE",
        "connectionName": f"{given.project}:{given.location}:{name}",
        "createTime": _MADE,
        "selfLink": f"https://sqladmin.googleapis.com/sql/v1beta4/projects/{given.project}/instances/{name}",
        "settings": {
            "kind": "sql#settings",
            "settingsVersion": "3",
            "tier": settings["tier"],
            "edition": settings.get("edition", "ENTERPRISE"),
            "availabilityType": settings.get("availability_type", "ZONAL"),
            "activationPolicy": "ALWAYS",
            "pricingPlan": "PER_USE",
            "replicationType": "SYNCHRONOUS",
            "storageAutoResize": settings.get("disk_autoresize", True),
            "storageAutoResizeLimit": "0",
            "dataDiskType": settings.get("disk_type", "PD_SSD"),
            "dataDiskSizeGb": "10",
            "connectorEnforcement": "NOT_REQUIRED",
            "userLabels": {
                **given.default_labels,
                **settings.get("user_labels", {}),
                "goog-terraform-provisioned": "true",
            },
            "databaseFlags": [dict(one) for one in settings.get("database_flags", [])],
            "deletionProtectionEnabled": bool(settings.get("deletion_protection_enabled")),
            "locationPreference": {"kind": "sql#locationPreference", "zone": zone},
            "insightsConfig": {"queryInsightsEnabled": bool(settings.get("insights_config"))},
            "backupConfiguration": {
                "kind": "sql#backupConfiguration",
                "enabled": bool(backup.get("enabled")),
                "startTime": backup.get("start_time", "21:00"),
                "pointInTimeRecoveryEnabled": bool(backup.get("point_in_time_recovery_enabled")),
                "replicationLogArchivingEnabled": bool(backup.get("point_in_time_recovery_enabled")),
                "transactionLogRetentionDays": backup.get("transaction_log_retention_days", 7),
                "backupRetentionSettings": {
                    "retentionUnit": "COUNT",
                    "retainedBackups": retention.get("retained_backups", 7),
                },
                **present(location=backup.get("location")),
            },
            "ipConfiguration": {
                "ipv4Enabled": network.get("ipv4_enabled", True),
                "requireSsl": mode == "TRUSTED_CLIENT_CERTIFICATE_REQUIRED",
                "sslMode": mode,
                "serverCaMode": "GOOGLE_MANAGED_INTERNAL_CA",
                "authorizedNetworks": [
                    {"kind": "sql#aclEntry", "name": one.get("name", ""), "value": one["value"]}
                    for one in network.get("authorized_networks", [])
                ],
                **present(privateNetwork=network.get("private_network")),
            },
        },
        **present(masterInstanceName=f"{given.project}:{primary}" if primary else ""),
    }
    if key:
        data["diskEncryptionConfiguration"] = {"kind": "sql#diskEncryptionConfiguration", "kmsKeyName": key}
        data["diskEncryptionStatus"] = {"kind": "sql#diskEncryptionStatus", "kmsKeyVersionName": _version(key)}
    return _asset(given, "cloudsql", "sqladmin.googleapis.com/Instance", data)


def alloydb_cluster(given: Given) -> Asset:
    """Automated and continuous backups are on where nothing else is asked for."""
    automated, continuous = given.block("automated_backup_policy"), given.block("continuous_backup_config")
    retention = (automated.get("time_based_retention") or [{}])[0].get("retention_period", "1209600s")
    data = {
        "name": given.name(),
        "uid": given.address,
        "createTime": _MADE,
        "state": "READY",
        "clusterType": "PRIMARY",
        "databaseVersion": given.text("database_version"),
        "labels": given.labels,
        "networkConfig": {"network": given.block("network_config").get("network")},
        "sslConfig": {"sslMode": "SSL_MODE_ENCRYPTED_ONLY", "caSource": "CA_SOURCE_MANAGED"},
        "automatedBackupPolicy": {
            "enabled": automated.get("enabled", True),
            "backupWindow": automated.get("backup_window", "3600s"),
            "location": automated.get("location", given.location),
            "weeklySchedule": {"daysOfWeek": ["SUNDAY"], "startTimes": [{"hours": 2}]},
            "timeBasedRetention": {"retentionPeriod": retention},
            **_key("encryptionConfig", automated.get("encryption_config")),
        },
        "continuousBackupConfig": {
            "enabled": continuous.get("enabled", True),
            "recoveryWindowDays": continuous.get("recovery_window_days", 14),
            **_key("encryptionConfig", continuous.get("encryption_config")),
        },
        **_key("encryptionConfig", given.values.get("encryption_config")),
        "encryptionInfo": _encrypted(given.block("encryption_config").get("kms_key_name")),
    }
    return _asset(given, "alloydb", "alloydb.googleapis.com/Cluster", data)


def alloydb_instance(given: Given) -> Asset:
    """Its connections have to be encrypted where nothing else is asked for."""
    client, network = given.block("client_connection_config"), given.block("network_config")
    ssl = (client.get("ssl_config") or [{}])[0]
    data = {
        "name": given.name(),
        "uid": given.address,
        "state": "READY",
        "instanceType": given.text("instance_type"),
        "availabilityType": given.values.get("availability_type", "REGIONAL"),
        "machineConfig": {"cpuCount": given.block("machine_config").get("cpu_count", 2)},
        "ipAddress": "10.115.16.2",
        "clientConnectionConfig": {
            "sslConfig": {"sslMode": ssl.get("ssl_mode", "ENCRYPTED_ONLY"), "caSource": "CA_SOURCE_MANAGED"},
            **present(requireConnectors=client.get("require_connectors")),
        },
        "networkConfig": present(
            enablePublicIp=network.get("enable_public_ip"),
            authorizedExternalNetworks=[
                {"cidrRange": one["cidr_range"]} for one in network.get("authorized_external_networks", [])
            ],
        ),
        **present(databaseFlags=given.values.get("database_flags")),
    }
    return _asset(given, "alloydb", "alloydb.googleapis.com/Instance", data)


def spanner_instance(given: Given) -> Asset:
    """Databases get no schedule of backups by themselves where none is asked for."""
    data = {
        "name": given.name(),
        "config": f"projects/{given.project}/instanceConfigs/{given.text('config')}",
        "displayName": given.text("display_name"),
        "processingUnits": given.values.get("processing_units", 1000),
        "state": "READY",
        "edition": given.values.get("edition", "STANDARD"),
        "instanceType": "PROVISIONED",
        **present(defaultBackupScheduleType=given.text("default_backup_schedule_type")),
        "labels": given.labels,
        "createTime": _MADE,
    }
    return _asset(given, "spanner", "spanner.googleapis.com/Instance", data)


def spanner_database(given: Given) -> Asset:
    """Versions are kept for an hour unless asked otherwise."""
    key = given.block("encryption_config").get("kms_key_name")
    data = {
        "name": given.name(),
        "state": "READY",
        "createTime": _MADE,
        "databaseDialect": "GOOGLE_STANDARD_SQL",
        "versionRetentionPeriod": given.values.get("version_retention_period", "1h"),
        "earliestVersionTime": _MADE,
        **_key("encryptionConfig", given.values.get("encryption_config")),
        **({"encryptionInfo": [{**_encrypted(key), "kmsKeyVersion": _version(key)}]} if key else {}),
        **present(enableDropProtection=given.values.get("enable_drop_protection")),
    }
    return _asset(given, "spanner", "spanner.googleapis.com/Database", data)


def firestore_database(given: Given) -> Asset:
    """Firestore."""
    off = "POINT_IN_TIME_RECOVERY_DISABLED"
    edition = given.values.get("database_edition", "STANDARD")
    recovery = given.values.get("point_in_time_recovery_enablement", off)
    key = given.block("cmek_config").get("kms_key_name")
    data = {
        "name": given.name(),
        "uid": given.address,
        "createTime": _MADE,
        "updateTime": _MADE,
        "locationId": given.text("location_id"),
        "type": given.text("type"),
        "concurrencyMode": "PESSIMISTIC" if edition == "STANDARD" else "OPTIMISTIC",
        "versionRetentionPeriod": "3600s" if recovery == off else "604800s",
        "earliestVersionTime": _MADE,
        "appEngineIntegrationMode": "DISABLED",
        "pointInTimeRecoveryEnablement": recovery,
        "deleteProtectionState": given.values.get("delete_protection_state", "DELETE_PROTECTION_DISABLED"),
        "databaseEdition": edition,
        **({"cmekConfig": {"kmsKeyName": key, "activeKeyVersion": [_version(key)]}} if key else {}),
    }
    return _asset(given, "firestore", "firestore.googleapis.com/Database", data, given.text("location_id"))


_BY_PROJECT = (("WRITER", "projectWriters"), ("OWNER", "projectOwners"), ("READER", "projectReaders"))


def dataset(given: Given) -> Asset:
    """Without entries of one's own, the project's owners, editors and viewers have access, and who made it."""
    asked = [
        present(
            role=one.get("role"),
            specialGroup=one.get("special_group"),
            userByEmail=one.get("user_by_email"),
            groupByEmail=one.get("group_by_email"),
        )
        for one in given.values.get("access", [])
    ]
    usual = [{"role": role, "specialGroup": group} for role, group in _BY_PROJECT]
    expiry = given.values.get("default_table_expiration_ms")
    data = {
        "kind": "bigquery#dataset",
        "id": f"{given.project}:{given.text('dataset_id')}",
        "selfLink": f"https://bigquery.googleapis.com/bigquery/v2/{given.name()}",
        "datasetReference": {"datasetId": given.text("dataset_id"), "projectId": given.project},
        "location": given.values.get("location", "US"),
        "type": "DEFAULT",
        "labels": given.labels,
        "access": asked or [*usual, {"role": "OWNER", "userByEmail": f"terraform@{DOMAIN}.iam.gserviceaccount.com"}],
        "creationTime": "1780300800000",
        "lastModifiedTime": "1780300800000",
        "maxTimeTravelHours": given.values.get("max_time_travel_hours", "168"),
        **present(defaultTableExpirationMs=str(expiry) if expiry else ""),
        **_key("defaultEncryptionConfiguration", given.values.get("default_encryption_configuration")),
    }
    return _asset(given, "bigquery", "bigquery.googleapis.com/Dataset", data, given.values.get("location", "US"))


def redis_instance(given: Given) -> Asset:
    """Memorystore for Redis: data are not kept on disks unless asked for."""
    data = {
        "name": given.name(),
        "tier": given.values.get("tier", "BASIC"),
        "memorySizeGb": given.values["memory_size_gb"],
        "redisVersion": given.text("redis_version"),
        "locationId": f"{given.location}-a",
        "currentLocationId": f"{given.location}-a",
        "host": "10.115.32.3",
        "port": 6379,
        "state": "READY",
        "createTime": _MADE,
        "authorizedNetwork": given.text("authorized_network"),
        "connectMode": given.values.get("connect_mode", "DIRECT_PEERING"),
        "transitEncryptionMode": given.values.get("transit_encryption_mode", "DISABLED"),
        "readReplicasMode": "READ_REPLICAS_DISABLED",
        "persistenceConfig": {"persistenceMode": "DISABLED"},
        "labels": given.labels,
        **present(authEnabled=given.values.get("auth_enabled"), customerManagedKey=given.text("customer_managed_key")),
    }
    return _asset(given, "redis", "redis.googleapis.com/Instance", data)


def topic(given: Given) -> Asset:
    """Pub/Sub."""
    policy = given.block("message_storage_policy")
    places = present(
        allowedPersistenceRegions=policy.get("allowed_persistence_regions"),
        enforceInTransit=policy.get("enforce_in_transit"),
    )
    data = {"name": given.name(), "labels": given.labels, "state": "ACTIVE"}
    data |= present(
        kmsKeyName=given.text("kms_key_name"),
        messageStoragePolicy=places,
        messageRetentionDuration=given.text("message_retention_duration"),
    )
    return _asset(given, "pubsub", "pubsub.googleapis.com/Topic", data, "global")


def subscription(given: Given) -> Asset:
    """A subscription expires after 31 days without use unless asked otherwise: an empty policy is never."""
    dead = given.block("dead_letter_policy")
    ttl = given.block("expiration_policy").get("ttl", "2678400s")
    data = {
        "name": given.name(),
        "topic": given.text("topic"),
        "pushConfig": {},
        "ackDeadlineSeconds": given.values.get("ack_deadline_seconds", 10),
        "messageRetentionDuration": given.values.get("message_retention_duration", "604800s"),
        "expirationPolicy": present(ttl=ttl),
        "labels": given.labels,
        "state": "ACTIVE",
        **present(
            deadLetterPolicy=present(
                deadLetterTopic=dead.get("dead_letter_topic"), maxDeliveryAttempts=dead.get("max_delivery_attempts")
            )
        ),
    }
    return _asset(given, "pubsub", "pubsub.googleapis.com/Subscription", data, "global")


def key_ring(given: Given) -> Asset:
    """A key ring."""
    return _asset(given, "cloudkms", "cloudkms.googleapis.com/KeyRing", {"name": given.name(), "createTime": _MADE})


def crypto_key(given: Given) -> Asset:
    """A key whose first version is there; one outside of Google Cloud has none that is primary until it is said."""
    template = given.block("version_template")
    level = template.get("protection_level", "SOFTWARE")
    algorithm = template.get("algorithm", "GOOGLE_SYMMETRIC_ENCRYPTION")
    primary = {
        "name": _version(given.name()),
        "state": "ENABLED",
        "createTime": _MADE,
        "generateTime": _MADE,
        "protectionLevel": level,
        "algorithm": algorithm,
    }
    rotation = given.text("rotation_period")
    data = {
        "name": given.name(),
        "primary": primary,
        "purpose": given.values.get("purpose", "ENCRYPT_DECRYPT"),
        "createTime": _MADE,
        "versionTemplate": {"protectionLevel": level, "algorithm": algorithm},
        "labels": given.labels,
        "destroyScheduledDuration": given.values.get("destroy_scheduled_duration", "2592000s"),
        **present(
            rotationPeriod=rotation,
            nextRotationTime="2026-12-01T08:00:00Z" if rotation else "",
            cryptoKeyBackend=given.text("crypto_key_backend"),
        ),
    }
    return _asset(given, "cloudkms", "cloudkms.googleapis.com/CryptoKey", data, given.name().split("/")[3])


def secret(given: Given) -> Asset:
    """Secret Manager names projects by their numbers."""
    placed = (given.block("replication").get("user_managed") or [{}])[0].get("replicas")
    replicas = [
        {"location": one["location"], **_key("customerManagedEncryption", one.get("customer_managed_encryption"))}
        for one in placed or ()
    ]
    automatic = (given.block("replication").get("auto") or [{}])[0]
    data = {
        "name": given.name(),
        "createTime": _MADE,
        "etag": '"1a2b"',
        "labels": given.labels,
        "replication": {"userManaged": {"replicas": replicas}}
        if replicas
        else {"automatic": _key("customerManagedEncryption", automatic.get("customer_managed_encryption"))},
        **present(
            versionDestroyTtl=given.text("version_destroy_ttl"),
            annotations=given.values.get("annotations"),
            expireTime="2027-06-01T08:00:00Z" if given.text("ttl") else "",
        ),
    }
    return _asset(given, "secretmanager", "secretmanager.googleapis.com/Secret", data, "global")


def repository(given: Given) -> Asset:
    """Artifact Registry."""
    data = {
        "name": given.name(),
        "format": given.text("format"),
        "mode": "STANDARD_REPOSITORY",
        "createTime": _MADE,
        "updateTime": _MADE,
        "labels": given.labels,
        "vulnerabilityScanningConfig": {"enablementState": "SCANNING_DISABLED"},
        **present(
            description=given.text("description"),
            kmsKeyName=given.text("kms_key_name"),
            dockerConfig=present(immutableTags=given.block("docker_config").get("immutable_tags")),
        ),
    }
    return _asset(given, "artifactregistry", "artifactregistry.googleapis.com/Repository", data)


def _asset(given: Given, service: str, type_name: str, data: dict[str, Any], location: str = "") -> Asset:
    name = f"//{service}.googleapis.com/{given.name()}"
    return Asset(name, type_name, location or given.location, data, given.project)


def _key(name: str, blocks: list[dict[str, Any]] | None) -> dict[str, Any]:
    """Return the part of a document that names a key; nothing where none is named."""
    return {name: {"kmsKeyName": blocks[0]["kms_key_name"]}} if blocks else {}


def _encrypted(key: str | None) -> dict[str, Any]:
    return {"encryptionType": "CUSTOMER_MANAGED_ENCRYPTION" if key else "GOOGLE_DEFAULT_ENCRYPTION"}
