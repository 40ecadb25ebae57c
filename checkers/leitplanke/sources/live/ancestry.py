"""What accounts are in: organisational units, management groups and folders, as records tell it."""

from collections.abc import Iterable
from typing import Any

from leitplanke.sources.live.record import Record

_OF_GOOGLE = tuple(f"cloudresourcemanager.googleapis.com/{name}" for name in ("Project", "Folder", "Organization"))


_TENANT = "tenants/"


def levels(account: str, above: Iterable[str]) -> list[str]:
    """Return the accounts that an account is in, nearest first.

    Google's folders and organisation are accounts, too, and so is the tenant for what stands above Azure's
    subscriptions.
    """
    found = (one for one in above if one.startswith(("folders/", "organizations/", _TENANT)))
    return [one.removeprefix(_TENANT) for one in found if one.removeprefix(_TENANT) != account]


def ancestors(record: Record) -> tuple[str, tuple[str, ...]] | None:
    """Return the account that a record is about, and the ids and names of all that it is in; None for other records."""
    if record.type == "AWS::Organizations::Account":
        above = record.doc.get("Path")
        return str(record.doc.get("Id", "")), _texts(above, "Id", "Name")
    if record.type == "microsoft.resources/subscriptions":
        properties = record.doc.get("properties")
        above = properties.get("managementGroupAncestorsChain") if isinstance(properties, dict) else None
        tenant = record.doc.get("tenantId")
        own = (f"{_TENANT}{tenant.lower()}",) if isinstance(tenant, str) and tenant else ()
        return record.account, (*_texts(above, "name", "displayName"), *own)
    if record.type in _OF_GOOGLE:
        lineage = record.doc.get("ancestors")
        names = [str(one) for one in lineage] if isinstance(lineage, list) else []
        return record.account, tuple(part for one in names for part in (one, one.rpartition("/")[2]))
    return None


def account_name(record: Record) -> tuple[str, str] | None:
    """Return the account that a record is about, and what people call it; None where the record tells no such name."""
    account, field = record.account, "displayName"
    if record.type == "AWS::Organizations::Account":
        account, field = str(record.doc.get("Id", "")), "Name"
    elif record.type == "microsoft.resources/subscriptions":
        field = "name"
    elif record.type not in _OF_GOOGLE:
        return None
    name = record.doc.get(field)
    return (account, name) if account and isinstance(name, str) and name not in ("", account) else None


def _texts(elements: Any, *fields: str) -> tuple[str, ...]:
    listed = elements if isinstance(elements, list) else []
    return tuple(str(one[name]) for one in listed if isinstance(one, dict) for name in fields if one.get(name))
