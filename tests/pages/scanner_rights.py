"""The rights of the scanner's roles in ``scanner/``, as the collectors need them."""

import json
from collections.abc import Iterator
from pathlib import Path

import botocore.session  # type: ignore[import-untyped, unused-ignore]

from leitplanke.sources.live.aws.rights import DISCOVERY, rights
from leitplanke.sources.live.aws.services import BotocoreServices
from leitplanke.sources.live.azure.rights import actions
from leitplanke.sources.live.google.rights import PERMISSIONS
from tests.project import ROOT

_CHARACTERS_AT_MOST = 5_000
"""A managed policy of AWS holds 6,144, white space not counted."""


def files() -> Iterator[tuple[Path, str]]:
    """Yield each file with what stands in it."""
    services = BotocoreServices(botocore.session.Session().get_component("data_loader"))
    asked = {one for service in rights(services) for one in service.permissions}
    yield ROOT / "scanner" / "aws" / "role" / "permissions.json", _text(_parts(sorted(asked | set(DISCOVERY))))
    yield ROOT / "scanner" / "azure" / "actions.json", _text(actions())
    yield ROOT / "scanner" / "google" / "permissions.json", _text(list(PERMISSIONS))


def _parts(permissions: list[str]) -> dict[str, list[str]]:
    """Return the permissions in parts of a policy each, by their numbers."""
    parts: list[list[str]] = [[]]
    length = 0
    for one in permissions:
        if length + len(one) + 3 > _CHARACTERS_AT_MOST:
            parts.append([])
            length = 0
        parts[-1].append(one)
        length += len(one) + 3
    return {str(number): part for number, part in enumerate(parts, start=1)}


def _text(data: object) -> str:
    return json.dumps(data, indent=2) + "\n"
