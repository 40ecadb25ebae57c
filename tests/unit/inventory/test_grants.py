import pytest

from leitplanke.core.value import AnyValue, CauseKind, Known, Unknown, unknown
from leitplanke.inventory.facets import Effect, Evidence, Grant, Principal, PrincipalKind, Selection
from leitplanke.inventory.grants import includes_anyone, includes_kind, is_narrowed

DOUBT = unknown(CauseKind.VARIABLE, "var.value")
ANYONE = Known(Principal(PrincipalKind.ANYONE, "*"))
ROLE = Known(Principal(PrincipalKind.ROLE, "arn:aws:iam::111122223333:role/quality"))


def grant(principals: Selection, *conditions: tuple[str, AnyValue]) -> Grant:
    everything = Selection((Known("*"),))
    return Grant("1", "resource", Known(Effect.ALLOW), principals, everything, everything, Evidence("a.b"), conditions)


def answer(value: AnyValue) -> object:
    return value.data if isinstance(value, Known) else None


@pytest.mark.parametrize(
    ("principals", "expected"),
    [
        (Selection((ROLE,)), False),
        (Selection((ROLE, ANYONE)), True),
        (Selection((ROLE,), excluded=True), True),
        (Selection((ROLE, DOUBT)), None),
        (Selection((ANYONE, DOUBT)), True),
        (Selection((), open=DOUBT), None),
        (Selection(), False),
    ],
)
def test_anyone_is_found_among_principals(principals: Selection, expected: bool | None) -> None:
    assert answer(includes_anyone(grant(principals))) is expected


def test_who_is_left_out_is_not_included() -> None:
    assert answer(includes_kind(Selection((ROLE,)), PrincipalKind.ROLE)) is True
    assert answer(includes_kind(Selection((ROLE,)), PrincipalKind.PERSON)) is False


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("StringEquals aws:PrincipalOrgID", Known("o-1"), True),
        ("StringEquals AWS:principalorgid", DOUBT, True),
        ("StringLike aws:PrincipalArn", Known("*"), False),
        ("ArnLike aws:SourceArn", DOUBT, None),
        ("IpAddress aws:SourceIp", Known("0.0.0.0/0"), False),
        ("IpAddress aws:SourceIp", Known("192.0.2.0/24"), True),
        ("StringNotEquals aws:SourceAccount", Known("1"), False),
        ("StringEqualsIfExists aws:PrincipalOrgID", Known("o-1"), False),
        ("ForAllValues:StringEquals aws:PrincipalOrgPaths", Known("o-1/*"), False),
        ("Bool aws:SecureTransport", Known("true"), False),
        ("? ?", DOUBT, None),
    ],
)
def test_only_a_condition_on_who_narrows(name: str, value: Known[str] | Unknown, expected: bool | None) -> None:
    assert answer(is_narrowed(grant(Selection((ANYONE,)), (name, value)))) is expected


def test_no_condition_narrows_nothing() -> None:
    assert answer(is_narrowed(grant(Selection((ANYONE,))))) is False
