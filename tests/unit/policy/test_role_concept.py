import msgspec
import pytest

from leitplanke.core.logic import all_of
from leitplanke.core.value import AnyValue, CauseKind, Known, unknown
from leitplanke.inventory.facets import Effect, Evidence, Grant, Principal, PrincipalKind, Selection
from leitplanke.policy import Role, has_role, keeps_to

DOUBT = unknown(CauseKind.VARIABLE, "var.value")
AGENT = Role(name="agent", may=("BasicAgentAccess", "conversation:*"))
QUALITY = Role(name="quality", principals=("*qm*",), may=("Listen*",))


def grant(principal: str | AnyValue, *actions: str | AnyValue, excluded: bool = False) -> Grant:
    who = Known(Principal(PrincipalKind.ROLE, principal)) if isinstance(principal, str) else principal
    names = tuple(Known(one) if isinstance(one, str) else one for one in actions)
    everywhere = Selection((Known("*"),))
    named = Selection(names, excluded)
    return Grant("1", "identity", Known(Effect.ALLOW), Selection((who,)), named, everywhere, Evidence("a.b"))


def kept(one: Grant, *roles: Role) -> object:
    found = all_of(*(holds for holds, _ in keeps_to(one, roles)))
    return found.data if isinstance(found, Known) else None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (grant("Agents", "BasicAgentAccess"), True),
        (grant("Agents", "basicagentaccess", "conversation:call:view"), True),
        (grant("Agents", "BasicAgentAccess", "DownloadCallRecordings"), False),
        (grant("Agents", "conversation:*:view"), True),
        (grant("Agents", "*"), False),
        (grant("Agents", "users:*", excluded=True), False),
        (grant("Planners", "*"), True),
        (grant("qm-agents", "BasicAgentAccess", "ListenCallRecordings"), True),
        (grant("qm-agents", "DownloadCallRecordings"), False),
        (grant("Agents", DOUBT), None),
        (grant("Planners", DOUBT), True),
        (grant(DOUBT, "DownloadCallRecordings"), None),
    ],
)
def test_who_has_roles_may_do_what_they_may(one: Grant, expected: bool | None) -> None:
    assert kept(one, AGENT, QUALITY) is expected


def test_whoever_else_has_a_grant_may_have_any_role() -> None:
    one = grant("qm-agents", "ListenCallRecordings")
    others = msgspec.structs.replace(one, principals=Selection(one.principals.items, open=DOUBT))
    assert kept(one, AGENT, QUALITY) is True
    assert kept(others, AGENT, QUALITY) is None


def test_the_name_of_a_role_is_its_pattern_unless_others_are_given() -> None:
    for principal, expected in (("team-Agent-1", True), ("team-1", False)):
        found = has_role(grant(principal), AGENT)
        assert isinstance(found, Known)
        assert found.data is expected
    found = has_role(grant("quality"), QUALITY)
    assert isinstance(found, Known)
    assert found.data is False
