"""Tables, as DynamoDB tells of them, with their replicas in other regions."""

from datetime import UTC, datetime
from typing import Any

from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, Shelf, refused
from tests.live.parity.aws_estate import AwsEstate, Made, pairs
from tests.live.parity.aws_facts import uuid_of

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of DynamoDB."""
    tables = Shelf()
    for one in estate.of("aws_dynamodb_table"):
        home = {"region_name": one.region, "kms_key_arn": one.first("server_side_encryption").get("kms_key_arn")}
        places = [home, *one.given.get("replica", ())]
        for place in places:
            doc = _table(estate, one, place, [other for other in places if other is not place])
            table = doc["Table"]
            tables.put(one.account, place["region_name"], doc, table["TableName"], table["TableArn"])
    return {
        ("dynamodb", "ListTables"): _names(tables),
        ("dynamodb", "DescribeTable"): tables.detail("TableName", "Table", part=lambda doc: doc["Table"], status=400),
        ("dynamodb", "DescribeContinuousBackups"): tables.detail(
            "TableName", "ContinuousBackupsDescription", part=lambda doc: doc["backups"], status=400
        ),
        ("dynamodb", "DescribeTimeToLive"): tables.detail(
            "TableName", "TimeToLiveDescription", part=lambda doc: doc["ttl"], status=400
        ),
        ("dynamodb", "DescribeKinesisStreamingDestination"): tables.detail(
            "TableName", "KinesisDataStreamDestinations", part=lambda _: [], status=400
        ),
        ("dynamodb", "GetResourcePolicy"): refused("PolicyNotFoundException", 400),
        ("dynamodb", "ListTagsOfResource"): tables.detail(
            "ResourceArn", "Tags", part=lambda doc: doc["tags"], status=400
        ),
        ("dynamodb", "ListBackups"): {"BackupSummaries": []},
        ("dynamodb", "ListExports"): {"ExportSummaries": []},
    }


def _names(tables: Shelf) -> Any:
    def answer(_: Doc, account: str, region: str) -> Doc:
        return {"TableNames": [doc["Table"]["TableName"] for doc in tables.all(account, region)]}

    return answer


def _table(estate: AwsEstate, one: Made, place: Doc, others: list[Doc]) -> Doc:
    """Return the table in one region; its replicas are those in the others."""
    given, region = one.given, place["region_name"]
    at_home = region == one.region
    table: Doc = {
        "TableName": given["name"],
        "TableArn": one.arn.replace(f":{one.region}:", f":{region}:"),
        "TableId": uuid_of(one.place, region),
        "TableStatus": "ACTIVE",
        "CreationDateTime": _MADE,
        "AttributeDefinitions": [
            {"AttributeName": attribute["name"], "AttributeType": attribute["type"]} for attribute in given["attribute"]
        ],
        "KeySchema": [{"AttributeName": given["hash_key"], "KeyType": "HASH"}],
        "BillingModeSummary": {"BillingMode": given["billing_mode"]},
        "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0, "NumberOfDecreasesToday": 0},
        "TableSizeBytes": 0,
        "ItemCount": 0,
        # Replicas are not protected with the table, nor are they backed up, encrypted or tagged like it.
        "DeletionProtectionEnabled": (given if at_home else place).get("deletion_protection_enabled", False),
    }
    if "range_key" in given:
        table["KeySchema"].append({"AttributeName": given["range_key"], "KeyType": "RANGE"})
    if given.get("stream_enabled"):
        table["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": given["stream_view_type"]}
        table["LatestStreamArn"] = f"{table['TableArn']}/stream/2026-11-01T08:00:00.000"
    if one.first("server_side_encryption").get("enabled"):
        # Nothing is said of the key that AWS owns; the one that it manages in the account is named.
        key = place.get("kms_key_arn") or estate.key(one.account, region, "dynamodb")
        table["SSEDescription"] = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key}
    if others:
        table["GlobalTableVersion"] = "2019.11.21"
        table["MultiRegionConsistency"] = "EVENTUAL"
        table["Replicas"] = [_replica(other) for other in others]
    own = one.first("point_in_time_recovery")
    recovery = own.get("enabled") if at_home else place.get("point_in_time_recovery")
    days = own.get("recovery_period_in_days", 35)
    ttl = one.first("ttl")
    tagged = at_home or place.get("propagate_tags")
    return {
        "Table": table,
        "backups": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {
                "PointInTimeRecoveryStatus": "ENABLED" if recovery else "DISABLED",
                **({"RecoveryPeriodInDays": days, "EarliestRestorableDateTime": _MADE} if recovery else {}),
            },
        },
        "ttl": {"TimeToLiveStatus": "ENABLED", "AttributeName": ttl["attribute_name"]}
        if ttl.get("enabled")
        else {"TimeToLiveStatus": "DISABLED"},
        "tags": pairs(one.tags) if tagged else [],
    }


def _replica(place: Doc) -> Doc:
    doc = {"RegionName": place["region_name"], "ReplicaStatus": "ACTIVE"}
    if place.get("kms_key_arn"):
        doc["KMSMasterKeyId"] = place["kms_key_arn"]
    return doc
