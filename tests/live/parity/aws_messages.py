"""Queues, buses and logs, as SQS, EventBridge and CloudWatch tell of them."""

from datetime import UTC, datetime

from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import AwsEstate, Made

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)
_MILLISECONDS = int(_MADE.timestamp() * 1000)


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of these services."""
    return {**_sqs(estate), **_events(estate), **_logs(estate)}


def _sqs(estate: AwsEstate) -> Answers:
    queues = Shelf()
    for one in estate.of("aws_sqs_queue"):
        doc = {"QueueUrl": one.id, "Attributes": _queue(estate, one), "Tags": one.tags}
        queues.put(one.account, one.region, doc, one.id)
    missing = "AWS.SimpleQueueService.NonExistentQueue"
    return {
        ("sqs", "ListQueues"): queues.names("QueueUrls", "QueueUrl"),
        ("sqs", "GetQueueAttributes"): queues.detail(
            "QueueUrl", "Attributes", missing=missing, part=lambda doc: doc["Attributes"], status=400
        ),
        ("sqs", "ListQueueTags"): queues.detail(
            "QueueUrl", "Tags", missing=missing, part=lambda doc: doc["Tags"], status=400
        ),
    }


def _queue(estate: AwsEstate, one: Made) -> dict[str, str]:
    """A queue without a key of KMS is encrypted with those of SQS, unless that is switched off."""
    given = one.given
    found = {
        "QueueArn": one.arn,
        "ApproximateNumberOfMessages": "0",
        "CreatedTimestamp": str(_MILLISECONDS // 1000),
        "LastModifiedTimestamp": str(_MILLISECONDS // 1000),
        "VisibilityTimeout": "30",
        "MaximumMessageSize": "1048576",
        "MessageRetentionPeriod": str(given.get("message_retention_seconds", 345600)),
        "DelaySeconds": "0",
        "ReceiveMessageWaitTimeSeconds": "0",
    }
    if "kms_master_key_id" in given:
        found["KmsMasterKeyId"] = given["kms_master_key_id"]
        found["KmsDataKeyReusePeriodSeconds"] = str(given.get("kms_data_key_reuse_period_seconds", 300))
        found["SqsManagedSseEnabled"] = "false"
    else:
        found["SqsManagedSseEnabled"] = "true" if given.get("sqs_managed_sse_enabled", True) else "false"
    if "redrive_policy" in given:
        found["RedrivePolicy"] = given["redrive_policy"]
    policy = estate.one("aws_sqs_queue_policy", one.account, queue_url=one.id)
    if policy is not None:
        found["Policy"] = policy.given["policy"]
    return found


def _events(estate: AwsEstate) -> Answers:
    """Every region has a bus of its own, which nobody made."""
    buses, rules = Shelf(), Shelf()
    for account in estate.accounts.values():
        for region in estate.regions(account):
            arn = f"arn:aws:events:{region}:{account}:event-bus/default"
            buses.put(account, region, {"Name": "default", "Arn": arn}, "default", arn)
    for one in estate.of("aws_cloudwatch_event_bus"):
        doc = {"Name": one.given["name"], "Arn": one.arn, "CreationTime": _MADE, "LastModifiedTime": _MADE}
        if "kms_key_identifier" in one.given:
            doc["KmsKeyIdentifier"] = one.given["kms_key_identifier"]
        buses.put(one.account, one.region, doc, one.id, one.arn)
    for one in estate.of("aws_cloudwatch_event_rule"):
        doc = {
            "Name": one.given["name"],
            "Arn": one.arn,
            "EventPattern": one.given["event_pattern"],
            "State": one.given.get("state", "ENABLED"),
            "EventBusName": one.given.get("event_bus_name", "default"),
        }
        rules.put(one.account, one.region, doc, one.arn)

    def of_bus(parameters: Doc, account: str, region: str) -> Doc:
        bus = parameters.get("EventBusName", "default")
        return {"Rules": [doc for doc in rules.all(account, region) if doc["EventBusName"] == bus]}

    def targets(parameters: Doc, account: str, region: str) -> Doc:
        bus = parameters.get("EventBusName", "default")
        given = estate.some("aws_cloudwatch_event_target", account, rule=parameters["Rule"], event_bus_name=bus)
        return {"Targets": [_target(one) for one in given if one.region == region]}

    told = ("Name", "Arn", "Policy", "CreationTime", "LastModifiedTime")
    return {
        ("events", "ListEventBuses"): buses.listing("EventBuses", of=told),
        ("events", "DescribeEventBus"): buses.detail("Name", status=400),
        ("events", "ListRules"): of_bus,
        ("events", "ListTargetsByRule"): targets,
    }


def _target(one: Made) -> Doc:
    doc = {"Id": f"terraform-{one.id}", "Arn": one.given["arn"]}
    dead = one.first("dead_letter_config")
    return {**doc, "DeadLetterConfig": {"Arn": dead["arn"]}} if dead else doc


def _logs(estate: AwsEstate) -> Answers:
    groups = Shelf()
    for one in estate.of("aws_cloudwatch_log_group"):
        doc = {
            "logGroupName": one.given["name"],
            "creationTime": _MILLISECONDS,
            "metricFilterCount": 0,
            "arn": f"{one.arn}:*",
            "logGroupArn": one.arn,
            "storedBytes": 0,
            "logGroupClass": "STANDARD",
        }
        if one.given.get("retention_in_days"):
            doc["retentionInDays"] = one.given["retention_in_days"]
        if "kms_key_id" in one.given:
            doc["kmsKeyId"] = one.given["kms_key_id"]
        groups.put(one.account, one.region, doc, one.id)
    return {
        ("logs", "DescribeLogGroups"): groups.listing("logGroups"),
        ("logs", "DescribeSubscriptionFilters"): {"subscriptionFilters": []},
    }
