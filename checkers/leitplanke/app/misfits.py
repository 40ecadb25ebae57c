"""Names in the configuration that nothing asks for: most often they are misspelt, and then they do nothing."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from leitplanke.app.configuration import FILE_NAME, Configuration
from leitplanke.app.packs import Packs
from leitplanke.core.diagnostic import Diagnostic, warning
from leitplanke.core.message import message
from leitplanke.engine.finding import StackReport
from leitplanke.policy.ruleset import RuleSet


def misfits(
    configuration: Configuration, used: Iterable[RuleSet], packs: Packs, outside: str | None
) -> list[Diagnostic]:
    """Return a warning for each data class and fact of the configuration that no rule set of the packs knows."""
    classes = {name for names in configuration.classes.resources.values() for name in names}
    facts = set(configuration.facts)
    rule_sets = list(used)
    if classes <= _classes(rule_sets) and facts <= _facts(rule_sets):
        return []
    rule_sets = [packs.rule_set(name) for name in packs.rule_set_ids]
    known_classes, known_facts = _classes(rule_sets), _facts(rule_sets)
    unknown = [
        message("class-unknown", name=name, known=tuple(sorted(known_classes)))
        for name in sorted(classes - known_classes)
    ]
    unknown += [
        message("fact-unknown", name=name, known=tuple(sorted(known_facts))) for name in sorted(facts - known_facts)
    ]
    return [msgspec.structs.replace(warning(one), path=outside or FILE_NAME) for one in unknown]


def idle_patterns(configuration: Configuration, stacks: Iterable[StackReport], outside: str | None) -> list[Diagnostic]:
    """Return a warning for each address pattern of a data class that no judged resource has.

    Only where everything is judged: what one stack has not may be in another.
    """
    addresses = {finding.address for stack in stacks for finding in stack.findings}
    idle = [
        pattern
        for pattern in configuration.classes.resources
        if not any(fnmatchcase(address, pattern) for address in addresses)
    ]
    place = outside or FILE_NAME
    return [msgspec.structs.replace(warning(message("class-pattern-idle", pattern=one)), path=place) for one in idle]


def _classes(rule_sets: Iterable[RuleSet]) -> set[str]:
    found: set[str] = set()
    for rules in rule_sets:
        found |= {rules.unclassified, *rules.gate_by_class}
        found.update(name for one in rules.requirements for policy in one.policies for name in policy.classes)
    return found


def _facts(rule_sets: Iterable[RuleSet]) -> set[str]:
    return {one.fact.name for rules in rule_sets for one in rules.requirements if one.fact is not None}
