"""Rule sets with the states of the gate that the configuration sets."""

from collections.abc import Iterable, Iterator

import msgspec

from leitplanke.app.configuration import GateSettings, GateStates
from leitplanke.policy.ruleset import GateRule, RuleSet


def with_gate_settings(rule_sets: Iterable[RuleSet], settings: GateSettings) -> Iterator[RuleSet]:
    """Yield the rule sets as the configuration wants their gates: data classes outrank rule sets, these the rest."""
    for rule_set in rule_sets:
        own = settings.rules.get(rule_set.id, GateStates())
        gate = _with(_with(rule_set.gate, settings), own)
        by_class = {name: _with(_with(rule, settings), own) for name, rule in rule_set.gate_by_class.items()}
        for name, states in settings.classes.items():
            by_class[name] = _with(by_class.get(name, gate), states)
        yield msgspec.structs.replace(rule_set, gate=gate, gate_by_class=by_class)


def _with(rule: GateRule, states: GateStates | GateSettings) -> GateRule:
    return GateRule(unknown=states.unknown or rule.unknown, needs_evidence=states.needs_evidence or rule.needs_evidence)
