"""The facets that have a length: measures against loss, and after how long data end."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from leitplanke.catalogue.row import RecoveryRule, RetentionRule
from leitplanke.core.logic import choose, fallback, join, lift
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, Value, unknown
from leitplanke.facets.backup_coverage import backups
from leitplanke.facets.conditions import applies
from leitplanke.facets.context import Context
from leitplanke.facets.durations import days_in
from leitplanke.facets.joins import companions, referred
from leitplanke.facets.rule_parts import ALWAYS, judged, least, read, relevance
from leitplanke.inventory.facets import Evidence, Recovery, Retention
from leitplanke.inventory.resource import Resource


def recovery(context: Context) -> tuple[Recovery, ...]:
    """Return the measures against loss."""
    found: list[Recovery] = []
    for rule in context.row.recovery:
        answered = judged(context, rule.active, rule.when, rule.fix, otherwise=False)
        if answered is None:
            continue
        holds, evidence = answered
        days: AnyValue = Absent() if rule.days is None else Known(rule.days)
        if rule.days_path:
            days, evidence = _reach(context, rule, evidence)
        relevant = applies(context, rule.when) if rule.when is not None else ALWAYS
        if rule.active.computed == "backed-up":
            found += _by_plans(context, rule, relevant)
            continue
        if isinstance(relevant, Unknown):
            holds, days = join(relevant, holds), join(relevant, days)  # nothing is asked of what does not exist
        found.append(Recovery(rule.slot, rule.measure, holds, evidence, days))
    return tuple(found)


def _reach(context: Context, rule: RecoveryRule, evidence: Evidence) -> tuple[AnyValue, Evidence]:
    """Return how many days a measure reaches back, and where that is seen."""
    if rule.days_through:
        days = _led_to(context, rule)
    elif rule.days_each:
        days = least(context, rule.days_of, rule.days_each, rule.days_path, rule.days_if)
    else:
        days = read(context, rule.days_of, rule.days_path)
        if rule.active.always is True and not (rule.days_of and isinstance(days, Absent)):
            # What is always there is a matter of days, also of those that nobody set.
            evidence = context.evidence(rule.days_path, days, fix=rule.fix)
    days = lift(_days(rule), days)
    return (days if rule.days_default is None else fallback(days, Known(rule.days_default))), evidence


def _led_to(context: Context, rule: RecoveryRule) -> AnyValue:
    """Return the greatest length that a resource has to which references lead; absent where none has one."""
    row = context.catalogue.row(rule.days_of)

    def length(reference: AnyValue) -> AnyValue:
        target = referred(context.inventory, reference, rule.days_of, row, context.resource)
        if isinstance(target, Resource):
            return _greatest(lift(_days(rule), days) for days in target.read_all(rule.days_path))
        return join(target) if target is not None else Absent()

    if not rule.days_by:
        return lift(length, context.resource.read(rule.days_through))
    related = companions(context.inventory, context.row, context.resource, rule.days_by)
    lengths = (choose(one.exists, lift(length, one.read(rule.days_through)), Absent()) for one in related.resources)
    return _greatest(lengths, related.more)


def _greatest(lengths: Iterable[AnyValue], more: Unknown | None = None) -> AnyValue:
    found: AnyValue = Absent() if more is None else more
    for one in lengths:
        found = lift(_greater, found, one)
    return found


def _greater(left: AnyValue, right: AnyValue) -> AnyValue:
    if isinstance(left, Absent) or isinstance(right, Absent):
        return right if isinstance(left, Absent) else left
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return join(left, right)
    return right if right.data > left.data else left


def _by_plans(context: Context, rule: RecoveryRule, relevant: Value[bool]) -> Iterator[Recovery]:
    """Yield a measure for each backup that a plan makes, with the length that its own rule gives it."""
    for backup in backups(context):
        at = msgspec.structs.replace(backup.evidence, fix=rule.fix or None)
        covers, days = backup.covers, backup.days
        if isinstance(relevant, Unknown):
            covers, days = join(relevant, covers), join(relevant, days)
        yield Recovery(rule.slot, rule.measure, covers, at, days)


def retention(context: Context) -> tuple[Retention, ...]:
    """Return after how many days data end."""
    found = []
    for rule in context.row.retention:
        relevant = relevance(context, rule.when)
        if relevant is None:
            continue
        if rule.each:
            value = least(context, rule.of, rule.each, rule.path, rule.each_if)
        else:
            value = read(context, rule.of, rule.path)
        days = lift(_in_days(rule), value)
        if isinstance(relevant, Unknown):
            days = join(relevant, days)
        path = f"{rule.each}.{rule.path}" if rule.each else rule.path
        where = context.evidence(path, value, of=_completing(context, rule.of), fix=rule.fix)
        found.append(Retention(rule.slot, days, where))
    return tuple(found)


def _completing(context: Context, of: str) -> Resource | None:
    """Return the companion that a rule reads, for one that is silent is where it is to be said."""
    related = companions(context.inventory, context.row, context.resource, of).resources if of else ()
    return related[0] if related else None


def _in_days(rule: RetentionRule) -> Callable[[AnyValue], AnyValue]:
    def leaf(value: AnyValue) -> AnyValue:
        if isinstance(value, Absent):
            return _where_silent(rule, value)
        if isinstance(value, Unknown):
            return join(value)  # though it is certainly set, it may mean: for ever
        if str(value.data) in map(str, rule.never):
            return Absent(value.origin)
        days = days_in(value.data, rule.unit)
        if days is None:
            return unknown(CauseKind.CLOUD, f"{rule.path} = {value.data}", value.origin)
        return Known(days, value.origin)

    return leaf


def _where_silent(rule: RetentionRule, value: Absent) -> AnyValue:
    """Return after how many days data end where nothing says it."""
    if rule.default is not None:
        return Known(rule.default)
    return unknown(CauseKind.CLOUD, rule.because, value.origin) if rule.because else value


def _days(rule: RecoveryRule) -> Callable[[AnyValue], AnyValue]:
    """Return how far back a value at ``days_path`` reaches: a mode that the row knows, or a number."""

    def leaf(value: AnyValue) -> AnyValue:
        if not isinstance(value, Known):
            return value
        days = rule.days_values.get(str(value.data))
        if days is None:
            days = days_in(value.data, rule.unit)
        if days is None:
            return unknown(CauseKind.CLOUD, f"{rule.days_path} = {value.data}", value.origin)
        return Known(days, value.origin)

    return leaf
