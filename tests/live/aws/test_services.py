"""What the real SDK makes of an account in moto: the docs that rows and policies are written against."""

from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]
import msgspec
import pytest

from leitplanke.inventory.coverage import State
from leitplanke.sources.live.aws.inventory import AwsOptions
from tests.live.fakes.aws_scan import Scanned, environment, scan
from tests.live.fakes.aws_server import OWN_ACCOUNT, AwsError, AwsFake, Seen

_REGION = "eu-central-1"
_REPORT = (
    "user,arn,password_enabled,mfa_active\n"
    f"<root_account>,arn:aws:iam::{OWN_ACCOUNT}:root,not_supported,true\n"
    f"anna,arn:aws:iam::{OWN_ACCOUNT}:user/anna,true,false\n"
)
_READS = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
_POLICY = msgspec.json.encode({"Version": "2012-10-17", "Statement": [_READS]}).decode()
_TRUST = _POLICY.replace("s3:Get*", "sts:AssumeRole").replace('"Resource":"*"', '"Principal":{"AWS":"*"}')
_OF_AWS = {"PolicyName": "ReadOnlyAccess", "Arn": "arn:aws:iam::aws:policy/ReadOnlyAccess", "DefaultVersionId": "v9"}


def _selections(parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
    return {"BackupSelectionsList": [{"SelectionId": "s-1", "SelectionName": "all"}]}


class _Report:
    """The report is not there, then asked for, then not ready, then there."""

    def __init__(self) -> None:
        self.asked = 0
        self.generated = False

    def get(self, parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
        self.asked += 1
        if not self.generated:
            raise AwsError("ReportNotPresent", "", 410)
        if self.asked < 4:
            raise AwsError("ReportInProgress", "", 404)
        return {"Content": _REPORT.encode(), "ReportFormat": "text/csv", "GeneratedTime": 0}

    def generate(self, parameters: dict[str, Any], account: str, region: str) -> dict[str, Any]:
        self.generated = True
        return {"State": "STARTED"}


def _answers() -> dict[tuple[str, str], Any]:
    report = _Report()
    return {
        ("account", "ListRegions"): {"Regions": [{"RegionName": _REGION}]},
        ("iam", "GetCredentialReport"): report.get,
        ("iam", "GenerateCredentialReport"): report.generate,
        ("iam", "ListPolicies"): {"Policies": [_OF_AWS]},
        ("iam", "GetPolicyVersion"): {"PolicyVersion": {"VersionId": "v9", "Document": _POLICY}},
        ("backup", "ListBackupSelections"): _selections,
        ("backup", "GetBackupSelection"): {
            "BackupSelection": {"SelectionName": "all", "IamRoleArn": "arn:r", "Resources": ["*"]}
        },
        ("backup", "ListProtectedResources"): {"Results": [{"ResourceArn": "arn:db", "ResourceType": "RDS"}]},
        ("backup", "ListFrameworks"): {},
        ("backup", "DescribeRegionSettings"): {"ResourceTypeOptInPreference": {"RDS": True}},
    }


def _build(client: Any) -> None:
    s3 = client("s3")
    for name, region in (("in-frankfurt", _REGION), ("in-paris", "eu-west-3")):
        client("s3", region).create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    client("s3", "us-east-1").create_bucket(Bucket="in-virginia")
    s3.put_bucket_versioning(Bucket="in-paris", VersioningConfiguration={"Status": "Enabled"})
    client("s3control").put_public_access_block(
        AccountId=OWN_ACCOUNT, PublicAccessBlockConfiguration={"BlockPublicAcls": True}
    )
    iam = client("iam")
    iam.create_user(UserName="anna")
    iam.create_user(UserName="new")
    iam.create_role(RoleName="agent", AssumeRolePolicyDocument=_TRUST)
    iam.create_group(GroupName="desk")
    own = iam.create_policy(PolicyName="own", PolicyDocument=_POLICY)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="agent", PolicyArn=own)
    backup = client("backup")
    backup.create_backup_vault(BackupVaultName="vault")
    backup.put_backup_vault_lock_configuration(BackupVaultName="vault", MinRetentionDays=30)
    rule = {"RuleName": "daily", "TargetBackupVaultName": "vault", "Lifecycle": {"DeleteAfterDays": 35}}
    backup.create_backup_plan(BackupPlan={"BackupPlanName": "plan", "Rules": [rule]})
    client("sqs").create_queue(QueueName="calls", tags={"data": "recordings"})


@pytest.fixture(scope="module")
def scanned() -> Iterator[Scanned]:
    def client(service: str, region: str = _REGION) -> Any:
        from botocore.config import Config  # type: ignore[import-untyped]

        # moto's own address has no room for an account before it.
        found = boto3.client(service, region_name=region, config=Config(inject_host_prefix=False))
        if service == "s3control":
            found.meta.events.register("before-sign", _without_account)
        return found

    def faults(seen: Seen) -> None:
        if seen.operation == "GetBucketLocation" and seen.parameters["Bucket"] == "in-virginia":
            raise AwsError("AccessDenied", "Access Denied", 403)

    with AwsFake(_answers(), moto=True, faults=faults) as aws:
        with environment(aws):
            _build(client)
        options = AwsOptions(
            services=("s3", "s3control", "iam", "backup", "resourcegroupstaggingapi"), regions=(_REGION,)
        )
        yield scan(aws, options)


def _without_account(request: Any, **_: Any) -> None:
    request.url = request.url.replace(f"{OWN_ACCOUNT}.127", "127")


def test_bucket_is_in_its_own_region(scanned: Scanned) -> None:
    paris, frankfurt = (
        next(record for record in scanned.of("AWS::S3::Bucket") if record.doc["Name"] == name)
        for name in ("in-paris", "in-frankfurt")
    )
    assert (paris.region, frankfurt.region) == ("eu-west-3", _REGION)
    assert paris.id == "arn:aws:s3:::in-paris"
    assert paris.doc["Versioning"] == {"Status": "Enabled"}
    assert "Lifecycle" not in paris.doc
    assert paris.unknown == {}


def test_bucket_whose_region_nobody_tells_stays(scanned: Scanned) -> None:
    (virginia,) = (record for record in scanned.of("AWS::S3::Bucket") if record.doc["Name"] == "in-virginia")
    assert virginia.region == ""
    assert virginia.unknown == {"BucketRegion": "AccessDenied on s3:GetBucketLocation"}
    line = scanned.line("AWS::S3::Bucket", region="")
    assert (line.state, line.resources) == (State.COMPLETE, 3)
    assert line.error == "AccessDenied on s3:GetBucketLocation"


def test_block_of_public_access_of_the_account(scanned: Scanned) -> None:
    (block,) = scanned.of("AWS::S3::AccountPublicAccessBlock")
    assert block.doc["BlockPublicAcls"] is True


def test_users_have_their_line_of_the_credential_report(scanned: Scanned) -> None:
    anna, new = scanned.of("AWS::IAM::User")
    assert anna.doc["CredentialReport"]["mfa_active"] == "false"
    assert new.unknown["CredentialReport"] == "the credential report is older than the user"
    (report,) = scanned.of("AWS::IAM::CredentialReport")
    assert report.doc["Root"]["mfa_active"] == "true"
    assert report.doc["GeneratedTime"].startswith("1970-01-01T00:00:00")


def test_policies_are_there_with_their_documents_and_those_of_aws_only_where_attached(scanned: Scanned) -> None:
    policies = scanned.of("AWS::IAM::ManagedPolicy")
    assert [record.id for record in policies] == [f"arn:aws:iam::{OWN_ACCOUNT}:policy/own", _OF_AWS["Arn"]]
    for record in policies:
        assert record.doc["PolicyVersionList"][0]["Document"]["Statement"] == [_READS]
    (role,) = scanned.of("AWS::IAM::Role")
    assert role.doc["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"AWS": "*"}


def test_backup_plans_with_what_they_save(scanned: Scanned) -> None:
    (plan,) = scanned.of("AWS::Backup::BackupPlan")
    (selection,) = scanned.of("AWS::Backup::BackupSelection")
    (vault,) = scanned.of("AWS::Backup::BackupVault")
    assert plan.doc["BackupPlan"]["Rules"][0]["Lifecycle"] == {"DeleteAfterDays": 35}
    assert selection.doc["BackupPlanArn"] == plan.id
    assert selection.doc["BackupSelection"]["Resources"] == ["*"]
    assert (vault.doc["Locked"], vault.doc["MinRetentionDays"]) == (True, 30)
    (settings,) = scanned.of("AWS::Backup::RegionSettings")
    assert settings.doc["ResourceTypeOptInPreference"] == {"RDS": True}


def test_tags_of_all_that_has_some(scanned: Scanned) -> None:
    tags = {record.id: record.doc["Tags"] for record in scanned.of("AWS::ResourceGroups::Tags")}
    assert tags[f"arn:aws:sqs:{_REGION}:{OWN_ACCOUNT}:calls"] == [{"Key": "data", "Value": "recordings"}]


def test_every_type_has_one_line_and_every_doc_is_plain_json(scanned: Scanned) -> None:
    places = [(line.account, line.region, line.type) for line in scanned.lines]
    assert len(places) == len(set(places))
    assert {line.state for line in scanned.lines} == {State.COMPLETE}
    for record in scanned.records:
        assert msgspec.json.decode(msgspec.json.encode(record.doc)) == record.doc
