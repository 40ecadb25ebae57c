"""Traps of mapping: which norm a policy serves, and which it must not be said to serve."""

import re
from collections.abc import Iterator

import pytest

from leitplanke.app.packs import Packs
from leitplanke.policy.ruleset import Norm, Requirement
from leitplanke_policies.pack import PACK

_PACKS = Packs([PACK])


def _requirements() -> Iterator[tuple[str, Requirement]]:
    for name in _PACKS.rule_set_ids:
        yield from ((name, requirement) for requirement in _PACKS.rule_set(name).requirements)


def _of(rule_set: str) -> list[tuple[Norm, Requirement]]:
    found = _PACKS.rule_set(rule_set).requirements
    return [(norm, requirement) for requirement in found for norm in requirement.norms]


def _policies(requirement: Requirement) -> set[str]:
    return {one.policy for one in requirement.policies}


def _articles(norm: Norm) -> set[str]:
    return set(re.findall(r"\d+", norm.section.partition("(")[0]))


def test_the_gdpr_is_more_than_three_articles() -> None:
    cited = {article for norm, _ in _of("gdpr-baseline") if norm.act == "GDPR" for article in _articles(norm)}
    assert {"5", "25", "28", "30", "32", "44", "45", "46"} <= cited


def test_the_register_of_processing_is_a_document_and_no_log() -> None:
    registers = [one for norm, one in _of("gdpr-baseline") if norm.act == "GDPR" and "30" in _articles(norm)]
    assert registers
    assert {one.evidence for one in registers} == {"document"}
    assert not any(_policies(one) for one in registers)


def test_contract_clauses_of_dora_are_not_shown_by_access_rights() -> None:
    clauses = [one for norm, one in _of("finance-dora") if norm.act == "DORA" and _articles(norm) & {"28", "30"}]
    assert clauses
    judged = {policy for one in clauses for policy in _policies(one)}
    assert judged == {"residency/data-stays-in-territory"}


def test_dora_asks_for_no_key_of_ones_own() -> None:
    assert not any("encryption/customer-key" in _policies(one) for _, one in _of("finance-dora"))
    minimums = {
        application.parameters["minimum"]
        for _, one in _of("finance-dora")
        for application in one.policies
        if application.policy == "encryption/at-rest-level"
    }
    assert minimums == {"provider-key"}


@pytest.mark.parametrize(("name", "requirement"), list(_requirements()), ids=lambda one: getattr(one, "id", one))
def test_a_criterion_of_c5_says_its_edition(name: str, requirement: Requirement) -> None:
    for norm in requirement.norms:
        if norm.act.startswith("C5") and norm.act != "C5GleichwV":
            assert norm.act in {"C5:2020", "C5:2026"}, name
            assert norm.edition.startswith(norm.act.removeprefix("C5:"))


def test_where_data_lie_is_not_shown_by_encryption() -> None:
    """In C5 adherence to regions is PSS-12; encryption says nothing of it."""
    for name, one in _requirements():
        if any(norm.act.startswith("C5") and norm.section.startswith("PSS-12") for norm in one.norms):
            assert _policies(one) <= {"residency/data-stays-in-territory"}, name
    for name, one in _requirements():
        if "residency/data-stays-in-territory" in _policies(one):
            assert _policies(one) == {"residency/data-stays-in-territory"}, name


def test_a_c5_report_is_the_providers_and_the_customers_criteria_are_judged_as_such() -> None:
    by_id = {one.id: one for _, one in _of("gkv-statutory")}
    assert by_id["c5-report"].duty == "provider"
    assert by_id["c5-report"].evidence != "config"
    for _, one in _of("gkv-statutory"):
        if any(norm.act.startswith("C5:") for norm in one.norms):
            assert "§ 393 Abs. 3 Nr. 3" in {norm.section for norm in one.norms}
            assert one.duty == "customer"


def test_circulars_that_are_no_longer_in_force_are_not_cited() -> None:
    assert not [
        norm for _, one in _requirements() for norm in one.norms if norm.act in {"BAIT", "VAIT", "KAIT", "ZAIT"}
    ]


def test_territories_are_not_mixed_up() -> None:
    def territory(rule_set: str) -> tuple[set[str], str]:
        found = [
            application.parameters
            for _, one in _of(rule_set)
            for application in one.policies
            if application.policy == "residency/data-stays-in-territory"
        ]
        assert found
        return set(found[0]["territory"]), found[0]["outside"]

    assert territory("finance-dora")[1] == "needs-evidence"
    assert territory("gkv-statutory") == ({"DE", "EU", "EEA", "CH", "adequate", "adequate-partial"}, "fail")
    assert territory("strict-eu") == ({"EU"}, "fail")
    assert territory("germany-only") == ({"DE"}, "fail")
