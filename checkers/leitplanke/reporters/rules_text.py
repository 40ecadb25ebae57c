"""Rule sets as text: what they ask, and what of it configuration can show."""

import json
from collections.abc import Sequence

from leitplanke.policy.ruleset import Requirement, RuleSet
from leitplanke.reporters.finding_text import norm_text
from leitplanke.reporters.texts import Texts

_AS_READ = "as read "


def parameter_text(value: object) -> str:
    """Return the value of a parameter as it is written in TOML: ``["EU", "EEA"]``, ``false``."""
    return json.dumps(value, ensure_ascii=False)


def edition_text(edition: str, texts: Texts) -> str:
    """Return which wording of a norm was read: a date of its own, or the day on which it was read."""
    if edition.startswith(_AS_READ):
        return texts.label("as-read", day=edition.removeprefix(_AS_READ))
    return edition


def render_list(rule_sets: Sequence[RuleSet], texts: Texts) -> str:
    """Return the rule sets, a line each."""
    width = max((len(rules.id) for rules in rule_sets), default=0)
    lines = [f"{rules.id:<{width}}  {getattr(rules.title, texts.language)}" for rules in rule_sets]
    return "\n".join([*lines, "", texts.label("rules-hint")]) + "\n"


def render_one(rules: RuleSet, texts: Texts) -> str:
    """Return one rule set: each requirement with its norms, whose duty it is, and how it is shown."""
    lines = [rules.id, getattr(rules.title, texts.language), getattr(rules.summary, texts.language).strip()]
    lines += [f"{texts.label('edition')}: {rules.edition}", ""]
    for kind in ("config", "declared-fact", "document", "not-checkable"):
        chosen = [one for one in rules.requirements if one.evidence == kind]
        if chosen:
            lines.append(texts.label(f"evidence-{kind}"))
            for requirement in chosen:
                lines += _requirement(requirement, texts)
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _requirement(requirement: Requirement, texts: Texts) -> list[str]:
    norms = ", ".join(f"{norm_text(norm, texts)} [{edition_text(norm.edition, texts)}]" for norm in requirement.norms)
    duty = texts.label(f"duty-{requirement.duty}")
    lines = [f"  {requirement.id}: {getattr(requirement.title, texts.language)}", f"      {norms}; {duty}"]
    if requirement.fact is not None:
        lines.append(
            f"      {texts.label('fact')}: {requirement.fact.name} = {parameter_text(requirement.fact.expected)}"
        )
    for application in requirement.policies:
        classes = f" [{', '.join(application.classes)}]" if application.classes else ""
        severity = f" {texts.label('severity-' + application.severity.value)}" if application.severity else ""
        given = ", ".join(f"{key} = {parameter_text(value)}" for key, value in application.parameters.items())
        lines.append(f"      - {application.policy}{classes}{severity}{': ' + given if given else ''}")
    return lines
