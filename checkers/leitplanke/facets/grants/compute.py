"""The grants of a resource, by the forms that its row names."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from leitplanke.catalogue.row import GrantRule
from leitplanke.core.logic import elements, fallback, join, lift
from leitplanke.core.text import HOLE, outline, shown_name
from leitplanke.core.value import AnyValue, Known, Unknown, with_origin
from leitplanke.facets.context import Context
from leitplanke.facets.grants import azure, azure_vault, google, google_datasets, permissions
from leitplanke.facets.grants.aws_policy import statements
from leitplanke.facets.grants.aws_principal import principal
from leitplanke.inventory.facets import Effect, Grant, Principal, PrincipalKind, Selection

Form: TypeAlias = Callable[[Context, GrantRule], list[Grant]]


def grants(context: Context) -> tuple[Grant, ...]:
    """Return all access that the resource gives."""
    return tuple(grant for rule in context.row.grants for grant in grants_of(context, rule))


def grants_of(context: Context, rule: GrantRule) -> list[Grant]:
    """Return the access that the resource gives by a rule, where that applies."""
    return _FORMS[rule.form](context, rule)


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
    everything = Selection((), open=join(rest))
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
        principals = Selection(who, open=join(rest) if rest is not None else None)
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
        resources=Selection((Known("*"),)),
        evidence=context.evidence(rule.path, policy),
    )


def _managed_actions(context: Context, value: AnyValue) -> AnyValue:
    """What an attached policy allows, as far as its name says it: ``policy:`` and its ARN or address."""
    target = context.inventory.target(value)
    if target is not None and target.type == "data.aws_iam_policy":
        found = fallback(target.read("arn"), _policy_arn(target.read("name")))
        value = found if value.origin is None else with_origin(found, value.origin)
    text = outline(value)
    if text is not None and HOLE not in text.rpartition("/")[2]:
        return Known(f"policy:{text.replace(HOLE, '...')}", value.origin)
    if target is not None and target.type == "aws_iam_policy":
        return Known(f"policy:{target.address}", value.origin)
    return join(value)


def _policy_arn(name: AnyValue) -> AnyValue:
    """Return the ARN of a policy that is looked up by name: it may be one of AWS's own."""

    def leaf(one: AnyValue) -> AnyValue:
        return Known(f"arn:aws:iam::aws:policy/{one.data}", one.origin) if isinstance(one, Known) else join(one)

    return lift(leaf, name)


_FORMS: Mapping[str, Form] = {
    "aws-policy": _aws_policy,
    "aws-attachment": _aws_attachment,
    "azure-role-assignment": azure.role_assignment,
    "azure-role-definition": azure.role_definition,
    "google-member": google.members,
    "google-members": google.members,
    "google-policy": google.policy,
    "google-dataset-access": google_datasets.dataset_access,
    "permission-list": permissions.permission_list,
    "genesys-role": permissions.genesys_role,
    "genesys-assignment": permissions.genesys_assignment,
    "key-vault-policy": azure_vault.vault_policies,
}
