"""What a catalogue row reads, and what it may find there: the settings that completions are drawn from."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from leitplanke.catalogue.row import (
    AtRestRule,
    Condition,
    GrantRule,
    InTransitRule,
    PlacementRule,
    RecoveryRule,
    RetentionRule,
    Row,
)

_PLACES = {
    "aws": ("eu-central-1", "us-east-1"),
    "azurerm": ("germanywestcentral", "eastus"),
    "google": ("europe-west3", "US"),
}
_ARNS = ("arn:aws:rds:eu-west-1:111122223333:x:y", "arn:aws:rds:us-east-1:111122223333:x:y")
_KEYS = ("alias/aws/s3", "alias/calls", "arn:aws:kms:eu-central-1:111122223333:key/abc", "projects/p/cryptoKeys/k")
_DAYS = (3, 30, 4000)
_DOCUMENTS = tuple(
    f'{{"Statement": [{{"Effect": "Allow", "Action": {action}, "Resource": "*", "Principal": {principal}}}]}}'
    for action in ('"*"', '"s3:GetObject"')
    for principal in ('"*"', '{"AWS": "arn:aws:iam::111122223333:user/anna"}')
)
_ROLES = ("Owner", "Reader", "roles/owner", "roles/viewer", "arn:aws:iam::aws:policy/AdministratorAccess")
_MEMBERS = ("user:anna@example.org", "group:agents@example.org", "allUsers", "anna")


class Setting(NamedTuple):
    """A path in the resource itself (``of`` is empty) or in a companion, and data that may stand there."""

    of: str
    path: str
    choices: tuple[Any, ...]
    required: bool
    """Terraform refuses the resource without it, so that it cannot turn out to be absent."""


def settings(type_name: str, row: Row) -> list[Setting]:
    """Return all that a row reads; several rules' choices for one path are put together."""
    merged: dict[tuple[str, str], dict[Any, None]] = {}
    provider = type_name.partition("_")[0]
    for of, path, choices in _read(row, provider):
        if path:
            merged.setdefault((of, path), {}).update(dict.fromkeys(choices))
    required = {path for rule in row.grants for path in (rule.path, rule.principal, rule.role)}
    return [
        Setting(of, path, tuple(choices), not of and path in required) for (of, path), choices in sorted(merged.items())
    ]


def _read(part: Any, provider: str) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    match part:
        case Condition():
            yield from _condition(part)
        case PlacementRule():
            names = tuple(part.values) or (_ARNS if part.kind == "arn" else _PLACES.get(provider, ()))
            if part.after:
                names = tuple(f"projects/calls/{part.after}/{name}/x/y" for name in names)
            yield from ((part.of, path, names) for path in part.paths)
        case AtRestRule():
            yield part.of, part.path, tuple(_plain(name) for name in part.levels)
            yield from ((one.of, one.path, _KEYS) for one in part.keys)
        case InTransitRule():
            yield "", part.version_path, tuple(part.versions)
            yield from (("", path, (True, False)) for path in part.version_flags)
        case RecoveryRule():
            yield part.days_of, part.days_path, _DAYS
        case RetentionRule():
            yield part.of, part.path, (*_DAYS, *part.never)
        case GrantRule():
            choices = {"aws-policy": _DOCUMENTS, "google-member": _MEMBERS, "google-members": _MEMBERS}
            yield "", part.path, choices.get(part.form, _ROLES)
            yield "", part.principal, _MEMBERS
            yield "", part.role, _ROLES
        case _:
            pass
    if isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _read(getattr(part, name), provider)
    elif isinstance(part, tuple):
        for one in part:
            yield from _read(one, provider)


def _condition(part: Condition) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    if part.through or part.computed == "backed-up":
        return
    numbers = () if part.at_least is None else (part.at_least - 1, part.at_least)
    texts = (*part.is_, *part.is_not, *part.contains, *(f"{one}x" for one in part.starts_with))
    choices = (*texts, *numbers, *(_DOCUMENTS if part.computed else ()))
    yield part.of, part.path, (*(choices or (True, False)), "another")
    head, dot, _ = part.path.rpartition(".")
    yield from ((part.of, f"{head}{dot}{key}", (wanted, "another")) for key, wanted in part.where.items())


def _plain(name: str) -> object:
    return {"true": True, "false": False}.get(name, name)
