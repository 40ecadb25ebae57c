"""The ``[[account]]`` tables of ``leitplanke.toml``: which rule sets hold where in a live organisation."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec


class AccountTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One ``[[account]]`` table: the resources that it is about, and the rule sets that hold for them.

    It is about an account (subscription, project) that is listed itself or is in a listed organisational unit,
    management group or folder; without any of these lists, about all. ``regions`` and ``services`` narrow it to
    resources there: ``eu-central-1``; ``s3``, ``microsoft.storage``, ``storage.googleapis.com``. The first table that
    is about a resource holds.
    """

    name: str
    rules: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    organisational_units: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()
    management_groups: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def is_about(self, account: str, above: Iterable[str]) -> bool:
        """Tell whether it is about an account, by its own names and those of what it is in."""
        own = (*self.accounts, *self.subscriptions, *self.projects)
        groups = (*self.organisational_units, *self.management_groups, *self.folders)
        return not (own or groups) or account in own or not set(groups).isdisjoint(above)

    def takes(self, region: str, service: str) -> bool:
        """Tell whether it is about resources of a service in a region."""
        return (not self.regions or region in self.regions) and (not self.services or service in self.services)


def service_of(record_type: str) -> str:
    """Return the service of a type of record: ``s3``, ``microsoft.storage``, ``storage.googleapis.com``."""
    if record_type.startswith("AWS::"):
        return record_type.split("::")[1].lower()
    return record_type.partition("/")[0]


def shared_out(
    tables: Sequence[AccountTable],
    account: str,
    above: Iterable[str],
    places: Mapping[str, tuple[str, str]],
) -> list[tuple[AccountTable | None, frozenset[str]]]:
    """Return the tables that are about an account, each with the addresses of its resources; None for the rest.

    ``places`` gives region and type of record by address.
    """
    above = tuple(above)
    fitting = [table for table in tables if table.is_about(account, above)]
    found: dict[int, set[str]] = {}
    for address, (region, record_type) in places.items():
        service = service_of(record_type)
        at = next((at for at, table in enumerate(fitting) if table.takes(region, service)), -1)
        found.setdefault(at, set()).add(address)
    if not found:  # nothing was found in it, which a rule may be about, too
        table = next((table for table in fitting if not table.regions and not table.services), None)
        return [(table, frozenset())]
    return [(fitting[at] if at >= 0 else None, frozenset(found[at])) for at in sorted(found)]
