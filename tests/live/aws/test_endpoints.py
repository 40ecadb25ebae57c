"""How calls are made: by whom they say they are, to where, and once only."""

import pytest

from leitplanke.sources.live.asking.calls import Call, Lane, Refusal, Refused
from leitplanke.sources.live.aws.clients import Clients, own_session, settings
from leitplanke.sources.live.aws.inventory import AwsOptions, open_aws
from tests.live.fakes.aws_scan import environment
from tests.live.fakes.aws_server import OWN_ACCOUNT, AwsError, AwsFake, Seen


def _call(aws: AwsFake, service: str, operation: str, region: str = "eu-central-1", **more: str) -> dict[str, object]:
    with environment(aws, **more):
        _, caller = open_aws(AwsOptions(), version="1.2", now=lambda: 0.0, timeout=5)
        return caller(Call(Lane(OWN_ACCOUNT, region, service), operation))


def test_calls_say_who_makes_them() -> None:
    with AwsFake({("sqs", "ListQueues"): {}}) as aws:
        _call(aws, "sqs", "list_queues")
    assert all("leitplanke/1.2" in seen.agent for seen in aws.seen)


def test_the_sdk_makes_no_second_attempt() -> None:
    def faults(seen: Seen) -> None:
        if seen.service == "sqs":
            raise AwsError("ThrottlingException", "", 400, {"Retry-After": "2"})

    with AwsFake(faults=faults) as aws, pytest.raises(Refused) as refused:
        _call(aws, "sqs", "list_queues")
    assert refused.value.kind is Refusal.THROTTLED
    assert refused.value.retry_after == 2
    assert aws.operations("sqs") == ["ListQueues"]


def test_account_is_not_put_before_an_address() -> None:
    answer = {"PublicAccessBlockConfiguration": {"BlockPublicAcls": True}}
    with AwsFake({("s3control", "GetPublicAccessBlock"): answer}) as aws, environment(aws):
        _, caller = open_aws(AwsOptions(), version="0", now=lambda: 0.0)
        call = Call(Lane(OWN_ACCOUNT, "eu-central-1", "s3control"), "get_public_access_block", {"AccountId": "1" * 12})
        assert caller(call) == answer


@pytest.mark.parametrize(
    ("region", "kind"),
    [("eusc-de-east-1", Refusal.UNSUPPORTED), ("eu-central-1", Refusal.UNAVAILABLE)],
    ids=["where botocore knows no endpoint", "where it knows one"],
)
def test_endpoint_without_an_address(region: str, kind: Refusal) -> None:
    """Only together do they say that a service is not in a region: botocore's list is never complete."""
    with AwsFake() as aws, pytest.raises(Refused) as refused:
        _call(aws, "connect", "list_instances", region, AWS_ENDPOINT_URL_CONNECT="http://connect.invalid")
    assert refused.value.kind is kind


@pytest.mark.parametrize(("service", "operation"), [("fax", "list_lines"), ("sqs", "list_letters")])
def test_what_the_sdk_does_not_know(service: str, operation: str) -> None:
    with AwsFake() as aws, pytest.raises(Refused) as refused:
        _call(aws, service, operation)
    assert refused.value.kind is Refusal.INVALID


def test_connections_of_clients_that_rest_are_closed_and_opened_again() -> None:
    regions = [f"eu-x-{number}" for number in range(1, 9)]
    with AwsFake({("sqs", "ListQueues"): {"QueueUrls": ["https://x/q"]}}) as aws, environment(aws):
        made = Clients(own_session(""), settings("0", 2, 5.0), connected=2)
        for region in (*regions, *regions):
            assert made.get("sqs", region).list_queues()["QueueUrls"] == ["https://x/q"]
        kept = [made.get("sqs", region)._endpoint.http_session._manager.pools for region in regions[:4]]
    assert sum(len(pools) for pools in kept) <= 2
