"""The facets that are a condition a slot: in transit, exposure, audit log."""

from leitplanke.catalogue.row import InTransitRule
from leitplanke.core.logic import choose, fallback, lift, one_of
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, unknown
from leitplanke.facets.conditions import applies
from leitplanke.facets.context import Context
from leitplanke.facets.rule_parts import judged, read
from leitplanke.inventory.facets import AuditLog, EncryptionInTransit, Exposure

_ON = (True, "true")


def encryption_in_transit(context: Context) -> tuple[EncryptionInTransit, ...]:
    """Return whether connections must be encrypted, and the lowest TLS version."""
    found = []
    for rule in context.row.encryption_in_transit:
        answered = judged(context, rule.required, rule.when, rule.fix, otherwise=True)
        if answered is None:
            continue
        version = _version(context, rule)
        if rule.when is not None and not isinstance(version, Absent):
            version = choose(applies(context, rule.when), version, Absent())
        holds, evidence = answered
        found.append(EncryptionInTransit(rule.slot, holds, evidence, version))
    return tuple(found)


def _version(context: Context, rule: InTransitRule) -> AnyValue:
    """Return the lowest TLS version; absent where the rule says nothing of it."""

    def named(one: AnyValue) -> AnyValue:
        if not isinstance(one, Known):
            return one
        name = rule.versions.get(str(one.data))
        return Known(name, one.origin) if name else unknown(CauseKind.CLOUD, f"TLS version {one.data}", one.origin)

    version: AnyValue = Absent()
    if rule.version_path:
        version = lift(named, read(context, rule.version_of, rule.version_path, rule.version_where))
    if rule.version_default:
        version = fallback(version, Known(rule.version_default))
    for path, old in sorted(rule.version_flags.items(), key=lambda one: one[1], reverse=True):
        flag = context.resource.read(path)
        version = choose(one_of(flag, _ON), Known(old, flag.origin), version)
    return version


def exposure(context: Context) -> tuple[Exposure, ...]:
    """Return the ways of being reachable by anyone."""
    answered = (
        (rule.slot, judged(context, rule.public, rule.when, rule.fix, otherwise=False)) for rule in context.row.exposure
    )
    return tuple(Exposure(slot, *one) for slot, one in answered if one is not None)


def audit_log(context: Context) -> tuple[AuditLog, ...]:
    """Return what is recorded of use."""
    answered = (
        (rule.slot, judged(context, rule.active, rule.when, rule.fix, otherwise=True)) for rule in context.row.audit_log
    )
    return tuple(AuditLog(slot, *one) for slot, one in answered if one is not None)
