from typing import Any

import pytest

from leitplanke.catalogue.row import Row
from leitplanke.core.value import Absent, AnyValue, Known, Unknown
from leitplanke.facets.placement import placement
from leitplanke.inventory.resource import Resource
from tests.unit.facets.made import NOBODY_KNOWS, context, either, inventory, ref, resource, row, template

_OWN = {"slot": "storage", "paths": ["region"], "setting": "region"}
_ROWS: dict[str, Row] = {
    "aws_s3_bucket": row(
        identity=["bucket", "id", "arn"],
        companions=[{"type": "aws_s3_bucket_replication_configuration", "on": "bucket"}],
        placement=[
            _OWN,
            {
                "slot": "replica",
                "of": "aws_s3_bucket_replication_configuration",
                "paths": ["rule.destination.bucket"],
                "kind": "arn",
                "each": True,
            },
        ],
    ),
    "aws_kms_key": row(role="key", placement=[_OWN]),
    "aws_db_instance": row(
        placement=[
            _OWN,
            {"slot": "source", "paths": ["replicate_source_db"], "kind": "arn"},
        ]
    ),
}


def _places(store: Resource, *others: Resource) -> dict[str, Any]:
    found = placement(context(store.address, _ROWS, inventory(store, *others)))
    return {entry.slot: _name(entry.location) for entry in found}


def _name(location: AnyValue) -> Any:
    return location.data.name if isinstance(location, Known) else type(location)


def test_the_resource_then_the_provider_then_nobody() -> None:
    assert _places(resource("aws_kms_key.a", {"region": "eu-west-1"}, region="us-east-1")) == {"storage": "eu-west-1"}
    assert _places(resource("aws_kms_key.a", region="us-east-1")) == {"storage": "us-east-1"}
    assert _places(resource("aws_kms_key.a")) == {"storage": Unknown}


def test_a_region_that_may_be_null_is_the_providers_then() -> None:
    key = resource("aws_kms_key.a", {"region": either("var.x", "eu-west-1", None)}, region="us-east-1")
    (entry,) = placement(context(key.address, _ROWS, inventory(key)))
    assert isinstance(entry.location, Unknown)
    assert [_name(world.value) for world in entry.location.worlds] == ["eu-west-1", "us-east-1"]


_BUCKET = resource("aws_s3_bucket.calls", {"bucket": "calls"}, region="eu-central-1")
_COPY = resource("aws_s3_bucket.copy", {"bucket": "copy"}, region="us-east-1")


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        (ref("aws_s3_bucket.copy", "arn"), {"replica:us-east-1": "us-east-1"}),
        ("arn:aws:s3:::copy", {"replica:us-east-1": "us-east-1"}),
        ("arn:aws:s3:::elsewhere", {"replica": Unknown}),
        (template("arn:aws:s3:::", NOBODY_KNOWS), {"replica": Unknown}),
        (NOBODY_KNOWS, {"replica": Unknown}),
        (None, {}),
    ],
)
def test_replicas_are_where_their_bucket_is(destination: Any, expected: dict[str, Any]) -> None:
    """An S3 ARN has no region: only a bucket of this stack tells it."""
    rules = [{"destination": [{"bucket": destination}]}]
    replication = resource(
        "aws_s3_bucket_replication_configuration.this", {"bucket": ref("aws_s3_bucket.calls"), "rule": rules}
    )
    assert _places(_BUCKET, _COPY, replication) == {"storage": "eu-central-1", **expected}


def test_a_replication_that_may_be_this_ones_is_not_passed_over() -> None:
    rules = [{"destination": [{"bucket": ref("aws_s3_bucket.copy", "arn")}]}]
    replication = resource("aws_s3_bucket_replication_configuration.this", {"bucket": NOBODY_KNOWS, "rule": rules})
    assert _places(_BUCKET, _COPY, replication) == {"storage": "eu-central-1", "replica": Unknown}


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:rds:eu-west-2:111122223333:db:main", "eu-west-2"),
        (template("arn:", NOBODY_KNOWS, ":rds:eu-west-2:", NOBODY_KNOWS, ":db:", NOBODY_KNOWS), "eu-west-2"),
        (template("arn:aws:rds:", NOBODY_KNOWS, ":111122223333:db:main"), Unknown),
        (template("arn:aws:rds:eu-", NOBODY_KNOWS, ":111122223333:db:main"), Unknown),
        (template(NOBODY_KNOWS, ":db:main"), Unknown),
        (ref("aws_kms_key.there", "arn"), "eu-west-3"),
        (None, Absent),
    ],
)
def test_the_region_inside_an_arn(arn: Any, expected: Any) -> None:
    there = resource("aws_kms_key.there", region="eu-west-3")
    database = resource("aws_db_instance.main", {"replicate_source_db": arn}, region="eu-central-1")
    assert _places(database, there)["source"] == expected


def test_where_a_deployment_works_depends_on_the_place_of_its_account() -> None:
    rows = {
        "azurerm_cognitive_account": row(
            identity=["id"], placement=[{"slot": "primary", "paths": ["location"], "kind": "location"}]
        ),
        "azurerm_cognitive_deployment": row(
            placement=[
                {"slot": "primary", "paths": ["cognitive_account_id"], "kind": "reference"},
                {"slot": "processing", "paths": ["sku"], "product": "cognitive_deployment"},
            ]
        ),
    }
    account = resource("azurerm_cognitive_account.models", {"location": "germanywestcentral"})
    deployment = resource(
        "azurerm_cognitive_deployment.summary",
        {"cognitive_account_id": ref(account.address), "sku": "DataZoneStandard"},
    )
    own, processing = placement(context(deployment.address, rows, inventory(deployment, account)))
    assert isinstance(own.location, Known)
    assert own.location.data.called_from is None
    assert isinstance(processing.location, Known)
    assert processing.location.data.called_from == "germanywestcentral"
