"""Regions and their zones, by the rules of each provider: a name means something only where it is written."""

import re

from leitplanke.geography.place import Place, unknown_place
from leitplanke.geography.tables import ProviderTable, provider_table

# "eu-central-1a"
_AWS_ZONE = re.compile(r"(?P<region>.+-\d)[a-f]")
# "eu-central-1-ham-1a", "eu-central-1-wl1-ber-wlz-1"
_AWS_EDGE = re.compile(r"(?P<group>.+?-\d-(?:[a-z]+-\d|wl\d+-[a-z]+-wlz))(?:[a-z]|-\d+)?")
# "europe-west3-a"
_GOOGLE_ZONE = re.compile(r"(?P<region>.+\d)-[a-f]")


def normal_name(provider: str, name: str) -> str:
    """Return a name as the provider's table has it: Azure ignores case and blanks, Google case, AWS neither."""
    if provider == "azurerm":
        return "".join(name.split()).lower()
    return name.lower() if provider == "google" else name


def region_name(provider: str, name: str) -> str:
    """Return the name of a region as the provider's own interfaces write it; what is no region stays as it is."""
    table = provider_table(provider)
    key = normal_name(provider, name)
    return key if key in table.regions else name


def region_place(provider: str, name: str) -> Place | None:
    """Return the place of a region or of a zone in it; None if the provider has none of that name.

    A Local Zone or Wavelength Zone of AWS is a place of its own: it may lie in another country than its region.
    """
    table = provider_table(provider)
    key = normal_name(provider, name)
    key = table.aliases.get(key, key)
    if key not in table.regions:
        if provider == "aws" and (edge := _AWS_EDGE.fullmatch(key)):
            return _edge_place(table, name, edge["group"])
        zone = {"aws": _AWS_ZONE, "google": _GOOGLE_ZONE}.get(provider)
        found = zone.fullmatch(key) if zone else None
        if not found or found["region"] not in table.regions:
            return None
        key = found["region"]
    status = table.status.get(key, "available")
    if status == "closed":
        return unknown_place(provider, name, "place-region-closed")
    evidence = table.evidence.get(key, table)
    return Place(
        provider=provider,
        name=name,
        kind="region",
        countries=frozenset({table.regions[key]}),
        status=status,
        source=evidence.source,
        confidence=evidence.confidence,
    )


def _edge_place(table: ProviderTable, name: str, group: str) -> Place | None:
    country = table.zones.get(group)
    if country is None:
        return None
    evidence = table.evidence["zones"]
    return Place(
        provider="aws",
        name=name,
        kind="region",
        countries=frozenset({country}),
        source=evidence.source,
        confidence=evidence.confidence,
    )
