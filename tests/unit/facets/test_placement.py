from typing import Any

import msgspec
import pytest

from leitplanke.catalogue.row import Row
from leitplanke.core.origin import written
from leitplanke.core.source import Source, Span
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
    "azurerm_cosmosdb_account": row(placement=[{"slot": "replica", "paths": ["geo_location.location"], "each": True}]),
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


@pytest.mark.parametrize("name", ["uksouth", "UK South"])
def test_a_region_has_one_slot_however_it_is_written(name: str) -> None:
    account = resource("azurerm_cosmosdb_account.this", {"geo_location": [{"location": name}]})
    assert _places(account) == {"replica:uksouth": name}


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


_MODELS = {
    "aws_profile": row(
        placement=[
            {"slot": "primary", "setting": "region"},
            {"slot": "model", "paths": ["model"], "product": "bedrock"},
        ]
    ),
    "aws_agent": row(
        placement=[
            {"slot": "primary", "setting": "region"},
            {"slot": "answers", "paths": ["model"], "product": "bedrock", "follows": "aws_profile"},
        ]
    ),
}


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (ref("aws_profile.world", "arn"), "global.anthropic.claude-sonnet-4-20250514-v1:0"),
        ("eu.anthropic.claude-3-haiku-20240307-v1:0", "eu.anthropic.claude-3-haiku-20240307-v1:0"),
        (ref("aws_profile.elsewhere", "arn"), Unknown),
    ],
)
def test_whoever_uses_a_profile_is_served_where_the_profile_is(model: Any, expected: Any) -> None:
    profile = resource(
        "aws_profile.world", {"model": "global.anthropic.claude-sonnet-4-20250514-v1:0"}, region="eu-central-1"
    )
    agent = resource("aws_agent.help", {"model": model}, region="eu-central-1")
    _, answers = placement(context(agent.address, _MODELS, inventory(agent, profile)))
    found = answers.location
    assert (found.data.name if isinstance(found, Known) else type(found)) == expected


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        ("projects/calls/locations/europe-west3", "europe-west3"),
        ("projects/calls/locations/europe-west3/keyRings/a", "europe-west3"),
        ("projects/calls", "global"),
        (None, "global"),
        (NOBODY_KNOWS, Unknown),
        (template("projects/", NOBODY_KNOWS, "/locations/us"), "us"),
        (template("projects/", NOBODY_KNOWS), Unknown),
        (template("projects/calls/locations/eu", NOBODY_KNOWS), Unknown),
        (ref("google_ring.a"), "europe-west1"),
        (template(ref("google_ring.a"), "/keys/b"), "europe-west1"),
    ],
)
def test_the_place_that_follows_a_segment(parent: Any, expected: Any) -> None:
    rows = {
        "google_ring": row(placement=[{"slot": "primary", "paths": ["location"]}]),
        "google_job": row(
            placement=[{"slot": "primary", "paths": ["parent"], "after": "locations", "default": "global"}]
        ),
    }
    ring = resource("google_ring.a", {"location": "europe-west1"})
    job = resource("google_job.scan", {"parent": parent})
    (entry,) = placement(context(job.address, rows, inventory(job, ring)))
    found = entry.location
    assert (found.data.name if isinstance(found, Known) else type(found)) == expected


def test_what_leads_to_a_place_is_where_the_store_lies_and_not_how_it_is_called() -> None:
    here = Span(Source("main.tf", b"x"), 0, 1)
    region, name = written(here, "region"), written(here, "bucket")
    bucket = resource("aws_s3_bucket.calls", {"region": Known("us-east-1", region), "bucket": Known("calls", name)})
    reference = msgspec.structs.replace(ref(bucket.address, "bucket"), origin=written(here, "source", name))
    database = resource("aws_db_instance.calls", {"region": "eu-central-1", "replicate_source_db": reference})
    entries = placement(context(database.address, _ROWS, inventory(database, bucket)))
    evidence = next(entry.evidence for entry in entries if entry.slot == "source")
    assert evidence.origin is not None
    assert [link.label for link in evidence.origin.chain()] == ["source", "region"]
