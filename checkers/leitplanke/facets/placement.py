"""Placement: every place that data lie in, are copied to or are processed in."""

from collections.abc import Iterator

import msgspec

from leitplanke.catalogue.row import PlacementRule
from leitplanke.core.logic import choose, elements, fallback, join, lift
from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.text import HOLE, outline, shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, unknown
from leitplanke.facets.conditions import applies
from leitplanke.facets.context import Context, handed_on
from leitplanke.facets.joins import companions
from leitplanke.facets.place_names import mode, name_of, place_after, region_of_arn
from leitplanke.facets.stores import store_named
from leitplanke.geography import locate, paired, region_name
from leitplanke.inventory.facets import Evidence, Location, Placement
from leitplanke.inventory.resource import Resource, walk

_CALLED = frozenset({"bedrock", "cognitive_deployment"})
"""Products of which a place depends on the region that a request starts in."""


def placement(context: Context) -> tuple[Placement, ...]:
    """Return every place of the resource, the primary one first."""
    return tuple(entry for rule in context.row.placement for entry in _entries(context, rule))


def primary(context: Context) -> Placement | None:
    """Return the place that the resource itself is in."""
    return next((entry for rule in context.row.placement for entry in _entries(context, rule)), None)


def _entries(context: Context, rule: PlacementRule) -> Iterator[Placement]:
    when = applies(context, rule.when)
    if isinstance(when, Known) and when.data is False:
        return
    if rule.of:
        related = companions(context.inventory, context.row, context.resource, rule.of)
        for holder in related.resources:
            for entry in _of(context, rule, holder):
                present = choose(holder.exists, entry.location, Absent())
                yield Placement(entry.slot, choose(when, present, Absent()), entry.evidence)
        if related.more is not None:
            elsewhere = choose(when, join(related.more), Absent())
            yield Placement(rule.slot, elsewhere, context.evidence("", fix=rule.fix))
        return
    for entry in _of(context, rule, context.resource):
        yield (
            entry
            if rule.when is None
            else Placement(entry.slot, choose(when, entry.location, Absent()), entry.evidence)
        )


def _of(context: Context, rule: PlacementRule, holder: Resource) -> Iterator[Placement]:
    if rule.kind == "fixed":
        path = next((one for one in rule.paths if not isinstance(holder.read(one), Absent)), "")
        evidence = context.evidence(path, holder.read(path) if path else None, of=holder, fix=rule.fix)
        yield _placement(context, rule, Known(rule.name), evidence)
    elif rule.kind == "pair":
        yield _pair(context, rule)
    elif rule.each:
        for path in rule.paths:
            for value in _each(holder, path):
                yield _placed(context, rule, holder, path, _name_in(context, rule, value))
    else:
        yield _single(context, rule, holder)


def _each(holder: Resource, path: str) -> Iterator[AnyValue]:
    for value in holder.read_all(path):
        items, more = elements(value)
        yield from (item for item in items if not isinstance(item, Absent))
        if more is not None:
            yield more


def _single(context: Context, rule: PlacementRule, holder: Resource) -> Placement:
    """The first path that is present, then the provider's setting, then the documented default."""
    value: AnyValue = Absent()
    telling = ""
    for path in rule.paths:
        found = holder.read(path)
        if isinstance(value, Absent) and not isinstance(found, Absent):
            telling = path
        value = fallback(value, _name_in(context, rule, found))
    if rule.setting:
        telling = f"provider.{rule.setting}" if isinstance(value, Absent) else telling
        value = fallback(value, _setting(context, rule, holder))
    if rule.default:
        telling = next(iter(rule.paths), "") if isinstance(value, Absent) else telling
        value = fallback(value, Known(rule.default, Origin(OriginKind.PROVIDER_DEFAULT, rule.default, holder.span)))
    if rule.because:
        value = fallback(value, unknown(CauseKind.CLOUD, rule.because, value.origin))
    elif rule.slot == "primary" and rule.kind == "location" and rule.paths and not rule.of:
        # Whatever is in the cloud is somewhere there.
        missing = f"{holder.address}.{telling or rule.paths[0]}"
        value = fallback(value, unknown(CauseKind.PROVIDER, missing, value.origin))
    return _placed(context, rule, holder, telling or (rule.paths[0] if rule.paths else ""), value)


def _name_in(context: Context, rule: PlacementRule, value: AnyValue) -> AnyValue:
    return place_after(context, rule, value) if rule.after and rule.kind == "location" else value


def _setting(context: Context, rule: PlacementRule, holder: Resource) -> AnyValue:
    value = next(walk(Known(holder.provider_settings), rule.setting.split("."), Absent()), Absent())
    if isinstance(value, Absent) and not rule.default:
        facts = context.catalogue.provider(holder.provider)
        return unknown(CauseKind.PROVIDER, facts.location_cause)
    return value


def _placed(context: Context, rule: PlacementRule, holder: Resource, path: str, value: AnyValue) -> Placement:
    """Return the placement that a value names, and the slot, which has the value in it where there may be many."""
    evidence = context.evidence(path, value, of=holder, fix=rule.fix)
    if path.startswith("provider.") and context.inventory.names:
        evidence = context.evidence(
            path.removeprefix("provider."), value, of=holder
        )  # an account has no provider block
    elif path.startswith("provider."):
        evidence = Evidence(holder.address, path, handed_on(holder, value), rule.fix or None)
    if rule.kind == "reference" or (rule.kind == "arn" and value.ref is not None):
        return _referred(context, rule, value, evidence)
    if rule.kind == "arn":
        value = lift(lambda one: region_of_arn(context, one), value)
    if rule.follows:
        value = lift(lambda one: _followed(context, rule, one), value)
    if rule.values:
        value = lift(lambda one: mode(rule, one), value)
    return _placement(context, rule, value, evidence, each=rule.each)


def _followed(context: Context, rule: PlacementRule, value: AnyValue) -> AnyValue:
    """Return where the resource that a value leads to has the same product, else the value."""
    target = context.inventory.target(value)
    row = context.catalogue.row(rule.follows)
    if target is None or row is None or target.type != rule.follows:
        return value
    slots = {one.slot for one in row.placement if one.product == rule.product}
    there = (one for one in placement(context.at(target, row)) if one.slot in slots)
    return next((one.location for one in there), value)


def _referred(context: Context, rule: PlacementRule, value: AnyValue, evidence: Evidence) -> Placement:
    """The place of the resource that a value leads to."""
    target = store_named(context, value, evidence.attribute)
    if target is not None:
        found = context.primary_place(target)
        if found is not None:
            name = shown_name(lift(name_of, found.location))
            slot = _slot(rule, name, target.provider) if rule.each else rule.slot
            return Placement(slot, found.location, _leading_to(evidence, found.evidence.origin))
    if isinstance(value, Absent):
        return Placement(rule.slot, value, evidence)
    named = place_after(context, rule, value) if rule.after else value
    if isinstance(named, Known) and named is not value:
        return _placement(context, rule, named, evidence)
    return Placement(rule.slot, unknown(CauseKind.ELSEWHERE, shown_name(value), value.origin), evidence)


def _leading_to(evidence: Evidence, place: Origin | None) -> Evidence:
    """Return the evidence with the chain that the place has, instead of how the reference came by its name."""
    if evidence.origin is None or place is None:
        return evidence
    return msgspec.structs.replace(evidence, origin=msgspec.structs.replace(evidence.origin, via=place))


def _pair(context: Context, rule: PlacementRule) -> Placement:
    """The Azure pair of the primary place."""
    own = primary(context)
    evidence = context.evidence(rule.paths[0] if rule.paths else "", fix=rule.fix)
    if rule.paths:
        evidence = context.evidence(rule.paths[0], context.resource.read(rule.paths[0]), fix=rule.fix)

    def leaf(one: AnyValue) -> AnyValue:
        if not isinstance(one, Known):
            return one
        other = paired(one.data.provider, one.data.name)
        if other is not None:
            return Known(Location(one.data.provider, other), one.origin)
        if locate(one.data.provider, one.data.name).kind == "region":
            return Absent(one.origin)  # a region without a pair has no copy in one
        return unknown(CauseKind.CLOUD, f"pair of {one.data.name}", one.origin)

    return Placement(rule.slot, lift(leaf, own.location) if own else Absent(), evidence)


def _placement(
    context: Context, rule: PlacementRule, value: AnyValue, evidence: Evidence, *, each: bool = False
) -> Placement:
    provider = rule.provider or context.resource.provider

    def leaf(one: AnyValue, caller: AnyValue) -> AnyValue:
        if isinstance(one, Known) and isinstance(one.data, Location):
            return one
        if isinstance(one, Known):
            region = caller.data.name if isinstance(caller, Known) else None
            return Known(Location(provider, str(one.data), rule.product or None, region), one.origin)
        return join(one) if isinstance(one, Unknown) and one.ref is None else one

    name = outline(value)
    slot = _slot(rule, shown_name(value), provider) if each and name is not None and HOLE not in name else rule.slot
    return Placement(slot, lift(leaf, value, _caller(context, rule)), evidence)


def _slot(rule: PlacementRule, name: str, provider: str) -> str:
    """Return the slot of one of several places: a region has one name, also where a document writes it as people do."""
    return f"{rule.slot}:{region_name(provider, name)}"


def _caller(context: Context, rule: PlacementRule) -> AnyValue:
    """The resource's own place, where that decides what a name means: that of a model, or of a type of deployment."""
    own = primary(context) if rule.product in _CALLED and rule is not context.row.placement[0] else None
    return own.location if own is not None else Absent()
