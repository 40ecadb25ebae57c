"""Encryption at rest: the level of each kind of storage, and its key."""

from collections.abc import Iterator

import msgspec

from leitplanke.catalogue.row import AtRestRule, KeyPath
from leitplanke.core.logic import choose, elements, fallback, is_present, join, lift
from leitplanke.core.text import shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Items, Known, Unknown, same, unknown
from leitplanke.facets.account_defaults import account_key, account_level
from leitplanke.facets.conditions import applies
from leitplanke.facets.context import Context
from leitplanke.facets.joins import companions
from leitplanke.facets.keys import key, own_key, unnamed_key
from leitplanke.facets.levels import LEVELS, level_of, may_have_any_key, uncertain, with_key, word_of
from leitplanke.facets.rule_parts import ALWAYS, relevance
from leitplanke.facets.stores import store_named
from leitplanke.inventory.facets import EncryptionAtRest, Level
from leitplanke.inventory.resource import Resource


def encryption_at_rest(context: Context) -> tuple[EncryptionAtRest, ...]:
    """Return how each kind of storage of the resource is encrypted."""
    return tuple(entry for rule in context.row.encryption_at_rest for entry in _entries(context, rule))


def _entries(context: Context, rule: AtRestRule) -> Iterator[EncryptionAtRest]:
    when = relevance(context, rule.when)
    if when is None:
        return
    for entry in _of_each(context, rule) if rule.each else _by_key(context, rule):
        yield entry if when is ALWAYS else _where(when, entry)


def _of_each(context: Context, rule: AtRestRule) -> Iterator[EncryptionAtRest]:
    """Yield the entry of each block that counts."""
    for block in context.resource.read_all(rule.each):
        items, more = elements(block)
        for item in items:
            if isinstance(item, Known) and isinstance(item.data, Fields):
                inner = context.at(msgspec.structs.replace(context.resource, attributes=item.data), context.row)
                counts = applies(inner, rule.each_if)
                if isinstance(counts, Known) and not counts.data:
                    continue
                name = shown_name(inner.resource.read(rule.each_name)) if rule.each_name else ""
                entry = _entry(inner, rule, f"{rule.slot}:{name}" if name else rule.slot)
                yield entry if rule.each_if is None else _where(counts, entry)
        for one in (*items, more):
            if isinstance(one, Unknown):
                doubt = join(one)
                yield EncryptionAtRest(rule.slot, doubt, context.evidence(rule.each, one, fix=rule.fix), doubt)


def _by_key(context: Context, rule: AtRestRule) -> Iterator[EncryptionAtRest]:
    """Yield the entry of a rule, or one for each of several keys that are named in a list."""
    if rule.itself:
        yield _itself(context, rule, rule.slot)
        return
    named = _named_key(context, rule.keys)
    value, at, path = named
    if not isinstance(value, Known) or not isinstance(value.data, Items):
        yield _entry(context, rule, rule.slot, named)
        return
    keys, more = value.data.items, value.data.open
    if not keys and more is None:
        yield _entry(context, rule, rule.slot, (Absent(value.origin), at, path))
    for one in keys:
        slot = rule.slot if len(keys) == 1 else f"{rule.slot}:{shown_name(one)}"
        yield _entry(context, rule, slot, (one, at, path))
    if more is not None:
        yield _entry(context, rule, rule.slot, (join(more), at, path))


def _where(counts: AnyValue, entry: EncryptionAtRest) -> EncryptionAtRest:
    """Return an entry as far as there is something to encrypt; a key that may not be in use tells nothing of itself."""
    level = choose(counts, entry.level, Known(Level.CUSTOMER_KEY))
    found = join(counts, entry.key) if isinstance(counts, Unknown) else entry.key
    return msgspec.structs.replace(entry, level=level, key=found)


def _entry(
    context: Context, rule: AtRestRule, slot: str, key_named: tuple[AnyValue, Resource, str] | None = None
) -> EncryptionAtRest:
    setting, at = _setting(context, rule)
    named, key_at, key_path = key_named or _named_key(context, rule.keys)
    found = key(context, named)
    if rule.account is not None and not isinstance(named, Known):
        found = fallback(found, key(context, account_key(context, rule.account)))
    if not isinstance(found, Known) and may_have_any_key(rule, setting):
        because = rule.because or f"{context.resource.type}: {rule.slot}"
        found = fallback(found, unknown(CauseKind.CLOUD, because, setting.origin))
    word = word_of(rule, setting)
    if word == "customer-key":
        found = fallback(found, unnamed_key(rule.because or f"{context.resource.type}: {rule.slot}", setting.origin))
    inherited = _inherited(context, rule)
    if inherited is not None and isinstance(named, Absent):
        reference, holder = _read(context, rule.inherit_of, rule.inherit)
        evidence = context.evidence(rule.inherit, reference, of=holder, fix=rule.fix)
        return EncryptionAtRest(slot, inherited.level, evidence, inherited.key)
    base = lift(lambda one: _base(context, rule, one), setting)
    if word == "none-or-provider-key" and rule.keys:
        # Whoever names a key has the data encrypted.
        base = choose(is_present(named), Known(Level.PROVIDER_KEY), base)
    level = lift(with_key, base, found)
    path = rule.path or (rule.keys[0].path if rule.keys else "")
    evidence = context.evidence(path, setting, of=at, fix=rule.fix)
    encrypted = isinstance(base, Known) and base.data is not Level.NONE
    decided_by_key = rule.keys and (encrypted or not rule.path)
    if decided_by_key:
        evidence = context.evidence(key_path, named, of=key_at, fix=rule.fix)
    return EncryptionAtRest(slot, level, evidence, found)


def _itself(context: Context, rule: AtRestRule, slot: str) -> EncryptionAtRest:
    """A key, as if it encrypted itself: its facts are judged at the key too, whatever uses it."""
    found, path = own_key(context), rule.path
    facts = context.row.key
    if isinstance(found, Known) and facts is not None and facts.multi_region is not None:
        rotates, leaves = (_is_true(one) for one in (found.data.rotates, found.data.multi_region))
        path = facts.multi_region.path if rotates and leaves else path
    evidence = context.evidence(path, context.resource.read(path), fix=rule.fix if path == rule.path else "")
    return EncryptionAtRest(slot, with_key(Known(Level.CUSTOMER_KEY), found), evidence, found)


def _is_true(value: AnyValue) -> bool:
    return isinstance(value, Known) and value.data is True


def _inherited(context: Context, rule: AtRestRule) -> EncryptionAtRest | None:
    """Return the encryption of the resource that this one takes it from, if that is in this stack."""
    if not rule.inherit:
        return None
    target = store_named(context, _read(context, rule.inherit_of, rule.inherit)[0], rule.inherit)
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


def _named_key(context: Context, paths: tuple[KeyPath, ...]) -> tuple[AnyValue, Resource, str]:
    """Return the first key that is named, the resource that names it, and by which path; without one, the first."""
    value: AnyValue = Absent()
    holder = context.resource
    path = paths[0].path if paths else ""
    silent: tuple[AnyValue, Resource, str] | None = None
    for one in paths:
        found, at = _read(context, one.of, one.path)
        if isinstance(value, Absent) and not isinstance(found, Absent):
            holder, path = at, one.path
        elif silent is None and at is not context.resource:
            silent = found, at, one.path
        value = fallback(value, found)
    if isinstance(value, Absent) and silent is not None:
        # A companion that names none, such as `kms_master_key_id = null`, is where one would be named.
        return silent
    return value, holder, path


def _base(context: Context, rule: AtRestRule, setting: AnyValue) -> AnyValue:
    """Return the level without a key: by the setting, else the account's default, or the cloud's."""
    if not isinstance(setting, Absent):
        return level_of(context, rule, setting)
    if rule.account is not None:
        return account_level(context, rule.account)
    if rule.default in LEVELS:
        return Known(LEVELS[rule.default])
    return uncertain(rule.default, rule.because or f"{context.resource.type}: {rule.slot}", Absent())
