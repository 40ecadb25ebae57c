"""Grants of Google Cloud: members, bindings and whole IAM policies."""

import msgspec

from leitplanke.catalogue.row import GrantRule
from leitplanke.core.document import decode_document
from leitplanke.core.logic import elements, join, lift
from leitplanke.core.text import HOLE, outline, shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Known, Unknown, unknown
from leitplanke.facets.context import Context
from leitplanke.facets.google_accounts import is_agent, is_service_account, is_type_of_agent
from leitplanke.inventory.facets import Effect, Grant, Principal, PrincipalKind, Selection
from leitplanke.inventory.resource import walk

_KINDS = {
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
_CUSTOM_ROLES = ("google_project_iam_custom_role", "google_organization_iam_custom_role")


class Binding(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A role, one member that has it, and the condition under which."""

    role: AnyValue
    member: AnyValue
    condition: AnyValue = Absent()


def members(context: Context, rule: GrantRule) -> list[Grant]:
    """Return the grants of ``member`` or ``members``: ``user:anna@example.org``."""
    resource = context.resource
    items, rest = elements(resource.read(rule.path))
    role = resource.read(rule.role) if rule.role else Absent()
    everyone = (*items, *((rest,) if rest is not None else ()))
    condition = resource.attributes.entries.get("condition", Absent())
    return [grant_of(context, rule, Binding(role, member, condition), rule.slot) for member in everyone]


def policy(context: Context, rule: GrantRule) -> list[Grant]:
    """Return the grants of a whole IAM policy, written as JSON or by ``data.google_iam_policy``."""
    found, rest = bindings(context, context.resource.read(rule.path))
    named = ((one, shown_name(one.role) if outline(one.role) else "...") for one in found)
    grants = [grant_of(context, rule, one, f"{rule.slot}:{name}") for one, name in named]
    if rest is not None:
        grants.append(grant_of(context, rule, Binding(rest, rest), rule.slot))
    return grants


def bindings(context: Context, document: AnyValue) -> tuple[list[Binding], Unknown | None]:
    """Return the bindings of a policy, one for each member, and why there may be more, if so."""
    if isinstance(document, Absent):
        return [], None
    source = context.inventory.target(document)
    if source is not None and source.type == "data.google_iam_policy":
        written: AnyValue = source.attributes.entries.get("binding", Absent())
    else:
        written = _bindings_of_json(document)
    blocks, rest = elements(written)
    found: list[Binding] = []
    doubts = [rest] if rest is not None else []
    for block in blocks:
        if isinstance(block, Known) and isinstance(block.data, Fields):
            entries = block.data.entries
            items, more = elements(entries.get("members", Absent()))
            role, condition = entries.get("role", Absent()), entries.get("condition", Absent())
            everyone = (*items, *((more,) if more is not None else ()))
            found += (Binding(role, member, condition) for member in everyone)
        elif isinstance(block, Unknown):
            doubts.append(block)
    return found, join(*doubts) if doubts else None


def is_anyone(binding: Binding) -> AnyValue:
    """Return whether a binding is for anyone, as a ``Value[bool]``."""

    def leaf(who: AnyValue) -> AnyValue:
        if isinstance(who, Known) and isinstance(who.data, Principal):
            return Known(who.data.kind is PrincipalKind.ANYONE, who.origin)
        return Known(False) if isinstance(who, Absent) else join(who)

    return lift(leaf, lift(lambda one: _principal(None, one), binding.member))


def _bindings_of_json(document: AnyValue) -> AnyValue:
    tree = decode_document(document)
    if isinstance(tree, Known) and isinstance(tree.data, Fields):
        missing = tree.data.open if tree.data.open is not None else Absent()
        return tree.data.entries.get("bindings", missing)
    return tree if isinstance(tree, Unknown) else unknown(CauseKind.ERROR, "not a policy document", document.origin)


def grant_of(context: Context, rule: GrantRule, binding: Binding, slot: str) -> Grant:
    """Return what a binding gives, at a slot named after its member."""
    member, role = binding.member, binding.role
    condition = next(walk(binding.condition, ["expression"], Absent()), Absent())
    return Grant(
        slot=f"{slot}:{shown_name(member)}" if isinstance(member, Known) else slot,
        kind=rule.kind,
        effect=Known(Effect.ALLOW),
        principals=Selection((lift(lambda one: _principal(context, one), member),)),
        actions=Selection((lift(lambda one: _role(context, one), role),)),
        resources=Selection((Known("*" if rule.kind == "identity" else "this"),)),
        evidence=context.evidence(rule.path, member),
        conditions=() if isinstance(condition, Absent) else (("condition", condition),),
    )


def _principal(context: Context | None, value: AnyValue) -> AnyValue:
    target = context.inventory.target(value) if context is not None else None
    if target is not None and is_service_account(value):
        own = PrincipalKind.SERVICE if is_type_of_agent(target.type) else PrincipalKind.ROLE
        return Known(Principal(own, target.address), value.origin)
    text = outline(value)
    prefix = text.partition(":")[0].partition("/")[0] if text is not None else ""
    kind = _KINDS.get(prefix)
    if kind is not None and text is not None:
        kind = PrincipalKind.SERVICE if is_agent(text) else _of_a_workforce(text) or kind
        return Known(Principal(kind, text.replace(HOLE, "...")), value.origin)
    if isinstance(value, Known):
        return Known(Principal(PrincipalKind.OTHER, str(value.data)), value.origin)
    return join(value) if isinstance(value, Unknown) else value


def _of_a_workforce(member: str) -> PrincipalKind | None:
    """Return what a principal of a workforce pool is: with it people sign in, while workloads have pools of their own.

    Source: Google Cloud IAM documentation, "Principal identifiers".
    """
    if "//iam.googleapis.com/locations/global/workforcePools/" not in member:
        return None
    return PrincipalKind.PERSON if member.startswith("principal:") else PrincipalKind.GROUP


def _role(context: Context, value: AnyValue) -> AnyValue:
    """Return the role, by its name or by the address of an own one."""
    target = context.inventory.target(value)
    if target is not None and target.type in _CUSTOM_ROLES:
        return Known(target.address, value.origin)  # its permissions are listed one by one
    text = outline(value)
    if isinstance(value, Known):
        return Known(str(value.data), value.origin)
    if text is not None and text.startswith(("projects/", "organizations/")):
        return Known(text.replace(HOLE, "..."), value.origin)
    return join(value) if isinstance(value, Unknown) else value
