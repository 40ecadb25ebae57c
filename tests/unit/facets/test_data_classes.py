"""Data classes: by tags, by declaration, and along the flow of data."""

from leitplanke.facets.data_classes import Classification, classes_by_resource
from leitplanke.inventory.facets import DataClasses
from leitplanke.inventory.resource import Resource
from tests.unit.facets.made import NOBODY_KNOWS, facets, inventory, ref, resource, row

_ROWS = {
    "aws_s3_bucket": row(identity=["bucket"]),
    "aws_db_instance": row(
        flows=[{"source": "replicate_source_db"}, {"path": "dumps"}],
    ),
    "aws_connect_instance_storage_config": row(flows=[{"path": "bucket", "data_class": "recordings"}]),
}


def _classes(*resources: Resource, declared: dict[str, tuple[str, ...]] | None = None) -> dict[str, DataClasses]:
    judged = facets(_ROWS, inventory(*resources)).judged
    found = classes_by_resource(judged, Classification(declared=declared))
    assert len(found) == len(list(found)) == len(resources)
    return dict(found)


def test_tags_of_the_resource_count_before_those_of_the_provider() -> None:
    settings = {"default_tags": [{"tags": {"data-class": "internal", "DataClass": "logs"}}]}
    found = _classes(
        resource("aws_s3_bucket.own", {"tags": {"data-class": "health; personal"}}, **settings),
        resource("aws_s3_bucket.none", {"tags": {"stage": "prod"}}, **settings),
        resource("aws_s3_bucket.nobody_knows", {"tags": NOBODY_KNOWS}),
        resource("aws_s3_bucket.silent"),
    )

    assert found["aws_s3_bucket.own"].names == {"health", "personal", "logs"}
    assert found["aws_s3_bucket.own"].reasons == ("tag data-class", "tag data-class", "tag DataClass")
    assert found["aws_s3_bucket.none"].names == {"internal", "logs"}
    assert not found["aws_s3_bucket.nobody_knows"].declared
    assert found["aws_s3_bucket.silent"] == DataClasses()


def test_data_take_their_class_along() -> None:
    found = _classes(
        resource("aws_db_instance.main", {"tags": {"data-class": "health"}}),
        resource("aws_db_instance.copy", {"replicate_source_db": ref("aws_db_instance.main")}),
        resource("aws_db_instance.of_copy", {"replicate_source_db": ref("aws_db_instance.copy"), "dumps": "dumps"}),
        resource("aws_s3_bucket.dumps", {"bucket": "dumps"}),
        resource("aws_connect_instance_storage_config.calls", {"bucket": ref("aws_s3_bucket.calls")}),
        resource("aws_s3_bucket.calls", {"bucket": "calls"}),
        declared={"aws_s3_bucket.cal*": ("internal",)},
    )

    assert found["aws_db_instance.of_copy"].names == {"health"}
    assert found["aws_s3_bucket.dumps"].reasons == ("aws_db_instance.of_copy",)
    assert found["aws_s3_bucket.calls"] == DataClasses(
        frozenset({"internal", "recordings"}),
        declared=True,
        reasons=("aws_s3_bucket.cal*", "aws_connect_instance_storage_config.calls"),
    )
    assert not found["aws_connect_instance_storage_config.calls"].declared
