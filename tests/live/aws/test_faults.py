"""What goes wrong on the way: nothing is lost, and nothing passes without a word. Real SDK over real HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.aws.inventory import AwsOptions
from tests.live.fakes.aws_scan import Scanned, scan
from tests.live.fakes.aws_server import OWN_ACCOUNT, AwsError, AwsFake, Broken, Faults, Seen

_REGION = "eu-central-1"
_QUEUES = [f"https://sqs/{OWN_ACCOUNT}/q{number}" for number in range(5)]
_CLOSED = "User is not authorized to perform: x with an explicit deny in a service control policy"


def _pages(parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
    """Give one queue a page."""
    number = int(parameters.get("NextToken", "0"))
    more = {"NextToken": str(number + 1)} if number + 1 < len(_QUEUES) else {}
    return {"QueueUrls": [_QUEUES[number]], **more}


def _tables(parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
    return {"TableNames": ["t"]}


_ANSWERS: dict[tuple[str, str], Any] = {
    ("account", "ListRegions"): {"Regions": [{"RegionName": _REGION}]},
    ("ec2", "DescribeVpcs"): {},
    ("dynamodb", "ListTables"): _tables,
    ("dynamodb", "DescribeTable"): {"Table": {"TableName": "t"}},
    ("dynamodb", "DescribeContinuousBackups"): {"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED"}},
    ("dynamodb", "DescribeTimeToLive"): {},
    ("dynamodb", "DescribeKinesisStreamingDestination"): {},
    ("dynamodb", "GetResourcePolicy"): {},
    ("dynamodb", "ListTagsOfResource"): {"Tags": [{"Key": "a", "Value": "b"}]},
    ("dynamodb", "ListBackups"): {},
    ("dynamodb", "ListExports"): {},
    ("sqs", "ListQueues"): _pages,
    ("sqs", "GetQueueAttributes"): {"Attributes": {"KmsMasterKeyId": "k"}},
    ("sqs", "ListQueueTags"): {"Tags": {"a": "b"}},
}


def _scan(
    faults: Faults | None = None, services: tuple[str, ...] = ("sqs",), timeout: float = 5.0, **answers: Any
) -> Scanned:
    known = _ANSWERS | {("sqs", name): answer for name, answer in answers.items()}
    with AwsFake(known, faults=faults) as aws:
        return scan(aws, AwsOptions(services=services, regions=(_REGION,)), timeout=timeout)


def _whole() -> Coverage:
    return Coverage(OWN_ACCOUNT, _REGION, "sqs", "AWS::SQS::Queue", State.COMPLETE, 5)


def _often(operation: str, times: int, error: Callable[[int], Exception], apart: int = 1) -> Faults:
    """Let every ``apart``-th call of an operation go wrong, ``times`` times."""
    made = [0, 0]

    def faults(seen: Seen) -> None:
        if seen.operation != operation:
            return
        made[0] += 1
        if made[1] < times and made[0] % apart == 0:
            made[1] += 1
            raise error(made[1])

    return faults


@pytest.mark.parametrize(
    ("code", "operation"), [("ThrottlingException", "ListQueues"), ("RequestThrottled", "GetQueueAttributes")]
)
def test_storm_of_throttling_passes(code: str, operation: str) -> None:
    scanned = _scan(_often(operation, 6, lambda _: AwsError(code, "Rate exceeded", 400), apart=2))
    assert scanned.lines == [_whole()]
    assert all(record.doc["Attributes"] == {"KmsMasterKeyId": "k"} for record in scanned.records)


def test_status_429_without_a_code_is_throttling_and_waits_as_asked() -> None:
    scanned = _scan(_often("ListQueues", 2, lambda _: AwsError("", "", 429, {"Retry-After": "0.01"}), apart=2))
    assert scanned.lines == [_whole()]


@pytest.mark.parametrize(
    "error",
    [
        AwsError("InternalError", "oops", 500),
        AwsError("ServiceUnavailable", "", 503),
        AwsError("", "<html>Bad gateway</html>", 502),
        Broken(),
        Broken(keep=10),
    ],
    ids=["500", "503", "502", "connection ends", "body is cut"],
)
def test_servers_and_connections_that_break_for_a_while(error: Exception) -> None:
    in_lists = _often("ListQueues", 2, lambda _: error, apart=2)
    in_details = _often("GetQueueAttributes", 2, lambda _: error, apart=2)

    def faults(seen: Seen) -> None:
        in_lists(seen)
        in_details(seen)

    scanned = _scan(faults)
    assert scanned.lines == [_whole()]
    assert all(record.doc["Attributes"] == {"KmsMasterKeyId": "k"} for record in scanned.records)
    assert not any(record.unknown for record in scanned.records)


def test_answer_that_does_not_come_in_time() -> None:
    scanned = _scan(_often("ListQueueTags", 1, lambda _: Broken(seconds=1.5)), timeout=0.5)
    assert scanned.lines == [_whole()]


def test_list_that_stays_throttled_is_said_to_be() -> None:
    scanned = _scan(_often("ListQueues", 1000, lambda _: AwsError("ThrottlingException", "", 400)))
    line = scanned.line("AWS::SQS::Queue")
    assert (line.state, line.resources, line.error) == (
        State.THROTTLED, 0, "ThrottlingException on sqs:ListQueues",
    )  # fmt: skip


def test_list_that_breaks_after_two_pages_keeps_them_and_is_not_complete() -> None:
    def faults(seen: Seen) -> None:
        if seen.operation == "ListQueues" and seen.parameters.get("NextToken") == "2":
            raise AwsError("InternalError", "", 500)

    scanned = _scan(faults)
    line = scanned.line("AWS::SQS::Queue")
    assert (line.state, line.resources, line.error) == (State.FAILED, 2, "InternalError on sqs:ListQueues")
    assert len(scanned.records) == 2


def test_denied_service_does_not_hide_another() -> None:
    def faults(seen: Seen) -> None:
        if seen.service == "sqs":
            raise AwsError("AccessDenied", "not authorized to perform sqs:listqueues", 403)

    scanned = _scan(faults, ("sqs", "dynamodb"))
    line = scanned.line("AWS::SQS::Queue")
    assert (line.state, line.error) == (State.DENIED, "AccessDenied on sqs:ListQueues")
    assert scanned.line("AWS::DynamoDB::Table").state is State.COMPLETE


def test_refused_detail_is_unknown_in_the_resource() -> None:
    def faults(seen: Seen) -> None:
        if seen.operation in ("DescribeContinuousBackups", "DescribeTable"):
            raise AwsError("AccessDeniedException", "", 400)

    scanned = _scan(faults, ("dynamodb",))
    (table,) = scanned.of("AWS::DynamoDB::Table")
    assert table.unknown == {
        "*": "AccessDeniedException on dynamodb:DescribeTable",
        "ContinuousBackups": "AccessDeniedException on dynamodb:DescribeContinuousBackups",
    }
    assert table.doc["Tags"] == [{"Key": "a", "Value": "b"}]
    line = scanned.line("AWS::DynamoDB::Table")
    assert line.state is State.COMPLETE
    assert "AccessDeniedException on dynamodb:DescribeContinuousBackups" in line.error


def test_detail_that_is_not_there_is_left_out() -> None:
    def faults(seen: Seen) -> None:
        if seen.operation == "GetResourcePolicy":
            raise AwsError("PolicyNotFoundException", "", 400)

    (table,) = _scan(faults, ("dynamodb",)).of("AWS::DynamoDB::Table")
    assert table.unknown == {}
    assert "ResourcePolicy" not in table.doc


def test_region_that_the_organisation_closed() -> None:
    def faults(seen: Seen) -> None:
        if seen.service in ("ec2", "dynamodb", "sqs"):
            raise AwsError("AccessDeniedException", _CLOSED, 403)

    scanned = _scan(faults, ("sqs", "dynamodb"))
    assert {line.state for line in scanned.lines} == {State.CLOSED}
    assert scanned.line("AWS::DynamoDB::Export").error == (
        "AccessDeniedException on dynamodb:ListTables (explicit deny in a service control policy)"
    )


def test_call_that_the_organisation_denies_in_an_open_region_shows_nothing() -> None:
    """The policy may be about that call alone: queues may well be there."""

    def faults(seen: Seen) -> None:
        if seen.service == "sqs":
            raise AwsError("AccessDenied", _CLOSED, 403)

    line = _scan(faults).line("AWS::SQS::Queue")
    assert line.state is State.DENIED
    assert line.error == "AccessDenied on sqs:ListQueues (explicit deny in a service control policy)"


def test_service_that_does_not_exist_in_the_region() -> None:
    faults = _often("ListQueues", 1000, lambda _: AwsError("UnknownOperationException", "", 400))
    assert _scan(faults).line("AWS::SQS::Queue").state is State.CLOSED


def test_page_token_that_repeats_is_not_turned_for_ever() -> None:
    queues = {"QueueUrls": [_QUEUES[0]], "NextToken": "again"}
    scanned = _scan(ListQueues=queues)
    assert scanned.line("AWS::SQS::Queue") == Coverage(
        OWN_ACCOUNT,
        _REGION,
        "sqs",
        "AWS::SQS::Queue",
        State.FAILED,
        1,
        "RepeatedToken on sqs:ListQueues: the page token repeats",
    )


def test_malformed_resource_is_named_and_the_others_stay() -> None:
    answers: dict[tuple[str, str], Any] = {
        ("rds", "DescribeDBInstances"): {
            "DBInstances": [{"DBInstanceArn": "arn:1"}, {"Engine": "postgres"}, {"DBInstanceArn": "arn:2"}]
        },
    }
    with AwsFake(_ANSWERS | answers) as aws:
        scanned = scan(aws, AwsOptions(services=("rds",), regions=(_REGION,)))
    assert [record.id for record in scanned.of("AWS::RDS::DBInstance")] == ["arn:1", "arn:2"]
    line = scanned.line("AWS::RDS::DBInstance")
    assert (line.state, line.resources) == (State.FAILED, 2)
    assert line.error == "DBInstances[1] of describe_db_instances has no DBInstanceArn"


def test_resource_on_two_pages_counts_once() -> None:
    def answer(parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
        return {"QueueUrls": [_QUEUES[0]], **({} if "NextToken" in parameters else {"NextToken": "1"})}

    scanned = _scan(ListQueues=answer)
    assert len(scanned.records) == scanned.line("AWS::SQS::Queue").resources == 1
