"""Grants of Azure: role assignments, and what own roles allow."""

import re

from leitplanke.catalogue.row import GrantRule
from leitplanke.core.logic import any_of, choose, elements, fallback, join, lift, one_of
from leitplanke.core.text import HOLE, outline, shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, unknown
from leitplanke.facets.context import Context
from leitplanke.facets.grants.somebody import somebody
from leitplanke.inventory.facets import Effect, Grant, Principal, PrincipalKind, Selection
from leitplanke.inventory.resource import Resource

_KINDS = {
    "User": PrincipalKind.PERSON,
    "Group": PrincipalKind.GROUP,
    "ServicePrincipal": PrincipalKind.ROLE,
}
_KIND_BY_TYPE = {
    "azuread_user": PrincipalKind.PERSON,
    "azuread_group": PrincipalKind.GROUP,
    "azuread_service_principal": PrincipalKind.ROLE,
    "azurerm_user_assigned_identity": PrincipalKind.ROLE,
}
_IDENTITY_BLOCK = re.compile(r"(\w+_)?identity(\.|$)")
"""``identity``, ``kubelet_identity``: the identity that a resource has is never a person."""
_ROLE_BY_ID = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
    "00482a5a-887f-4fb3-b363-3b7fe8e74483": "Key Vault Administrator",
    "14b46e9e-c2b7-41b4-b07b-48a6ebf60603": "Key Vault Crypto Officer",
    "12338af0-0e69-4776-bea7-57ae8d297424": "Key Vault Crypto User",
}
"""Roles that are told by their ids; source: Azure documentation, "Azure built-in roles"."""
_WHOLE_SUBSCRIPTION = f"/subscriptions/{HOLE}"


def role_assignment(context: Context, rule: GrantRule) -> list[Grant]:
    """Return the grant of ``azurerm_role_assignment``: a role, by name or by id, for one principal on a scope."""
    name = context.resource.read(rule.path) if rule.path else Absent()
    who = context.resource.read(rule.principal)
    kind = context.resource.read(rule.principal_kind) if rule.principal_kind else Absent()
    role_id = context.resource.read("role_definition_id")
    condition = context.resource.read("condition")
    role = fallback(lift(_role, name), lift(lambda one: _role_by_id(context, one), role_id))
    return [
        Grant(
            slot=rule.slot,
            kind=rule.kind,
            effect=Known(Effect.ALLOW),
            principals=Selection((principal_of(context, who, kind),)),
            actions=Selection((role,)),
            resources=Selection((lift(_scope, context.resource.read("scope")),)),
            evidence=context.evidence(rule.principal, who),
            conditions=() if isinstance(condition, Absent) else (("condition", condition),),
        )
    ]


def role_definition(context: Context, rule: GrantRule) -> list[Grant]:
    """Return what an own role allows: its actions, wherever its scope is, to whom it will be assigned."""
    resource = context.resource
    actions = _listed(resource, rule.path, "permissions.data_actions")
    listed = resource.read(rule.path)
    telling = next((item for item in actions.items if isinstance(item, Known) and item.data == "*"), listed)
    return [
        Grant(
            slot=rule.slot,
            kind=rule.kind,
            effect=Known(Effect.ALLOW),
            principals=Selection((Known(Principal(PrincipalKind.ROLE, resource.address)),)),
            actions=actions,
            resources=Selection((lift(_scope, resource.read("scope")),)),
            evidence=context.evidence(rule.path, telling),
            less=_listed(resource, "permissions.not_actions", "permissions.not_data_actions"),
        )
    ]


def _listed(resource: Resource, *paths: str) -> Selection:
    """Return the elements of all lists at the paths."""
    items: list[AnyValue] = []
    doubts: list[AnyValue] = []
    for value in (value for path in paths for value in resource.read_all(path)):
        found, more = elements(value)
        items += found
        doubts += (more,) if more is not None else ()
    return Selection(tuple(items), open=join(*doubts) if doubts else None)


def _role(value: AnyValue) -> AnyValue:
    if isinstance(value, Known):
        return Known(str(value.data), value.origin)
    return join(value) if isinstance(value, Unknown) else value


def _role_by_id(context: Context, value: AnyValue) -> AnyValue:
    """What a role allows that is named by its id: one of the built-in ones, one that is looked up, or an own one."""
    target = context.inventory.target(value)
    if target is not None and target.type == "data.azurerm_role_definition":
        name = lift(_role, target.read("name"))
        return name if isinstance(name, Known) else join(name, value)
    if target is not None:
        return lift(lambda one: _own_role(target, value, one), _allows_everything(target))
    text = outline(value)
    if isinstance(value, Known) and text is not None:
        known = _ROLE_BY_ID.get(text.rpartition("/")[2].lower())
        if known is not None:
            return Known(known, value.origin)
        unread = context.inventory.why_incomplete("azurerm_role_definition", lambda cause: cause.is_of_scan)
        # It may be one of those that were not read.
        return Known(text, value.origin) if unread is None else Unknown(unread.causes, value.origin)
    return value if isinstance(value, Absent) else join(value)


def _own_role(role: Resource, value: AnyValue, everything: AnyValue) -> AnyValue:
    if isinstance(everything, Unknown):
        return join(everything)
    return Known("*" if isinstance(everything, Known) and everything.data else role.address, value.origin)


def _allows_everything(role: Resource) -> AnyValue:
    """Tell whether a role of one's own has ``*`` among its actions."""
    if role.type != "azurerm_role_definition":
        return Known(False)
    answers: list[AnyValue] = []
    for path in ("permissions.actions", "permissions.data_actions"):
        for value in role.read_all(path):
            items, more = elements(value)
            answers += (one_of(item, ("*",)) for item in items)
            answers += (join(more),) if more is not None else ()
    return choose(role.exists, any_of(*answers), Known(False))


def _scope(value: AnyValue) -> AnyValue:
    """Return a scope; one that ends with a subscription's id is the whole of it, whichever it is."""
    if isinstance(value, Unknown) and outline(value) == _WHOLE_SUBSCRIPTION:
        return Known("/subscriptions/...", value.origin)
    return value


def principal_of(context: Context, who: AnyValue, kind: AnyValue) -> AnyValue:
    """Return who has an object id; ``kind`` is what the configuration says of it, such as ``User``."""
    return lift(lambda one, of: _principal(context, one, of), who, kind)


def _principal(context: Context, who: AnyValue, kind: AnyValue) -> AnyValue:
    """Who is meant: by the resource that is referred to, else by the kind that is written beside."""
    target = context.inventory.target(who)
    by_type = _KIND_BY_TYPE.get(target.type.removeprefix("data.")) if target else None
    if by_type is None and who.ref is not None and _IDENTITY_BLOCK.match(who.ref.attribute):
        by_type = PrincipalKind.ROLE
    if by_type is not None and target is not None:
        return Known(Principal(by_type, target.address), who.origin)
    if isinstance(kind, Known):
        return Known(Principal(_KINDS.get(str(kind.data), PrincipalKind.OTHER), outline(who) or ""), kind.origin)
    name = f"{context.resource.address}: kind of principal {shown_name(who)}".rstrip()
    if isinstance(kind, Unknown) or isinstance(who, Unknown):
        return somebody(join(kind, who), name, _KINDS.values())
    return somebody(unknown(CauseKind.CLOUD, name, who.origin), shown_name(who), _KINDS.values())
