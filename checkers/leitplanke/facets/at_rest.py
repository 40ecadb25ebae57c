"""Encryption at rest: the level of each kind of storage, and its key."""

from collections.abc import Iterator
from typing import Any

import msgspec

from leitplanke.catalogue.row import AccountDefault, AtRestRule, KeyPath
from leitplanke.core.logic import all_of, choose, elements, fallback, join, lift
from leitplanke.core.text import shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Known, Unknown, World, same, unknown
from leitplanke.facets.conditions import applies
from leitplanke.facets.context import Context
from leitplanke.facets.joins import companions
from leitplanke.facets.keys import key, own_key
from leitplanke.facets.same_region import same_region
from leitplanke.facets.stores import store_named
from leitplanke.inventory.facets import Custody, EncryptionAtRest, KeyRef, Level
from leitplanke.inventory.inventory import Scope
from leitplanke.inventory.resource import Resource

_LEVELS = {
    "none": Level.NONE,
    "provider-key": Level.PROVIDER_KEY,
    "customer-key": Level.CUSTOMER_KEY,
    "encrypted": Level.PROVIDER_KEY,
}
"""What a row's words mean; ``encrypted`` is at least the provider's key, and whose it is cannot be read."""


_ANY_KEY = frozenset({"encrypted", "unknown"})
"""Words of a row that leave open whose key it is."""


def encryption_at_rest(context: Context) -> tuple[EncryptionAtRest, ...]:
    """Return how each kind of storage of the resource is encrypted."""
    return tuple(entry for rule in context.row.encryption_at_rest for entry in _entries(context, rule))


def _entries(context: Context, rule: AtRestRule) -> Iterator[EncryptionAtRest]:
    if _off(context, rule):
        return
    if not rule.each:
        yield _entry(context, rule, rule.slot)
        return
    for block in context.resource.read_all(rule.each):
        items, more = elements(block)
        for item in items:
            if isinstance(item, Known) and isinstance(item.data, Fields):
                inner = msgspec.structs.replace(context.resource, attributes=item.data)
                name = shown_name(inner.read(rule.each_name)) if rule.each_name else ""
                yield _entry(context.at(inner, context.row), rule, f"{rule.slot}:{name}" if name else rule.slot)
        if more is not None:
            doubt = join(more)
            yield EncryptionAtRest(rule.slot, doubt, context.evidence(rule.each, more, fix=rule.fix), doubt)


def _off(context: Context, rule: AtRestRule) -> bool:
    if rule.when is None:
        return False
    when = applies(context, rule.when)
    return isinstance(when, Absent) or (isinstance(when, Known) and when.data is False)


def _entry(context: Context, rule: AtRestRule, slot: str) -> EncryptionAtRest:
    if rule.itself:
        return _itself(context, rule, slot)
    setting, at = _setting(context, rule)
    named, key_at = _named_key(context, rule.keys)
    found = key(context, named)
    if rule.account is not None and not isinstance(named, Known):
        found = fallback(found, key(context, _account_key(context, rule.account)))
    if not isinstance(found, Known) and _may_have_any_key(rule, setting):
        because = rule.because or f"{context.resource.type}: {rule.slot}"
        found = fallback(found, unknown(CauseKind.CLOUD, because, setting.origin))
    inherited = _inherited(context, rule)
    if inherited is not None and isinstance(named, Absent):
        evidence = context.evidence(rule.inherit, context.resource.read(rule.inherit), fix=rule.fix)
        return EncryptionAtRest(slot, inherited.level, evidence, inherited.key)
    base = lift(lambda one: _default(context, rule) if isinstance(one, Absent) else _level(context, rule, one), setting)
    when = applies(context, rule.when)
    level = lift(_with_key, base, found)
    if rule.when is not None:
        level = choose(when, level, Known(Level.CUSTOMER_KEY))
    if isinstance(when, Unknown):
        found = join(when, found)  # a key that may not be in use tells nothing of itself
    path = rule.path or (rule.keys[0].path if rule.keys else "")
    evidence = context.evidence(path, setting, of=at, fix=rule.fix)
    decided_by_key = isinstance(base, Known) and base.data is not Level.NONE and rule.keys
    if decided_by_key:
        path = next((one.path for one in rule.keys), rule.path)
        evidence = context.evidence(path, named, of=key_at, fix=rule.fix)
    return EncryptionAtRest(slot, level, evidence, found)


def _may_have_any_key(rule: AtRestRule, setting: AnyValue) -> bool:
    """Tell whether the data may be under a key of the customer although the resource names none."""
    if isinstance(setting, Absent):
        return rule.account is None and rule.default in _ANY_KEY
    if isinstance(setting, Known):
        return rule.levels.get(_as_text(setting)) in _ANY_KEY
    return not _ANY_KEY.isdisjoint((rule.default, *rule.levels.values()))


def _as_text(setting: Known[Any]) -> str:
    return str(setting.data).lower() if isinstance(setting.data, bool) else str(setting.data)


def _itself(context: Context, rule: AtRestRule, slot: str) -> EncryptionAtRest:
    """A key, as if it encrypted itself: its facts are judged at the key too, whatever uses it."""
    found, path = own_key(context), rule.path
    facts = context.row.key
    if isinstance(found, Known) and facts is not None and facts.multi_region is not None:
        rotates, leaves = (_is_true(one) for one in (found.data.rotates, found.data.multi_region))
        path = facts.multi_region.path if rotates and leaves else path
    evidence = context.evidence(path, context.resource.read(path), fix=rule.fix if path == rule.path else "")
    when = applies(context, rule.when)
    if isinstance(when, Unknown):
        found = join(when, found)
    level = choose(when, _with_key(Known(Level.CUSTOMER_KEY), found), Known(Level.CUSTOMER_KEY))
    return EncryptionAtRest(slot, level, evidence, found)


def _is_true(value: AnyValue) -> bool:
    return isinstance(value, Known) and value.data is True


def _inherited(context: Context, rule: AtRestRule) -> EncryptionAtRest | None:
    """Return the encryption of the resource that this one takes it from, if that is in this stack."""
    target = store_named(context, context.resource.read(rule.inherit), rule.inherit) if rule.inherit else None
    row = context.catalogue.row(target.type) if target is not None else None
    if target is None or row is None or target.address == context.resource.address:
        return None
    if target.type == context.resource.type and not _in_one_region(context, target):
        return None  # a copy in another region has a key of that region
    return next(iter(encryption_at_rest(context.at(target, row))), None)


def _in_one_region(context: Context, other: Resource) -> bool:
    """Tell whether two resources are certainly in the same place."""
    own, there = context.primary_place(context.resource), context.primary_place(other)
    return own is not None and there is not None and same(own.location, there.location)


def _setting(context: Context, rule: AtRestRule) -> tuple[AnyValue, Resource]:
    """Return the value that switches encryption, and the resource that holds it."""
    if not rule.path:
        return Absent(), context.resource
    return _read(context, rule.of, rule.path)


def _read(context: Context, of: str, path: str) -> tuple[AnyValue, Resource]:
    if not of:
        return context.resource.read(path), context.resource
    related = companions(context.inventory, context.row, context.resource, of)
    if not related.resources:
        return (related.more if related.more is not None else Absent()), context.resource
    value: AnyValue = related.more if related.more is not None else Absent()
    for companion in reversed(related.resources):
        value = choose(companion.exists, companion.read(path), value)
    return value, related.resources[0]


def _named_key(context: Context, paths: tuple[KeyPath, ...]) -> tuple[AnyValue, Resource]:
    """Return the first key that is named, and the resource that names it."""
    value: AnyValue = Absent()
    holder = context.resource
    silent: tuple[AnyValue, Resource] | None = None
    for one in paths:
        found, at = _read(context, one.of, one.path)
        if isinstance(value, Absent) and not isinstance(found, Absent):
            holder = at
        elif silent is None and at is not context.resource:
            silent = found, at
        value = fallback(value, found)
    if isinstance(value, Absent) and silent is not None:
        # A companion that names none, such as `kms_master_key_id = null`, is where one would be named.
        return silent
    return value, holder


def _level(context: Context, rule: AtRestRule, setting: AnyValue) -> AnyValue:
    """Return what the switch means; what the row does not list is unknown."""
    if isinstance(setting, Unknown):
        return join(setting)
    if isinstance(setting, Known):
        text = _as_text(setting)
        name = rule.levels.get(text)
        if name in _LEVELS:
            return Known(_LEVELS[name], setting.origin)
        if name is not None:
            return _uncertain(name, rule.because or f"{rule.path} = {text}", setting)
    return unknown(CauseKind.CLOUD, f"{context.resource.type}.{rule.path}", setting.origin)


def _default(context: Context, rule: AtRestRule) -> AnyValue:
    """Return the level where the resource says nothing: the account's default, or the cloud's."""
    if rule.account is not None:
        return _account_level(context, rule.account)
    if rule.default in _LEVELS:
        return Known(_LEVELS[rule.default])
    return _uncertain(rule.default, rule.because or f"{context.resource.type}: {rule.slot}", Absent())


def _uncertain(name: str, because: str, setting: AnyValue) -> Unknown:
    """Return a level that the configuration does not tell, with the levels that it may be where they are few."""
    found = unknown(CauseKind.CLOUD, because, setting.origin)
    if name != "none-or-provider-key":
        return found
    levels = (Level.NONE, Level.PROVIDER_KEY)
    worlds = (World(((because, one.name),), Known(one, setting.origin)) for one in levels)
    return msgspec.structs.replace(found, worlds=tuple(worlds))


def _account_level(context: Context, rule: AccountDefault) -> AnyValue:
    """Return the level by the account's setting for the resource's region, or by the default where it has none."""
    closed = Scope.ACCOUNT in context.inventory.closed and rule.default in _LEVELS
    level: AnyValue = Known(_LEVELS[rule.default]) if closed else unknown(CauseKind.SCOPE, rule.of)
    for setting in context.inventory.of_type(rule.of):
        here = all_of(setting.exists, same_region(context, setting))
        level = choose(here, lift(_switched, fallback(setting.read(rule.path), Known(True))), level)
    return lift(_with_key, level, key(context, _account_key(context, rule)))


def _switched(on: AnyValue) -> AnyValue:
    if isinstance(on, Unknown):
        return on
    return Known(Level.PROVIDER_KEY if isinstance(on, Known) and on.data is True else Level.NONE, on.origin)


def _account_key(context: Context, rule: AccountDefault) -> AnyValue:
    """Return the key that the account uses in the resource's region where a resource names none."""
    named: AnyValue = Absent()
    if rule.key_of and Scope.ACCOUNT not in context.inventory.closed:
        named = unknown(CauseKind.SCOPE, rule.key_of)
    for holder in context.inventory.of_type(rule.key_of) if rule.key_of else ():
        named = choose(all_of(holder.exists, same_region(context, holder)), holder.read(rule.key_path), named)
    return named


def _with_key(base: AnyValue, found: AnyValue) -> AnyValue:
    """Return the level with the key taken into account: a key counts only where data are encrypted at all."""
    if isinstance(base, Known) and base.data is Level.NONE:
        return base
    if isinstance(base, Unknown):
        return join(base)
    if isinstance(found, Unknown):
        return _either_key(base, found)
    if isinstance(found, Known) and isinstance(found.data, KeyRef):
        level = Level.PROVIDER_KEY if found.data.custody is Custody.PROVIDER else Level.CUSTOMER_KEY
        return Known(level, found.origin)
    return base


def _either_key(base: AnyValue, found: Unknown) -> AnyValue:
    """Return the level where a key is not known: data are encrypted in any case, by the provider's key or one's own."""
    root = f"custody of {', '.join(cause.name for cause in found.causes)}"
    worlds = (
        World(((root, Custody.PROVIDER.value),), Known(Level.PROVIDER_KEY, base.origin)),
        World(((root, Custody.CUSTOMER.value),), Known(Level.CUSTOMER_KEY, base.origin)),
    )
    return msgspec.structs.replace(join(found), worlds=worlds)
