from typing import Any

import pytest

from leitplanke.core.logic import all_of, choose, equals, fallback
from leitplanke.core.logic import test as judge
from leitplanke.core.value import (
    Absent,
    CauseKind,
    Fields,
    Items,
    Known,
    Reference,
    Unknown,
    mark_sensitive,
    same,
    unknown,
)

_UNKNOWN = unknown(CauseKind.VARIABLE, "var.key")
_VALUES: tuple[Any, ...] = (Known(True), Known("x"), _UNKNOWN, Absent())


@pytest.mark.parametrize("value", _VALUES)
def test_a_value_has_no_truth_and_does_not_compare(value: Any) -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(value)
    with pytest.raises(TypeError, match="does not compare"):
        _ = value == Known(True)
    with pytest.raises(TypeError, match="does not compare"):
        _ = value != "x"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Known("1"), Known("1"), True),
        (Known("1"), Known(1), False),
        (Known(True), Known(1), False),
        (Absent(), Absent(), True),
        (Absent(), Known(""), False),
        (Known(Items((Known(1), Known(2)))), Known(Items((Known(1), Known(2)))), True),
        (Known(Items((Known(1),), open=_UNKNOWN)), Known(Items((Known(1),), open=_UNKNOWN)), False),
        (Known(Fields({"a": Known(1)})), Known(Fields({"a": Known(1)})), True),
        (Known(Fields({"a": Known(1)})), Known(Fields({"a": Absent()})), False),
        (Known(Items()), Known(Fields()), False),
        (_UNKNOWN, _UNKNOWN, True),
        (_UNKNOWN, unknown(CauseKind.VARIABLE, "var.key"), False),
        (Unknown((), ref=Reference("a.b", "arn")), Unknown((), ref=Reference("a.b", "arn")), True),
        (Unknown((), ref=Reference("a.b", "arn")), Unknown((), ref=Reference("a.b", "id")), False),
    ],
)
def test_same_is_known_equality_by_terraforms_rules(left: Any, right: Any, expected: bool) -> None:
    assert same(left, right) is expected
    assert same(right, left) is expected


def test_sensitivity_flows_through_every_combinator() -> None:
    secret = mark_sensitive(Known("hunter2"))
    assert mark_sensitive(secret) is secret
    condition = judge(lambda data: len(data) > 3, secret)
    assert condition.sensitive
    assert equals(secret, "hunter2").sensitive
    assert all_of(Known(True), condition).sensitive
    assert all_of(mark_sensitive(_UNKNOWN), Known(True)).sensitive
    assert choose(condition, Known(1), Known(2)).sensitive
    assert fallback(mark_sensitive(Absent()), Known("default")).sensitive
    assert not equals(Known("x"), "x").sensitive
