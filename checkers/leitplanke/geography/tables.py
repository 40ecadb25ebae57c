"""The authored tables, read when first asked for."""

from datetime import date
from functools import cache
from typing import Literal, TypeVar

import msgspec

from leitplanke.geography.place import Confidence, Kind, Status

PROVIDERS = ("aws", "azurerm", "genesyscloud", "google")

_T = TypeVar("_T")


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a file's facts are from, unless a row says otherwise, and when they were last read there."""

    source: str
    checked: date
    confidence: Confidence


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Source and confidence of a row, where they differ from the file's."""

    source: str
    confidence: Confidence


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name that stands for more or other than one region. See ``Place`` for the fields."""

    kind: Kind = "geography"
    countries: frozenset[str] = frozenset()
    unconfirmed: frozenset[str] = frozenset()
    note: str | None = None
    source: str | None = None
    confidence: Confidence | None = None


class ProviderTable(_Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One provider's locations.

    ``regions`` and ``zones`` (groups of zones outside their region's sites) map a name to its country, ``areas`` a
    product, or ``*`` for any, and a name to what it stands for. ``evidence`` is by region, or ``zones`` for those.
    """

    regions: dict[str, str]
    zones: dict[str, str] = {}
    aliases: dict[str, str] = {}
    status: dict[str, Status] = {}
    partitions: dict[str, str] = {}
    pairs: dict[str, str] = {}
    evidence: dict[str, Evidence] = {}
    areas: dict[str, dict[str, Area]] = {}

    def area(self, product: str | None, name: str) -> Area | None:
        """Return what a name stands for in a product, or in any; None if it is no such name."""
        own = self.areas.get(product, {}).get(name) if product else None
        return own or self.areas.get("*", {}).get(name)


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model's ``eu.`` inference profile: a set of ``destinations``, and what the calling region adds to it."""

    destinations: str
    adds_caller: frozenset[str] = frozenset()
    from_elsewhere: dict[str, frozenset[str]] = {}


class Deployments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Azure's deployment types: those of the account's region, of any region, of the account's data zone."""

    regional: frozenset[str]
    global_prefixes: tuple[str, ...]
    zone_prefix: str


class InferenceTable(_Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where models run."""

    azure_source: str
    publishers: frozenset[str]
    callers_outside: frozenset[str]
    destinations: dict[str, frozenset[str]]
    prefixes: dict[str, Area]
    profiles: dict[str, Profile]
    deployments: Deployments
    data_zones: dict[str, frozenset[str]]


class Adequacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision under Art. 45 GDPR; ``valid_to`` is its last day, ``scope`` a code for what it covers, if not all."""

    country: str
    decision: str
    valid_from: date
    source: str
    confidence: Confidence
    valid_to: date | None = None
    partial: bool = False
    scope: Literal[
        "", "adequacy-scope-ca", "adequacy-scope-il", "adequacy-scope-jp", "adequacy-scope-kr", "adequacy-scope-us"
    ] = ""

    def in_force(self, day: date) -> bool:
        """Return whether the decision applies on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Jurisdictions(_Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The countries that there are, groups of them, and the adequacy decisions."""

    countries: str
    groups: dict[str, frozenset[str]]
    adequacy: tuple[Adequacy, ...]


@cache
def provider_table(provider: str) -> ProviderTable:
    """Return the locations of one of ``PROVIDERS``."""
    return _read(provider, ProviderTable)


@cache
def inference_table() -> InferenceTable:
    """Return where models run."""
    return _read("inference", InferenceTable)


@cache
def jurisdictions() -> Jurisdictions:
    """Return countries, groups and adequacy decisions."""
    return _read("jurisdictions", Jurisdictions)


def _read(name: str, shape: type[_T]) -> _T:
    folder = __file__.removesuffix("tables.py")
    with open(f"{folder}data/{name}.toml", "rb") as file:
        return msgspec.toml.decode(file.read(), type=shape)
