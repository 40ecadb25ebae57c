"""Streams, as Kinesis, Firehose and Kinesis Video Streams tell of them."""

from datetime import UTC, datetime

from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import AwsEstate, Made

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of these services."""
    return {**_kinesis(estate), **_firehose(estate), **_video(estate)}


def _kinesis(estate: AwsEstate) -> Answers:
    streams = Shelf()
    for one in estate.of("aws_kinesis_stream"):
        doc: Doc = {
            "StreamName": one.given["name"],
            "StreamARN": one.arn,
            "StreamStatus": "ACTIVE",
            "StreamModeDetails": {"StreamMode": one.first("stream_mode_details").get("stream_mode", "PROVISIONED")},
            "RetentionPeriodHours": one.given.get("retention_period", 24),
            "StreamCreationTimestamp": _MADE,
            "EnhancedMonitoring": [{"ShardLevelMetrics": []}],
            "EncryptionType": one.given.get("encryption_type", "NONE"),
            "OpenShardCount": 4,
            "ConsumerCount": 0,
        }
        if doc["EncryptionType"] == "KMS":
            doc["KeyId"] = one.given["kms_key_id"]
        streams.put(one.account, one.region, doc, one.given["name"], one.arn)

    def listed(_: Doc, account: str, region: str) -> Doc:
        found = streams.all(account, region)
        told = ("StreamName", "StreamARN", "StreamStatus", "StreamModeDetails", "StreamCreationTimestamp")
        return {
            "StreamNames": [doc["StreamName"] for doc in found],
            "StreamSummaries": [{name: doc[name] for name in told} for doc in found],
            "HasMoreStreams": False,
        }

    def described(parameters: Doc, account: str, region: str) -> Doc:
        name = "StreamARN" if "StreamARN" in parameters else "StreamName"
        answer = streams.detail(name, "StreamDescriptionSummary", status=400)
        assert callable(answer)
        return answer(parameters, account, region)

    return {
        ("kinesis", "ListStreams"): listed,
        ("kinesis", "DescribeStreamSummary"): described,
        ("kinesis", "GetResourcePolicy"): {"Policy": "{}"},
    }


def _firehose(estate: AwsEstate) -> Answers:
    streams = Shelf()
    for one in estate.of("aws_kinesis_firehose_delivery_stream"):
        sse = one.first("server_side_encryption")
        encryption: Doc = {"Status": "DISABLED"}
        if sse.get("enabled"):
            encryption = {"Status": "ENABLED", "KeyType": sse.get("key_type", "AWS_OWNED_CMK")}
            encryption.update({"KeyARN": sse["key_arn"]} if "key_arn" in sse else {})
        doc = {
            "DeliveryStreamName": one.given["name"],
            "DeliveryStreamARN": one.arn,
            "DeliveryStreamStatus": "ACTIVE",
            "DeliveryStreamType": "DirectPut",
            "DeliveryStreamEncryptionConfiguration": encryption,
            "VersionId": "1",
            "CreateTimestamp": _MADE,
            "Destinations": [_destination(one)],
            "HasMoreDestinations": False,
        }
        streams.put(one.account, one.region, doc, one.given["name"])
    return {
        ("firehose", "ListDeliveryStreams"): streams.names(
            "DeliveryStreamNames", "DeliveryStreamName", HasMoreDeliveryStreams=False
        ),
        ("firehose", "DescribeDeliveryStream"): streams.detail(
            "DeliveryStreamName", "DeliveryStreamDescription", status=400
        ),
    }


def _destination(one: Made) -> Doc:
    """Data goes to S3; the bucket's own default applies where no key is named."""
    given = one.first("extended_s3_configuration")
    logging = (given.get("cloudwatch_logging_options") or [{}])[0]
    key = given.get("kms_key_arn")
    plain: Doc = {
        "RoleARN": given["role_arn"],
        "BucketARN": given["bucket_arn"],
        "Prefix": given.get("prefix", ""),
        "ErrorOutputPrefix": given.get("error_output_prefix", ""),
        "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
        "CompressionFormat": given.get("compression_format", "UNCOMPRESSED"),
        "EncryptionConfiguration": {"KMSEncryptionConfig": {"AWSKMSKeyARN": key}}
        if key
        else {"NoEncryptionConfig": "NoEncryption"},
        "CloudWatchLoggingOptions": {
            "Enabled": logging.get("enabled", False),
            "LogGroupName": logging.get("log_group_name", ""),
            "LogStreamName": logging.get("log_stream_name", ""),
        },
    }
    return {
        "DestinationId": "destinationId-000000000001",
        "S3DestinationDescription": plain,
        "ExtendedS3DestinationDescription": {**plain, "S3BackupMode": "Disabled"},
    }


def _video(estate: AwsEstate) -> Answers:
    streams = Shelf()
    for one in estate.of("aws_kinesis_video_stream"):
        own = f"arn:aws:kms:{one.region}:{one.account}:alias/aws/kinesisvideo"
        if "kms_key_id" not in one.given:
            estate.key(one.account, one.region, "kinesisvideo")
        doc = {
            "StreamName": one.given["name"],
            "StreamARN": one.arn,
            "MediaType": one.given.get("media_type", ""),
            "KmsKeyId": one.given.get("kms_key_id", own),
            "Version": "1",
            "Status": "ACTIVE",
            "CreationTime": _MADE,
            "DataRetentionInHours": one.given.get("data_retention_in_hours", 0),
        }
        streams.put(one.account, one.region, doc, one.arn)
    return {("kinesisvideo", "ListStreams"): streams.listing("StreamInfoList")}
