"""Access policies of Azure key vaults."""

from leitplanke.catalogue.row import GrantRule
from leitplanke.core.logic import elements, fallback, join, lift
from leitplanke.core.text import shown_name
from leitplanke.core.value import Absent, AnyValue, Fields, Known, Unknown
from leitplanke.facets.context import Context
from leitplanke.facets.grants.azure import principal_of
from leitplanke.inventory.facets import Effect, Grant, Selection

_KINDS = ("key", "secret", "certificate", "storage")


def vault_policies(context: Context, rule: GrantRule) -> list[Grant]:
    """Return a grant for each access policy: ``keys:Decrypt``, ``secrets:Get`` for who has the object id.

    Where a vault leaves access to roles, its access policies say nothing. Source: azurerm provider documentation,
    ``azurerm_key_vault``, ``azurerm_key_vault_access_policy``.
    """
    if not rule.path:
        return [_grant(context, rule, Known(context.resource.attributes), rule.slot)]
    old, new = (context.resource.read(name) for name in ("enable_rbac_authorization", "rbac_authorization_enabled"))
    by_roles = fallback(new, old)
    if isinstance(by_roles, Known) and by_roles.data is True:
        return []
    blocks, rest = elements(context.resource.attributes.entries.get(rule.path, Absent()))
    found = (*blocks, *((rest,) if rest is not None else ()))
    return [_grant(context, rule, block, f"{rule.slot}:{_name(block)}") for block in found]


def _grant(context: Context, rule: GrantRule, block: AnyValue, slot: str) -> Grant:
    who = _field(block, rule.principal)
    items: list[AnyValue] = []
    doubts: list[AnyValue] = []
    for kind in _KINDS:
        listed, rest = elements(_field(block, f"{kind}_permissions"))
        items += (lift(lambda one, of=kind: _action(of, one), item) for item in listed)
        doubts += (rest,) if rest is not None else ()
    return Grant(
        slot=slot,
        kind=rule.kind,
        effect=Known(Effect.ALLOW),
        principals=Selection((principal_of(context, who, Absent()),)),
        actions=Selection(tuple(items), open=join(*doubts) if doubts else None),
        resources=Selection((Known("this"),)),
        evidence=context.evidence(f"{rule.path}.{rule.principal}" if rule.path else rule.principal, who),
    )


def _field(block: AnyValue, name: str) -> AnyValue:
    if isinstance(block, Known) and isinstance(block.data, Fields):
        missing: AnyValue = block.data.open if block.data.open is not None else Absent()
        return block.data.entries.get(name, missing)
    return join(block) if isinstance(block, Unknown) else Absent()


def _name(block: AnyValue) -> str:
    who = _field(block, "object_id")
    return shown_name(who) or "policy"


def _action(kind: str, value: AnyValue) -> AnyValue:
    if isinstance(value, Known):
        return Known(f"{kind}s:{value.data}", value.origin)
    return join(value) if isinstance(value, Unknown) else value
