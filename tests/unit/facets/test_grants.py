import json
from typing import Any

import pytest

from leitplanke.core.value import Absent, AnyValue, Encoded, Fields, Items, Known, Unknown, unknown
from leitplanke.facets.granted import granted
from leitplanke.facets.grants.compute import grants
from leitplanke.inventory.facets import Effect, Grant, PrincipalKind
from leitplanke.inventory.grants import includes_anyone, includes_kind, is_narrowed
from tests.unit.facets.made import NOBODY_KNOWS, context, data, either, inventory, ref, resource, row, template, value

_POLICY = {"slot": "policy", "form": "aws-policy", "kind": "resource", "path": "policy"}
_ROWS = {
    "aws_s3_bucket_policy": row(role="grant", grants=[_POLICY]),
    "aws_iam_policy": row(role="grant", grants=[{**_POLICY, "kind": "identity"}]),
    "aws_iam_user_policy_attachment": row(
        role="grant",
        grants=[
            {
                "slot": "attachment",
                "form": "aws-attachment",
                "kind": "identity",
                "path": "policy_arn",
                "principal": "user",
                "principal_kind": "person",
            }
        ],
    ),
    "azurerm_role_assignment": row(
        role="grant",
        grants=[
            {
                "slot": "assignment",
                "form": "azure-role-assignment",
                "kind": "identity",
                "path": "role_definition_name",
                "principal": "principal_id",
                "principal_kind": "principal_type",
            }
        ],
    ),
    "google_project_iam_binding": row(
        role="grant",
        grants=[{"slot": "member", "form": "google-members", "kind": "identity", "path": "members", "role": "role"}],
    ),
}
_ADMINISTRATOR = "policy:arn:aws:iam::aws:policy/AdministratorAccess"
_OTHERS = (
    resource("aws_iam_role.agent"),
    resource("aws_iam_policy.agent"),
    resource("data.aws_iam_user.anna"),
    resource("data.aws_iam_policy.admin", {"name": "AdministratorAccess"}),
    resource("data.azurerm_role_definition.owner", {"name": "Owner"}),
    resource("azuread_group.agents"),
)


def _grants(address: str, attributes: dict[str, Any]) -> tuple[Grant, ...]:
    own = resource(address, attributes)
    return grants(context(address, _ROWS, inventory(own, *_OTHERS)))


def _encoded(document: Any) -> AnyValue:
    """What ``jsonencode`` makes of a document of which parts are not known."""
    return Unknown(NOBODY_KNOWS.causes, partial=Encoded("json", value(document)), nullable=False)


def _of_bucket(*statements: Any, document: AnyValue | None = None) -> tuple[Grant, ...]:
    written = document if document is not None else _encoded({"Version": "2012-10-17", "Statement": statements})
    return _grants("aws_s3_bucket_policy.this", {"policy": written})


def _statement(**parts: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", **parts}


def test_statements_are_grants_however_they_are_written() -> None:
    document = {"Statement": {"Sid": "Read", "Effect": "Deny", "Principal": {"AWS": "*"}, "NotAction": ["s3:*", "x"]}}
    for written in (Known(json.dumps(document)), _encoded(document)):
        (grant,) = _of_bucket(document=written)
        assert grant.slot == "statement:Read"
        assert data(grant.effect) is Effect.DENY
        assert data(includes_anyone(grant)) is True
        assert [data(one) for one in grant.actions.items] == ["s3:*", "x"]
        assert grant.actions.excluded
        assert grant.resources.items == ()


def test_parts_that_are_not_known_stay_where_they_are() -> None:
    first, second = _of_bucket(_statement(Action=["s3:GetObject", NOBODY_KNOWS]), _statement(Effect=NOBODY_KNOWS))
    assert [data(one) for one in first.actions.items] == ["s3:GetObject", Unknown]
    assert data(first.effect) is Effect.ALLOW
    assert data(second.effect) is Unknown
    assert [one.slot for one in (first, second)] == ["statement:1", "statement:2"]


def test_statements_that_are_not_known_may_be_anything() -> None:
    open_list = Known(Items((value(_statement(Sid="Known")),), open=NOBODY_KNOWS))
    known, rest = _of_bucket(document=_encoded({"Statement": open_list}))
    assert known.slot == "statement:Known"
    assert data(rest.effect) is Unknown
    assert data(includes_anyone(rest)) is Unknown
    for opaque in (NOBODY_KNOWS, Known("{"), Known("[]"), Known("null")):
        (grant,) = _of_bucket(document=opaque)
        assert isinstance(grant.effect, Unknown)
        assert grant.effect.causes
    assert _of_bucket(document=Absent()) == ()


@pytest.mark.parametrize(
    ("principal", "anyone", "kind"),
    [
        ("*", True, PrincipalKind.ANYONE),
        ({"AWS": "*"}, True, PrincipalKind.ANYONE),
        ({"AWS": ["arn:aws:iam::111122223333:root", "*"]}, True, PrincipalKind.ACCOUNT),
        ({"AWS": "arn:aws:iam::111122223333:user/anna"}, False, PrincipalKind.PERSON),
        ({"AWS": template("arn:aws:iam::", NOBODY_KNOWS, ":role/agent")}, False, PrincipalKind.ROLE),
        ({"AWS": ref("aws_iam_role.agent", "arn")}, False, PrincipalKind.ROLE),
        ({"AWS": ref("data.aws_iam_user.anna", "arn")}, False, PrincipalKind.PERSON),
        ({"AWS": ref("aws_connect_instance.calls", "service_role")}, False, PrincipalKind.ROLE),
        ({"AWS": ref("aws_mwaa_environment.flows", "worker_arn")}, False, None),
        ({"AWS": "111122223333"}, False, PrincipalKind.ACCOUNT),
        ({"Service": "connect.amazonaws.com"}, False, PrincipalKind.SERVICE),
        ({"AWS": NOBODY_KNOWS}, Unknown, None),
        ({"Federated": NOBODY_KNOWS}, Unknown, None),
        (Known(Fields({"Service": Known("x")}, open=NOBODY_KNOWS)), Unknown, PrincipalKind.SERVICE),
        (NOBODY_KNOWS, Unknown, None),
        (None, False, None),
    ],
)
def test_principals(principal: Any, anyone: object, kind: PrincipalKind | None) -> None:
    (grant,) = _of_bucket(_statement(Principal=principal))
    assert data(includes_anyone(grant)) is anyone
    if kind is not None:
        assert data(includes_kind(grant.principals, kind)) is True


def test_all_but_a_few_are_anyone() -> None:
    statement = {"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "s3:*"}
    (grant,) = _of_bucket(statement)
    assert grant.principals.excluded
    assert data(includes_anyone(grant)) is True


@pytest.mark.parametrize(
    ("condition", "narrowed"),
    [
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, True),
        ({"StringLike": {"AWS:SourceArn": "*"}}, False),
        ({"ArnLike": {"aws:SourceArn": NOBODY_KNOWS}}, Unknown),
        ({"ArnEquals": {"aws:SourceArn": ref("aws_sns_topic.calls", "arn")}}, True),
        ({"ArnLike": {"aws:SourceArn": template(ref("aws_api_gateway_rest_api.calls", "execution_arn"), "/*")}}, True),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"]}}, False),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}}, True),
        ({"IpAddress": {"aws:SourceIp": Known(Items((Known("10.0.0.0/8"),), open=NOBODY_KNOWS))}}, Unknown),
        ({"Bool": {"aws:SecureTransport": "true"}}, False),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
        ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}, False),
        (NOBODY_KNOWS, Unknown),
        ({"StringEquals": NOBODY_KNOWS}, Unknown),
    ],
)
def test_conditions_that_narrow_who(condition: Any, narrowed: object) -> None:
    (grant,) = _of_bucket(_statement(Condition=condition))
    assert data(is_narrowed(grant)) is narrowed


def _allowed(policy_arn: Any) -> Any:
    attributes = {"user": "anna", "policy_arn": policy_arn}
    (grant,) = _grants("aws_iam_user_policy_attachment.this", attributes)
    assert data(includes_kind(grant.principals, PrincipalKind.PERSON)) is True
    return data(grant.actions.items[0])


@pytest.mark.parametrize(
    ("policy_arn", "allowed"),
    [
        ("arn:aws:iam::aws:policy/AdministratorAccess", _ADMINISTRATOR),
        (
            template("arn:", NOBODY_KNOWS, ":iam::aws:policy/AdministratorAccess"),
            "policy:arn:...:iam::aws:policy/AdministratorAccess",
        ),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "policy:arn:aws:iam::aws:policy/ReadOnlyAccess"),
        (ref("data.aws_iam_policy.admin", "arn"), _ADMINISTRATOR),
        (ref("aws_iam_role.agent", "arn"), Unknown),
        (ref("aws_iam_policy.agent", "arn"), "policy:aws_iam_policy.agent"),
        (template("arn:aws:iam::aws:policy/", NOBODY_KNOWS), Unknown),
        (NOBODY_KNOWS, Unknown),
        (either("var.x", "arn:aws:iam::aws:policy/AdministratorAccess"), _ADMINISTRATOR),
    ],
)
def test_attached_policies_are_known_by_their_name(policy_arn: Any, allowed: object) -> None:
    assert _allowed(policy_arn) == allowed


@pytest.mark.parametrize(
    ("attributes", "allowed"),
    [
        ({"role_definition_name": "Owner"}, "Owner"),
        ({"role_definition_name": "Reader"}, "Reader"),
        ({"role_definition_id": "/subscriptions/x/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"}, "Owner"),
        ({"role_definition_id": ref("data.azurerm_role_definition.owner")}, "Owner"),
        ({"role_definition_id": NOBODY_KNOWS}, Unknown),
        ({"role_definition_name": NOBODY_KNOWS}, Unknown),
    ],
)
def test_azure_roles_by_name_and_by_id(attributes: dict[str, Any], allowed: object) -> None:
    (grant,) = _grants(
        "azurerm_role_assignment.this", {"principal_id": "0000", "principal_type": "Group", **attributes}
    )
    assert data(grant.actions.items[0]) == allowed


@pytest.mark.parametrize(
    ("principal", "kind", "expected"),
    [
        ("0000", "User", PrincipalKind.PERSON),
        ("0000", "ServicePrincipal", PrincipalKind.ROLE),
        (ref("azuread_group.agents", "object_id"), None, PrincipalKind.GROUP),
        ("0000", None, Unknown),
        ("0000", NOBODY_KNOWS, Unknown),
    ],
)
def test_azure_principals(principal: Any, kind: Any, expected: object) -> None:
    attributes = {"role_definition_name": "Reader", "principal_id": principal, "principal_type": kind}
    (grant,) = _grants("azurerm_role_assignment.this", attributes)
    found = data(grant.principals.items[0])
    assert getattr(found, "kind", found) is expected


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("user:anna@example.org", PrincipalKind.PERSON),
        ("allUsers", PrincipalKind.ANYONE),
        (template("serviceAccount:", NOBODY_KNOWS), PrincipalKind.ROLE),
        ("serviceAccount:111122223333@cloudservices.gserviceaccount.com", PrincipalKind.SERVICE),
        ("serviceAccount:service-111122223333@gcp-sa-pubsub.iam.gserviceaccount.com", PrincipalKind.SERVICE),
        ("serviceAccount:service-org-444455556666@gcp-sa-logging.iam.gserviceaccount.com", PrincipalKind.SERVICE),
        ("serviceAccount:service-111122223333@compute-system.iam.gserviceaccount.com", PrincipalKind.SERVICE),
        ("serviceAccount:cloud-logs@system.gserviceaccount.com", PrincipalKind.SERVICE),
        (
            template("serviceAccount:service-", NOBODY_KNOWS, "@gs-project-accounts.iam.gserviceaccount.com"),
            PrincipalKind.SERVICE,
        ),
        ("serviceAccount:service-111122223333@calls-prod.iam.gserviceaccount.com", PrincipalKind.ROLE),
        ("serviceAccount:111122223333-compute@developer.gserviceaccount.com", PrincipalKind.ROLE),
        ("serviceAccount:calls-prod@appspot.gserviceaccount.com", PrincipalKind.ROLE),
        ("principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/anna", PrincipalKind.PERSON),
        ("principalSet://iam.googleapis.com/locations/global/workforcePools/staff/group/g", PrincipalKind.GROUP),
        (
            "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s",
            PrincipalKind.ROLE,
        ),
        ("principalSet://iam.googleapis.com/x", PrincipalKind.ROLE),
        ("deleted:user:anna@example.org", PrincipalKind.OTHER),
        (template(NOBODY_KNOWS, ":anna@example.org"), Unknown),
    ],
)
def test_google_members(member: Any, expected: object) -> None:
    (grant,) = _grants("google_project_iam_binding.this", {"members": [member], "role": "roles/editor"})
    found = data(grant.principals.items[0])
    assert getattr(found, "kind", found) is expected
    assert data(grant.actions.items[0]) == "roles/editor"


def test_members_that_are_not_known_are_one_grant_more() -> None:
    members = Known(Items((Known("group:agents@example.org"),), open=unknown(*_cause())))
    known, rest = _grants("google_project_iam_binding.this", {"members": members, "role": "roles/viewer"})
    assert (known.slot, rest.slot) == ("member:group:agents@example.org", "member")
    assert data(includes_anyone(known)) is False
    assert data(includes_anyone(rest)) is Unknown


def _cause() -> tuple[Any, str]:
    (cause,) = NOBODY_KNOWS.causes
    return cause.kind, cause.name


@pytest.mark.parametrize(("on", "effects"), [(True, [Effect.ALLOW]), (False, []), (NOBODY_KNOWS, [Unknown])])
def test_access_that_is_given_only_where_a_rule_applies(on: Any, effects: list[Any]) -> None:
    rule = {"slot": "member", "form": "google-member", "kind": "resource", "path": "member", "role": "role"}
    rows = {"google_member": row(role="grant", grants=[{**rule, "when": {"path": "on"}}])}
    own = resource("google_member.main", {"member": "allUsers", "role": "roles/viewer", "on": on})
    found = granted(context(own.address, rows, inventory(own)))
    assert [data(one.effect) for one in found] == effects
