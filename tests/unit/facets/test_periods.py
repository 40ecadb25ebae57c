"""Where measures against loss are pointed at."""

from typing import Any

import pytest

from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.value import Absent, Known, Unknown
from leitplanke.facets.periods import recovery, retention
from tests.unit.facets.made import context, data, inventory, ref, resource, row

_WRITTEN = Origin(OriginKind.CONFIGURATION, "retention", None)


@pytest.mark.parametrize(
    ("active", "expected"),
    [({"always": True}, "retention"), ({"path": "enabled"}, "enabled")],
)
def test_a_backup_that_is_always_there_is_a_matter_of_its_days(active: dict[str, Any], expected: str) -> None:
    rows = {
        "azurerm_database": row(
            recovery=[{"slot": "backup", "measure": "backup", "days_path": "retention", "active": active}]
        )
    }
    database = resource("azurerm_database.cases", {"enabled": True, "retention": Known(7, _WRITTEN)})
    (measure,) = recovery(context(database.address, rows, inventory(database)))
    assert measure.evidence.attribute == expected


_POLICIES: dict[str, Any] = {
    "google_disk": row(
        companions=[{"type": "google_attachment", "on": "disk"}],
        recovery=[
            {
                "slot": "snapshots",
                "measure": "backup",
                "days_by": "google_attachment",
                "days_through": "name",
                "days_of": "google_policy",
                "days_path": "rule.days",
                "active": {
                    "by": "google_attachment",
                    "through": "name",
                    "of": "google_policy",
                    "path": "rule",
                    "present": True,
                },
            }
        ],
    ),
    "google_policy": row(identity=["name"]),
}


@pytest.mark.parametrize(
    ("named", "active", "days"),
    [
        ([], False, Absent),
        (["daily"], True, 7),
        (["daily", "monthly"], True, 365),
        (["none"], False, Absent),
        (["elsewhere"], Unknown, Unknown),
        (["daily", "elsewhere"], True, Unknown),
    ],
)
def test_a_length_two_references_away(named: list[str], active: Any, days: Any) -> None:
    disk = resource("google_disk.main", {})
    policies = [
        resource("google_policy.daily", {"name": "daily", "rule": [{"days": 7}]}),
        resource("google_policy.monthly", {"name": "monthly", "rule": [{"days": 30}, {"days": 365}]}),
        resource("google_policy.none", {"name": "none"}),
    ]
    attachments = [resource(f"google_attachment.{name}", {"disk": ref(disk.address), "name": name}) for name in named]
    found = inventory(disk, *policies, *attachments)
    (measure,) = recovery(context(disk.address, _POLICIES, found))
    assert data(measure.active) == active
    assert data(measure.days) == days


def test_a_length_that_nothing_sets() -> None:
    rule = {"slot": "snapshot", "measure": "backup", "days": 14, "active": {"always": True}}
    domain = resource("aws_domain.main", {})
    (measure,) = recovery(context(domain.address, {"aws_domain": row(recovery=[rule])}, inventory(domain)))
    assert data(measure.days) == 14


@pytest.mark.parametrize(
    ("rule", "written", "expected"),
    [
        ({}, None, Absent),
        ({"default": 30}, None, 30),
        ({"default": 30, "never": [0]}, 0, Absent),
        ({"because": "not documented"}, None, Unknown),
        ({"because": "not documented", "never": [0]}, 0, Absent),
        ({"because": "not documented"}, 5, 5),
        ({"unit": "duration"}, "P2W", 14),
    ],
)
def test_when_data_end(rule: dict[str, Any], written: Any, expected: Any) -> None:
    rows = {"aws_log": row(retention=[{"slot": "rows", "path": "days", **rule}])}
    log = resource("aws_log.main", {"days": written})
    (entry,) = retention(context(log.address, rows, inventory(log)))
    assert data(entry.days) == expected
