"""Volumes and file systems, as EC2 and EFS tell of them, and EC2's settings for a region."""

from collections.abc import Iterator
from datetime import UTC, datetime

from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import AwsEstate, Made, pairs

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)
BACKED_UP = "aws:elasticfilesystem:default-backup"
"""The tag that EFS gives to a file system with automatic backups."""


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of EC2 and EFS."""
    return {**_ec2(estate), **_efs(estate)}


def _ec2(estate: AwsEstate) -> Answers:
    volumes, networks = Shelf(), Shelf()
    for one in estate.of("aws_ebs_volume"):
        volumes.put(one.account, one.region, _volume(estate, one), one.id)
    for one in estate.of("aws_vpc"):
        doc = {"VpcId": one.id, "CidrBlock": one.given["cidr_block"], "State": "available", "IsDefault": False}
        networks.put(one.account, one.region, doc, one.id)

    def by_default(_: Doc, account: str, region: str) -> Doc:
        return {"EbsEncryptionByDefault": _is_default(estate, account, region), "SseType": "sse-ebs"}

    def default_key(_: Doc, account: str, region: str) -> Doc:
        return {"KmsKeyId": _default_key(estate, account, region) or "alias/aws/ebs"}

    return {
        ("ec2", "DescribeVpcs"): networks.listing("Vpcs"),
        ("ec2", "DescribeVolumes"): volumes.listing("Volumes"),
        ("ec2", "GetEbsEncryptionByDefault"): by_default,
        ("ec2", "GetEbsDefaultKmsKeyId"): default_key,
        ("ec2", "GetSnapshotBlockPublicAccessState"): {"State": "unblocked", "ManagedBy": "account"},
        ("ec2", "GetImageBlockPublicAccessState"): {
            "ImageBlockPublicAccessState": "block-new-sharing",
            "ManagedBy": "account",
        },
        ("ec2", "GetInstanceMetadataDefaults"): {"AccountLevel": {"ManagedBy": "account"}},
    }


def _is_default(estate: AwsEstate, account: str, region: str) -> bool:
    found = [one for one in estate.some("aws_ebs_encryption_by_default", account) if one.region == region]
    return any(one.given.get("enabled", True) for one in found)


def _default_key(estate: AwsEstate, account: str, region: str) -> str:
    found = [one for one in estate.some("aws_ebs_default_kms_key", account) if one.region == region]
    return str(found[0].given["key_arn"]) if found else ""


def _volume(estate: AwsEstate, one: Made) -> Doc:
    place = (one.account, one.region)
    encrypted = one.given.get("encrypted", False) or _is_default(estate, *place)
    doc: Doc = {
        "VolumeId": one.id,
        "AvailabilityZone": one.given["availability_zone"],
        "CreateTime": _MADE,
        "Encrypted": encrypted,
        "Iops": 3000,
        "MultiAttachEnabled": False,
        "Size": one.given["size"],
        "SnapshotId": "",
        "State": "available",
        "Tags": pairs(one.tags),
        "Throughput": 125,
        "VolumeType": one.given["type"],
    }
    if encrypted:
        doc["KmsKeyId"] = one.given.get("kms_key_id") or _default_key(estate, *place) or estate.key(*place, "ebs")
    return doc


def _efs(estate: AwsEstate) -> Answers:
    shelf = Shelf()
    for one in estate.of("aws_efs_file_system"):
        shelf.put(one.account, one.region, _file_system(estate, one), one.id)

    def policy(file_system: Doc) -> str | None:
        return next((one.given["policy"] for one in _about(estate, "aws_efs_file_system_policy", file_system)), None)

    def backup(file_system: Doc) -> Doc | None:
        given = next(_about(estate, "aws_efs_backup_policy", file_system), None)
        return {"Status": given.first("backup_policy")["status"]} if given else None

    def policies(parameters: Doc, account: str, region: str) -> Doc:
        found = shelf.detail("FileSystemId", "Policy", missing="PolicyNotFound", part=policy)
        assert callable(found)
        return {"FileSystemId": parameters["FileSystemId"], **found(parameters, account, region)}

    return {
        ("efs", "DescribeFileSystems"): shelf.listing("FileSystems"),
        ("efs", "DescribeBackupPolicy"): shelf.detail(
            "FileSystemId", "BackupPolicy", missing="PolicyNotFound", part=backup
        ),
        ("efs", "DescribeFileSystemPolicy"): policies,
        ("efs", "DescribeReplicationConfigurations"): {"Replications": []},
    }


def _about(estate: AwsEstate, type_: str, file_system: Doc) -> Iterator[Made]:
    return estate.some(type_, file_system["OwnerId"], file_system_id=file_system["FileSystemId"])


def _file_system(estate: AwsEstate, one: Made) -> Doc:
    encrypted = one.given.get("encrypted", False)
    policy = estate.one("aws_efs_backup_policy", one.account, file_system_id=one.id)
    backed_up = policy is not None and policy.first("backup_policy")["status"] == "ENABLED"
    doc: Doc = {
        "OwnerId": one.account,
        "CreationToken": one.given["creation_token"],
        "FileSystemId": one.id,
        "FileSystemArn": one.arn,
        "CreationTime": _MADE,
        "LifeCycleState": "available",
        "Name": one.tags.get("Name", ""),
        "NumberOfMountTargets": sum(1 for _ in estate.some("aws_efs_mount_target", one.account, file_system_id=one.id)),
        "SizeInBytes": {"Value": 6144},
        "PerformanceMode": "generalPurpose",
        "Encrypted": encrypted,
        "ThroughputMode": "bursting",
        "Tags": pairs({**one.tags, **({BACKED_UP: "enabled"} if backed_up else {})}),
        "FileSystemProtection": {"ReplicationOverwriteProtection": "ENABLED"},
    }
    if encrypted:
        doc["KmsKeyId"] = one.given.get("kms_key_id") or estate.key(one.account, one.region, "elasticfilesystem")
    return doc
