"""Where a model runs: AWS Bedrock's inference profiles, Azure's deployment types."""

from leitplanke.geography.place import Place, unknown_place
from leitplanke.geography.regions import region_place
from leitplanke.geography.tables import Area, InferenceTable, Profile, inference_table, provider_table

_ARN_PARTS = 6


def model_place(name: str, calling_region: str | None) -> Place:
    """Return where a Bedrock model or inference profile, given by id or ARN, processes what it is sent.

    An ARN's region is the calling region. A model without a profile runs there. A profile runs in the regions of its
    table, which for ``eu.`` depend on model and calling region.
    """
    identifier, caller = name, calling_region
    if name.startswith("arn:"):
        parts = name.split(":", _ARN_PARTS - 1)
        kind, _, identifier = parts[-1].partition("/")
        if len(parts) < _ARN_PARTS or kind not in {"foundation-model", "inference-profile", "guardrail-profile"}:
            return unknown_place("aws", name, "inference-profile-not-known")
        caller = parts[3] or calling_region
    table = inference_table()
    prefix, _, model = identifier.partition(".")
    if prefix == "eu":
        return _eu_place(name, table, table.profiles.get(model), caller)
    if prefix in table.prefixes:
        return _profile_place(name, table, table.prefixes[prefix])
    if prefix not in table.publishers:
        return unknown_place("aws", name, "inference-profile-not-known")
    return _caller_place("aws", name, caller)


def deployment_place(sku: str, account_region: str | None) -> Place:
    """Return where a deployment of an Azure model processes what it is sent, by its sku and the account's region."""
    table = inference_table()
    key = sku.lower()
    if key.startswith(table.deployments.global_prefixes):
        return Place(
            provider="azurerm", name=sku, kind="global", source=table.azure_source, confidence=table.confidence
        )
    if key in table.deployments.regional:
        return _caller_place("azurerm", sku, account_region)
    if not key.startswith(table.deployments.zone_prefix):
        return unknown_place("azurerm", sku, "place-not-known")
    account = _caller_place("azurerm", sku, account_region)
    for countries in table.data_zones.values():
        if account.countries and account.countries <= countries:
            return Place(
                provider="azurerm",
                name=sku,
                kind="geography",
                countries=countries,
                source=table.azure_source,
                confidence=table.confidence,
            )
    return unknown_place("azurerm", sku, account.note or "inference-data-zone-not-known")


def _eu_place(name: str, table: InferenceTable, profile: Profile | None, caller: str | None) -> Place:
    if profile is None:
        return unknown_place("aws", name, "inference-profile-not-known")
    regions = table.destinations[profile.destinations]
    added: frozenset[str] = frozenset()
    if caller is None:
        unconfirmed = table.callers_outside
    elif caller in profile.from_elsewhere:
        # The table is a copy: that the caller's own region, outside the EU, takes part is not certain.
        unconfirmed = frozenset({caller}) & profile.from_elsewhere[caller]
        added = profile.from_elsewhere[caller] - unconfirmed
    elif caller in table.destinations["E6"]:
        unconfirmed = frozenset()
        added = frozenset({caller}) & profile.adds_caller
    else:
        return unknown_place("aws", name, "inference-caller-not-listed")
    area = Area(countries=_countries(regions | added), unconfirmed=_countries(unconfirmed))
    return _profile_place(name, table, area)


def _countries(regions: frozenset[str]) -> frozenset[str]:
    known = provider_table("aws").regions
    return frozenset(known[region] for region in regions)


def _profile_place(name: str, table: InferenceTable, area: Area) -> Place:
    return Place(
        provider="aws",
        name=name,
        kind=area.kind,
        countries=area.countries,
        unconfirmed=area.unconfirmed,
        source=table.source,
        confidence=table.confidence,
    )


def _caller_place(provider: str, name: str, caller: str | None) -> Place:
    place = region_place(provider, caller) if caller else None
    if place is None:
        return unknown_place(provider, name, "inference-caller-not-known")
    return Place(
        provider=provider,
        name=name,
        kind=place.kind,
        countries=place.countries,
        note=place.note,
        source=place.source,
        confidence=place.confidence,
    )
