"""Where a model runs: by profile and calling region, by deployment type and account."""

import pytest

from leitplanke.geography import Place, locate

E6 = {"DE", "SE", "IT", "ES", "IE", "FR"}
SONNET = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"


def bedrock(name: str, caller: str | None = None) -> Place:
    return locate("aws", name, product="bedrock", calling_region=caller)


@pytest.mark.parametrize(
    ("name", "caller", "countries", "unconfirmed"),
    [
        (SONNET, "eu-central-1", E6, set()),
        (SONNET, "eu-west-2", E6, {"GB"}),
        (SONNET, "eu-central-2", E6, {"CH"}),
        (SONNET, None, E6, {"GB", "CH", "IL"}),
        ("eu.anthropic.claude-sonnet-4-20250514-v1:0", "il-central-1", E6, {"IL"}),
        ("eu.amazon.nova-pro-v1:0", "eu-central-1", {"DE", "SE", "IE", "FR"}, set()),
        ("eu.amazon.nova-pro-v1:0", "eu-south-1", {"DE", "SE", "IE", "FR", "IT"}, set()),
        ("eu.amazon.nova-pro-v1:0", "il-central-1", {"DE", "SE", "IE", "FR", "IT"}, {"IL"}),
        ("eu.meta.llama3-2-1b-instruct-v1:0", "eu-west-3", {"DE", "IE", "FR"}, set()),
        ("us.amazon.nova-pro-v1:0", "us-east-1", {"US"}, {"CA"}),
    ],
)
def test_inference_profile(name: str, caller: str | None, countries: set[str], unconfirmed: set[str]) -> None:
    place = bedrock(name, caller)
    assert place.kind == "geography"
    assert place.countries == countries
    assert place.unconfirmed == unconfirmed


def test_an_arn_brings_its_calling_region() -> None:
    profile = f"arn:aws:bedrock:eu-west-2:111122223333:inference-profile/{SONNET}"
    assert bedrock(profile).unconfirmed == {"GB"}
    model = "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0"
    assert bedrock(model, "us-east-1").countries == {"IE"}


def test_a_model_without_a_profile_runs_where_it_is_called() -> None:
    assert bedrock("anthropic.claude-3-haiku-20240307-v1:0", "eu-central-1").countries == {"DE"}
    assert bedrock("anthropic.claude-3-haiku-20240307-v1:0").kind == "unknown"


def test_global_profiles_are_anywhere() -> None:
    assert bedrock("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "eu-central-1").kind == "global"


@pytest.mark.parametrize(
    ("name", "caller"),
    [
        ("eu.anthropic.claude-99-v1:0", "eu-central-1"),
        ("eu.cohere.embed-v4:0", "eu-west-2"),
        ("xx.anthropic.claude-sonnet-4-5-20250929-v1:0", "eu-central-1"),
        ("arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abc", None),
    ],
)
def test_what_the_tables_do_not_hold_is_unknown(name: str, caller: str) -> None:
    assert bedrock(name, caller).kind == "unknown"


@pytest.mark.parametrize(
    ("sku", "account", "kind", "inside"),
    [
        ("GlobalStandard", "germanywestcentral", "global", set()),
        ("GlobalBatch", "germanywestcentral", "global", set()),
        ("DeveloperTier", "germanywestcentral", "global", set()),
        ("Standard", "Germany West Central", "region", {"DE"}),
        ("ProvisionedManaged", "swedencentral", "region", {"SE"}),
        ("DataZoneStandard", "eastus2", "geography", {"US"}),
        ("DataZoneStandard", "switzerlandnorth", "unknown", set()),
        ("DataZoneStandard", None, "unknown", set()),
        ("Standard", None, "unknown", set()),
        ("Strange", "germanywestcentral", "unknown", set()),
    ],
)
def test_azure_deployment(sku: str, account: str | None, kind: str, inside: set[str]) -> None:
    place = locate("azurerm", sku, product="cognitive_deployment", calling_region=account)
    assert place.kind == kind
    assert place.countries == inside


def test_azure_data_zone_of_an_eu_account_is_the_eu() -> None:
    place = locate("azurerm", "DataZoneStandard", product="cognitive_deployment", calling_region="germanywestcentral")
    assert place.kind == "geography"
    assert {"DE", "NL", "SE"} <= place.countries
    assert not place.countries & {"GB", "CH", "NO"}
