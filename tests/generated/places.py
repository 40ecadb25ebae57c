"""Places that the oracle knows, by name: inside and outside of the European Union."""

from collections.abc import Mapping
from typing import Any

from tests.generated.made import UNKNOWN, Place
from tests.generated.reading import ABSENT, UnclearError

AT_HOME: Mapping[str, str] = {
    "aws": "eu-central-1",
    "azurerm": "germanywestcentral",
    "genesyscloud": "eu-central-1",
    "google": "EUROPE-WEST3",
}
ABROAD: Mapping[str, str] = {
    "aws": "us-east-1",
    "azurerm": "eastus",
    "genesyscloud": "us-east-1",
    "google": "US-CENTRAL1",
}
PAIRS = {"germanywestcentral": "germanynorth", "eastus": "westus"}
SETTINGS: Mapping[tuple[str, str], str] = {
    ("aws", "region"): "eu-central-1",
    ("google", "region"): "europe-west3",
    ("google", "zone"): "europe-west3-a",
    ("genesyscloud", "aws_region"): "eu-central-1",
}
"""What the provider configurations of made plans say."""
PRODUCTS: Mapping[str, tuple[str, str]] = {
    "bedrock": ("anthropic.claude-3-haiku-20240307-v1:0", "us.anthropic.claude-3-haiku-20240307-v1:0"),
    "cognitive_deployment": ("Standard", "GlobalStandard"),
    "communication_service": ("Germany", "United States"),
    "spanner": ("regional-europe-west3", "regional-us-central1"),
}
"""Names that a product has for places, one inside and one outside."""
_INSIDE = {"germanynorth", "europe-west3-a", *AT_HOME.values(), *(inside for inside, _ in PRODUCTS.values())}
_OUTSIDE = {
    "us",
    "global",
    "aws-global",
    "westus",
    "us-central1-a",
    *ABROAD.values(),
    *(out for _, out in PRODUCTS.values()),
}


def place_verdict(name: Any) -> str:
    """Return the verdict on a place."""
    if name == ABSENT or name is UNKNOWN:
        return "unknown" if name is UNKNOWN else "quiet"
    inside = name.inside if isinstance(name, Place) else _is_inside(str(name).lower())
    return "pass" if inside else "fail"


def _is_inside(name: str) -> bool:
    for inside, names in ((True, _INSIDE), (False, _OUTSIDE)):
        if name in {one.lower() for one in names}:
            return inside
    raise UnclearError("a place that the oracle does not know")
