"""The authored data: every file reads, names real countries and says where its facts are from."""

import pytest

from leitplanke.geography.tables import PROVIDERS, inference_table, jurisdictions, provider_table


@pytest.mark.parametrize("provider", PROVIDERS)
def test_provider_data_are_consistent(provider: str) -> None:
    table = provider_table(provider)
    known = set(jurisdictions().countries.split())
    assert table.source
    assert table.confidence in {"high", "medium", "low"}
    assert set(table.regions.values()) | set(table.zones.values()) <= known
    for areas in table.areas.values():
        for area in areas.values():
            assert area.countries <= known
            assert area.unconfirmed <= known
            assert not area.countries & area.unconfirmed
    for region, pair in table.pairs.items():
        assert {region, pair} <= table.regions.keys()
    assert table.status.keys() <= table.regions.keys()
    assert table.partitions.keys() <= table.regions.keys()
    assert set(table.aliases.values()) <= table.regions.keys()
    assert not table.regions.keys() & table.aliases.keys()


def test_counts_of_the_sources_are_met() -> None:
    aws = provider_table("aws")
    assert len([name for name in aws.regions if aws.partitions.get(name, "aws") == "aws"]) == 36
    groups = jurisdictions().groups
    assert (len(groups["EU"]), len(groups["EEA"])) == (27, 30)


def test_profiles_name_regions_of_the_cloud() -> None:
    regions = provider_table("aws").regions
    table = inference_table()
    for destinations in table.destinations.values():
        assert set(destinations) <= regions.keys()
    for profile in table.profiles.values():
        assert profile.destinations in table.destinations
        assert set(profile.from_elsewhere) | set(profile.adds_caller) <= regions.keys()


def test_adequacy_decisions_are_dated_and_in_order() -> None:
    for decision in jurisdictions().adequacy:
        assert decision.valid_to is None or decision.valid_from < decision.valid_to
        assert decision.decision
        assert decision.source
        assert not decision.partial or decision.scope
