import pytest

from leitplanke.core.value import AnyValue, CauseKind, Items, Known, Template, Unknown, unknown
from leitplanke.inventory.facets import Effect, Evidence, Grant, Principal, PrincipalKind, Selection
from leitplanke.inventory.grants import (
    has_condition,
    includes_anyone,
    includes_kind,
    includes_named,
    includes_only_kind,
    is_narrowed,
    share,
    takes_in,
)

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


def actions(*names: str | AnyValue, excluded: bool = False, more: AnyValue | None = None) -> Selection:
    return Selection(tuple(Known(one) if isinstance(one, str) else one for one in names), excluded, more)


def partly(*parts: str | Unknown) -> Unknown:
    return Unknown(DOUBT.causes, partial=Template(parts), nullable=False)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (actions("iam:PassRole"), True),
        (actions("IAM:pass*"), True),
        (actions("iam:Pass????"), True),
        (actions("*"), True),
        (actions("iam:PassRoles", "s3:*"), False),
        (actions(partly("iam:", DOUBT)), None),
        (actions(partly("s3:", DOUBT)), False),
        (actions(partly("s3:", DOUBT), "iam:PassRole"), True),
        (actions("s3:*", more=DOUBT), None),
        (actions("s3:*", excluded=True), True),
        (actions("iam:*", excluded=True), False),
        (actions(DOUBT, excluded=True), None),
        (actions(), False),
    ],
)
def test_wildcards_take_in_names(selection: Selection, expected: bool | None) -> None:
    assert answer(takes_in(selection, {"iam:passrole"})) is expected


@pytest.mark.parametrize(
    ("less", "expected"),
    [
        (actions("Microsoft.Authorization/*"), False),
        (actions("Microsoft.Authorization/roleAssignments/*"), True),
        (actions(DOUBT), None),
    ],
)
def test_what_is_taken_out_again_is_not_taken_in(less: Selection, expected: bool | None) -> None:
    names = ("microsoft.authorization/roleassignments/write", "microsoft.authorization/roledefinitions/write")

    assert answer(takes_in(actions("*"), names, less)) is expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("StringLike p:sub", Known("repo:acme/calls:*"), True),
        ("StringLike p:sub", Known(Items((Known("repo:acme/calls:*"), Known("repo:*")))), False),
        ("StringLike p:sub", Known(Items((Known("repo:acme/calls:*"),), open=DOUBT)), None),
        ("StringLike p:sub", partly("repo:acme/", DOUBT, ":*"), None),
        ("StringLikeIfExists p:sub", Known("repo:acme/calls:*"), False),
        ("StringNotLike p:sub", Known("repo:acme/calls:*"), False),
        ("StringLike p:aud", Known("repo:acme/calls:*"), False),
        ("? ?", DOUBT, None),
    ],
)
def test_a_condition_asks_for_each_of_its_values(name: str, value: AnyValue, expected: bool | None) -> None:
    asked = has_condition(grant(Selection((ROLE,)), (name, value)), ".+:sub", r"repo:[^/*?]+/[^:*?]+(:.*)?")

    assert answer(asked) is expected


def test_conditions_on_tags_narrow_by_their_key() -> None:
    tagged = grant(Selection((ANYONE,)), ("StringEquals aws:ResourceTag/stage", Known("prod")))

    assert answer(is_narrowed(tagged, {"aws:resourcetag"})) is True
    assert answer(is_narrowed(tagged)) is False


OTHER = Known(Principal(PrincipalKind.ROLE, "arn:aws:iam::111122223333:role/keys"))
ACCOUNT = Known(Principal(PrincipalKind.ACCOUNT, "arn:aws:iam::111122223333:root"))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Selection((ROLE, OTHER)), Selection((OTHER,)), True),
        (Selection((ROLE,)), Selection((OTHER,)), False),
        (Selection((ACCOUNT,)), Selection((ACCOUNT,)), False),
        (Selection((ROLE,)), Selection((DOUBT,)), None),
        (Selection((ACCOUNT,)), Selection((DOUBT,)), False),
        (Selection((ROLE,)), Selection((ROLE,), excluded=True), False),
        (Selection((ROLE,)), Selection((), open=DOUBT), None),
    ],
)
def test_principals_are_shared(left: Selection, right: Selection, expected: bool | None) -> None:
    assert answer(share(left, right, (PrincipalKind.ACCOUNT,))) is expected


def test_principals_are_found_by_kind_and_name() -> None:
    service = Known(Principal(PrincipalKind.SERVICE, "scheduler.amazonaws.com"))

    assert answer(includes_named(Selection((ROLE, service)), PrincipalKind.SERVICE, r"scheduler\..*")) is True
    assert answer(includes_named(Selection((ROLE, service)), PrincipalKind.ROLE, r"scheduler\..*")) is False
    assert answer(includes_named(Selection((DOUBT,)), PrincipalKind.SERVICE, ".*")) is None


def test_all_principals_are_of_one_kind() -> None:
    service = Known(Principal(PrincipalKind.SERVICE, "scheduler.amazonaws.com"))

    assert answer(includes_only_kind(Selection((service,)), PrincipalKind.SERVICE)) is True
    assert answer(includes_only_kind(Selection((service, ROLE)), PrincipalKind.SERVICE)) is False
    assert answer(includes_only_kind(Selection((service, DOUBT)), PrincipalKind.SERVICE)) is None
    assert answer(includes_only_kind(Selection((service,), open=DOUBT), PrincipalKind.SERVICE)) is None
    assert answer(includes_only_kind(Selection(()), PrincipalKind.SERVICE)) is False
    assert answer(includes_only_kind(Selection((service,), excluded=True), PrincipalKind.SERVICE)) is False
