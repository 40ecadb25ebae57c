"""Reading attributes: through blocks and lists, and where something is not known or not there."""

import pytest

from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known, Unknown
from leitplanke.inventory.resource import Resource
from tests.unit.facets.made import NOBODY_KNOWS, data, either, resource, template, value

_OPEN = Items((value({"days": 3}),), open=NOBODY_KNOWS)
_RULES = resource(
    "aws_s3_bucket.calls",
    {
        "bucket": "calls",
        "rule": [{"days": 1}, {"days": None}, {"days": 2}, {"tag": [{"name": "a"}, {"name": "b"}]}],
        "none": [],
        "grid": [[], [{"days": 7}]],
        "some": Known(_OPEN),
        "part": Known(Fields({"days": value(4)}, NOBODY_KNOWS)),
        "what": NOBODY_KNOWS,
        "set_to_null": None,
        "days": either("var.stage", {"min": 1}, {"max": 2}),
        "flags": {"alloydb.enable_pgaudit": "on"},
        "text": '{"region": "us-east-1", "rules": [{"days": 1}, {"days": 2}], "in": "{\\"deep\\": true}"}',
        "torn": "{",
        "half": template('{"region": "', NOBODY_KNOWS, '", "days": 3}'),
    },
)


def _shown(one: AnyValue) -> object:
    return one.data if isinstance(one, Known) and not isinstance(one.data, (Items, Fields)) else type(one)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("bucket", ["calls"]),
        ("bucket.name", [Absent]),
        ("flags.alloydb.enable_pgaudit", ["on"]),
        ("flags.alloydb.iam_authentication", [Absent]),
        ("missing", [Absent]),
        ("missing.name", [Absent]),
        ("set_to_null", [Absent]),
        ("set_to_null.name", [Absent]),
        ("rule", [Known]),
        ("rule.days", [1, Absent, 2, Absent]),
        ("rule.tag.name", [Absent, Absent, Absent, "a", "b"]),
        ("none.days", []),
        ("grid.days", [7]),
        ("some.days", [3, Unknown]),
        ("part.days", [4]),
        ("part.hours", [Unknown]),
        ("what", [Unknown]),
        ("what.ever", [Unknown]),
        ("days.min", [Unknown]),
        ("text.region", ["us-east-1"]),
        ("text.account", [Absent]),
        ("text.rules.days", [1, 2]),
        ("text.in.deep", [True]),
        ("torn.region", [Unknown]),
        ("half.region", [Unknown]),
        ("half.days", [3]),
        ("half.account", [Absent]),
    ],
)
def test_all_that_a_path_leads_to(path: str, expected: list[object]) -> None:
    assert [_shown(one) for one in _RULES.read_all(path)] == expected
    assert _shown(_RULES.read(path)) == (expected or [Absent])[0]


def test_a_part_is_read_in_every_world() -> None:
    found = _RULES.read("days.min")

    assert isinstance(found, Unknown)
    assert [data(world.value) for world in found.worlds] == [1, Absent]


def test_of_an_open_resource_nothing_is_absent() -> None:
    opened = Resource("made", "aws_s3_bucket.x", "aws_s3_bucket", "aws", Fields({}, NOBODY_KNOWS))

    assert opened.read("bucket") is NOBODY_KNOWS
    assert [one is NOBODY_KNOWS for one in opened.read_all("rule.days")] == [True]
