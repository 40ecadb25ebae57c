"""What accounts are in, as the records of three clouds tell it."""

from typing import Any

import pytest

from leitplanke.sources.live.ancestry import account_name, ancestors, levels
from leitplanke.sources.live.record import Cloud, Record

AWS, AZURE = "AWS::Organizations::Account", "microsoft.resources/subscriptions"
GOOGLE = "cloudresourcemanager.googleapis.com/Project"


@pytest.mark.parametrize(
    ("cloud", "type_name", "doc", "expected"),
    [
        (
            "aws",
            AWS,
            {"Id": "2", "Path": [{"Id": "ou-1", "Name": "Insurer"}, {"Id": "r-1"}]},
            ("2", ("ou-1", "Insurer", "r-1")),
        ),
        ("aws", AWS, {"Id": "2"}, ("2", ())),
        (
            "azure",
            AZURE,
            {"properties": {"managementGroupAncestorsChain": [{"name": "mg", "displayName": "Bank"}, 1]}},
            ("a", ("mg", "Bank")),
        ),
        ("azure", AZURE, {"properties": None}, ("a", ())),
        ("azure", AZURE, {"tenantId": "AB-1"}, ("a", ("tenants/ab-1",))),
        (
            "google",
            GOOGLE,
            {"ancestors": ["folders/4", "organizations/1"]},
            ("a", ("folders/4", "4", "organizations/1", "1")),
        ),
        ("google", GOOGLE, {"ancestors": "odd"}, ("a", ())),
        ("aws", "AWS::S3::Bucket", {"Path": [{"Id": "ou-1"}]}, None),
    ],
)
def test_an_account_is_in_groups(cloud: Cloud, type_name: str, doc: dict[str, Any], expected: object) -> None:
    assert ancestors(Record(cloud, type_name, "id", "a", "", doc)) == expected


def test_the_tenant_is_the_account_of_what_stands_above_subscriptions() -> None:
    assert levels("a", ["mg", "Bank", "tenants/ab-1"]) == ["ab-1"]
    assert levels("ab-1", ["tenants/ab-1"]) == []


def test_folders_and_organisation_are_accounts_of_their_own() -> None:
    above = ["folders/4", "4", "organizations/1", "1", "ou-1"]
    assert levels("calls-prod", above) == ["folders/4", "organizations/1"]
    assert levels("folders/4", above) == ["organizations/1"]


@pytest.mark.parametrize(
    ("cloud", "type_name", "doc", "expected"),
    [
        ("aws", AWS, {"Id": "2", "Name": "voice"}, ("2", "voice")),
        ("aws", AWS, {"Name": "voice"}, None),
        ("azure", AZURE, {"name": "Bank production"}, ("a", "Bank production")),
        ("azure", AZURE, {"name": "a"}, None),
        ("google", "cloudresourcemanager.googleapis.com/Folder", {"displayName": "Prod"}, ("a", "Prod")),
        ("google", GOOGLE, {"displayName": 1}, None),
        ("aws", "AWS::S3::Bucket", {"Name": "calls"}, None),
    ],
)
def test_an_account_has_a_name(cloud: Cloud, type_name: str, doc: dict[str, Any], expected: object) -> None:
    assert account_name(Record(cloud, type_name, "id", "a", "", doc)) == expected
