"""Levels of encryption at rest: what a row's words mean, and what a key makes of them."""

from typing import Any

import msgspec

from leitplanke.catalogue.row import AtRestRule
from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, World, unknown
from leitplanke.facets.context import Context
from leitplanke.inventory.facets import Custody, KeyRef, Level

LEVELS = {
    "none": Level.NONE,
    "provider-key": Level.PROVIDER_KEY,
    "customer-key": Level.CUSTOMER_KEY,
    "encrypted": Level.PROVIDER_KEY,
}
"""What a row's words mean; ``encrypted`` is at least the provider's key, and whose it is cannot be read."""
_ANY_KEY = frozenset({"encrypted", "unknown"})
"""Words of a row that leave open whose key it is."""


def may_have_any_key(rule: AtRestRule, setting: AnyValue) -> bool:
    """Tell whether the data may be under a key of the customer although the resource names none."""
    if isinstance(setting, Absent):
        return rule.account is None and rule.default in _ANY_KEY
    if isinstance(setting, Known):
        return rule.levels.get(_as_text(setting)) in _ANY_KEY
    return not _ANY_KEY.isdisjoint((rule.default, *rule.levels.values()))


def word_of(rule: AtRestRule, setting: AnyValue) -> str:
    """Return the row's word for what a setting means; none where it is not known, or not listed."""
    if isinstance(setting, Known):
        return rule.levels.get(_as_text(setting), "")
    return "" if isinstance(setting, Unknown) else rule.default


def _as_text(setting: Known[Any]) -> str:
    return str(setting.data).lower() if isinstance(setting.data, bool) else str(setting.data)


def level_of(context: Context, rule: AtRestRule, setting: AnyValue) -> AnyValue:
    """Return what the switch means; what the row does not list is unknown."""
    if isinstance(setting, Unknown):
        return join(setting)
    if isinstance(setting, Known):
        text = _as_text(setting)
        name = rule.levels.get(text)
        if name in LEVELS:
            return Known(LEVELS[name], setting.origin)
        if name is not None:
            return uncertain(name, rule.because or f"{rule.path} = {text}", setting)
    return unknown(CauseKind.CLOUD, f"{context.resource.type}.{rule.path}", setting.origin)


def uncertain(name: str, because: str, setting: AnyValue) -> Unknown:
    """Return a level that the configuration does not tell, with the levels that it may be where they are few."""
    found = unknown(CauseKind.CLOUD, because, setting.origin)
    if name != "none-or-provider-key":
        return found
    levels = (Level.NONE, Level.PROVIDER_KEY)
    worlds = (World(((because, one.name),), Known(one, setting.origin)) for one in levels)
    return msgspec.structs.replace(found, worlds=tuple(worlds))


def with_key(base: AnyValue, found: AnyValue) -> AnyValue:
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
