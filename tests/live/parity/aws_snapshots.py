"""Snapshots and automated backups, which RDS makes by itself."""

from datetime import UTC, datetime
from typing import Any

from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_facts import hex_of

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)
_BACKED_UP = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)


def of_type(shelf: Shelf, key: str) -> Any:
    """Return an operation that lists snapshots, which can be asked for by their type."""

    def answer(parameters: Doc, account: str, region: str) -> Doc:
        found = shelf.all(account, region)
        wanted = parameters.get("SnapshotType")
        return {key: [one for one in found if wanted in (None, one["SnapshotType"])]}

    return answer


def attributes(kind: str) -> Any:
    """Return an operation that tells of snapshots that nobody else may restore them."""

    def answer(parameters: Doc, account: str, region: str) -> Doc:
        name = f"{kind}Identifier"
        own = [{"AttributeName": "restore", "AttributeValues": []}]
        return {f"{kind}AttributesResult": {name: parameters[name], f"{kind}Attributes": own}}

    return answer


def snapshot_of(instance: Doc) -> Doc:
    """Return last night's snapshot of an instance."""
    name = f"rds:{instance['DBInstanceIdentifier']}-2026-11-22-02-05"
    shared = ("DBInstanceIdentifier", "Engine", "AllocatedStorage", "AvailabilityZone", "MasterUsername",
              "EngineVersion", "StorageType", "KmsKeyId", "DbiResourceId")  # fmt: skip
    return {
        **{field: instance[field] for field in shared if field in instance},
        "DBSnapshotIdentifier": name,
        "DBSnapshotArn": instance["DBInstanceArn"].replace(":db:", ":snapshot:").rpartition(":")[0] + f":{name}",
        "SnapshotType": "automated",
        "SnapshotCreateTime": _BACKED_UP,
        "Status": "available",
        "Encrypted": instance["StorageEncrypted"],
        "IAMDatabaseAuthenticationEnabled": instance["IAMDatabaseAuthenticationEnabled"],
        "SnapshotTarget": "region",
        "TagList": instance["TagList"] if instance["CopyTagsToSnapshot"] else [],
    }


def cluster_snapshot_of(cluster: Doc) -> Doc:
    """Return last night's snapshot of a cluster."""
    name = f"rds:{cluster['DBClusterIdentifier']}-2026-11-22-02-05"
    shared = ("DBClusterIdentifier", "Engine", "EngineVersion", "AvailabilityZones", "MasterUsername",
              "StorageEncrypted", "KmsKeyId", "IAMDatabaseAuthenticationEnabled", "AllocatedStorage")  # fmt: skip
    arn = cluster["DBClusterArn"].replace(":cluster:", ":cluster-snapshot:").rpartition(":")[0]
    return {
        **{field: cluster[field] for field in shared if field in cluster},
        "DBClusterSnapshotIdentifier": name,
        "DBClusterSnapshotArn": f"{arn}:{name}",
        "SnapshotType": "automated",
        "SnapshotCreateTime": _BACKED_UP,
        "Status": "available",
        "TagList": cluster["TagList"] if cluster["CopyTagsToSnapshot"] else [],
    }


def automated_backup_of(instance: Doc) -> Doc:
    """Return what RDS keeps to restore an instance to a point in time."""
    shared = ("DBInstanceArn", "DbiResourceId", "DBInstanceIdentifier", "AllocatedStorage", "AvailabilityZone",
              "Engine", "EngineVersion", "BackupRetentionPeriod", "KmsKeyId", "BackupTarget",
              "StorageType")  # fmt: skip
    region, account = instance["DBInstanceArn"].split(":")[3:5]
    own = hex_of(instance["DBInstanceArn"], digits=32)
    return {
        **{field: instance[field] for field in shared if field in instance},
        "Region": region,
        "DBInstanceAutomatedBackupsArn": f"arn:aws:rds:{region}:{account}:auto-backup:ab-{own}",
        "Status": "active",
        "Encrypted": instance["StorageEncrypted"],
        "RestoreWindow": {"EarliestTime": _MADE, "LatestTime": _BACKED_UP},
        "InstanceCreateTime": _MADE,
        "DBInstanceAutomatedBackupsReplications": [],
    }
