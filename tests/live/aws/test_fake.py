"""The fake speaks each of AWS's protocols as the SDK expects it: parameters, answers and errors."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from tests.live.fakes.aws_server import AwsError, AwsFake

_TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_OPERATIONS: list[tuple[str, str, str, dict[str, Any], dict[str, Any]]] = [
    ("dynamodb", "DescribeTable", "describe_table", {"TableName": "t"}, {"Table": {"CreationDateTime": _TIME}}),
    ("connect", "ListInstanceStorageConfigs", "list_instance_storage_configs",
     {"InstanceId": "i", "ResourceType": "CALL_RECORDINGS"}, {"StorageConfigs": [{"StorageType": "S3"}]}),
    ("lambda", "GetFunctionConfiguration", "get_function_configuration",
     {"FunctionName": "f"}, {"KMSKeyArn": "k", "VpcConfig": {"SubnetIds": ["a", "b"]}}),
    ("rds", "DescribeDBInstances", "describe_db_instances", {"Filters": [{"Name": "engine", "Values": ["a", "b"]}]},
     {"DBInstances": [{"StorageEncrypted": False, "InstanceCreateTime": _TIME, "AllocatedStorage": 5}]}),
    ("ec2", "DescribeVolumes", "describe_volumes", {"VolumeIds": ["v1", "v2"]},
     {"Volumes": [{"Encrypted": True, "Tags": [{"Key": "a", "Value": "b"}], "CreateTime": _TIME}]}),
    ("s3", "GetBucketReplication", "get_bucket_replication", {"Bucket": "bucket"},
     {"ReplicationConfiguration": {"Role": "r", "Rules": [{"Status": "Enabled", "Destination": {"Bucket": "d"}}]}}),
    ("s3", "GetBucketPolicy", "get_bucket_policy", {"Bucket": "bucket"}, {"Policy": "{}"}),
    ("cloudfront", "ListDistributions", "list_distributions", {"MaxItems": "5"},
     {"DistributionList": {"Marker": "", "MaxItems": 5, "IsTruncated": False, "Quantity": 0}}),
    ("bedrock-agent", "ListAgents", "list_agents", {}, {"agentSummaries": []}),
    ("bedrock", "ListGuardrails", "list_guardrails", {}, {"guardrails": []}),
]  # fmt: skip


@pytest.fixture(scope="module")
def aws() -> Iterator[AwsFake]:
    with AwsFake() as fake:
        yield fake


def _client(aws: AwsFake, service: str) -> Any:
    return boto3.client(
        service,
        region_name="eu-central-1",
        endpoint_url=aws.url,
        aws_access_key_id="AKIA111122223333",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.mark.parametrize(("service", "name", "method", "parameters", "answer"), _OPERATIONS)
def test_parameters_arrive_and_answers_come_back(
    aws: AwsFake, service: str, name: str, method: str, parameters: dict[str, Any], answer: dict[str, Any]
) -> None:
    aws.answers[service, name] = answer
    found = getattr(_client(aws, service), method)(**parameters)
    del found["ResponseMetadata"]
    assert found == answer
    seen = aws.seen[-1]
    assert (seen.service, seen.operation, seen.account) == (service, name, "111122223333")
    assert {key: str(value) for key, value in seen.parameters.items() if key in parameters} == {
        key: str(value) for key, value in parameters.items()
    }


@pytest.mark.parametrize(("service", "name", "method", "parameters", "answer"), _OPERATIONS)
def test_errors_keep_code_text_status_and_headers(
    aws: AwsFake, service: str, name: str, method: str, parameters: dict[str, Any], answer: dict[str, Any]
) -> None:
    def refuse(*_: Any) -> dict[str, Any]:
        raise AwsError("SomeCode", "some <text>", 418, {"Retry-After": "7"})

    aws.answers[service, name] = refuse
    with pytest.raises(ClientError) as error:
        getattr(_client(aws, service), method)(**parameters)
    response = error.value.response
    assert (response["Error"]["Code"], response["Error"]["Message"]) == ("SomeCode", "some <text>")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 418
    assert response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "7"


def test_what_is_not_in_the_fake_is_refused(aws: AwsFake) -> None:
    with pytest.raises(ClientError, match="UnknownOperationException"):
        _client(aws, "sns").list_topics()
