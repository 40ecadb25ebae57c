"""Where measures against loss are pointed at."""

from typing import Any

import pytest

from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.value import Known
from leitplanke.facets.periods import recovery
from tests.unit.facets.made import context, inventory, resource, row

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
