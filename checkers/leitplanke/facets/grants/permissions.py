"""Roles that list what they allow themselves: security profiles of Amazon Connect, roles of Genesys Cloud."""

from collections.abc import Iterator

import msgspec

from leitplanke.catalogue.row import GrantRule
from leitplanke.core.logic import elements, join, lift
from leitplanke.core.text import shown_name
from leitplanke.core.value import Absent, AnyValue, Fields, Known, Unknown
from leitplanke.facets.context import Context
from leitplanke.inventory.facets import Effect, Grant, Principal, PrincipalKind, Selection
from leitplanke.inventory.resource import walk

_PARTS = ("domain", "entity_name")


def permission_list(context: Context, rule: GrantRule) -> list[Grant]:
    """Return the grant of a role whose permissions are a list of names."""
    value = context.resource.read(rule.path)
    items, rest = elements(value)
    return [_grant(context, rule, items, join(rest) if rest is not None else None, value)]


def genesys_role(context: Context, rule: GrantRule) -> list[Grant]:
    """Return the grants of a Genesys Cloud role: ``domain:entity:action`` for each action of each policy.

    A policy with conditions is a grant of its own. Source: Genesys Cloud provider documentation,
    ``genesyscloud_auth_role``.
    """
    items: list[AnyValue] = []
    doubts: list[AnyValue] = []
    narrow: list[Grant] = []
    for block in context.resource.read_all(rule.path):
        found, rest = elements(block)
        doubts += (rest,) if rest is not None else ()
        for one in found:
            if isinstance(one, Known) and isinstance(one.data, Fields):
                actions = tuple(_actions(one.data))
                condition = one.data.entries.get("conditions", Absent())
                if isinstance(condition, Known) and elements(condition)[0]:
                    narrow.append(_conditional(context, rule, actions, condition))
                else:
                    items += actions
            elif isinstance(one, Unknown):
                doubts.append(one)
    listed, rest = elements(context.resource.read("permissions"))
    doubts += (rest,) if rest is not None else ()
    told = next((one for one in items if isinstance(one, Known) and "*" in str(one.data)), next(iter(items), None))
    if narrow and not (items or listed or doubts):
        return narrow
    return [_grant(context, rule, (*items, *listed), join(*doubts) if doubts else None, told), *narrow]


def genesys_assignment(context: Context, rule: GrantRule) -> list[Grant]:
    """Return the grants of roles to a user, a group or a client of Genesys Cloud, each in its divisions.

    Source: Genesys Cloud provider documentation, ``genesyscloud_user_roles``, ``genesyscloud_group_roles``,
    ``genesyscloud_oauth_client``.
    """
    grants: list[Grant] = []
    for block in context.resource.read_all(rule.path):
        found, rest = elements(block)
        blocks = (*found, *((rest,) if rest is not None else ()))
        grants += (_assigned(context, rule, one) for one in blocks if not isinstance(one, Absent))
    return grants


def _assigned(context: Context, rule: GrantRule, block: AnyValue) -> Grant:
    role = next(walk(block, ["role_id"], Absent()))
    divisions = [one for name in ("division_ids", "division_id") for one in _listed(block, name)]
    who = context.resource.read(rule.principal) if rule.principal else Absent()
    target = context.inventory.target(who)
    shown = target.address if target is not None else shown_name(who) or context.resource.address
    named = context.inventory.target(role)
    action = Known(named.address, role.origin) if named is not None else role
    return Grant(
        slot=f"{rule.slot}:{named.address if named is not None else shown_name(role)}",
        kind=rule.kind,
        effect=Known(Effect.ALLOW),
        principals=Selection((Known(Principal(PrincipalKind(rule.principal_kind), shown), who.origin),)),
        actions=Selection((action,)),
        # Without a division the role holds in the home division, and that is all that is not divided.
        resources=Selection(tuple(divisions) or (Known("home"),)),
        evidence=context.evidence(f"{rule.path}.role_id", role),
    )


def _listed(block: AnyValue, name: str) -> tuple[AnyValue, ...]:
    written = Absent()
    value: AnyValue = block if isinstance(block, Unknown) else written
    if isinstance(block, Known) and isinstance(block.data, Fields):
        value = block.data.entries.get(name, written)
    items, rest = elements(value)
    return (*items, *((rest,) if rest is not None else ()))


def _conditional(context: Context, rule: GrantRule, actions: tuple[AnyValue, ...], condition: AnyValue) -> Grant:
    grant = _grant(context, rule, actions, None, next(iter(actions), None))
    name = shown_name(actions[0]).rpartition(":")[0] if actions else ""
    return msgspec.structs.replace(grant, slot=f"{rule.slot}:{name}", conditions=(("conditions", condition),))


def _actions(policy: Fields) -> Iterator[AnyValue]:
    missing: AnyValue = policy.open if policy.open is not None else Absent()
    head = [policy.entries.get(name, missing) for name in _PARTS]
    actions, rest = elements(policy.entries.get("action_set", missing))
    for action in (*actions, *((rest,) if rest is not None else ())):
        yield lift(_text, *head, action)


def _text(*parts: AnyValue) -> AnyValue:
    if any(isinstance(part, Unknown) for part in parts):
        return join(*parts)
    text = ":".join(str(part.data) if isinstance(part, Known) else "" for part in parts)
    return Known("*" if text == "*:*:*" else text, parts[-1].origin)


def _grant(
    context: Context, rule: GrantRule, items: tuple[AnyValue, ...], rest: AnyValue | None, told: AnyValue | None
) -> Grant:
    name = context.resource.read(rule.principal) if rule.principal else Absent()
    shown = shown_name(name) if isinstance(name, Known) else context.resource.address
    return Grant(
        slot=rule.slot,
        kind=rule.kind,
        effect=Known(Effect.ALLOW),
        principals=Selection((Known(Principal(PrincipalKind.ROLE, shown)),)),
        actions=Selection(items, open=rest),
        resources=Selection((Known("*"),)),
        evidence=context.evidence(rule.path, told),
    )
