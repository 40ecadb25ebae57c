"""How far back versions of objects reach: as far as the lifecycle lets them live."""

from typing import Any

import pytest

from leitplanke.catalogue.loader import Catalogue
from leitplanke.core.value import Absent, Unknown
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.facets import Recovery
from tests.project import ENGINE
from tests.unit.facets.made import NOBODY_KNOWS, data, inventory, ref, resource

_CATALOGUE = Catalogue(str(ENGINE / "catalogue/data"))
_WHOLE = {"status": "Enabled"}


def _rule(days: Any, **more: Any) -> dict[str, Any]:
    return {**_WHOLE, **more, "noncurrent_version_expiration": [{"noncurrent_days": days}]}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], Absent),
        ([_rule(90)], 90),
        ([_rule(90), _rule(7)], 7),
        ([{**_WHOLE, "expiration": [{"days": 3}]}, _rule(30)], 30),
        ([_rule(7, status="Disabled")], Absent),
        ([_rule(7, filter=[{"prefix": "tmp/"}])], Absent),
        ([_rule(7, filter=[{"prefix": ""}])], 7),
        ([_rule(NOBODY_KNOWS), _rule(90)], Unknown),
    ],
)
def test_versions_live_as_long_as_the_lifecycle_of_all_objects(rules: list[Any], expected: object) -> None:
    bucket = resource("aws_s3_bucket.calls", {"bucket": "calls"})
    lifecycle = resource("aws_s3_bucket_lifecycle_configuration.calls", {"bucket": ref(bucket.address), "rule": rules})
    found = Facets(inventory(bucket, lifecycle), _CATALOGUE, Classification())
    measures: tuple[Recovery, ...] = found.compute(bucket.address, "recovery")  # type: ignore[assignment]
    assert [data(one.days) for one in measures if one.slot == "versioning"] == [expected]
