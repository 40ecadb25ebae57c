"""The account's setting for encryption, which holds where a resource is silent."""

from leitplanke.catalogue.row import AccountDefault
from leitplanke.core.logic import all_of, choose, fallback, lift
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, unknown
from leitplanke.facets.context import Context
from leitplanke.facets.keys import key
from leitplanke.facets.levels import LEVELS, with_key
from leitplanke.facets.same_region import same_region
from leitplanke.inventory.facets import Level
from leitplanke.inventory.inventory import Scope


def account_level(context: Context, rule: AccountDefault) -> AnyValue:
    """Return the level by the account's setting for the resource's region, or by the default where it has none."""
    closed = Scope.ACCOUNT in context.inventory.closed and rule.default in LEVELS
    level: AnyValue = Known(LEVELS[rule.default]) if closed else unknown(CauseKind.SCOPE, rule.of)
    for setting in context.inventory.of_type(rule.of):
        here = all_of(setting.exists, same_region(context, setting))
        level = choose(here, lift(_switched, fallback(setting.read(rule.path), Known(True))), level)
    return lift(with_key, level, key(context, account_key(context, rule)))


def _switched(on: AnyValue) -> AnyValue:
    if isinstance(on, Unknown):
        return on
    return Known(Level.PROVIDER_KEY if isinstance(on, Known) and on.data is True else Level.NONE, on.origin)


def account_key(context: Context, rule: AccountDefault) -> AnyValue:
    """Return the key that the account uses in the resource's region where a resource names none."""
    named: AnyValue = Absent()
    if rule.key_of and Scope.ACCOUNT not in context.inventory.closed:
        named = unknown(CauseKind.SCOPE, rule.key_of)
    for holder in context.inventory.of_type(rule.key_of) if rule.key_of else ():
        named = choose(all_of(holder.exists, same_region(context, holder)), holder.read(rule.key_path), named)
    return named
