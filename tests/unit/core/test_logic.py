from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from leitplanke.core.logic import (
    all_of,
    any_of,
    at_least,
    choose,
    combine,
    elements,
    equals,
    fallback,
    gather,
    is_present,
    lift,
    merge_guards,
    negate,
    one_of,
)
from leitplanke.core.logic import (
    test as judge,
)
from leitplanke.core.value import (
    WORLDS_AT_MOST,
    Absent,
    AnyValue,
    Cause,
    CauseKind,
    Guard,
    Items,
    Known,
    Reference,
    Unknown,
    Value,
    World,
    same,
    unknown,
)

_TRUE: Value[bool] = Known(True)
_FALSE: Value[bool] = Known(False)
_A = unknown(CauseKind.VARIABLE, "var.a")
_B = unknown(CauseKind.COMPUTED, "aws_kms_key.main.arn")


def _one(root: str, choices: Sequence[tuple[str, AnyValue]]) -> AnyValue:
    """A root unknown that can be each of the choices."""
    causes = (Cause(CauseKind.VARIABLE, root),)
    return Unknown(causes, worlds=tuple(World(((root, name),), value) for name, value in choices))


def _flag(root: str) -> AnyValue:
    return _one(root, [("yes", Known(True)), ("no", Known(False))])


def _data(value: AnyValue) -> object:
    return value.data if isinstance(value, Known) else type(value)


@pytest.mark.parametrize(
    ("conditions", "every", "some"),
    [
        ((), True, False),
        ((_TRUE, _TRUE), True, True),
        ((_TRUE, _FALSE), False, True),
        ((_FALSE, _A), False, Unknown),
        ((_TRUE, _A), Unknown, True),
        ((_A, _B), Unknown, Unknown),
        ((Absent(), _A), False, Unknown),
        ((_TRUE, Absent()), False, True),
        ((Absent(),), False, False),
    ],
)
def test_false_wins_in_all_and_true_wins_in_any(conditions: Any, every: object, some: object) -> None:
    assert _data(all_of(*conditions)) == every
    assert _data(any_of(*conditions)) == some
    assert _data(all_of(*reversed(conditions))) == every
    assert _data(any_of(*reversed(conditions))) == some


def test_an_unknown_result_names_all_that_was_missing() -> None:
    result = all_of(_B, _TRUE, _A, _A)
    assert isinstance(result, Unknown)
    assert result.causes == (*_B.causes, *_A.causes)


def test_the_opposite_of_an_unknown_is_another_unknown() -> None:
    condition = Unknown(_A.causes, ref=Reference("aws_kms_key.main", "enabled"))
    assert _data(negate(condition)) is Unknown
    assert not same(negate(condition), condition)
    assert _data(negate(Absent())) is True
    assert _data(negate(_TRUE)) is False


def test_worlds_are_judged_one_by_one() -> None:
    flag = _flag("var.a")
    assert _data(any_of(flag, negate(flag))) is True
    assert _data(all_of(flag, negate(flag))) is False
    assert _data(any_of(flag, negate(_flag("var.b")))) is Unknown
    region = _one("var.region", [("eu", Known("eu-central-1")), ("ireland", Known("eu-west-1"))])
    assert _data(judge(lambda name: name.startswith("eu-"), region)) is True
    assert _data(equals(region, "us-east-1")) is False
    held = equals(region, "eu-west-1")
    assert isinstance(held, Unknown)
    assert [(world.guard, _data(world.value)) for world in held.worlds] == [
        ((("var.region", "eu"),), False),
        ((("var.region", "ireland"),), True),
    ]


def test_worlds_that_contradict_each_other_are_dropped() -> None:
    size = _one("var.stage", [("prod", Known(3)), ("test", Known(1))])
    name = _one("var.stage", [("prod", Known("large")), ("test", Known("small"))])
    pairs: list[tuple[object, object]] = []

    def look(left: AnyValue, right: AnyValue) -> AnyValue:
        pairs.append((_data(left), _data(right)))
        return Known(True)

    assert _data(lift(look, size, name)) is True
    assert pairs == [(3, "large"), (1, "small")]


@pytest.mark.parametrize(
    ("left", "right", "merged"),
    [
        ((), (), ()),
        ((("a", "1"),), (), (("a", "1"),)),
        ((("b", "1"),), (("a", "2"),), (("a", "2"), ("b", "1"))),
        ((("a", "1"),), (("a", "2"),), None),
    ],
)
def test_guards_merge_unless_they_contradict(left: Guard, right: Guard, merged: Guard | None) -> None:
    assert merge_guards(left, right) == merged
    assert merge_guards(right, left) == merged


def test_more_than_32_worlds_become_a_plain_unknown_that_says_so() -> None:
    def numbers(count: int) -> AnyValue:
        return gather(World((("var.n", str(number)),), Known(number)) for number in range(count))

    kept, widened = numbers(WORLDS_AT_MOST), numbers(WORLDS_AT_MOST + 1)
    assert isinstance(kept, Unknown)
    assert (len(kept.worlds), kept.widened) == (32, False)
    assert isinstance(widened, Unknown)
    assert (widened.worlds, widened.widened) == ((), True)


def test_too_many_combinations_still_let_false_win() -> None:
    flags = [_flag(f"var.flag{number}") for number in range(12)]
    assert combine(*flags) is None
    undecided = all_of(*flags)
    assert isinstance(undecided, Unknown)
    assert undecided.widened
    assert len(undecided.causes) == 12
    assert _data(all_of(*flags, _FALSE)) is False
    assert _data(any_of(_TRUE, *flags)) is True


def test_absent_is_handed_on_unless_the_test_says_what_it_means() -> None:
    assert _data(judge(bool, Absent())) is Absent
    assert _data(judge(bool, Absent(), absent=True)) is True
    assert _data(judge(bool, _A, absent=True)) is Unknown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Known(7), True),
        (Known(6), False),
        (Known("7"), True),
        (Known(Decimal("6.9")), False),
        (Known(True), False),
        (Known("seven"), False),
        (Known("NaN"), False),
        (Absent(), False),
        (_A, Unknown),
    ],
)
def test_at_least(value: AnyValue, expected: object) -> None:
    assert _data(at_least(value, 7)) is expected


def test_numbers_and_truths_are_not_mixed_up() -> None:
    assert _data(one_of(Known(1), (True,))) is False
    assert _data(one_of(Known(True), (1, "true"))) is False
    assert _data(equals(Known(Decimal(443)), 443)) is True
    assert _data(equals(Known("443"), 443)) is False
    assert _data(equals(Known(True), expected=True)) is True


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Known("x"), True),
        (Known(""), False),
        (Absent(), False),
        (_A, Unknown),
        (Unknown(_A.causes, nullable=False), True),
        (Known(Items()), False),
        (Known(Items(open=_A)), Unknown),
        (Known(Items((_A,))), True),
    ],
)
def test_is_present(value: AnyValue, expected: object) -> None:
    assert _data(is_present(value)) is expected


def test_choose_takes_both_where_the_condition_is_open() -> None:
    assert _data(choose(_TRUE, Known(1), Known(2))) == 1
    assert _data(choose(Absent(), Known(1), Known(2))) == 2
    assert _data(choose(_A, Known(1), Known(2))) is Unknown
    assert _data(choose(_A, Known(1), Known(1))) == 1
    chosen = choose(_flag("var.a"), Known(1), Known(2))
    assert isinstance(chosen, Unknown)
    assert [_data(world.value) for world in chosen.worlds] == [1, 2]


def test_fallback_fills_in_what_is_absent_in_every_world() -> None:
    assert _data(fallback(Absent(), Known("default"))) == "default"
    assert _data(fallback(Known("own"), Known("default"))) == "own"
    assert _data(fallback(_A, Known("default"))) is Unknown
    either = _one("var.a", [("set", Known("default")), ("null", Absent())])
    assert _data(fallback(either, Known("default"))) == "default"


def test_elements() -> None:
    items, more = elements(Known(Items((Known(1),), open=_A)))
    assert ([_data(one) for one in items], more) == ([1], _A)
    assert elements(Absent()) == ((), None)
    assert elements(_A) == ((), _A)
    assert [_data(one) for one in elements(Known("lone"))[0]] == ["lone"]
