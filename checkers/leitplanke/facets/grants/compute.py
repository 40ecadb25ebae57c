"""The grants of a resource, by the forms that its row names."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from leitplanke.catalogue.row import GrantRule
from leitplanke.core.logic import elements, fallback, join, lift
from leitplanke.core.text import HOLE, outline, shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, unknown, with_origin
from leitplanke.facets.context import Context
from leitplanke.facets.grants.aws_policy import statements
from leitplanke.facets.grants.aws_principal import principal
from leitplanke.inventory.facets import Effect, Grant, Principal, PrincipalKind, Selection

Form: TypeAlias = Callable[[Context, GrantRule], list[Grant]]

_AZURE_KINDS = {
    "User": PrincipalKind.PERSON,
    "Group": PrincipalKind.GROUP,
    "ServicePrincipal": PrincipalKind.ROLE,
}
_AZURE_KIND_BY_TYPE = {
    "azuread_user": PrincipalKind.PERSON,
    "azuread_group": PrincipalKind.GROUP,
    "azuread_service_principal": PrincipalKind.ROLE,
    "azurerm_user_assigned_identity": PrincipalKind.ROLE,
}
_AZURE_FULL_ROLES = ("Owner", "Contributor")
_AZURE_FULL_ROLE_IDS = ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c")
"""Ids of the same roles; source: Azure documentation, "Azure built-in roles"."""
_GOOGLE_KINDS = {
    "user": PrincipalKind.PERSON,
    "group": PrincipalKind.GROUP,
    "serviceAccount": PrincipalKind.ROLE,
    "domain": PrincipalKind.ACCOUNT,
    "allUsers": PrincipalKind.ANYONE,
    "allAuthenticatedUsers": PrincipalKind.ANYONE,
    "principal": PrincipalKind.ROLE,
    "principalSet": PrincipalKind.ROLE,
    "projectOwner": PrincipalKind.ACCOUNT,
    "projectEditor": PrincipalKind.ACCOUNT,
    "projectViewer": PrincipalKind.ACCOUNT,
}


def grants(context: Context) -> tuple[Grant, ...]:
    """Return all access that the resource gives."""
    return tuple(grant for rule in context.row.grants for grant in _FORMS[rule.form](context, rule))


def _aws_policy(context: Context, rule: GrantRule) -> list[Grant]:
    found: list[Grant] = []
    who: AnyValue | None = None
    if rule.principal:
        who = principal(context, context.resource.read(rule.principal), rule.principal_kind)
    elif rule.kind == "identity":
        who = Known(Principal(PrincipalKind.ROLE, context.resource.address))
    several = sum(one.form == rule.form for one in context.row.grants) > 1
    for value in context.resource.read_all(rule.path):
        written, rest = statements(context, context.resource, value, rule.kind, rule.path, who)
        found += (_within(rule, one) for one in written) if several else written
        if rest is not None:
            found.append(_opaque(context, rule, value, rest, who))
    return found


def _within(rule: GrantRule, grant: Grant) -> Grant:
    """Return a statement named by the policy that it is in, where a resource has several: ``trust:1``."""
    return msgspec.structs.replace(grant, slot=f"{rule.slot}:{grant.slot.removeprefix('statement:')}")


def _opaque(context: Context, rule: GrantRule, value: AnyValue, rest: Unknown, who: AnyValue | None) -> Grant:
    """The grant that stands for the statements of a document that could not be read."""
    everything = Selection((), open=rest)
    principals = everything if who is None else Selection((who,))
    evidence = context.evidence(rule.path, value)
    return Grant(rule.slot, rule.kind, rest, principals, everything, everything, evidence)


def _aws_attachment(context: Context, rule: GrantRule) -> list[Grant]:
    """Managed policies by ARN, attached to whom ``principal`` names: one or several, or the role itself."""
    if rule.principal:
        named = context.resource.read(rule.principal)
        items, rest = ((named,), None) if named.ref is not None else elements(named)
        who = tuple(principal(context, item, rule.principal_kind) for item in items)
        if not who and rest is None:
            return []
        principals = Selection(who, open=rest)
    else:
        principals = Selection((Known(Principal(PrincipalKind.ROLE, context.resource.address)),))
    policies, more = elements(context.resource.read(rule.path))
    return [
        _attached(context, rule, policy, principals, several=len(policies) > 1)
        for policy in (*policies, *((more,) if more is not None else ()))
    ]


def _attached(context: Context, rule: GrantRule, policy: AnyValue, principals: Selection, *, several: bool) -> Grant:
    actions = lift(lambda one: _managed_actions(context, one), policy)
    return Grant(
        slot=f"{rule.slot}:{shown_name(policy).rpartition('/')[2]}" if several else rule.slot,
        kind=rule.kind,
        effect=Known(Effect.ALLOW),
        principals=principals,
        actions=Selection((actions,)),
        resources=Selection((actions,)),
        evidence=context.evidence(rule.path, policy),
    )


def _managed_actions(context: Context, value: AnyValue) -> AnyValue:
    """What an attached policy allows, as far as its name says: ``*`` for AdministratorAccess, else its name."""
    target = context.inventory.target(value)
    if target is not None and target.type == "data.aws_iam_policy":
        found = fallback(target.read("arn"), _policy_arn(target.read("name")))
        value = found if value.origin is None else with_origin(found, value.origin)
    text = outline(value)
    if text is not None and HOLE not in text.rpartition("/")[2]:
        return Known("*" if text.endswith(":policy/AdministratorAccess") else f"policy:{text}", value.origin)
    if target is not None and not target.type.startswith("data."):
        return Known(f"policy:{target.address}", value.origin)
    return join(value)


def _policy_arn(name: AnyValue) -> AnyValue:
    """Return the ARN of a policy that is looked up by name: it may be one of AWS's own."""

    def leaf(one: AnyValue) -> AnyValue:
        return Known(f"arn:aws:iam::aws:policy/{one.data}", one.origin) if isinstance(one, Known) else join(one)

    return lift(leaf, name)


def _azure_role_assignment(context: Context, rule: GrantRule) -> list[Grant]:
    name = context.resource.read(rule.path)
    who = context.resource.read(rule.principal)
    kind = context.resource.read(rule.principal_kind) if rule.principal_kind else Absent()
    role_id = context.resource.read("role_definition_id")
    actions = fallback(lift(_azure_role, name), lift(lambda one: _azure_role_by_id(context, one), role_id))
    return [
        Grant(
            slot=rule.slot,
            kind=rule.kind,
            effect=Known(Effect.ALLOW),
            principals=Selection((lift(lambda one, of: _azure_principal(context, one, of), who, kind),)),
            actions=Selection((actions,)),
            resources=Selection((context.resource.read("scope"),)),
            evidence=context.evidence(rule.principal, who),
        )
    ]


def _azure_role(value: AnyValue) -> AnyValue:
    if isinstance(value, Known):
        return Known("*" if value.data in _AZURE_FULL_ROLES else str(value.data), value.origin)
    return join(value) if isinstance(value, Unknown) else value


def _azure_role_by_id(context: Context, value: AnyValue) -> AnyValue:
    """What a role allows that is named by its id: one of the built-in ones, one that is looked up, or an own one."""
    target = context.inventory.target(value)
    if target is not None and target.type == "data.azurerm_role_definition":
        name = lift(_azure_role, target.read("name"))
        return name if isinstance(name, Known) else join(name, value)
    if target is not None:
        return Known(target.address, value.origin)
    text = outline(value)
    if isinstance(value, Known) and text is not None:
        return Known("*" if text.lower().endswith(_AZURE_FULL_ROLE_IDS) else text, value.origin)
    return value if isinstance(value, Absent) else join(value)


def _azure_principal(context: Context, who: AnyValue, kind: AnyValue) -> AnyValue:
    """Who is meant: by the resource that is referred to, else by the kind that is written beside."""
    target = context.inventory.target(who)
    by_type = _AZURE_KIND_BY_TYPE.get(target.type.removeprefix("data.")) if target else None
    if by_type is not None and target is not None:
        return Known(Principal(by_type, target.address), who.origin)
    if isinstance(kind, Known):
        return Known(Principal(_AZURE_KINDS.get(str(kind.data), PrincipalKind.OTHER), outline(who) or ""), kind.origin)
    if isinstance(kind, Unknown) or isinstance(who, Unknown):
        return join(kind, who)
    return unknown(CauseKind.CLOUD, f"{context.resource.address}: kind of principal")


def _google_members(context: Context, rule: GrantRule) -> list[Grant]:
    """``member`` or ``members`` of a Google IAM resource: ``user:anna@example.org``."""
    items, rest = elements(context.resource.read(rule.path))
    role = context.resource.read(rule.role) if rule.role else Absent()
    found = []
    members: tuple[AnyValue, ...] = (*items, *((rest,) if rest is not None else ()))
    for member in members:
        text = outline(member)
        found.append(
            Grant(
                slot=f"{rule.slot}:{text}" if isinstance(member, Known) else rule.slot,
                kind=rule.kind,
                effect=Known(Effect.ALLOW),
                principals=Selection((lift(_google_member, member),)),
                actions=Selection((lift(_google_role, role),)),
                resources=Selection((Known("*"),)) if rule.kind == "identity" else Selection((Known("this"),)),
                evidence=context.evidence(rule.path, member),
                conditions=(("condition", context.resource.read("condition")),) if _conditional(context) else (),
            )
        )
    return found


def _conditional(context: Context) -> bool:
    return "condition" in context.resource.attributes.entries


def _google_member(value: AnyValue) -> AnyValue:
    text = outline(value)
    prefix = text.partition(":")[0].partition("/")[0] if text is not None else ""
    kind = _GOOGLE_KINDS.get(prefix)
    if kind is not None and text is not None:
        return Known(Principal(kind, text), value.origin)
    if isinstance(value, Known):
        return Known(Principal(PrincipalKind.OTHER, str(value.data)), value.origin)
    return join(value) if isinstance(value, Unknown) else value


def _google_role(value: AnyValue) -> AnyValue:
    """Basic roles reach everything: ``roles/owner`` and ``roles/editor`` count as ``*``."""
    if isinstance(value, Known):
        return Known("*" if value.data in ("roles/owner", "roles/editor") else str(value.data), value.origin)
    return join(value) if isinstance(value, Unknown) else value


_FORMS: Mapping[str, Form] = {
    "aws-policy": _aws_policy,
    "aws-attachment": _aws_attachment,
    "azure-role-assignment": _azure_role_assignment,
    "google-member": _google_members,
    "google-members": _google_members,
}
