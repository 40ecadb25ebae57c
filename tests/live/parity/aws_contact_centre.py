"""Amazon Connect and Lex, as they tell of themselves; with what a new instance of Connect comes with."""

from datetime import UTC, datetime
from typing import Any

from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import AwsEstate, Made
from tests.live.parity.aws_facts import letters_of, uuid_of

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)
# The profiles of a new instance, with some of what they allow.
_PROFILES = {
    "Admin": (
        "AccessMetrics",
        "ContactFlows.Create",
        "Users.Create",
        "SecurityProfiles.Create",
        "ManagerListenIn",
        "Queues.Create",
    ),
    "Agent": ("BasicAgentAccess", "OutboundCallAccess"),
    "CallCenterManager": ("AccessMetrics", "Queues.Create", "RoutingPolicies.Create", "Users.Edit", "ManagerListenIn"),
    "QualityAnalyst": ("AccessMetrics", "ListenCallRecordings", "ManagerListenIn"),
}
_FLOWS = {
    "Default agent hold": "AGENT_HOLD",
    "Default customer queue": "CUSTOMER_QUEUE",
    "Sample inbound flow (first contact experience)": "CONTACT_FLOW",
}


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of these services."""
    return {**_connect(estate), **_lex(estate)}


def _connect(estate: AwsEstate) -> Answers:
    instances, configs, made = Shelf(), Shelf(), Shelf()
    for one in estate.of("aws_connect_instance"):
        instances.put(one.account, one.region, _instance(one), one.id, one.arn)
        made.put(one.account, one.region, _first_things(one), one.id)
    for one in estate.of("aws_connect_instance_storage_config"):
        doc = {"AssociationId": one.facts["association"], **_storage(one.first("storage_config"))}
        kept = {"instance": one.given["instance_id"], "type": one.given["resource_type"], "doc": doc}
        configs.put(one.account, one.region, kept, one.place)

    def storage(parameters: Doc, account: str, region: str) -> Doc:
        asked = (parameters["InstanceId"], parameters["ResourceType"])
        found = [one["doc"] for one in configs.all(account, region) if (one["instance"], one["type"]) == asked]
        return {"StorageConfigs": found}

    def attribute(parameters: Doc, account: str, region: str) -> Doc:
        found = instances.get(account, region, parameters["InstanceId"])
        name = parameters["AttributeType"]
        return {"Attribute": {"AttributeType": name, "Value": found["attributes"].get(name, "false")}}

    def functions(parameters: Doc, account: str, region: str) -> Doc:
        type_, of = "aws_connect_lambda_function_association", parameters["InstanceId"]
        return {"LambdaFunctions": [one.given["function_arn"] for one in estate.some(type_, account, instance_id=of)]}

    def permissions(parameters: Doc, account: str, region: str) -> Doc:
        profiles = made.get(account, region, parameters["InstanceId"])["SecurityProfileSummaryList"]
        name = next(one["Name"] for one in profiles if one["Id"] == parameters["SecurityProfileId"])
        return {"Permissions": list(_PROFILES[name])}

    def things(key: str) -> Any:
        return made.detail("InstanceId", key, part=lambda doc: doc[key])

    told = ("Id", "Arn", "IdentityManagementType", "InstanceAlias", "CreatedTime", "ServiceRole", "InstanceStatus",
            "InboundCallsEnabled", "OutboundCallsEnabled", "InstanceAccessUrl")  # fmt: skip
    return {
        ("connect", "ListInstances"): instances.listing("InstanceSummaryList", of=told),
        ("connect", "DescribeInstance"): instances.detail("InstanceId", "Instance"),
        ("connect", "DescribeInstanceAttribute"): attribute,
        ("connect", "ListInstanceStorageConfigs"): storage,
        ("connect", "ListLambdaFunctions"): functions,
        ("connect", "ListSecurityProfiles"): things("SecurityProfileSummaryList"),
        ("connect", "ListSecurityProfilePermissions"): permissions,
        ("connect", "ListContactFlows"): things("ContactFlowSummaryList"),
        ("connect", "ListQueues"): things("QueueSummaryList"),
        ("connect", "ListRoutingProfiles"): things("RoutingProfileSummaryList"),
        ("connect", "ListHoursOfOperations"): things("HoursOfOperationSummaryList"),
        ("connect", "DescribeUserHierarchyStructure"): {"HierarchyStructure": {}},
    }


def _instance(one: Made) -> Doc:
    given = one.given

    def said(name: str, default: bool) -> str:
        return "true" if given.get(name, default) else "false"

    role = "aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_" + letters_of(one.place, count=20)
    return {
        "Id": one.id,
        "Arn": one.arn,
        "IdentityManagementType": given["identity_management_type"],
        "InstanceAlias": given["instance_alias"],
        "CreatedTime": _MADE,
        "ServiceRole": f"arn:aws:iam::{one.account}:role/{role}",
        "InstanceStatus": "ACTIVE",
        "InboundCallsEnabled": given["inbound_calls_enabled"],
        "OutboundCallsEnabled": given["outbound_calls_enabled"],
        "InstanceAccessUrl": f"https://{given['instance_alias']}.my.connect.aws",
        "Tags": one.tags,
        "attributes": {
            "INBOUND_CALLS": said("inbound_calls_enabled", True),
            "OUTBOUND_CALLS": said("outbound_calls_enabled", True),
            "CONTACTFLOW_LOGS": said("contact_flow_logs_enabled", False),
            "CONTACT_LENS": said("contact_lens_enabled", True),
            "AUTO_RESOLVE_BEST_VOICES": said("auto_resolve_best_voices_enabled", True),
            "EARLY_MEDIA": said("early_media_enabled", True),
        },
    }


def _first_things(one: Made) -> Doc:
    def listed(kind: str, names: Any) -> list[Doc]:
        return [
            {"Id": uuid_of(one.id, kind, name), "Arn": f"{one.arn}/{kind}/{uuid_of(one.id, kind, name)}", "Name": name}
            for name in names
        ]

    state = {"ContactFlowState": "ACTIVE", "ContactFlowStatus": "PUBLISHED"}
    flows = [{**flow, "ContactFlowType": _FLOWS[flow["Name"]], **state} for flow in listed("contact-flow", _FLOWS)]
    return {
        "SecurityProfileSummaryList": listed("security-profile", _PROFILES),
        "ContactFlowSummaryList": flows,
        "QueueSummaryList": [{**queue, "QueueType": "STANDARD"} for queue in listed("queue", ["BasicQueue"])],
        "RoutingProfileSummaryList": listed("routing-profile", ["Basic Routing Profile"]),
        "HoursOfOperationSummaryList": listed("operating-hours", ["Basic Hours"]),
    }


def _storage(given: Doc) -> Doc:
    doc: Doc = {"StorageType": given["storage_type"]}
    for one in given.get("s3_config", ()):
        doc["S3Config"] = {"BucketName": one["bucket_name"], "BucketPrefix": one["bucket_prefix"], **_encryption(one)}
    for one in given.get("kinesis_video_stream_config", ()):
        doc["KinesisVideoStreamConfig"] = {
            "Prefix": one["prefix"],
            "RetentionPeriodHours": one["retention_period_hours"],
            **_encryption(one),
        }
    for one in given.get("kinesis_stream_config", ()):
        doc["KinesisStreamConfig"] = {"StreamArn": one["stream_arn"]}
    for one in given.get("kinesis_firehose_config", ()):
        doc["KinesisFirehoseConfig"] = {"FirehoseArn": one["firehose_arn"]}
    return doc


def _encryption(given: Doc) -> Doc:
    if not given.get("encryption_config"):
        return {}
    own = given["encryption_config"][0]
    return {"EncryptionConfig": {"EncryptionType": own["encryption_type"], "KeyId": own["key_id"]}}


def _lex(estate: AwsEstate) -> Answers:
    bots = Shelf()
    for one in estate.of("aws_lexv2models_bot"):
        doc = {
            "botId": one.id,
            "botName": one.given["name"],
            "description": one.given.get("description", ""),
            "roleArn": one.given["role_arn"],
            "dataPrivacy": {"childDirected": one.first("data_privacy")["child_directed"]},
            "idleSessionTTLInSeconds": one.given["idle_session_ttl_in_seconds"],
            "botStatus": "Available",
            "botType": "Bot",
            "creationDateTime": _MADE,
            "lastUpdatedDateTime": _MADE,
        }
        bots.put(one.account, one.region, doc, one.id)
    told = ("botId", "botName", "description", "botStatus", "lastUpdatedDateTime", "botType")
    return {
        ("lexv2-models", "ListBots"): bots.listing("botSummaries", of=told),
        ("lexv2-models", "DescribeBot"): bots.detail("botId"),
    }
