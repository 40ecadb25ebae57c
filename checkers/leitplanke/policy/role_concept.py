"""The user's own concept of roles: who may do what, by name."""

import re
from collections.abc import Sequence

import msgspec

from leitplanke.core.logic import all_of, any_of, join, lift, negate
from leitplanke.core.text import matches
from leitplanke.core.value import AnyValue, Known, Unknown, Value
from leitplanke.inventory.facets import Grant, Principal


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One role of the concept.

    ``principals`` are patterns of the names of those who have it: addresses of the configuration, ARNs, members, names
    of security profiles; ``may`` are patterns of actions, roles or permissions as the cloud names them. ``*`` stands
    for any text. Without ``principals`` everybody whose name has the role's name in it has the role.
    """

    name: str
    may: tuple[str, ...]
    principals: tuple[str, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns of principals."""
        return self.principals or (f"*{self.name}*",)


def has_role(grant: Grant, role: Role) -> Value[bool]:
    """Return whether somebody whom the grant is for has the role. Those that a grant leaves out have not."""
    if grant.principals.excluded:
        return Known(False)
    rest = (join(grant.principals.open),) if grant.principals.open is not None else ()
    return any_of(*(_is_named(one, role) for one in grant.principals.items), *rest, Known(False))


def keeps_to(grant: Grant, roles: Sequence[Role]) -> list[tuple[Value[bool], AnyValue]]:
    """Return, for each action of the grant, whether everybody whom it is for may do it by the roles that he has.

    Who has several roles may do what one of them may; who has none is not asked.
    """
    actions: list[AnyValue] = [*grant.actions.items]
    if grant.actions.excluded:
        actions = [Known("*")]  # all but a few, which only who may do everything may do
    if grant.actions.open is not None:
        actions.append(join(grant.actions.open))
    holders = () if grant.principals.excluded else grant.principals.items
    held = [[(_is_named(who, role), role) for role in roles] for who in holders]
    if grant.principals.open is not None:
        doubt = join(grant.principals.open)
        held.append([(doubt, role) for role in roles])
    return [(all_of(*(_may(of_one, action) for of_one in held), Known(True)), action) for action in actions]


def _may(held: list[tuple[Value[bool], Role]], action: AnyValue) -> Value[bool]:
    permitted = (all_of(has, matches(action, _any_of(role.may).pattern)) for has, role in held)
    return any_of(negate(any_of(*(has for has, _ in held))), *permitted)


def _is_named(value: AnyValue, role: Role) -> Value[bool]:
    form = _any_of(role.patterns)

    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Known) and isinstance(one.data, Principal):
            return Known(form.fullmatch(one.data.name) is not None, one.origin)
        return join(one) if isinstance(one, Unknown) else Known(False)

    return lift(leaf, value)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one expression for several patterns; names of actions know no case."""
    return re.compile("(?i:" + "|".join(re.escape(one).replace(r"\*", ".*") for one in patterns) + ")")
