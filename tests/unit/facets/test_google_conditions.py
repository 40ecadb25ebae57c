import json
from typing import Any

import msgspec
import pytest

from leitplanke.catalogue.row import Condition
from leitplanke.core.value import Unknown
from leitplanke.facets.conditions import answer
from leitplanke.inventory.inventory import Scope
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, ref, resource, row, template

_AUDIT = "google_project_iam_audit_config"
_POLICY = "google_storage_bucket_iam_policy"
_MEMBER = "google_storage_bucket_iam_member"
_ROWS = {
    "google_storage_bucket": row(
        identity=["name", "id"],
        companions=[
            {"type": _AUDIT, "scope": "account"},
            {"type": _POLICY, "on": "bucket"},
            {"type": _MEMBER, "on": "bucket"},
            {"type": "google_org_policy_policy", "scope": "organisation"},
        ],
    )
}
_BUCKET = resource("google_storage_bucket.calls", {"name": "calls"}, project="contact-centre")


def _ask(condition: dict[str, Any], *others: Any, closed: bool = True) -> object:
    scopes = (Scope.MODULE, Scope.ACCOUNT) if closed else (Scope.MODULE,)
    found = inventory(_BUCKET, *others, closed=scopes)
    asked = msgspec.convert(condition, Condition)
    return data(answer(context(_BUCKET.address, _ROWS, found), asked).holds)


def _config(name: str, service: Any, *types: Any, project: Any = "contact-centre") -> Any:
    logs = [{"log_type": one} for one in types]
    return resource(f"{_AUDIT}.{name}", {"project": project, "service": service, "audit_log_config": logs})


_READS = {"computed": "data-access-log", "is": ["allServices", "storage.googleapis.com"]}


@pytest.mark.parametrize(
    ("configs", "expected"),
    [
        ([], False),
        ([_config("a", "allServices", "DATA_READ")], True),
        ([_config("a", "storage.googleapis.com", "ADMIN_READ", "DATA_READ")], True),
        ([_config("a", "allServices", "ADMIN_READ")], False),
        ([_config("a", "allServices", "ADMIN_READ"), _config("b", "storage.googleapis.com", "DATA_READ")], True),
        ([_config("a", "allServices", "ADMIN_READ"), _config("b", "sqladmin.googleapis.com", "DATA_READ")], False),
        ([_config("a", "allServices", "DATA_READ", project="other")], False),
        ([_config("a", "allServices", "DATA_READ", project=NOBODY_KNOWS)], Unknown),
        ([_config("a", NOBODY_KNOWS, "DATA_READ")], Unknown),
        ([_config("a", "allServices", NOBODY_KNOWS)], Unknown),
    ],
)
def test_data_access_logs(configs: list[Any], expected: object) -> None:
    assert _ask(_READS, *configs) == expected


def test_the_log_may_be_switched_on_in_another_stack() -> None:
    assert _ask(_READS, closed=False) is Unknown
    assert _ask(_READS, _config("a", "sqladmin.googleapis.com", "DATA_READ"), closed=False) is Unknown


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"bindings": [{"role": "roles/viewer", "members": ["group:a@example.org"]}]}, False),
        ({"bindings": [{"role": "roles/viewer", "members": ["group:a@example.org", "allUsers"]}]}, True),
        ({"bindings": [{"role": "roles/viewer", "members": ["allAuthenticatedUsers"]}]}, True),
        (None, Unknown),
    ],
)
def test_public_bindings(policy: Any, expected: object) -> None:
    text = NOBODY_KNOWS if policy is None else json.dumps(policy)
    attached = resource(f"{_POLICY}.this", {"bucket": ref("google_storage_bucket.calls", "name"), "policy_data": text})
    assert _ask({"computed": "public-bindings", "of": _POLICY, "path": "policy_data"}, attached) == expected


def test_a_policy_that_may_be_about_the_bucket_may_open_it() -> None:
    members = (("group:a@example.org", ref("google_storage_bucket.calls", "name")), ("allUsers", NOBODY_KNOWS))
    policies = [
        resource(
            f"{_POLICY}.p{number}",
            {"bucket": bucket, "policy_data": json.dumps({"bindings": [{"role": "r", "members": [member]}]})},
        )
        for number, (member, bucket) in enumerate(members)
    ]
    asked = {"computed": "public-bindings", "of": _POLICY, "path": "policy_data"}
    assert _ask(asked, policies[0]) is False
    assert _ask(asked, *policies) is Unknown


def test_projects_are_the_same_where_they_are_named_alike() -> None:
    bucket = resource(_BUCKET.address, {"name": "calls", "project": template(NOBODY_KNOWS, "-calls")})
    for project, expected in ((template(NOBODY_KNOWS, "-calls"), True), (template(NOBODY_KNOWS, "-logs"), Unknown)):
        found = inventory(bucket, _config("a", "allServices", "DATA_READ", project=project), closed=tuple(Scope))
        asked = msgspec.convert(_READS, Condition)
        assert data(answer(context(bucket.address, _ROWS, found), asked).holds) == expected


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("allUsers", True),
        ("group:quality@example.org", False),
        (ref('module.access.google_service_account.this["quality"]', "member"), False),
        (ref("google_logging_project_sink.audit", "writer_identity"), False),
        (ref("google_service_account.quality", "email"), Unknown),
        (template("serviceAccount:", NOBODY_KNOWS), False),
        (template("all", NOBODY_KNOWS), Unknown),
        (NOBODY_KNOWS, Unknown),
    ],
)
def test_whoever_a_service_account_is_it_is_not_anyone(member: Any, expected: object) -> None:
    granted = resource(f"{_MEMBER}.this", {"bucket": "calls", "member": member})
    assert _ask({"of": _MEMBER, "path": "member", "is": ["allUsers", "allAuthenticatedUsers"]}, granted) == expected


_TLS = {"computed": "organisation-policy", "is": ["storage.secureHttpTransport"], "because": "a policy decides"}


def _organisation_policy(parent: Any, enforce: Any = "TRUE", constraint: str = "storage.secureHttpTransport") -> Any:
    name = template(parent, f"/policies/{constraint}") if parent is NOBODY_KNOWS else f"{parent}/policies/{constraint}"
    spec = [{"rules": [{"enforce": enforce}]}]
    return resource("google_org_policy_policy.this", {"name": name, "parent": parent, "spec": spec})


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([_organisation_policy("projects/contact-centre")], True),
        ([_organisation_policy("projects/contact-centre", "FALSE")], False),
        ([_organisation_policy("projects/contact-centre", NOBODY_KNOWS)], Unknown),
        ([_organisation_policy("projects/another")], Unknown),
        ([_organisation_policy(NOBODY_KNOWS, "FALSE")], Unknown),
        ([_organisation_policy("folders/1")], Unknown),
        ([_organisation_policy(NOBODY_KNOWS)], Unknown),
        ([_organisation_policy("projects/contact-centre", constraint="sql.restrictPublicIp")], Unknown),
        ([], Unknown),
    ],
)
def test_constraints_of_the_organisation(policies: list[Any], expected: object) -> None:
    assert _ask(_TLS, *policies) == expected


def test_a_text_with_commas_is_a_list() -> None:
    asked = {"path": "labels", "contains": ["0.0.0.0"]}
    for text, expected in (("203.0.113.0/24, 0.0.0.0", True), ("10.0.0.0", False)):
        bucket = resource(_BUCKET.address, {"labels": text})
        holds = answer(context(bucket.address, _ROWS, inventory(bucket)), msgspec.convert(asked, Condition)).holds
        assert data(holds) is expected
