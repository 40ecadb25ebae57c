"""Whom the access list of a BigQuery dataset lets in."""

from typing import Any

import pytest

from leitplanke.core.value import Known, Unknown
from leitplanke.facets.grants.compute import grants
from leitplanke.inventory.facets import Grant, PrincipalKind
from leitplanke.inventory.grants import includes_anyone, includes_kind
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, ref, resource, row

_FORM = {"slot": "access", "form": "google-dataset-access", "kind": "resource"}
_ROWS = {
    "google_bigquery_dataset": row(grants=[{**_FORM, "path": "access"}]),
    "google_bigquery_dataset_access": row(role="grant", grants=[_FORM]),
}


def _grants(address: str, attributes: dict[str, Any]) -> tuple[Grant, ...]:
    own = resource(address, attributes)
    return grants(context(address, _ROWS, inventory(own, resource("google_service_account.loader"))))


@pytest.mark.parametrize(
    ("way", "who", "kind"),
    [
        ("user_by_email", "eva@example.org", PrincipalKind.PERSON),
        ("user_by_email", "loader@p.iam.gserviceaccount.com", PrincipalKind.ROLE),
        ("user_by_email", ref("google_service_account.loader", "email"), PrincipalKind.ROLE),
        ("group_by_email", NOBODY_KNOWS, PrincipalKind.GROUP),
        ("domain", "example.org", PrincipalKind.ACCOUNT),
        ("special_group", "projectReaders", PrincipalKind.ACCOUNT),
        ("special_group", "allAuthenticatedUsers", PrincipalKind.ANYONE),
        ("iam_member", "allUsers", PrincipalKind.ANYONE),
    ],
)
def test_each_way_of_saying_who(way: str, who: Any, kind: PrincipalKind) -> None:
    (grant,) = _grants("google_bigquery_dataset_access.this", {"role": "READER", way: who})
    assert data(includes_kind(grant.principals, kind)) is True
    assert data(includes_anyone(grant)) is (kind is PrincipalKind.ANYONE)
    assert data(grant.actions.items[0]) == "READER"


def test_an_address_that_nobody_knows_may_be_a_person() -> None:
    (grant,) = _grants("google_bigquery_dataset_access.this", {"role": "READER", "user_by_email": NOBODY_KNOWS})
    assert data(includes_kind(grant.principals, PrincipalKind.PERSON)) is Unknown


def test_entries_of_a_dataset_by_name_and_views_are_nobody() -> None:
    entries = [
        {"role": "OWNER", "special_group": "projectOwners"},
        {"view": [{"table_id": "calls"}]},
        {"role": "READER", "group_by_email": "analysts@example.org"},
    ]
    found = _grants("google_bigquery_dataset.this", {"access": entries})
    assert [one.slot for one in found] == ["access:projectOwner", "access:group:analysts@example.org"]


def test_a_list_that_nobody_knows_is_not_empty() -> None:
    (grant,) = _grants("google_bigquery_dataset.this", {"access": NOBODY_KNOWS})
    assert data(includes_anyone(grant)) is Unknown


def test_without_a_list_nobody_is_let_in() -> None:
    assert _grants("google_bigquery_dataset.this", {"dataset_id": Known("calls")}) == ()
