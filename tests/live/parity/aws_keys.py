"""Keys, as KMS tells of them; with those that AWS manages itself."""

import json
from datetime import UTC, datetime, timedelta

from tests.live.fakes.aws_server import Answers, AwsError
from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import AwsEstate, Made, ManagedKey, pairs

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)
_YEAR = 365
# Aliases that a region has before anybody has used the service.
_PREDEFINED = ("alias/aws/dynamodb", "alias/aws/ebs", "alias/aws/redshift")


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of KMS.

    Which keys AWS has made is known only when all resources are there: it is asked for with each call.
    """
    own, aliases = Shelf(), Shelf()
    for one in estate.of("aws_kms_key"):
        own.put(one.account, one.region, _key(one), one.id, one.arn)
    for one in estate.of("aws_kms_alias"):
        target = one.given["target_key_id"].rpartition("/")[2]
        aliases.put(one.account, one.region, _alias(one.given["name"], one.account, one.region, target), one.id)

    def keys(account: str, region: str) -> list[Doc]:
        made = [_managed(key) for key in estate.keys if (key.account, key.region) == (account, region)]
        return own.all(account, region) + made

    def find(parameters: Doc, account: str, region: str) -> Doc:
        for key in keys(account, region):
            if parameters["KeyId"] in (key["metadata"]["KeyId"], key["metadata"]["Arn"]):
                return key
        raise AwsError("NotFoundException", f"{parameters['KeyId']} does not exist", 400)

    def list_keys(_: Doc, account: str, region: str) -> Doc:
        found = [key["metadata"] for key in keys(account, region)]
        return {"Keys": [{"KeyId": one["KeyId"], "KeyArn": one["Arn"]} for one in found], "Truncated": False}

    def list_aliases(_: Doc, account: str, region: str) -> Doc:
        found = {one["AliasName"]: one for one in aliases.all(account, region)}
        for name in _PREDEFINED:
            found[name] = _alias(name, account, region, "")
        for key in estate.keys:
            if (key.account, key.region) == (account, region):
                found[key.alias] = _alias(key.alias, account, region, key.id)
        return {"Aliases": [found[name] for name in sorted(found)], "Truncated": False}

    return {
        ("kms", "ListKeys"): list_keys,
        ("kms", "ListAliases"): list_aliases,
        ("kms", "DescribeKey"): lambda *asked: {"KeyMetadata": find(*asked)["metadata"]},
        ("kms", "GetKeyRotationStatus"): lambda *asked: find(*asked)["rotation"],
        ("kms", "GetKeyPolicy"): lambda *asked: {"Policy": find(*asked)["policy"], "PolicyName": "default"},
        ("kms", "ListResourceTags"): lambda *asked: {"Tags": find(*asked)["tags"], "Truncated": False},
    }


def _alias(name: str, account: str, region: str, target: str) -> Doc:
    made = {"AliasName": name, "AliasArn": f"arn:aws:kms:{region}:{account}:{name}"}
    return {**made, "TargetKeyId": target} if target else made


def _key(one: Made) -> Doc:
    enabled = one.given.get("enable_key_rotation", False)
    return {
        "metadata": _metadata(one.account, one.id, one.arn, one.given.get("description", ""), "CUSTOMER"),
        "rotation": _rotation(one.arn, one.given.get("rotation_period_in_days", _YEAR) if enabled else 0),
        "policy": one.given.get("policy") or _default_policy(one.account),
        "tags": pairs(one.tags, "TagKey", "TagValue"),
    }


def _managed(key: ManagedKey) -> Doc:
    """A key of AWS's own; or one that the landing zone made, which has its own alias."""
    if not key.alias.startswith("alias/aws/"):
        return {
            "metadata": _metadata(key.account, key.id, key.arn, "Log archive", "CUSTOMER"),
            "rotation": _rotation(key.arn, _YEAR),
            "policy": _default_policy(key.account),
            "tags": [],
        }
    service = key.alias.removeprefix("alias/aws/")
    about = f"Default key that protects my {service} data when no other key is defined"
    via = {
        "StringEquals": {
            "kms:CallerAccount": key.account,
            "kms:ViaService": f"{service}.{key.region}.amazonaws.com",
        }
    }
    use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"]
    look = ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"]
    policy = {
        "Version": "2012-10-17",
        "Id": f"auto-{service}-2",
        "Statement": [
            {
                "Sid": f"Allow access through {service} for all principals in the account that may use it",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": use,
                "Resource": "*",
                "Condition": via,
            },
            {
                "Sid": "Allow direct access to key metadata to the account",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{key.account}:root"},
                "Action": look,
                "Resource": "*",
            },
        ],
    }
    return {
        "metadata": _metadata(key.account, key.id, key.arn, about, "AWS"),
        "rotation": _rotation(key.arn, _YEAR),
        "policy": json.dumps(policy),
        "tags": [],
    }


def _metadata(account: str, identity: str, arn: str, description: str, manager: str) -> Doc:
    return {
        "AWSAccountId": account,
        "KeyId": identity,
        "Arn": arn,
        "CreationDate": _MADE,
        "Enabled": True,
        "Description": description,
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": manager,
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": False,
    }


def _rotation(arn: str, days: int) -> Doc:
    """Without rotation, only that there is none is told."""
    if not days:
        return {"KeyRotationEnabled": False, "KeyId": arn}
    next_ = _MADE + timedelta(days=days)
    return {"KeyRotationEnabled": True, "KeyId": arn, "RotationPeriodInDays": days, "NextRotationDate": next_}


def _default_policy(account: str) -> str:
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]})
