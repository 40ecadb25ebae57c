"""The store inside an address."""

import pytest

from leitplanke.core.text import outline
from leitplanke.core.value import AnyValue, CauseKind, Known, Reference, Template, Unknown, unknown
from leitplanke.facets.addresses import store_in

_BUCKET = Unknown((), ref=Reference("aws_s3_bucket.calls", "id"), nullable=False)
_PROJECT = unknown(CauseKind.VARIABLE, "var.project")


def _text(*parts: str | Unknown) -> AnyValue:
    return Unknown((), partial=Template(parts))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("s3://recordings/2026/calls", "recordings"),
        ("gs://recordings", "recordings"),
        ("storage.googleapis.com/recordings", "recordings"),
        ("pubsub.googleapis.com/projects/partner/topics/logs", "projects/partner/topics/logs"),
        ("recordings", "recordings"),
        ("s3://", "s3://"),
        ("https://example.com/recordings", "https://example.com/recordings"),
    ],
)
def test_a_text_that_is_known(written: str, name: str) -> None:
    assert outline(store_in(Known(written))) == name


@pytest.mark.parametrize(
    "written",
    [
        _text("s3://", _BUCKET, "/2026"),
        _text("storage.googleapis.com/", _BUCKET),
        _text("bigquery.googleapis.com/projects/", _PROJECT, "/datasets/", _BUCKET),
    ],
)
def test_a_reference_inside_an_address(written: AnyValue) -> None:
    assert store_in(written).ref == _BUCKET.ref


def test_a_name_behind_an_unknown_project_is_not_one_of_ours() -> None:
    found = store_in(_text("pubsub.googleapis.com/projects/", _PROJECT, "/topics/logs"))
    assert found.ref is None
    assert outline(found) != "logs"
