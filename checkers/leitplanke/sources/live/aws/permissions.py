"""How IAM names the permission that a call needs."""

import os
from functools import cache

import msgspec

_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "permissions.toml")


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What differs from the rule; the file explains it."""

    services: dict[str, str]
    operations: dict[str, str]
    clients: dict[str, str]


@cache
def _names() -> _Names:
    import tomllib

    with open(_FILE, "rb") as file:
        return msgspec.convert(tomllib.load(file), _Names, strict=True)


def permission(client: str, signing_name: str, operation: str) -> str:
    """Return the IAM action for an operation (``DescribeDBInstances``) of botocore's ``client``."""
    names = _names()
    found = names.clients.get(f"{client}:{operation}") or names.operations.get(f"{signing_name}:{operation}")
    return (
        found
        or names.operations.get(f"{signing_name}:*")
        or (f"{names.services.get(signing_name, signing_name)}:{operation}")
    )
