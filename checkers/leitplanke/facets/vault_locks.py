"""Whether a locked vault takes in the recovery points of a rule.

A backup job whose retention is longer or shorter than the lock of its vault allows, fails: there is no backup then.
Source: AWS Backup developer guide, "AWS Backup Vault Lock"; checked 2026-11-24.
"""

from leitplanke.core.logic import all_of, choose, fallback, join, lift
from leitplanke.core.value import Absent, AnyValue, Known, Unknown, Value
from leitplanke.facets.context import Context
from leitplanke.facets.durations import number_in
from leitplanke.facets.joins import companions
from leitplanke.facets.stores import store_named
from leitplanke.inventory.resource import Resource

_VAULT = "aws_backup_vault"
_LOCK = "aws_backup_vault_lock_configuration"


def takes_in(context: Context, vault_named: AnyValue, days: AnyValue) -> Value[bool]:
    """Return whether the locks of this stack let recovery points stay so long; ``days`` is Absent where they stay."""
    if not context.inventory.of_type(_LOCK):
        return Known(True)
    vault = store_named(context, vault_named, "target_vault_name")
    row = context.catalogue.row(_VAULT)
    if vault is None or vault.type != _VAULT or row is None:
        return Known(True)
    locks = companions(context.inventory, row, vault, _LOCK).resources
    return all_of(*(choose(lock.exists, _allows(lock, days), Known(True)) for lock in locks))


def _allows(lock: Resource, days: AnyValue) -> Value[bool]:
    """Return whether a length is within a lock's bounds."""
    longest, shortest = lock.read("max_retention_days"), fallback(lock.read("min_retention_days"), Known(0))
    return all_of(lift(_reaches, longest, days), lift(_reaches, days, shortest))


def _reaches(longer: AnyValue, shorter: AnyValue) -> AnyValue:
    """Return whether a length is another one or more; one that is absent has no end."""
    if isinstance(longer, Absent):
        return Known(True)
    if isinstance(longer, Unknown) or isinstance(shorter, Unknown):
        return join(longer, shorter)
    upper, lower = number_in(longer.data), None if isinstance(shorter, Absent) else number_in(shorter.data)
    return Known(upper is not None and lower is not None and upper >= lower)
