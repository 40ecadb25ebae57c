import pytest

from leitplanke.core.text import fits, matches, outline
from leitplanke.core.value import (
    Absent,
    AnyValue,
    CauseKind,
    Known,
    Reference,
    Template,
    Unknown,
    World,
    same,
    unknown,
)

VARIABLE = unknown(CauseKind.VARIABLE, "var.name")
ARN = Unknown(VARIABLE.causes, ref=Reference("aws_s3_bucket.calls", "arn"))


def template(*parts: str | Unknown) -> Unknown:
    return Unknown(VARIABLE.causes, partial=Template(parts))


def answer(value: AnyValue) -> str:
    return str(value.data) if isinstance(value, Known) else type(value).__name__


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Known("*"), "True"),
        (Known("s3:*"), "False"),
        (Absent(), "False"),
        (VARIABLE, "Unknown"),
        (ARN, "False"),
        (template(ARN, "/*"), "False"),
        (template("arn:aws:s3:::", VARIABLE), "False"),
        (template("", VARIABLE), "Unknown"),
    ],
)
def test_only_what_could_change_the_answer_keeps_it_open(value: AnyValue, expected: str) -> None:
    assert answer(matches(value, r"\*")) == expected


def test_a_part_that_is_not_known_need_not_matter() -> None:
    value = template("arn:aws:logs:", VARIABLE, ":111122223333:*")

    assert same(matches(value, r"arn:[^:]*:[^:]*:[^:]*:[^:]*:\*"), Known(True))


def test_a_pattern_sees_the_name_of_what_a_resource_computes() -> None:
    value = Unknown(VARIABLE.causes, ref=Reference("data.azurerm_subscription.current", "id"))

    assert same(matches(value, r"\$\{.*azurerm_subscription\..*\}"), Known(True))


def test_what_holds_in_all_worlds_holds() -> None:
    worlds = (World((("var.a", "x"),), Known("s3:Get")), World((("var.a", "y"),), Known("s3:Put")))

    assert same(matches(Unknown(VARIABLE.causes, worlds=worlds), r"s3:\w+"), Known(True))


def test_an_outline_keeps_what_is_known() -> None:
    assert outline(template("arn:", VARIABLE, ":key")) == "arn:\N{REPLACEMENT CHARACTER}:key"
    assert outline(VARIABLE) is None


def test_brackets_in_a_pattern_are_those_of_an_instance() -> None:
    address = 'module.store["calls"].aws_s3_bucket.this[0]'
    assert fits(address, 'module.store["calls"].*[?]')
    assert not fits(address, 'module.store["c"].*')
    assert not fits("aws_s3_bucket.this0", "aws_s3_bucket.this[0]")
