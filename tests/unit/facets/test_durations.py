"""How many days a value is, by its unit or by the units in it."""

from typing import Any

import pytest

from leitplanke.catalogue.row import Unit
from leitplanke.facets.durations import days_in


@pytest.mark.parametrize(
    ("data", "unit", "days"),
    [
        (3, "weeks", 21),
        ("35", "days", 35),
        (-1, "days", -1),
        (72, "hours", 3),
        ("86400s", "seconds", 1),
        (172_800_000, "milliseconds", 2),
        ("P12W", "duration", 84),
        ("P1Y2M", "duration", 425),
        ("PT36H", "duration", 1),
        ("P1DT24H", "duration", 2),
        ("840h0m0s", "duration", 35),
        ("604800s", "duration", 7),
        ("7d", "duration", 7),
        ("P", "duration", None),
        ("forever", "duration", None),
        ("7 dogs", "duration", None),
        ("", "duration", None),
        ("soon", "days", None),
    ],
)
def test_days(data: Any, unit: Unit, days: int | None) -> None:
    assert days_in(data, unit) == days
