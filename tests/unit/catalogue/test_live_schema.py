"""The schemas of the clouds' own JSON, against which live rows are checked."""

import tomllib
from pathlib import Path

import pytest

from leitplanke.catalogue.live_loader import PROVIDERS, load_live_catalogue
from tests.unit.catalogue.live_schema import kind
from tests.unit.catalogue.live_schema.index import below, paths_of
from tests.unit.catalogue.live_schema.kind import Kind

UNDESCRIBED = {
    "microsoft.authorization/roleeligibilityscheduleinstances",
    "microsoft.keyvault/managedhsms/keys",
    "microsoft.machinelearningservices/workspaces/outboundrules",
    "microsoft.resources/subscriptions/resourcegroups",
    "microsoft.videoindexer/accounts",
}
"""Types that no package describes; it never grows without a reason in `fixtures/schema/live/README.md`."""
IAM_POLICY = "#iamPolicy"
"""End of the types of records that hold the IAM policy of an asset: one form for all."""


@pytest.mark.parametrize("cloud", ["azure", "google"])
def test_every_live_type_is_described(cloud: str) -> None:
    rows = load_live_catalogue(PROVIDERS[cloud]).rows.values()
    types = {row.type for row in rows if row.type and not row.type.endswith(IAM_POLICY)}
    assert {type_ for type_ in types if not paths_of(cloud, type_)} == UNDESCRIBED & types


@pytest.mark.parametrize("cloud", ["azure", "google"])
def test_the_file_has_the_types_of_its_table(cloud: str) -> None:
    table = Path(kind.__file__).with_name(f"{cloud}_types.toml")
    assert kind.read(cloud).keys() == tomllib.loads(table.read_text(encoding="utf-8")).keys()


@pytest.mark.parametrize(
    ("cloud", "type_", "path", "expected"),
    [
        ("aws", "rds:DescribeDBInstances", "DBInstances[].StorageEncrypted", Kind("bool")),
        ("aws", "rds:describe_db_instances", "DBInstances[].InstanceCreateTime", Kind("timestamp")),
        ("aws", "s3:GetBucketVersioning", "Status", Kind("string", ("Enabled", "Suspended"))),
        ("aws", "sqs:GetQueueAttributes", "Attributes.KmsMasterKeyId", Kind("string")),
        # An expression may hold expressions without end.
        ("aws", "ce:GetAnomalySubscriptions", "AnomalySubscriptions[].ThresholdExpression.Or[]", Kind("object")),
        ("azure", "microsoft.storage/storageaccounts", "properties.supportsHttpsTrafficOnly", Kind("bool")),
        ("azure", "Microsoft.Storage/storageAccounts", "tags{}", Kind("string")),
        ("azure", "Microsoft.Cache/Redis", "properties.minimumTlsVersion", Kind("string", ("1.0", "1.1", "1.2"))),
        ("google", "storage.googleapis.com/Bucket", "encryption.defaultKmsKeyName", Kind("string")),
        ("google", "storage.googleapis.com/Bucket", "lifecycle.rule[].condition.age", Kind("number")),
        ("google", "compute.googleapis.com/Disk", "sizeGb", Kind("string")),
        ("google", "memorystore.googleapis.com/Instance", "createTime", Kind("timestamp")),
    ],
)
def test_a_path_has_the_kind_that_the_cloud_gives_it(cloud: str, type_: str, path: str, expected: Kind) -> None:
    paths = paths_of(cloud, type_)
    assert paths is not None
    assert paths[path] == expected


def test_what_a_cloud_does_not_know_is_not_described() -> None:
    assert paths_of("aws", "rds:DescribeNothing") is None
    assert paths_of("aws", "nothing:DescribeDBInstances") is None
    assert paths_of("azure", "Microsoft.Storage/nothing") is None


def test_paths_below_another_lose_its_name() -> None:
    paths = {"a": Kind("list"), "a[]": Kind("object"), "a[].b": Kind("bool"), "ab": Kind("string")}
    assert below(paths, "a[]") == {"b": Kind("bool")}
