"""The facets that are a condition a slot: in transit, recovery, exposure, audit log, retention."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from leitplanke.catalogue.row import Condition, RecoveryRule, RetentionRule, Scalar
from leitplanke.core.logic import all_of, choose, elements, equals, fallback, join, lift
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Known, Unknown, Value, unknown
from leitplanke.facets.backup_coverage import backups
from leitplanke.facets.conditions import answer, applies
from leitplanke.facets.context import Context
from leitplanke.facets.joins import Related, companions
from leitplanke.inventory.facets import (
    AuditLog,
    EncryptionInTransit,
    Evidence,
    Exposure,
    Recovery,
    Retention,
)

_ALWAYS = Known(True)
"""What a rule without a condition applies to."""
_HOURS_A_DAY = 24
_SECONDS_A_DAY = 86_400
_DIVISOR = {"days": 1, "hours": _HOURS_A_DAY, "seconds": _SECONDS_A_DAY, "milliseconds": _SECONDS_A_DAY * 1000}


def _relevant(context: Context, when: Condition | None) -> Value[bool] | None:
    """Return whether a rule applies; None where it is known not to."""
    if when is None:
        return _ALWAYS
    relevant = applies(context, when)
    return None if isinstance(relevant, Absent) or (isinstance(relevant, Known) and not relevant.data) else relevant


def _judged(
    context: Context, condition: Condition, when: Condition | None, fix: str, *, otherwise: bool
) -> tuple[Value[bool], Evidence] | None:
    """Return the answer to a rule's condition; None where the rule does not apply.

    Where it is not known whether the rule applies, the answer is ``otherwise`` in the world in which it does not.
    """
    relevant = _relevant(context, when)
    if relevant is None:
        return None
    given = answer(context, condition)
    evidence = given.evidence
    with_fix = Evidence(evidence.address, evidence.attribute, evidence.origin, fix or None, evidence.assumption)
    if relevant is _ALWAYS:
        return given.holds, with_fix
    return choose(relevant, given.holds, Known(otherwise)), with_fix


def encryption_in_transit(context: Context) -> tuple[EncryptionInTransit, ...]:
    """Return whether connections must be encrypted, and the lowest TLS version."""
    found = []
    for rule in context.row.encryption_in_transit:
        judged = _judged(context, rule.required, rule.when, rule.fix, otherwise=True)
        if judged is None:
            continue
        version: AnyValue = Absent()
        if rule.version_path:
            names = rule.versions

            def named(one: AnyValue, names: dict[str, str] = names) -> AnyValue:
                if isinstance(one, Known):
                    name = names.get(str(one.data))
                    cause = unknown(CauseKind.CLOUD, f"TLS version {one.data}", one.origin)
                    return Known(name, one.origin) if name else cause
                return one

            version = lift(named, _read(context, rule.version_of, rule.version_path, rule.version_where))
            if rule.version_default:
                version = fallback(version, Known(rule.version_default))
            if rule.when is not None:
                version = choose(applies(context, rule.when), version, Absent())
        holds, evidence = judged
        found.append(EncryptionInTransit(rule.slot, holds, evidence, version))
    return tuple(found)


def recovery(context: Context) -> tuple[Recovery, ...]:
    """Return the measures against loss."""
    found: list[Recovery] = []
    for rule in context.row.recovery:
        judged = _judged(context, rule.active, rule.when, rule.fix, otherwise=False)
        if judged is None:
            continue
        days: AnyValue = Absent()
        if rule.days_path:
            days = (
                _least(context, rule.days_of, rule.days_each, rule.days_path, rule.days_if)
                if rule.days_each
                else _read(context, rule.days_of, rule.days_path)
            )
            days = lift(_days(rule), days)
            if rule.days_default is not None:
                days = fallback(days, Known(rule.days_default))
        holds, evidence = judged
        relevant = applies(context, rule.when) if rule.when is not None else _ALWAYS
        if rule.active.computed == "backed-up":
            found += _by_plans(context, rule, relevant)
            continue
        if isinstance(relevant, Unknown):
            holds, days = join(relevant, holds), join(relevant, days)  # nothing is asked of what does not exist
        found.append(Recovery(rule.slot, rule.measure, holds, evidence, days))
    return tuple(found)


def _least(context: Context, of: str, each: str, path: str, condition: Condition | None) -> AnyValue:
    """Return the least number in the blocks that count, of the resource or its companions; absent where none does."""
    related = Related((context.resource,))
    if of:
        related = companions(context.inventory, context.row, context.resource, of)
    least: AnyValue = related.more if related.more is not None else Absent()
    for companion in related.resources:
        for block in companion.read_all(each):
            items, more = elements(block)
            for item in items:
                if isinstance(item, Known) and isinstance(item.data, Fields):
                    inner = msgspec.structs.replace(companion, attributes=item.data)
                    counts = all_of(companion.exists, applies(context.at(inner, context.row), condition))
                    days = choose(counts, inner.read(path), Absent())
                    least = lift(_lesser, least, days)
            least = least if more is None else join(least, more)
    return least


def _lesser(left: AnyValue, right: AnyValue) -> AnyValue:
    if isinstance(left, Absent) or isinstance(right, Absent):
        return right if isinstance(left, Absent) else left
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return join(left, right)
    first, second = _whole(left.data), _whole(right.data)
    return right if first is not None and second is not None and second < first else left


def _by_plans(context: Context, rule: RecoveryRule, relevant: Value[bool]) -> Iterator[Recovery]:
    """Yield a measure for each backup that a plan makes, with the length that its own rule gives it."""
    for backup in backups(context):
        at = msgspec.structs.replace(backup.evidence, fix=rule.fix or None)
        covers, days = backup.covers, backup.days
        if isinstance(relevant, Unknown):
            covers, days = join(relevant, covers), join(relevant, days)
        yield Recovery(rule.slot, rule.measure, covers, at, days)


def exposure(context: Context) -> tuple[Exposure, ...]:
    """Return the ways of being reachable by anyone."""
    judged = (
        (rule.slot, _judged(context, rule.public, rule.when, rule.fix, otherwise=False))
        for rule in context.row.exposure
    )
    return tuple(Exposure(slot, *one) for slot, one in judged if one is not None)


def audit_log(context: Context) -> tuple[AuditLog, ...]:
    """Return what is recorded of use."""
    judged = (
        (rule.slot, _judged(context, rule.active, rule.when, rule.fix, otherwise=True))
        for rule in context.row.audit_log
    )
    return tuple(AuditLog(slot, *one) for slot, one in judged if one is not None)


def retention(context: Context) -> tuple[Retention, ...]:
    """Return after how many days data end."""
    found = []
    for rule in context.row.retention:
        relevant = _relevant(context, rule.when)
        if relevant is None:
            continue
        if rule.each:
            value = _least(context, rule.of, rule.each, rule.path, rule.each_if)
        else:
            value = _read(context, rule.of, rule.path)
        days = lift(_in_days(rule), value)
        if rule.default is not None:
            days = fallback(days, Known(rule.default))
        if isinstance(relevant, Unknown):
            days = join(relevant, days)
        path = f"{rule.each}.{rule.path}" if rule.each else rule.path
        found.append(Retention(rule.slot, days, context.evidence(path, value, fix=rule.fix)))
    return tuple(found)


def _in_days(rule: RetentionRule) -> Callable[[AnyValue], AnyValue]:
    def leaf(value: AnyValue) -> AnyValue:
        if isinstance(value, Absent):
            return value
        if isinstance(value, Unknown):
            return join(value)  # though it is certainly set, it may mean: for ever
        if str(value.data) in map(str, rule.never):
            return Absent(value.origin)
        number = _whole(value.data)
        if number is None:
            return unknown(CauseKind.CLOUD, f"{rule.path} = {value.data}", value.origin)
        return Known(number // _DIVISOR[rule.unit], value.origin)

    return leaf


def _days(rule: RecoveryRule) -> Callable[[AnyValue], AnyValue]:
    """Return how far back a value at ``days_path`` reaches: a mode that the row knows, or a number."""

    def leaf(value: AnyValue) -> AnyValue:
        if not isinstance(value, Known):
            return value
        days = rule.days_values.get(str(value.data))
        number = _whole(value.data)
        if days is None and number is None:
            return unknown(CauseKind.CLOUD, f"{rule.days_path} = {value.data}", value.origin)
        return Known(days if days is not None else (number or 0) // _DIVISOR[rule.unit], value.origin)

    return leaf


def _whole(data: Any) -> int | None:
    try:
        return int(str(data).rstrip("s"))
    except ValueError:
        return None


def _read(context: Context, of: str, path: str, where: Mapping[str, Scalar] | None = None) -> AnyValue:
    if not of:
        return context.resource.read(path)
    related = companions(context.inventory, context.row, context.resource, of)
    value: AnyValue = related.more if related.more is not None else Absent()
    for companion in reversed(related.resources):
        asked = (equals(companion.read(name), wanted) for name, wanted in (where or {}).items())
        value = choose(all_of(companion.exists, *asked), companion.read(path), value)
    return value
