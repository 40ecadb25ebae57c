from typing import Any

import pytest

from leitplanke.core.value import Absent, Known, Unknown
from leitplanke.facets.keys import key
from leitplanke.inventory.facets import Custody, KeyRef
from tests.unit.facets.made import NOBODY_KNOWS, context, data, either, inventory, ref, resource, row, template

_ROWS = {
    "aws_s3_bucket": row(),
    "aws_kms_key": row(
        role="key",
        key={"rotates": {"path": "enable_key_rotation"}, "multi_region": {"path": "multi_region"}},
    ),
    "aws_kms_alias": row(role="key", key={"same_as": "target_key_id"}),
}
_STACK = (
    resource("aws_s3_bucket.calls"),
    resource("aws_kms_key.main", {"enable_key_rotation": True}),
    resource("aws_kms_key.open", {"enable_key_rotation": NOBODY_KNOWS}),
    resource("aws_kms_alias.main", {"target_key_id": ref("aws_kms_key.main", "key_id")}),
    resource("aws_kms_alias.twice", {"target_key_id": ref("aws_kms_alias.main", "arn")}),
    resource("aws_kms_alias.away", {"target_key_id": "11111111-2222-3333-4444-555555555555"}),
    resource("aws_kms_alias.loop", {"target_key_id": ref("aws_kms_alias.loop", "arn")}),
    resource("data.aws_kms_alias.own", {"name": "alias/aws/s3"}),
    resource("data.aws_kms_key.theirs", {"key_id": "alias/calls"}),
    resource("data.aws_kms_key.open", {"key_id": NOBODY_KNOWS}),
    resource("random_pet.name"),
)


def _key(named: Any) -> Any:
    return key(context("aws_s3_bucket.calls", _ROWS, inventory(*_STACK)), named)


@pytest.mark.parametrize(
    ("named", "custody"),
    [
        (Known("alias/aws/s3"), Custody.PROVIDER),
        (Known("arn:aws:kms:eu-central-1:111122223333:alias/aws/s3"), Custody.PROVIDER),
        (template("arn:aws:kms:eu-central-1:", NOBODY_KNOWS, ":alias/aws/s3"), Custody.PROVIDER),
        (ref("data.aws_kms_alias.own", "target_key_arn"), Custody.PROVIDER),
        (Known("alias/calls"), Custody.CUSTOMER),
        (Known("arn:aws:kms:eu-central-1:111122223333:key/abc"), Custody.CUSTOMER),
        (template("arn:aws:kms:eu-central-1:", NOBODY_KNOWS, ":key/abc"), Custody.CUSTOMER),
        (template("alias/calls-", NOBODY_KNOWS), Custody.CUSTOMER),
        (ref("data.aws_kms_key.theirs", "arn"), Custody.CUSTOMER),
        (ref("aws_kms_key.main", "arn"), Custody.CUSTOMER),
        (ref("aws_kms_alias.twice", "arn"), Custody.CUSTOMER),
        (ref("aws_kms_alias.away", "arn"), Custody.CUSTOMER),
        (ref("aws_kms_alias.loop", "arn"), Custody.CUSTOMER),
    ],
)
def test_who_holds_the_key(named: Any, custody: Custody) -> None:
    found = _key(named)
    assert isinstance(found, Known)
    assert isinstance(found.data, KeyRef)
    assert found.data.custody is custody


@pytest.mark.parametrize(
    "named",
    [
        NOBODY_KNOWS,
        template("alias/", NOBODY_KNOWS),
        template("alias/a", NOBODY_KNOWS),
        template("arn:aws:kms:eu-central-1:111122223333:", NOBODY_KNOWS),
        ref("data.aws_kms_key.open", "arn"),
        ref("random_pet.name"),
    ],
)
def test_a_name_that_may_be_either_is_unknown(named: Any) -> None:
    assert isinstance(_key(named), Unknown)


@pytest.mark.parametrize(("region", "address"), [("eu-central-1", "aws_kms_key.here"), ("eu-west-1", None)])
def test_a_name_is_one_of_its_region(region: str, address: str | None) -> None:
    here = {"name": "alias/calls", "target_key_id": ref("aws_kms_key.here", "key_id")}
    there = {"name": "alias/calls", "target_key_id": "11111111-2222-3333-4444-555555555555"}
    rows = {**_ROWS, "aws_kms_alias": row(role="key", identity=["name"], key={"same_as": "target_key_id"})}
    stack = inventory(
        resource("aws_s3_bucket.calls", region=region),
        resource("aws_kms_alias.there", there, region="us-east-1"),
        resource("aws_kms_alias.here", here, region="eu-central-1"),
        resource("aws_kms_alias.own", {"name": "alias/aws/s3"}, region=region),
        resource("aws_kms_key.here", {"enable_key_rotation": True}, region="eu-central-1"),
    )
    found = key(context("aws_s3_bucket.calls", rows, stack), Known("alias/calls"))
    assert isinstance(found, Known)
    assert found.data.address == address
    own = key(context("aws_s3_bucket.calls", rows, stack), Known("alias/aws/s3"))
    assert isinstance(own, Known)
    assert own.data.custody is Custody.PROVIDER


def test_no_key_is_absent() -> None:
    assert isinstance(_key(Absent()), Absent)
    assert isinstance(_key(Known("")), Absent)


@pytest.mark.parametrize(
    ("named", "address", "rotates", "multi_region"),
    [
        (ref("aws_kms_key.main", "arn"), "aws_kms_key.main", True, False),
        (ref("aws_kms_key.open", "arn"), "aws_kms_key.open", Unknown, False),
        (ref("aws_kms_alias.main", "arn"), "aws_kms_key.main", True, False),
        (ref("aws_kms_alias.twice", "arn"), "aws_kms_key.main", True, False),
        (ref("aws_kms_alias.away", "arn"), "aws_kms_alias.away", Unknown, Unknown),
        (Known("alias/calls"), None, Unknown, Unknown),
    ],
)
def test_facts_of_the_key_itself(named: Any, address: str | None, rotates: object, multi_region: object) -> None:
    found = _key(named).data
    assert found.address == address
    assert data(found.rotates) is rotates
    assert data(found.multi_region) is multi_region


def test_the_same_custody_in_every_world() -> None:
    found = _key(either("var.x", "alias/aws/s3", ref("aws_kms_key.main", "arn"), None))
    assert isinstance(found, Unknown)
    kinds = [one.value.data.custody if isinstance(one.value, Known) else None for one in found.worlds]
    assert kinds == [Custody.PROVIDER, Custody.CUSTOMER, None]


def test_a_cloud_without_keys_of_its_own_takes_any_name_for_the_customers() -> None:
    rows = {"azurerm_storage_account": row()}
    url = template(ref("azurerm_key_vault.keys", "vault_uri"), "keys/calls")
    here = context("azurerm_storage_account.calls", rows, inventory(resource("azurerm_storage_account.calls")))
    found = key(here, url)
    assert isinstance(found, Known)
    assert found.data.custody is Custody.CUSTOMER
    # What may be null may be no key at all.
    assert isinstance(key(here, NOBODY_KNOWS), Unknown)
