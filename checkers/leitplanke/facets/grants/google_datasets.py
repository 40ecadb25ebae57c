"""Grants of BigQuery datasets: the entries of their access lists."""

from leitplanke.catalogue.row import GrantRule
from leitplanke.core.logic import elements, join, lift
from leitplanke.core.value import Absent, AnyValue, Fields, Known, Unknown
from leitplanke.facets.context import Context
from leitplanke.facets.google_accounts import is_address_of_service_account
from leitplanke.facets.grants.google import Binding, grant_of
from leitplanke.inventory.facets import Grant

_PREFIXES = {"user_by_email": "user:", "group_by_email": "group:", "domain": "domain:", "iam_member": ""}
"""Ways to say who, and what makes a member of it; source: BigQuery API reference, dataset resource, ``access[]``."""
_NEVER_A_PERSON = ("group:", "domain:")
"""Nor everybody, whatever its name turns out to be."""
_SPECIAL = {"projectOwners": "projectOwner", "projectWriters": "projectEditor", "projectReaders": "projectViewer"}


def dataset_access(context: Context, rule: GrantRule) -> list[Grant]:
    """Return the grants of the access entries at ``path``, or of the one that the resource is.

    Views, routines and datasets that are let in are no principals.
    """
    written: AnyValue = Known(context.resource.attributes)
    blocks, rest = (
        elements(context.resource.attributes.entries.get(rule.path, Absent())) if rule.path else ((written,), None)
    )
    found: list[Binding] = []
    for block in (*blocks, *((rest,) if rest is not None else ())):
        if isinstance(block, Known) and isinstance(block.data, Fields):
            found += _bindings(block.data)
        elif isinstance(block, Unknown):
            found.append(Binding(join(block), join(block)))
    return [grant_of(context, rule, one, rule.slot) for one in found]


def _bindings(entry: Fields) -> list[Binding]:
    """Return the role of an entry and whom it lets in, as members of IAM: one, by the way that is used."""
    missing: AnyValue = entry.open if entry.open is not None else Absent()

    def member(name: str, prefix: str) -> AnyValue:
        value = entry.entries.get(name, missing)
        if prefix == "user:" and value.ref is not None and is_address_of_service_account(value):
            return Known(f"serviceAccount:{value.ref.address}", value.origin)
        return lift(lambda one: _member(prefix, one), value)

    members = [member(name, prefix) for name, prefix in _PREFIXES.items()]
    members.append(lift(_special, entry.entries.get("special_group", missing)))
    role, condition = entry.entries.get("role", missing), entry.entries.get("condition", Absent())
    return [Binding(role, one, condition) for one in members if not isinstance(one, Absent)]


def _member(prefix: str, value: AnyValue) -> AnyValue:
    if isinstance(value, Unknown) and prefix in _NEVER_A_PERSON:
        return Known(f"{prefix}...", value.origin)
    if not isinstance(value, Known):
        return value
    address = str(value.data)
    of_a_service = prefix == "user:" and address.endswith(".gserviceaccount.com")
    return Known(f"serviceAccount:{address}" if of_a_service else f"{prefix}{address}", value.origin)


def _special(value: AnyValue) -> AnyValue:
    return Known(_SPECIAL.get(str(value.data), str(value.data)), value.origin) if isinstance(value, Known) else value
