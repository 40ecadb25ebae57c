"""Stores that others name: by reference, by name, and by a destination that begins with a service."""

from typing import Any

import pytest

from leitplanke.facets.stores import store_named
from tests.unit.facets.made import NOBODY_KNOWS, context, either, inventory, ref, resource, row, template

_ROWS = {"google_storage_bucket": row(identity=["name", "id"]), "google_logging_project_sink": row(role="log")}
_ARCHIVE = resource("google_storage_bucket.archive", {"name": "archive"})
_STAGED = resource("google_storage_bucket.staged", {"name": either("tfvars", "logs-test", "logs-prod")})
_SINK = resource("google_logging_project_sink.audit")


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        (template("storage.googleapis.com/", ref(_ARCHIVE.address, "name")), _ARCHIVE),
        ("storage.googleapis.com/archive", _ARCHIVE),
        (template(ref(_ARCHIVE.address, "id"), "/calls-"), _ARCHIVE),
        (template("gs://", ref(_ARCHIVE.address, "name"), "/calls-"), _ARCHIVE),
        (either("tfvars", "storage.googleapis.com/logs-test", "storage.googleapis.com/logs-prod"), _STAGED),
        (either("tfvars", "storage.googleapis.com/logs-test", "storage.googleapis.com/archive"), None),
        ("storage.googleapis.com/elsewhere", None),
        ("example.org/archive", None),
        (template("storage.googleapis.com/", NOBODY_KNOWS), None),
        (template(NOBODY_KNOWS, "/calls-"), None),
        (template(ref(_ARCHIVE.address, "id"), "-calls"), None),
        (NOBODY_KNOWS, None),
    ],
)
def test_a_destination_leads_to_the_store(destination: Any, expected: object) -> None:
    sink = resource(_SINK.address, {"destination": destination})
    here = context(sink.address, _ROWS, inventory(_ARCHIVE, _STAGED, sink))
    assert store_named(here, sink.read("destination"), "destination") is expected
