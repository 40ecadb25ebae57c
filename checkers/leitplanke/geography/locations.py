"""Location names, looked up."""

import msgspec

from leitplanke.geography.inference import deployment_place, model_place
from leitplanke.geography.place import Place, unknown_place
from leitplanke.geography.regions import normal_name, region_place
from leitplanke.geography.tables import PROVIDERS, Area, ProviderTable, provider_table

# Terraform providers that share another one's locations.
_SAME_CLOUD = {"awscc": "aws", "azapi": "azurerm", "google-beta": "google"}
_ARN_PARTS = 6


def locate(provider: str, name: str, *, product: str | None = None, calling_region: str | None = None) -> Place:
    """Return what a location's name means.

    ``provider`` is Terraform's name, ``product`` the service in the resource type's name (``storage``,
    ``secret_manager``). For ``aws`` ``bedrock`` the name is a model, an inference profile or its ARN, for ``azurerm``
    ``cognitive_deployment`` the sku; ``calling_region`` is the region of the call or of the account, which decides
    there. What is not in the tables is ``unknown``; nothing is concluded from a prefix.
    """
    cloud = _SAME_CLOUD.get(provider, provider)
    if cloud not in PROVIDERS:
        return unknown_place(provider, name, "place-provider-not-known", product)
    if (cloud, product) == ("aws", "bedrock"):
        place = model_place(name, calling_region)
    elif (cloud, product) == ("azurerm", "cognitive_deployment"):
        place = deployment_place(name, calling_region)
    else:
        place = _place(cloud, name, product)
    return place if product is None else msgspec.structs.replace(place, product=product)


def paired(provider: str, name: str) -> str | None:
    """Return the region that Azure pairs with a region; None if it has no pair or it is not known."""
    if _SAME_CLOUD.get(provider, provider) != "azurerm":
        return None
    return provider_table("azurerm").pairs.get(normal_name("azurerm", name))


def aws_region_of_arn(arn: str) -> str | None:
    """Return the region that an ARN names.

    None where the part is empty (as for S3 buckets, which are found by their resource), where the text is no ARN, and
    where the region belongs to another partition than the ARN's.
    """
    parts = arn.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS or parts[0] != "arn" or not parts[3]:
        return None
    table = provider_table("aws")
    own = table.partitions.get(parts[3], "aws")
    return None if parts[3] in table.regions and own != parts[1] else parts[3]


def _place(provider: str, name: str, product: str | None) -> Place:
    table = provider_table(provider)
    key = normal_name(provider, name)
    if product == "spanner":
        key = key.rpartition("/")[2].removeprefix("regional-")
    area = table.area(product, key)
    if area:
        return _area_place(provider, name, table, area)
    place = region_place(provider, key)
    if place is None:
        return unknown_place(provider, name, "place-not-known")
    return msgspec.structs.replace(place, name=name)


def _area_place(provider: str, name: str, table: ProviderTable, area: Area) -> Place:
    return Place(
        provider=provider,
        name=name,
        kind=area.kind,
        countries=area.countries,
        unconfirmed=area.unconfirmed,
        note=area.note,
        source=area.source or table.source,
        confidence=area.confidence or table.confidence,
    )
