"""A whole organisation: who is in it, what each account lets be read, and what is said of those that cannot be."""

import os
import time
from typing import Any

import pytest

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.aws.inventory import AwsOptions, open_aws
from leitplanke.sources.live.problems import ScanError
from tests.live.fakes.aws_scan import Scanned, environment, scan
from tests.live.fakes.aws_server import OWN_ACCOUNT, AwsError, AwsFake, Seen

_MEMBER, _LOCKED, _GONE = "111111111111", "222222222222", "333333333333"
_ROLE = "audit/Leitplanke"
_ORGANISATION = f"arn:aws:organizations::{OWN_ACCOUNT}"


def _account(number: str, status: str = "ACTIVE") -> dict[str, Any]:
    return {"Id": number, "Arn": f"{_ORGANISATION}:account/o-1/{number}", "Name": number, "Status": status}


_ACCOUNTS = [_account(OWN_ACCOUNT), _account(_MEMBER), _account(_LOCKED), _account(_GONE, "SUSPENDED")]
_BELOW = {"r-1": [_ACCOUNTS[0]], "ou-1": [], "ou-2": _ACCOUNTS[1:]}
_UNITS = {
    "r-1": [{"Id": "ou-1", "Arn": f"{_ORGANISATION}:ou/o-1/ou-1", "Name": "Business"}],
    "ou-1": [{"Id": "ou-2", "Arn": f"{_ORGANISATION}:ou/o-1/ou-2", "Name": "Contact centre"}],
}


def _regions(parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
    names = ["eu-central-1", "us-east-1"] if account == _MEMBER else ["eu-central-1"]
    return {"Regions": [{"RegionName": name} for name in names]}


def _queues(parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
    return {"QueueUrls": [f"https://sqs.{region}.amazonaws.com/{account}/q"]}


def _policies(parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
    if parameters["Filter"] == "SERVICE_CONTROL_POLICY":
        return {"Policies": [{"Id": "p-1", "Arn": f"{_ORGANISATION}:policy/o-1/p-1", "Name": "EU only"}]}
    raise AwsError("PolicyTypeNotEnabledException")


_ANSWERS: dict[tuple[str, str], Any] = {
    ("organizations", "ListAccounts"): {"Accounts": _ACCOUNTS},
    ("organizations", "DescribeOrganization"): {"Organization": {"Id": "o-1", "Arn": f"{_ORGANISATION}:o-1"}},
    ("organizations", "ListRoots"): {"Roots": [{"Id": "r-1", "Arn": f"{_ORGANISATION}:root/r-1", "Name": "Root"}]},
    ("organizations", "ListAccountsForParent"): lambda p, *_: {"Accounts": _BELOW[p["ParentId"]]},
    ("organizations", "ListOrganizationalUnitsForParent"): lambda p, *_: {
        "OrganizationalUnits": _UNITS.get(p["ParentId"], [])
    },
    ("organizations", "ListTagsForResource"): {"Tags": [{"Key": "stage", "Value": "prod"}]},
    ("organizations", "ListPolicies"): _policies,
    ("organizations", "DescribePolicy"): {"Policy": {"Content": '{"Statement": []}'}},
    ("organizations", "ListTargetsForPolicy"): {"Targets": [{"TargetId": "ou-2", "Type": "ORGANIZATIONAL_UNIT"}]},
    ("account", "ListRegions"): _regions,
    ("ec2", "DescribeVpcs"): {},
    ("dynamodb", "ListTables"): {},
    ("sqs", "ListQueues"): _queues,
    ("sqs", "GetQueueAttributes"): {"Attributes": {}},
    ("sqs", "ListQueueTags"): {},
}


def _locked(seen: Seen) -> None:
    if seen.operation == "AssumeRole" and _LOCKED in seen.parameters["RoleArn"]:
        raise AwsError("AccessDenied", "not authorized to perform: sts:AssumeRole", 403)


def _options(**more: Any) -> AwsOptions:
    return AwsOptions(**{"organisation": True, "role_name": _ROLE, "services": ("sqs", "organizations"), **more})


def _scan(options: AwsOptions, aws: AwsFake | None = None) -> tuple[Scanned, AwsFake]:
    with aws or AwsFake(_ANSWERS, faults=_locked) as fake:
        return scan(fake, options), fake


def test_every_account_and_region_is_read_or_named() -> None:
    scanned, aws = _scan(_options(external_id="x-1"))
    queues = "AWS::SQS::Queue"
    lines = [line for line in scanned.lines if line.service != "organizations"]
    assert sorted(lines) == sorted(
        [
            Coverage(OWN_ACCOUNT, "eu-central-1", "sqs", queues, State.COMPLETE, 1),
            Coverage(_MEMBER, "eu-central-1", "sqs", queues, State.COMPLETE, 1),
            Coverage(_MEMBER, "us-east-1", "sqs", queues, State.COMPLETE, 1),
            Coverage(_LOCKED, "", "*", "*", State.DENIED, 0, "AccessDenied on sts:AssumeRole"),
            Coverage(_GONE, "", "*", "*", State.DENIED, 0, "the account is SUSPENDED"),
        ]
    )
    assert [record.id for record in scanned.of(queues)] == [
        f"arn:aws:sqs:eu-central-1:{_MEMBER}:q",
        f"arn:aws:sqs:eu-central-1:{OWN_ACCOUNT}:q",
        f"arn:aws:sqs:us-east-1:{_MEMBER}:q",
    ]
    assumed = [seen.parameters for seen in aws.seen if seen.operation == "AssumeRole"]
    assert {one["RoleArn"] for one in assumed} == {f"arn:aws:iam::{n}:role/{_ROLE}" for n in (_MEMBER, _LOCKED)}
    assert {one["ExternalId"] for one in assumed} == {"x-1"}
    assert [seen.account for seen in aws.seen if seen.operation == "ListQueueTags" and seen.region == "us-east-1"] == [
        _MEMBER
    ]


def test_where_accounts_are_and_which_policies_hold() -> None:
    scanned, _ = _scan(_options())
    accounts = {record.account: record.doc for record in scanned.of("AWS::Organizations::Account")}
    assert set(accounts) == {OWN_ACCOUNT, _MEMBER, _LOCKED, _GONE}
    assert [step["Name"] for step in accounts[_MEMBER]["Path"]] == ["Root", "Business", "Contact centre"]
    assert accounts[_MEMBER]["Tags"] == [{"Key": "stage", "Value": "prod"}]
    (policy,) = scanned.of("AWS::Organizations::Policy")
    assert policy.doc["Content"] == '{"Statement": []}'
    assert policy.doc["Targets"][0]["TargetId"] == "ou-2"
    assert policy.doc["Filter"] == "SERVICE_CONTROL_POLICY"
    assert {line.type: (line.state, line.resources) for line in scanned.lines if line.service == "organizations"} == {
        "AWS::Organizations::Organization": (State.COMPLETE, 1),
        "AWS::Organizations::Root": (State.COMPLETE, 1),
        "AWS::Organizations::Policy": (State.COMPLETE, 1),
        "AWS::Organizations::OrganizationalUnit": (State.COMPLETE, 2),
        "AWS::Organizations::Account": (State.COMPLETE, 4),
    }


def test_unit_that_cannot_be_looked_into() -> None:
    def faults(seen: Seen) -> None:
        if seen.operation == "ListAccountsForParent" and seen.parameters["ParentId"] == "ou-2":
            raise AwsError("AccessDeniedException", "", 400)

    scanned, _ = _scan(_options(), AwsFake(_ANSWERS, faults=faults))
    line = scanned.line("AWS::Organizations::Account", region="")
    assert (line.state, line.resources) == (State.DENIED, 1)
    assert line.error == "AccessDeniedException on organizations:ListAccountsForParent"


def test_named_accounts_and_regions_only() -> None:
    scanned, _ = _scan(_options(accounts=(_MEMBER, "999999999999"), regions=("us-east-1", "eu-west-1")))
    lines = [line for line in scanned.lines if line.service != "organizations"]
    assert sorted(lines) == [
        Coverage(_MEMBER, "eu-west-1", "*", "*", State.CLOSED, 0, "the region is not enabled"),
        Coverage(_MEMBER, "us-east-1", "sqs", "AWS::SQS::Queue", State.COMPLETE, 1),
        Coverage("999999999999", "", "*", "*", State.FAILED, 0, "the account is not in the organisation"),
    ]


def test_regions_that_nobody_tells_are_not_taken_for_none() -> None:
    def faults(seen: Seen) -> None:
        if seen.operation in ("ListRegions", "DescribeRegions"):
            raise AwsError("AccessDeniedException", "", 400)

    scanned, _ = _scan(AwsOptions(services=("sqs",)), AwsFake(_ANSWERS, faults=faults))
    error = "the regions of the account are not known: AccessDeniedException on ec2:DescribeRegions"
    assert scanned.lines == [Coverage(OWN_ACCOUNT, "", "*", "*", State.DENIED, 0, error)]


def test_credentials_that_run_out_are_renewed_on_the_way() -> None:
    expired: set[str] = set()

    def faults(seen: Seen) -> None:
        if seen.account != _MEMBER:
            return
        if seen.operation == "GetQueueAttributes" and not expired:
            expired.add(seen.access_key)
        if seen.access_key in expired:
            raise AwsError("ExpiredToken", "The security token included in the request is expired", 400)

    options = AwsOptions(accounts=(_MEMBER,), role_name=_ROLE, services=("sqs",))
    scanned, aws = _scan(options, AwsFake(_ANSWERS, faults=faults))
    assert [line.state for line in scanned.lines] == [State.COMPLETE, State.COMPLETE]
    assert not any(record.unknown for record in scanned.records)
    assert aws.operations("sts").count("AssumeRole") == 2


def test_credentials_that_cannot_be_renewed() -> None:
    def faults(seen: Seen) -> None:
        if seen.service == "sqs":
            raise AwsError("ExpiredTokenException", "", 400)

    scanned, _ = _scan(AwsOptions(services=("sqs",)), AwsFake(_ANSWERS, faults=faults))
    line = scanned.line("AWS::SQS::Queue")
    assert (line.state, line.error) == (State.EXPIRED, "ExpiredTokenException on sqs:ListQueues")


def test_credentials_are_renewed_before_they_run_out() -> None:
    """They live for a second here; a fake clock goes on by half of it with each look."""
    now = iter(range(10_000))
    with AwsFake(_ANSWERS, life=1.0) as aws, environment(aws):
        begin = time.time()
        options = AwsOptions(accounts=(_MEMBER,), role_name=_ROLE, services=("sqs",))
        (task,), caller = open_aws(options, version="0", now=lambda: begin + next(now) * 0.5, threads=1)
        (call,) = [next(task.run())]
        for _ in range(4):
            caller(call)  # type: ignore[arg-type]
        assert aws.operations("sts").count("AssumeRole") >= 3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (AwsOptions(accounts=("12",)), "12 is no AWS account"),
        (AwsOptions(regions=("Frankfurt",)), "Frankfurt is no AWS region"),
        (AwsOptions(regions=("cn-north-1",), partition="aws"), "cn-north-1 is not in the partition"),
        (AwsOptions(services=("fax",)), "fax is no service"),
        (AwsOptions(organisation=True), "give its name"),
        (AwsOptions(profile="nobody"), "nobody"),
        (AwsOptions(partition="aws-mars"), "aws-mars is no partition"),
    ],
)
def test_what_the_user_can_put_right(options: AwsOptions, sentence: str) -> None:
    with AwsFake(_ANSWERS) as aws, environment(aws), pytest.raises(ScanError, match=sentence):
        open_aws(options, version="0", now=lambda: 0.0)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ExpiredToken", "They have expired: log in again"),
        ("InvalidClientTokenId", "AWS does not know them"),
        ("InternalError", "Check the connection"),
    ],
)
def test_credentials_that_do_not_serve(code: str, sentence: str) -> None:
    def faults(seen: Seen) -> None:
        raise AwsError(code, "", 403)

    with AwsFake(_ANSWERS, faults=faults) as aws, environment(aws), pytest.raises(ScanError, match=sentence):
        open_aws(AwsOptions(), version="0", now=lambda: 0.0)


def test_no_credentials_at_all() -> None:
    with AwsFake(_ANSWERS) as aws, environment(aws):
        del os.environ["AWS_ACCESS_KEY_ID"]
        with pytest.raises(ScanError, match="no credentials"):
            open_aws(AwsOptions(), version="0", now=lambda: 0.0)


def test_organisation_that_must_not_be_listed() -> None:
    def faults(seen: Seen) -> None:
        if seen.service == "organizations":
            raise AwsError("AccessDeniedException", "", 400)

    with (
        AwsFake(_ANSWERS, faults=faults) as aws,
        environment(aws),
        pytest.raises(ScanError, match="management account or of a delegated administrator"),
    ):
        open_aws(_options(), version="0", now=lambda: 0.0)


@pytest.mark.parametrize(
    ("partition", "region", "home"),
    [
        ("aws-eusc", "eusc-de-east-1", "eusc-de-east-1"),
        ("aws-cn", "cn-northwest-1", "cn-north-1"),
        ("aws-us-gov", "us-gov-east-1", "us-gov-west-1"),
    ],
)
def test_other_partitions(partition: str, region: str, home: str) -> None:
    answers = _ANSWERS | {
        ("sts", "GetCallerIdentity"): {"Account": OWN_ACCOUNT, "Arn": f"arn:{partition}:iam::{OWN_ACCOUNT}:user/x"},
        ("account", "ListRegions"): {"Regions": [{"RegionName": region}]},
    }
    with AwsFake(answers) as aws:
        scanned = scan(aws, AwsOptions(services=("sqs",), partition=partition))
    assert [record.id for record in scanned.records] == [f"arn:{partition}:sqs:{region}:{OWN_ACCOUNT}:q"]
    assert {seen.region for seen in aws.seen if seen.service in ("sts", "account")} == {home}
