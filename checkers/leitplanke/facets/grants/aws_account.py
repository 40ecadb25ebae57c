"""Whose account a principal of AWS is: one's own, or another one."""

import re

from leitplanke.core.logic import any_of, elements, entries, join, lift
from leitplanke.core.text import HOLE
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Template, Unknown, Value, unknown
from leitplanke.facets.context import Context
from leitplanke.inventory.resource import Resource, walk

_OWN = "own"
_WHOLE_ACCOUNT = re.compile(rf"(?:arn:[^:]*:iam::)?(?P<account>\d{{12}}|{_OWN}|[^:]*{HOLE}[^:]*)(?::root)?")
_ACCOUNT_OF_ROLE = re.compile(r"arn:[^:]*:(?:iam|sts)::(?P<account>\d{12}):.*")


def is_foreign(context: Context, resource: Resource, principal: AnyValue) -> Value[bool]:
    """Return whether a whole account other than one's own is among the principals of a statement.

    What is read from a resource of the configuration is one's own. The number of an account is compared with the one
    that the provider is held to, by ``allowed_account_ids`` or by the role that it assumes; where it is held to none,
    a number may be that of one's own account, too.
    """
    if isinstance(principal, Unknown):
        return join(principal)
    kinds, more = entries(principal)
    named = kinds.get("AWS", more if more is not None else Absent())
    single = isinstance(named, Unknown) and (named.ref is not None or isinstance(named.partial, Template))
    items, rest = ((named,), None) if single else elements(named)
    own = _own_account(resource)
    doubts = (join(rest),) if rest is not None else ()
    return any_of(*(lift(lambda one: _is_foreign(context, own, one), item) for item in items), *doubts, Known(False))


def _is_foreign(context: Context, own: str | None, value: AnyValue) -> AnyValue:
    text = _text(context, value)
    if text is None:
        return join(value)
    found = _WHOLE_ACCOUNT.fullmatch(text)
    if found is None or found["account"] == _OWN:
        # A role or a user by name, or anyone: that is no whole account.
        return Known(False, value.origin)
    if HOLE in found["account"]:
        return join(value)
    if own is None:
        return unknown(CauseKind.PROVIDER, "account of provider aws", value.origin)
    return Known(found["account"] != own, value.origin)


def _text(context: Context, value: AnyValue) -> str | None:
    """Return the text with `_OWN` for what is read from a resource, and a hole for what is not known."""
    if value.ref is not None and context.inventory.target(value) is not None:
        return _OWN
    if isinstance(value, Known):
        return value.data if isinstance(value.data, str) else None
    if isinstance(value, Unknown) and isinstance(value.partial, Template):
        return "".join(
            part if isinstance(part, str) else (_text(context, part) or HOLE) for part in value.partial.parts
        )
    return None


def _own_account(resource: Resource) -> str | None:
    settings = Known(resource.provider_settings)
    allowed, rest = elements(resource.provider_settings.entries.get("allowed_account_ids", Absent()))
    if len(allowed) == 1 and rest is None and isinstance(allowed[0], Known):
        return str(allowed[0].data)
    role = next(walk(settings, ["assume_role", "role_arn"], Absent()))
    found = _ACCOUNT_OF_ROLE.fullmatch(role.data) if isinstance(role, Known) and isinstance(role.data, str) else None
    return found["account"] if found else None
