"""Identities, as IAM tells of them; with the roles that services have made for themselves."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from moto.iam.aws_managed_policies import aws_managed_policies_data

from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, refused
from tests.live.parity.aws_estate import AwsEstate, Made, name_of, pairs
from tests.live.parity.aws_facts import letters_of

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)
_AWS = "arn:aws:iam::aws:policy/"
# Roles that AWS makes for a service when it is used first: who takes them on, and their policy.
_SERVICE_ROLES = {
    "AWSServiceRoleForOrganizations": ("organizations", "aws-service-role/AWSOrganizationsServiceTrustPolicy"),
    "AWSServiceRoleForSupport": ("support", "aws-service-role/AWSSupportServiceRolePolicy"),
    "AWSServiceRoleForTrustedAdvisor": ("trustedadvisor", "aws-service-role/AWSTrustedAdvisorServiceRolePolicy"),
    "AWSServiceRoleForRDS": ("rds", "aws-service-role/AmazonRDSServiceRolePolicy"),
}
_REPORT = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,"
    "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
    "cert_2_last_rotated"
)


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of IAM."""
    accounts = {account: _Identities(estate, account) for account in estate.accounts.values()}
    managed = json.loads(aws_managed_policies_data)
    by_arn = {f"arn:aws:iam::aws:policy{one['Path']}{name}": one for name, one in managed.items()}

    def details(_: Doc, account: str, region: str) -> Doc:
        return accounts[account].details()

    def attached(parameters: Doc, account: str, region: str) -> Doc:
        if parameters.get("Scope") != "AWS":
            return {"Policies": accounts[account].policies(), "IsTruncated": False}
        return {"Policies": [_of_aws(arn, by_arn[arn]) for arn in accounts[account].attached], "IsTruncated": False}

    def version(parameters: Doc, account: str, region: str) -> Doc:
        policy = by_arn[parameters["PolicyArn"]]
        return {"PolicyVersion": _version(policy["Document"], policy["DefaultVersionId"])}

    def report(_: Doc, account: str, region: str) -> Doc:
        return {
            "Content": accounts[account].report().encode(),
            "ReportFormat": "text/csv",
            "GeneratedTime": datetime(2026, 11, 22, 8, tzinfo=UTC),
        }

    def summary(_: Doc, account: str, region: str) -> Doc:
        own = accounts[account]
        return {
            "SummaryMap": {
                "AccountMFAEnabled": 1,
                "AccountAccessKeysPresent": 0,
                "AccountSigningCertificatesPresent": 0,
                "Users": len(own.users),
                "Roles": len(own.roles),
                "Policies": len(own.policies()),
                "MFADevices": 1,
            }
        }

    return {
        ("iam", "GetAccountAuthorizationDetails"): details,
        ("iam", "ListPolicies"): attached,
        ("iam", "GetPolicyVersion"): version,
        ("iam", "GetCredentialReport"): report,
        ("iam", "GetAccountSummary"): summary,
        ("iam", "GetAccountPasswordPolicy"): refused("NoSuchEntity"),
    }


class _Identities:
    """The identities of one account."""

    def __init__(self, estate: AwsEstate, account: str) -> None:
        self._estate = estate
        self._account = account
        self.users = [one for one in estate.of("aws_iam_user") if one.account == account]
        self.roles = [one for one in estate.of("aws_iam_role") if one.account == account]
        self._own = [one for one in estate.of("aws_iam_policy") if one.account == account]

    @property
    def attached(self) -> list[str]:
        """The policies of AWS's own that somebody has."""
        kinds = ("aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment")
        given = [one.given["policy_arn"] for one in self._estate.of(*kinds) if one.account == self._account]
        services = [_AWS + policy for _, policy in _SERVICE_ROLES.values()]
        return sorted({arn for arn in [*given, *services] if arn.startswith(_AWS)})

    def details(self) -> Doc:
        """Return what all identities are and may do."""
        return {
            "UserDetailList": [self._user(one) for one in self.users],
            "GroupDetailList": [],
            "RoleDetailList": [*(self._role(one) for one in self.roles), *self._service_roles()],
            "Policies": self.policies(),
            "IsTruncated": False,
        }

    def policies(self) -> list[Doc]:
        """Return the customer's own policies."""
        return [self._policy(one) for one in self._own]

    def report(self) -> str:
        """Return the credential report: a line for the root user, then one for each user; nobody has a password."""
        none = ["N/A", "N/A"]
        key = ["false", "N/A", "N/A", "N/A", "N/A"]
        lines = [_REPORT]
        root = ["<root_account>", f"arn:aws:iam::{self._account}:root", "2025-01-07T08:00:00+00:00"]
        lines.append(",".join([*root, "not_supported", "2025-01-07T08:10:00+00:00", "not_supported", "not_supported",
                               "true", *key, *key, "false", "N/A", "false", "N/A"]))  # fmt: skip
        for one in self.users:
            own = [one.given["name"], one.arn, _MADE.isoformat(), "false", "N/A", *none]
            lines.append(",".join([*own, "false", *key, *key, "false", "N/A", "false", "N/A"]))
        return "\n".join(lines)

    def _policy(self, one: Made) -> Doc:
        return {
            "PolicyName": one.given["name"],
            "PolicyId": f"ANPA{letters_of(one.place, count=17)}",
            "Arn": one.arn,
            "Path": "/",
            "DefaultVersionId": "v1",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": True,
            "CreateDate": _MADE,
            "UpdateDate": _MADE,
            "PolicyVersionList": [_version(one.given["policy"], "v1")],
        }

    def _role(self, one: Made) -> Doc:
        return {
            "Path": "/",
            "RoleName": one.given["name"],
            "RoleId": f"AROA{letters_of(one.place, count=17)}",
            "Arn": one.arn,
            "CreateDate": _MADE,
            "AssumeRolePolicyDocument": _document(one.given["assume_role_policy"]),
            "InstanceProfileList": [],
            "RolePolicyList": self._inline("aws_iam_role_policy", role=one.given["name"]),
            "AttachedManagedPolicies": self._attached("aws_iam_role_policy_attachment", role=one.given["name"]),
            "Tags": pairs(one.tags),
            "RoleLastUsed": {},
        }

    def _user(self, one: Made) -> Doc:
        return {
            "Path": "/",
            "UserName": one.given["name"],
            "UserId": f"AIDA{letters_of(one.place, count=17)}",
            "Arn": one.arn,
            "CreateDate": _MADE,
            "UserPolicyList": self._inline("aws_iam_user_policy", user=one.given["name"]),
            "GroupList": [],
            "AttachedManagedPolicies": self._attached("aws_iam_user_policy_attachment", user=one.given["name"]),
            "Tags": pairs(one.tags),
        }

    def _inline(self, type_: str, **who: str) -> list[Doc]:
        return [
            {"PolicyName": one.given["name"], "PolicyDocument": _document(one.given["policy"])}
            for one in self._estate.some(type_, self._account, **who)
        ]

    def _attached(self, type_: str, **who: str) -> list[Doc]:
        arns = [one.given["policy_arn"] for one in self._estate.some(type_, self._account, **who)]
        return [{"PolicyName": name_of(arn), "PolicyArn": arn} for arn in arns]

    def _service_roles(self) -> list[Doc]:
        return [self._service_role(name, *more) for name, more in _SERVICE_ROLES.items()]

    def _service_role(self, name: str, service: str, policy: str) -> Doc:
        path = f"/aws-service-role/{service}.amazonaws.com/"
        allow = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
        return {
            "Path": path,
            "RoleName": name,
            "RoleId": f"AROA{letters_of(self._account, name, count=17)}",
            "Arn": f"arn:aws:iam::{self._account}:role{path}{name}",
            "CreateDate": _MADE,
            "AssumeRolePolicyDocument": _document({"Version": "2012-10-17", "Statement": [allow]}),
            "InstanceProfileList": [],
            "RolePolicyList": [],
            "AttachedManagedPolicies": [{"PolicyName": name_of(policy), "PolicyArn": _AWS + policy}],
            "Tags": [],
            "RoleLastUsed": {},
        }


def _document(given: Any) -> str:
    """Return a document as IAM writes it: encoded for URLs."""
    return quote(given if isinstance(given, str) else json.dumps(given))


def _version(document: Any, identity: str) -> Doc:
    return {"Document": _document(document), "VersionId": identity, "IsDefaultVersion": True, "CreateDate": _MADE}


def _of_aws(arn: str, policy: Doc) -> Doc:
    return {
        "PolicyName": name_of(arn),
        "PolicyId": f"ANPA{letters_of(arn, count=17)}",
        "Arn": arn,
        "Path": policy["Path"],
        "DefaultVersionId": policy["DefaultVersionId"],
        "AttachmentCount": 1,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "CreateDate": _MADE,
        "UpdateDate": _MADE,
    }
