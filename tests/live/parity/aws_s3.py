"""Buckets, as S3 tells of them."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.live.fakes.aws_server import Answers, AwsError
from tests.live.parity.aws_answers import Doc, Shelf, refused
from tests.live.parity.aws_estate import AwsEstate, Made, pairs

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of S3."""
    buckets: dict[str, Doc] = {one.id: _bucket(estate, one) for one in estate.of("aws_s3_bucket")}
    shelf = Shelf()
    for one in estate.of("aws_s3_bucket"):
        doc = {"Name": one.id, "CreationDate": _MADE, "BucketRegion": one.region, "BucketArn": one.arn}
        shelf.put(one.account, "", doc, one.id)

    def part(name: str, missing: str = "", status: int = 404) -> Any:
        def answer(parameters: Doc, account: str, _: str) -> Doc:
            bucket = buckets.get(parameters["Bucket"])
            if bucket is None or bucket["account"] != account:
                raise AwsError("NoSuchBucket", "The specified bucket does not exist", 404)
            if name not in bucket and missing:
                raise AwsError(missing, f"{name} is not there", status)
            found: Doc = bucket.get(name, {})
            return found

        return answer

    def listed(_: Doc, account: str, region: str) -> Doc:
        return {"Buckets": shelf.all(account, ""), "Owner": {"ID": _owner(account)}}

    return {
        ("s3", "ListBuckets"): listed,
        ("s3", "GetBucketLocation"): part("location"),
        ("s3", "GetBucketEncryption"): part("encryption"),
        ("s3", "GetBucketVersioning"): part("versioning"),
        ("s3", "GetPublicAccessBlock"): part("public access", "NoSuchPublicAccessBlockConfiguration"),
        ("s3", "GetBucketPolicy"): part("policy", "NoSuchBucketPolicy"),
        ("s3", "GetBucketPolicyStatus"): part("policy status", "NoSuchBucketPolicy"),
        ("s3", "GetBucketAcl"): part("acl"),
        ("s3", "GetBucketOwnershipControls"): part("ownership"),
        ("s3", "GetBucketLogging"): part("logging"),
        ("s3", "GetBucketLifecycleConfiguration"): part("lifecycle", "NoSuchLifecycleConfiguration"),
        ("s3", "GetBucketReplication"): part("replication", "ReplicationConfigurationNotFoundError"),
        ("s3", "GetObjectLockConfiguration"): part("lock", "ObjectLockConfigurationNotFoundError"),
        ("s3", "GetBucketWebsite"): refused("NoSuchWebsiteConfiguration"),
        ("s3", "GetBucketCors"): refused("NoSuchCORSConfiguration"),
        ("s3", "ListBucketInventoryConfigurations"): {"IsTruncated": False},
        ("s3", "GetBucketTagging"): part("tags", "NoSuchTagSet"),
        ("s3control", "GetPublicAccessBlock"): refused("NoSuchPublicAccessBlockConfiguration"),
    }


def _bucket(estate: AwsEstate, one: Made) -> Doc:
    def of(suffix: str) -> Made | None:
        return estate.one(f"aws_s3_bucket_{suffix}", one.account, bucket=one.id)

    found: Doc = {
        "account": one.account,
        "location": {"LocationConstraint": "" if one.region == "us-east-1" else one.region},
        "encryption": {"ServerSideEncryptionConfiguration": {"Rules": [_encryption(of)]}},
        "acl": {
            "Owner": {"ID": _owner(one.account)},
            "Grants": [{"Grantee": {"ID": _owner(one.account), "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}],
        },
    }
    ownership = of("ownership_controls")
    owner = ownership.first("rule")["object_ownership"] if ownership else "BucketOwnerEnforced"
    found["ownership"] = {"OwnershipControls": {"Rules": [{"ObjectOwnership": owner}]}}
    versioning = of("versioning")
    if versioning is not None:
        found["versioning"] = {"Status": versioning.first("versioning_configuration")["status"]}
    public = of("public_access_block")
    found["public access"] = {"PublicAccessBlockConfiguration": _public_access(public)}
    policy = of("policy")
    if policy is not None:
        found["policy"] = {"Policy": policy.given["policy"]}
        found["policy status"] = {"PolicyStatus": {"IsPublic": _is_public(json.loads(policy.given["policy"]))}}
    logging = of("logging")
    if logging is not None:
        target = {"TargetBucket": logging.given["target_bucket"], "TargetPrefix": logging.given["target_prefix"]}
        found["logging"] = {"LoggingEnabled": target}
    lifecycle = of("lifecycle_configuration")
    if lifecycle is not None:
        rules = [_lifecycle(rule) for rule in lifecycle.given["rule"]]
        found["lifecycle"] = {"Rules": rules, "TransitionDefaultMinimumObjectSize": "all_storage_classes_128K"}
    replication = of("replication_configuration")
    if replication is not None:
        rules = [_replication(rule, number) for number, rule in enumerate(replication.given["rule"])]
        found["replication"] = {"ReplicationConfiguration": {"Role": replication.given["role"], "Rules": rules}}
    lock = of("object_lock_configuration")
    if lock is not None or one.given.get("object_lock_enabled"):
        found["lock"] = {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", **_retention(lock)}}
    if one.tags:
        found["tags"] = {"TagSet": pairs(one.tags)}
    return found


def _owner(account: str) -> str:
    return f"{int(account):064x}"


def _encryption(of: Any) -> Doc:
    """S3 encrypts all new objects with its own keys unless it is told otherwise."""
    given = of("server_side_encryption_configuration")
    rule = given.first("rule") if given else {"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}
    by_default = rule["apply_server_side_encryption_by_default"][0]
    made = {"SSEAlgorithm": by_default["sse_algorithm"]}
    if "kms_master_key_id" in by_default:
        made["KMSMasterKeyID"] = by_default["kms_master_key_id"]
    enabled = rule.get("bucket_key_enabled", False)
    return {"ApplyServerSideEncryptionByDefault": made, "BucketKeyEnabled": enabled}


def _public_access(given: Made | None) -> Doc:
    """New buckets are closed to the public; the block in Terraform says false where it says nothing."""
    names = {
        "BlockPublicAcls": "block_public_acls",
        "IgnorePublicAcls": "ignore_public_acls",
        "BlockPublicPolicy": "block_public_policy",
        "RestrictPublicBuckets": "restrict_public_buckets",
    }
    return {name: True if given is None else given.given.get(own, False) for name, own in names.items()}


def _is_public(policy: Doc) -> bool:
    return any(
        one["Effect"] == "Allow" and one.get("Principal") in ("*", {"AWS": "*"}) and not one.get("Condition")
        for one in policy["Statement"]
    )


def _lifecycle(rule: Doc) -> Doc:
    made: Doc = {"ID": rule["id"], "Status": rule["status"], "Filter": {"Prefix": ""}}
    for name, block, field, own in (
        ("Expiration", "expiration", "Days", "days"),
        ("NoncurrentVersionExpiration", "noncurrent_version_expiration", "NoncurrentDays", "noncurrent_days"),
        (
            "AbortIncompleteMultipartUpload",
            "abort_incomplete_multipart_upload",
            "DaysAfterInitiation",
            "days_after_initiation",
        ),
    ):
        if rule.get(block):
            made[name] = {field: rule[block][0][own]}
    return made


def _replication(rule: Doc, number: int) -> Doc:
    given = rule["destination"][0]
    destination: Doc = {"Bucket": given["bucket"]}
    if "storage_class" in given:
        destination["StorageClass"] = given["storage_class"]
    if given.get("encryption_configuration"):
        key = given["encryption_configuration"][0]["replica_kms_key_id"]
        destination["EncryptionConfiguration"] = {"ReplicaKmsKeyID": key}
    made: Doc = {
        "ID": rule["id"],
        "Priority": number,
        "Filter": {"Prefix": ""},
        "Status": rule["status"],
        "Destination": destination,
        "DeleteMarkerReplication": {"Status": rule["delete_marker_replication"][0]["status"]},
    }
    for criteria in rule.get("source_selection_criteria", ()):
        status = criteria["sse_kms_encrypted_objects"][0]["status"]
        made["SourceSelectionCriteria"] = {"SseKmsEncryptedObjects": {"Status": status}}
    return made


def _retention(lock: Made | None) -> Doc:
    if lock is None or not lock.given.get("rule"):
        return {}
    given = lock.first("rule")["default_retention"][0]
    return {"Rule": {"DefaultRetention": {"Mode": given["mode"], "Days": given["days"]}}}
