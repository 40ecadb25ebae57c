"""Databases, as RDS tells of them."""

from datetime import UTC, datetime

from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import AwsEstate, Made, pairs
from tests.live.parity.aws_parameters import default_name, group, parameters_of, put_default_group, told
from tests.live.parity.aws_secrets import password_arn
from tests.live.parity.aws_snapshots import (
    attributes,
    automated_backup_of,
    cluster_snapshot_of,
    of_type,
    snapshot_of,
)

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)
_PORT = 5432


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of RDS."""
    instances, clusters, snapshots, cluster_snapshots, backups = Shelf(), Shelf(), Shelf(), Shelf(), Shelf()
    groups, cluster_groups, subnets = Shelf(), Shelf(), Shelf()
    for one in estate.of("aws_db_instance"):
        doc = _instance(estate, one)
        instances.put(one.account, one.region, doc, one.given["identifier"], one.arn)
        if doc["BackupRetentionPeriod"]:
            snapshot = snapshot_of(doc)
            snapshots.put(one.account, one.region, snapshot, snapshot["DBSnapshotIdentifier"])
            backups.put(one.account, one.region, automated_backup_of(doc), one.arn)
    for one in estate.of("aws_rds_cluster"):
        doc = _cluster(estate, one)
        clusters.put(one.account, one.region, doc, one.id, one.arn)
        snapshot = cluster_snapshot_of(doc)
        cluster_snapshots.put(one.account, one.region, snapshot, snapshot["DBClusterSnapshotIdentifier"])
    for one in estate.of("aws_rds_cluster_instance"):
        of = estate.one("aws_rds_cluster", one.account, cluster_identifier=one.given["cluster_identifier"])
        assert of is not None, f"{one.place} is in no cluster"
        instances.put(one.account, one.region, _member(one, _cluster(estate, of)), one.id, one.arn)
        put_default_group(groups, one)
    for one in estate.of("aws_db_parameter_group"):
        groups.put(one.account, one.region, group(one, "DBParameterGroup"), one.id)
    for one in estate.of("aws_rds_cluster_parameter_group"):
        cluster_groups.put(one.account, one.region, group(one, "DBClusterParameterGroup"), one.id)
    for one in estate.of("aws_db_subnet_group"):
        subnets.put(one.account, one.region, _subnets(estate, one), one.id)
    return {
        ("rds", "DescribeDBInstances"): instances.listing("DBInstances"),
        ("rds", "DescribeDBClusters"): clusters.listing("DBClusters"),
        ("rds", "DescribeDBSnapshots"): of_type(snapshots, "DBSnapshots"),
        ("rds", "DescribeDBSnapshotAttributes"): attributes("DBSnapshot"),
        ("rds", "DescribeDBClusterSnapshots"): of_type(cluster_snapshots, "DBClusterSnapshots"),
        ("rds", "DescribeDBClusterSnapshotAttributes"): attributes("DBClusterSnapshot"),
        ("rds", "DescribeDBInstanceAutomatedBackups"): backups.listing("DBInstanceAutomatedBackups"),
        ("rds", "DescribeDBParameterGroups"): groups.listing("DBParameterGroups", of=told("DBParameterGroup")),
        ("rds", "DescribeDBParameters"): parameters_of(groups, "DBParameterGroupName"),
        ("rds", "DescribeDBClusterParameterGroups"): cluster_groups.listing(
            "DBClusterParameterGroups", of=told("DBClusterParameterGroup")
        ),
        ("rds", "DescribeDBClusterParameters"): parameters_of(cluster_groups, "DBClusterParameterGroupName"),
        ("rds", "DescribeDBSubnetGroups"): subnets.listing("DBSubnetGroups"),
    }


def _instance(estate: AwsEstate, one: Made) -> Doc:
    given = one.given
    doc = {
        **_any_instance(one, one.facts["resource_id"]),
        "DBName": given.get("db_name", ""),
        "AllocatedStorage": given["allocated_storage"],
        "PreferredBackupWindow": given.get("backup_window", "03:00-03:30"),
        "BackupRetentionPeriod": given.get("backup_retention_period", 0),
        "MultiAZ": given.get("multi_az", False),
        "CopyTagsToSnapshot": given.get("copy_tags_to_snapshot", False),
        "DeletionProtection": given.get("deletion_protection", False),
        "IAMDatabaseAuthenticationEnabled": given.get("iam_database_authentication_enabled", False),
        "EnabledCloudwatchLogsExports": given.get("enabled_cloudwatch_logs_exports", []),
        "DBParameterGroups": [
            {"DBParameterGroupName": given["parameter_group_name"], "ParameterApplyStatus": "in-sync"}
        ],
        "DBSubnetGroup": {"DBSubnetGroupName": given["db_subnet_group_name"], "SubnetGroupStatus": "Complete"},
        "VpcSecurityGroups": _groups_of(given),
        "MasterUsername": given["username"],
        "StorageType": "gp2",
        "StorageEncrypted": given.get("storage_encrypted", False),
        "BackupTarget": "region",
        "TagList": pairs(one.tags),
    }
    if "max_allocated_storage" in given:
        doc["MaxAllocatedStorage"] = given["max_allocated_storage"]
    if doc["StorageEncrypted"]:
        doc["KmsKeyId"] = given.get("kms_key_id") or estate.key(one.account, one.region, "rds")
    if given.get("manage_master_user_password"):
        doc["MasterUserSecret"] = _password(estate, one)
    doc.update(_insights(estate, one))
    return doc


def _member(one: Made, cluster: Doc) -> Doc:
    """An instance of a cluster: what the cluster is set to is told of it too."""
    shared = ("StorageEncrypted", "KmsKeyId", "BackupRetentionPeriod", "PreferredBackupWindow", "DBSubnetGroup",
              "VpcSecurityGroups", "MasterUsername", "CopyTagsToSnapshot", "DeletionProtection",
              "IAMDatabaseAuthenticationEnabled")  # fmt: skip
    doc = {
        **_any_instance(one, one.facts["dbi_resource_id"]),
        "AllocatedStorage": 1,
        "MultiAZ": False,
        "DBClusterIdentifier": cluster["DBClusterIdentifier"],
        "DBParameterGroups": [
            {"DBParameterGroupName": default_name(one), "ParameterApplyStatus": "in-sync"},
        ],
        "EnabledCloudwatchLogsExports": cluster["EnabledCloudwatchLogsExports"],
        "PromotionTier": 1,
        "StorageType": "aurora",
        "TagList": pairs(one.tags),
        **{name: cluster[name] for name in shared if name in cluster and name != "DBSubnetGroup"},
        "DBSubnetGroup": {"DBSubnetGroupName": cluster["DBSubnetGroup"], "SubnetGroupStatus": "Complete"},
        "PerformanceInsightsEnabled": one.given.get("performance_insights_enabled", False),
    }
    if doc["PerformanceInsightsEnabled"]:
        doc["PerformanceInsightsKMSKeyId"] = one.given["performance_insights_kms_key_id"]
        doc["PerformanceInsightsRetentionPeriod"] = 7
    return doc


def _any_instance(one: Made, resource: str) -> Doc:
    given = one.given
    return {
        "DBInstanceIdentifier": given["identifier"],
        "DBInstanceArn": one.arn,
        "DBInstanceClass": given["instance_class"],
        "DBInstanceStatus": "available",
        "DbiResourceId": resource,
        "Engine": given["engine"],
        "EngineVersion": given["engine_version"],
        "Endpoint": {"Address": f"{given['identifier']}.{one.region}.rds.amazonaws.com", "Port": _PORT},
        "InstanceCreateTime": _MADE,
        "AvailabilityZone": f"{one.region}a",
        "AutoMinorVersionUpgrade": True,
        "PubliclyAccessible": given.get("publicly_accessible", False),
        "CACertificateIdentifier": "rds-ca-rsa2048-g1",
        "MonitoringInterval": 0,
        "NetworkType": "IPV4",
        "ReadReplicaDBInstanceIdentifiers": [],
        "AssociatedRoles": [],
    }


def _insights(estate: AwsEstate, one: Made) -> Doc:
    if not one.given.get("performance_insights_enabled"):
        return {"PerformanceInsightsEnabled": False}
    key = one.given.get("performance_insights_kms_key_id") or estate.key(one.account, one.region, "rds")
    return {
        "PerformanceInsightsEnabled": True,
        "PerformanceInsightsKMSKeyId": key,
        "PerformanceInsightsRetentionPeriod": 7,
    }


def _password(estate: AwsEstate, one: Made) -> Doc:
    key = one.given.get("master_user_secret_kms_key_id") or estate.key(one.account, one.region, "secretsmanager")
    return {"SecretArn": password_arn(one), "SecretStatus": "active", "KmsKeyId": key}


def _groups_of(given: Doc) -> list[Doc]:
    return [{"VpcSecurityGroupId": one, "Status": "active"} for one in given.get("vpc_security_group_ids", ())]


def _cluster(estate: AwsEstate, one: Made) -> Doc:
    given = one.given
    doc = {
        "DBClusterIdentifier": one.id,
        "DBClusterArn": one.arn,
        "DbClusterResourceId": one.facts["cluster_resource_id"],
        "DatabaseName": given["database_name"],
        "AllocatedStorage": 1,
        "AvailabilityZones": [f"{one.region}{zone}" for zone in "abc"],
        "BackupRetentionPeriod": given.get("backup_retention_period", 1),
        "PreferredBackupWindow": given["preferred_backup_window"],
        "Status": "available",
        "Engine": given["engine"],
        "EngineVersion": given["engine_version"],
        "EngineMode": "provisioned",
        "Port": _PORT,
        "MultiAZ": True,
        "MasterUsername": given["master_username"],
        "DBClusterParameterGroup": given["db_cluster_parameter_group_name"],
        "DBSubnetGroup": given["db_subnet_group_name"],
        "VpcSecurityGroups": _groups_of(given),
        "StorageEncrypted": given.get("storage_encrypted", False),
        "IAMDatabaseAuthenticationEnabled": given.get("iam_database_authentication_enabled", False),
        "EnabledCloudwatchLogsExports": given.get("enabled_cloudwatch_logs_exports", []),
        "CopyTagsToSnapshot": given.get("copy_tags_to_snapshot", False),
        "DeletionProtection": given.get("deletion_protection", False),
        "CrossAccountClone": False,
        "ClusterCreateTime": _MADE,
        "TagList": pairs(one.tags),
    }
    if doc["StorageEncrypted"]:
        doc["KmsKeyId"] = given.get("kms_key_id") or estate.key(one.account, one.region, "rds")
    if given.get("manage_master_user_password"):
        doc["MasterUserSecret"] = _password(estate, one)
    return doc


def _subnets(estate: AwsEstate, one: Made) -> Doc:
    subnets = [subnet for subnet in estate.of("aws_subnet") if subnet.id in one.given["subnet_ids"]]
    return {
        "DBSubnetGroupName": one.id,
        "DBSubnetGroupArn": one.arn,
        "DBSubnetGroupDescription": "Managed by Terraform",
        "VpcId": subnets[0].given["vpc_id"],
        "SubnetGroupStatus": "Complete",
        "Subnets": [
            {
                "SubnetIdentifier": subnet.id,
                "SubnetAvailabilityZone": {"Name": subnet.given["availability_zone"]},
                "SubnetStatus": "Active",
            }
            for subnet in subnets
        ],
    }
