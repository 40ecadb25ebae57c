"""The user's own concept of roles: who may do what, by name."""

import re

import msgspec

from leitplanke.core.logic import all_of, any_of, join, lift
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
    form = _any_of(role.patterns)
    return any_of(*(_is_named(one, form) for one in grant.principals.items), Known(False))


def stays_within(grant: Grant, role: Role) -> Value[bool]:
    """Return whether everything that the grant allows is among what the role may do."""
    if grant.actions.excluded:
        return Known("*" in role.may)
    pattern = _any_of(role.may).pattern
    rest = (join(grant.actions.open),) if grant.actions.open is not None else ()
    return all_of(*(matches(one, pattern) for one in grant.actions.items), *rest)


def _is_named(value: AnyValue, form: re.Pattern[str]) -> Value[bool]:
    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Known) and isinstance(one.data, Principal):
            return Known(form.fullmatch(one.data.name) is not None, one.origin)
        return join(one) if isinstance(one, Unknown) else Known(False)

    return lift(leaf, value)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one expression for several patterns; names of actions know no case."""
    return re.compile("(?i:" + "|".join(re.escape(one).replace(r"\*", ".*") for one in patterns) + ")")
