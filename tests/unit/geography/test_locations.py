"""What location names mean: the names that look like something else."""

import pytest

from leitplanke.geography import Place, aws_region_of_arn, locate, paired, region_name


def countries(provider: str, name: str, product: str | None = None) -> str:
    return " ".join(sorted(locate(provider, name, product=product).countries))


@pytest.mark.parametrize(
    ("provider", "name", "country"),
    [
        # A prefix is not a membership: London and Zurich in all three clouds, and a British partition.
        ("aws", "eu-west-2", "GB"),
        ("google", "europe-west2", "GB"),
        ("azurerm", "uksouth", "GB"),
        ("aws", "eu-central-2", "CH"),
        ("google", "europe-west6", "CH"),
        ("azurerm", "switzerlandnorth", "CH"),
        ("aws", "eu-isoe-west-1", "GB"),
        ("aws", "eu-central-1", "DE"),
        ("aws", "eusc-de-east-1", "DE"),
        # Look-alikes across providers.
        ("aws", "me-west-1", "SA"),
        ("google", "me-west1", "IL"),
        ("aws", "me-central-1", "AE"),
        ("google", "me-central1", "QA"),
        ("aws", "eu-west-3", "FR"),
        ("google", "europe-west3", "DE"),
        ("aws", "eu-north-1", "SE"),
        ("google", "europe-north1", "FI"),
        ("google", "europe-central2", "PL"),
        # Microsoft's own data give "Europe" as the country of these two.
        ("azurerm", "westeurope", "NL"),
        ("azurerm", "northeurope", "IE"),
        # Display names and blanks, for Azure only.
        ("azurerm", "Germany West Central", "DE"),
        ("azurerm", "West Europe", "NL"),
        # Zones belong to their region.
        ("aws", "eu-central-1a", "DE"),
        ("google", "europe-west3-a", "DE"),
        ("google", "EUROPE-WEST3", "DE"),
        # A local or Wavelength zone may lie in another country than its region.
        ("aws", "eu-central-1-ham-1a", "DE"),
        ("aws", "eu-central-1-waw-1a", "PL"),
        ("aws", "us-east-1-bue-1a", "AR"),
        ("genesyscloud", "eu-central-1", "DE"),
        ("genesyscloud", "eu-central-2", "CH"),
        ("genesyscloud", "eu-west-2", "GB"),
        ("genesyscloud", "eusc-de-east-1", "DE"),
        ("genesyscloud", "mypurecloud.de", "DE"),
        ("google-beta", "europe-west10", "DE"),
    ],
)
def test_region(provider: str, name: str, country: str) -> None:
    place = locate(provider, name)
    assert (place.kind, place.countries) == ("region", frozenset({country}))
    assert place.source
    assert place.name == name


@pytest.mark.parametrize(
    ("product", "name", "expected"),
    [
        ("storage", "EUR4", "FI NL"),
        ("storage", "EUR5", "BE GB"),
        ("storage", "EUR7", "DE GB"),
        ("storage", "EUR8", "CH DE"),
        ("spanner", "eur3", "BE FI NL"),
        ("spanner", "eur5", "BE GB NL"),
        ("spanner", "eur6", "CH DE NL"),
        ("spanner", "eur7", "DE IT"),
        ("spanner", "dual-region-germany1", "DE"),
        ("spanner", "regional-europe-west3", "DE"),
        ("spanner", "projects/p/instanceConfigs/eur5", "BE GB NL"),
        ("firestore", "eur3", "BE FI NL"),
        ("bigquery", "EU", "BE NL"),
        ("bigquery", "eu", "BE NL"),
        ("storage", "US", "US"),
        ("app_engine", "europe-west", "BE"),
        ("bigtable", "europe-west3-b", "DE"),
    ],
)
def test_multi_regions_by_product(product: str, name: str, expected: str) -> None:
    assert countries("google", name, product) == expected


@pytest.mark.parametrize("product", ["storage", "kms", "ces", "bigquery"])
def test_eu_multi_regions_leave_out_london_and_zurich(product: str) -> None:
    place = locate("google", "europe" if product == "kms" else "EU", product=product)
    assert place.countries
    assert not (place.countries | place.unconfirmed) & {"GB", "CH"}


def test_members_that_no_source_confirms_are_told_apart() -> None:
    place = locate("google", "europe", product="artifact_registry")
    assert {"BE", "NL"} <= place.countries
    assert place.unconfirmed == {"GB", "CH"}


def test_a_product_specific_code_without_its_product_is_unknown() -> None:
    assert locate("google", "eur5").kind == "unknown"
    assert locate("google", "EUR5", product="bigquery").kind == "unknown"


@pytest.mark.parametrize(
    ("provider", "name", "product"),
    [
        ("google", "global", "logging"),
        ("google", "global", "secret_manager"),
        ("google", "auto", "secret_manager"),
        ("google", "global", None),
        ("azurerm", "Global", None),
        ("aws", "aws-global", None),
    ],
)
def test_global_is_anywhere(provider: str, name: str, product: str | None) -> None:
    place = locate(provider, name, product=product)
    assert (place.kind, place.countries) == ("global", frozenset())


def test_dialogflow_es_rests_in_the_united_states() -> None:
    place = locate("google", "global", product="dialogflow")
    assert place.kind == "global"
    assert place.countries == {"US"}
    assert place.note == "place-at-rest-only"


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("aws", "eu-central-9"),
        ("aws", "Eu-Central-1"),
        ("aws", "eu-central-1-xyz-1a"),
        ("aws", "europe-west3"),
        ("google", "europe-west5"),
        ("google", "europe west3"),
        ("azurerm", "eu-central-1"),
        ("genesyscloud", "eu-west-3"),
        ("genesyscloud", "dca"),
        ("aws", ""),
        ("hcloud", "nbg1"),
    ],
)
def test_what_is_not_listed_is_unknown(provider: str, name: str) -> None:
    place = locate(provider, name)
    assert (place.kind, place.countries) == ("unknown", frozenset())
    assert place.note


def test_closed_and_announced_regions_say_so() -> None:
    assert locate("azurerm", "germanycentral").kind == "unknown"
    assert locate("azurerm", "germanycentral").note == "place-region-closed"
    announced = locate("azurerm", "Greece Central")
    assert announced.countries == {"GR"}
    assert announced.status == "announced"


def test_azure_logical_locations() -> None:
    assert locate("azurerm", "germany") == Place(
        provider="azurerm",
        name="germany",
        kind="geography",
        countries=frozenset({"DE"}),
        source=locate("azurerm", "germany").source,
        confidence="high",
    )
    europe = locate("azurerm", "europe")
    assert europe.kind == "geography"
    assert {"GB", "CH", "NO"} <= europe.unconfirmed


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Germany", "DE"),
        ("France", "FR"),
        ("Norway", "NO"),
        ("Switzerland", "CH"),
        ("UK", "GB"),
        ("United States", "US"),
    ],
)
def test_communication_services_data_location(name: str, country: str) -> None:
    assert countries("azurerm", name, "communication_service") == country


def test_azure_pairs() -> None:
    assert paired("azurerm", "West Europe") == "northeurope"
    assert paired("azurerm", "germanywestcentral") == "germanynorth"
    assert countries("azurerm", paired("azurerm", "brazilsouth") or "") == "US"
    assert paired("azurerm", "italynorth") is None
    assert paired("azurerm", "nowhere") is None
    assert paired("aws", "eu-central-1") is None


def test_no_eu_region_of_azure_pairs_outside_the_eu() -> None:
    eu = ["westeurope", "northeurope", "germanywestcentral", "germanynorth", "francecentral", "francesouth"]
    pairs = [paired("azurerm", name) for name in [*eu, "swedencentral"]]
    assert {countries("azurerm", name or "") for name in pairs} == {"NL", "IE", "DE", "FR", "SE"}


@pytest.mark.parametrize(
    ("arn", "region"),
    [
        ("arn:aws:kms:eu-central-1:111122223333:key/1", "eu-central-1"),
        ("arn:aws-eusc:backup:eusc-de-east-1:111122223333:backup-vault:v", "eusc-de-east-1"),
        ("arn:aws:s3:::bucket", None),
        ("arn:aws:iam::111122223333:role/r", None),
        ("arn:aws:kms:eusc-de-east-1:111122223333:key/1", None),
        ("arn:aws-cn:kms:eu-central-1:111122223333:key/1", None),
        ("arn:aws:kms:eu-nowhere-1:111122223333:key/1", "eu-nowhere-1"),
        ("eu-central-1", None),
        ("arn:aws:kms", None),
    ],
)
def test_region_of_an_arn(arn: str, region: str | None) -> None:
    assert aws_region_of_arn(arn) == region


@pytest.mark.parametrize(
    ("provider", "name", "expected"),
    [
        ("azurerm", "Germany West Central", "germanywestcentral"),
        ("azurerm", "West Europe 2", "West Europe 2"),
        ("azurerm", "United States", "United States"),
        ("google", "EUROPE-WEST3", "europe-west3"),
        ("google", "EU", "EU"),
        ("aws", "eu-central-1", "eu-central-1"),
    ],
)
def test_a_region_has_one_name(provider: str, name: str, expected: str) -> None:
    assert region_name(provider, name) == expected
