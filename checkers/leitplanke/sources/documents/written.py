"""The configuration that a document came from, where it is at hand: places, and what the document cannot say."""

import re
from collections.abc import Sequence

import msgspec

from leitplanke.core.value import Fields, Known, Unknown
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource
from leitplanke.sources.documents.addresses import without_keys
from leitplanke.sources.documents.identities import Names

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")
_ARN_REGION = 3


class Written:
    """The resources of a configuration by the addresses that they have in a document."""

    __slots__ = ("_inventory",)

    def __init__(self, inventory: Inventory | None) -> None:
        self._inventory = inventory

    def at(self, address: str) -> Resource | None:
        """Return the resource at an address; the block, where the configuration does not say what instances it has."""
        if self._inventory is None:
            return None
        found = self._inventory.get(address)
        if found is None and address.endswith("]"):
            found = self._inventory.get(address[: _start_of_last_key(address)])
        return found

    def missing(self, addresses: Sequence[str]) -> list[str]:
        """Return the addresses that the configuration does not declare; none where it is not at hand."""
        if self._inventory is None:
            return []
        blocks = {without_keys(one.address) for one in self._inventory}
        return [one for one in addresses if without_keys(one) not in blocks]

    @staticmethod
    def settings(written: Resource, settings: Fields) -> Fields:
        """Return provider settings as the configuration has them, with what only the document knows of them."""
        own = written.provider_settings
        entries = {**settings.entries, **own.entries}
        entries |= {
            name: value
            for name, value in settings.entries.items()
            if isinstance(value, Known) and isinstance(own.entries.get(name), Unknown)
        }
        return Fields(entries, own.open if settings.open is not None else None)


def _start_of_last_key(address: str) -> int:
    if address.endswith('"]'):
        start = address.rfind('["')
        while start > 0 and without_keys(address[:start]).count('"'):
            start = address.rfind('["', 0, start)
        return start
    return address.rfind("[")


class _Region(msgspec.Struct, gc=False):
    region: str | None = None


_DECODER = msgspec.json.Decoder(_Region | None)


def region_of(values: msgspec.Raw, names: Names | None) -> str | None:
    """Return the AWS region that a resource is in, by its ``region`` attribute or its ARN."""
    named = _region_attribute(values)
    if named is not None and _REGION.fullmatch(named):
        return named
    parts = (names.arn or "").split(":") if names is not None else []
    region = parts[_ARN_REGION] if len(parts) > _ARN_REGION and parts[0] == "arn" else ""
    return region if _REGION.fullmatch(region) else None


def _region_attribute(values: msgspec.Raw) -> str | None:
    try:
        found: _Region | None = _DECODER.decode(values)
    except msgspec.ValidationError:
        return None
    return found.region if found is not None else None
