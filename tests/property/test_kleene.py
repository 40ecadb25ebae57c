"""Kleene's laws, and worlds: what the combinators say holds in every completion of what is not known."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.core.logic import all_of, any_of, choose, equals, gather, negate, one_of
from leitplanke.core.value import Absent, AnyValue, Cause, CauseKind, Known, Unknown, Value, World, unknown

Case: TypeAlias = Mapping[str, str | None]
"""What each root unknown turns out to be; None: absent."""

_FEW = settings(max_examples=150)
_ROOTS = {
    "var.region": ("eu-central-1", "us-east-1", None),
    "var.stage": ("prod", "test"),
    "var.key": ("customer", "provider", None),
}
_CASES: list[Case] = [dict(zip(_ROOTS, choice, strict=True)) for choice in product(*_ROOTS.values())]


def _data(value: AnyValue) -> object:
    return value.data if isinstance(value, Known) else ("absent" if isinstance(value, Absent) else "unknown")


_TRUTHS = st.sampled_from(
    [Known(True), Known(False), Absent(), unknown(CauseKind.VARIABLE, "var.a"), unknown(CauseKind.COMPUTED, "x.id")]
)


@_FEW
@given(_TRUTHS, _TRUTHS, _TRUTHS)
def test_the_laws_of_kleene(a: Value[bool], b: Value[bool], c: Value[bool]) -> None:
    for both, neutral, absorbing in ((all_of, Known(True), False), (any_of, Known(False), True)):
        assert _data(both(a, b)) == _data(both(b, a))
        assert _data(both(a, both(b, c))) == _data(both(both(a, b), c)) == _data(both(a, b, c))
        assert _data(both(a, a)) == _data(both(a))
        assert _data(both(a, neutral)) == _data(both(a))
        assert _data(both(a, Known(absorbing))) is absorbing
        assert _data(both(a, any_of(a, b) if both is all_of else all_of(a, b))) == _data(both(a))
    assert _data(negate(all_of(a, b))) == _data(any_of(negate(a), negate(b)))
    assert _data(negate(any_of(a, b))) == _data(all_of(negate(a), negate(b)))
    assert _data(negate(negate(a))) == _data(any_of(a))


# A condition as a function of the values of its roots, so that it can be judged with them known and unknown alike.
Condition: TypeAlias = Callable[[Mapping[str, AnyValue]], Value[bool]]


def _leaf(root: str, choice: str) -> Condition:
    return lambda values: equals(values[root], choice)


def _member(root: str) -> Condition:
    allowed = [choice for choice in _ROOTS[root] if choice is not None][:1]
    return lambda values: one_of(values[root], (*allowed, "another"))


def _not(part: Condition) -> Condition:
    return lambda values: negate(part(values))


def _all(parts: list[Condition]) -> Condition:
    return lambda values: all_of(*(part(values) for part in parts))


def _any(parts: list[Condition]) -> Condition:
    return lambda values: any_of(*(part(values) for part in parts))


def _choose(parts: tuple[Condition, Condition, Condition]) -> Condition:
    return lambda values: choose(parts[0](values), parts[1](values), parts[2](values))


_LEAVES = st.one_of(
    st.builds(_leaf, st.just("var.region"), st.sampled_from(["eu-central-1", "us-east-1"])),
    st.builds(_leaf, st.just("var.stage"), st.sampled_from(["prod", "test"])),
    st.builds(_leaf, st.just("var.key"), st.sampled_from(["customer", "provider"])),
    st.builds(_member, st.sampled_from(sorted(_ROOTS))),
)
_CONDITIONS = st.recursive(
    _LEAVES,
    lambda parts: st.one_of(
        st.builds(_not, parts),
        st.builds(_all, st.lists(parts, max_size=4)),
        st.builds(_any, st.lists(parts, max_size=4)),
        st.builds(_choose, st.tuples(parts, parts, parts)),
    ),
    max_leaves=12,
)


def _known(choice: str | None) -> AnyValue:
    return Absent() if choice is None else Known(choice)


def _open(root: str, *, worlds: bool) -> AnyValue:
    causes = (Cause(CauseKind.VARIABLE, root),)
    choices = tuple(World(((root, str(choice)),), _known(choice)) for choice in _ROOTS[root])
    return Unknown(causes, worlds=choices if worlds else ())


def _answers(condition: Condition, cases: list[Case]) -> set[object]:
    return {_data(condition({root: _known(choice) for root, choice in case.items()})) for case in cases}


@_FEW
@given(_CONDITIONS)
def test_worlds_say_exactly_what_all_completions_say(condition: Condition) -> None:
    answers = _answers(condition, _CASES)
    found = condition({root: _open(root, worlds=True) for root in _ROOTS})
    assert _data(found) == (answers.pop() if len(answers) == 1 else "unknown")
    if isinstance(found, Unknown):
        for world in found.worlds:
            assumed = dict(world.guard)
            fitting = [case for case in _CASES if all(str(case[root]) == choice for root, choice in assumed.items())]
            assert _answers(condition, fitting) == {_data(world.value)}


@_FEW
@given(_CONDITIONS, st.dictionaries(st.sampled_from(sorted(_ROOTS)), st.booleans()), st.sampled_from(_CASES))
def test_more_knowledge_never_flips_an_answer(condition: Condition, unsure: dict[str, bool], case: Case) -> None:
    """From plain unknowns to candidates to one value: what was decided stays."""
    values = {root: _open(root, worlds=unsure[root]) if root in unsure else _known(case[root]) for root in _ROOTS}
    before = _data(condition(values))
    for known in _steps(values, case):
        after = _data(condition(known))
        assert before in ("unknown", after)
        before = after


def _steps(values: Mapping[str, AnyValue], case: Case) -> Iterator[Mapping[str, AnyValue]]:
    now = dict(values)
    for root, value in values.items():
        if isinstance(value, Unknown):
            now[root] = _open(root, worlds=True)
            yield dict(now)
            now[root] = _known(case[root])
            yield dict(now)


@_FEW
@given(
    st.lists(_CONDITIONS, min_size=2, max_size=5).flatmap(
        lambda parts: st.permutations(parts).map(lambda p: (parts, p))
    )
)
def test_order_does_not_matter(orders: tuple[list[Condition], list[Condition]]) -> None:
    values = {root: _open(root, worlds=root != "var.stage") for root in _ROOTS}
    for both in (_all, _any):
        first, second = (both(order)(values) for order in orders)
        assert _data(first) == _data(second)


@_FEW
@given(_CONDITIONS)
def test_gathering_worlds_again_changes_nothing(condition: Condition) -> None:
    found = condition({root: _open(root, worlds=True) for root in _ROOTS})
    again = gather([World((), found)])
    assert _data(again) == _data(found)
    if isinstance(found, Unknown) and isinstance(again, Unknown):
        assert [world.guard for world in again.worlds] == [world.guard for world in found.worlds]
