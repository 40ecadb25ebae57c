import re
import tomllib
from datetime import date
from string import Formatter
from typing import Any

import pytest

from leitplanke.app.packs import Packs
from leitplanke.engine.select import Selection
from leitplanke.policy.ruleset import Requirement, RuleSet
from leitplanke_policies.pack import PACK
from tests.project import PACK as FOLDER

PACKS = Packs([PACK])
RULE_SETS = [PACKS.rule_set(name) for name in PACKS.rule_set_ids]
REQUIREMENTS = [
    pytest.param(rule_set, requirement, id=f"{rule_set.id}:{requirement.id}")
    for rule_set in RULE_SETS
    for requirement in rule_set.requirements
]
HEADINGS = ("Why", "What is checked", "Remediation")
VERDICTS = {"fail", "pass", "unknown"}


def texts(language: str) -> dict[str, Any]:
    return PACKS.texts(language)


@pytest.mark.parametrize("policy_id", PACK.policies)
def test_a_policy_documents_itself(policy_id: str) -> None:
    policy = PACKS.policy(policy_id)

    assert re.findall(r"^ *\*(.+?)\.\* \S", policy.documentation, re.MULTILINE) == list(HEADINGS)
    assert texts("en")["policies"][policy_id] == {"title": policy.title}


@pytest.mark.parametrize("policy_id", PACK.policies)
def test_a_policy_is_documented_in_german(policy_id: str) -> None:
    assert set(texts("de")["policies"][policy_id]) == {"title", "why", "checked", "remediation"}


def test_the_languages_say_the_same() -> None:
    english, german = texts("en")["messages"], texts("de")["messages"]

    assert english.keys() == german.keys()
    for code, text in english.items():
        assert placeholders(text) == placeholders(german[code]), code


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_message_has_a_text_for_every_verdict() -> None:
    by_code: dict[str, set[str]] = {}
    for key in texts("en")["messages"]:
        code, _, verdict = key.rpartition(".")
        by_code.setdefault(code, set()).add(verdict)

    assert {code for code, verdicts in by_code.items() if not verdicts >= VERDICTS} == set()


def test_rule_sets_name_policies_and_parameters_that_exist() -> None:
    selection = Selection(RULE_SETS, PACKS.policies(RULE_SETS))

    assert {policy.id for policy in selection.policies} == set(PACK.policies)


@pytest.mark.parametrize(("rule_set", "requirement"), REQUIREMENTS)
def test_a_requirement_says_how_it_is_shown(rule_set: RuleSet, requirement: Requirement) -> None:
    assert bool(requirement.policies) == (requirement.evidence == "config")
    assert bool(requirement.fact) == (requirement.evidence == "declared-fact")
    assert requirement.norms
    for norm in requirement.norms:
        assert norm.edition
        assert norm.act
        assert norm.section


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=PACKS.rule_set_ids)
def test_ids_of_requirements_are_unique(rule_set: RuleSet) -> None:
    ids = [requirement.id for requirement in rule_set.requirements]

    assert len(ids) == len(set(ids))
    date.fromisoformat(rule_set.edition)


@pytest.mark.parametrize(("rule_set", "requirement"), REQUIREMENTS)
def test_law_is_not_cited_for_what_it_does_not_say(rule_set: RuleSet, requirement: Requirement) -> None:
    """GDPR does not ask for localisation, DORA not for the customer's keys; Art. 30 is no log; C5 has editions."""
    acts = {norm.act for norm in requirement.norms}
    policies = {one.policy: one for one in requirement.policies}

    assert "C5" not in acts
    assert not ("DORA" in acts and "encryption/customer-key" in policies)
    assert not any(norm.act == "GDPR" and norm.section.startswith("Art. 30") for norm in requirement.norms if policies)
    residency = policies.get("residency/data-stays-in-territory")
    if residency is not None and "GDPR" in acts:
        assert residency.parameters["outside"] == "needs-evidence"
    if residency is not None:
        assert not acts & {"PCI DSS", "SOC 2", "ISO/IEC 27001", "NIS2", "BSIG"}


def test_the_strictest_rule_set_applies_every_policy_with_its_parameters_written_out() -> None:
    strict = PACKS.rule_set("all")
    applied = {one.policy: one for requirement in strict.requirements for one in requirement.policies}

    assert set(applied) == set(PACK.policies)
    for policy_id, application in applied.items():
        assert set(application.parameters) == set(PACKS.policy(policy_id).parameters.__struct_fields__)
        assert application.severity is not None


def test_health_data_do_not_pass_a_gate_on_what_is_not_known() -> None:
    rules = PACKS.rule_set("gkv-statutory").gate_by_class["health"]

    assert (rules.unknown, rules.needs_evidence) == ("closed", "closed")


def test_the_version_of_the_pack_is_that_of_the_tool() -> None:
    from leitplanke import __version__

    assert PACK.version == __version__


def test_texts_are_only_what_is_read() -> None:
    for language, path in PACK.texts.items():
        assert set(tomllib.loads((FOLDER / path).read_text())) == {"messages", "policies"}, language
