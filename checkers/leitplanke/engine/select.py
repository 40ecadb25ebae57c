"""Which policies judge which subjects, with which parameters, for which requirements."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.finding import Served
from leitplanke.inventory.facets import DataClasses
from leitplanke.policy.parameters import Parameters
from leitplanke.policy.policy import AnyPolicy
from leitplanke.policy.ruleset import Application, Requirement, RuleSet


class RuleSetError(ValueError):
    """A rule set names a policy or a parameter that does not exist."""


class Duty(msgspec.Struct, frozen=True):
    """One application of a policy: for a requirement of a rule set, with parameters and a severity."""

    rule_set: RuleSet
    requirement: Requirement
    parameters: Parameters
    severity: Severity
    classes: tuple[str, ...]
    served: Mapping[Verdict, Served]
    """The requirement with each verdict: findings share them."""


class Selection:
    """The policies that the chosen rule sets apply, each with its duties."""

    def __init__(self, rule_sets: Sequence[RuleSet], policies: Mapping[str, AnyPolicy]) -> None:
        self.rule_sets = tuple(rule_sets)
        self._duties: dict[str, list[Duty]] = {}
        self._policies: dict[str, AnyPolicy] = {}
        self._applications: dict[tuple[str, frozenset[str] | None], list[tuple[Parameters, list[Duty]]]] = {}
        for rule_set in rule_sets:
            for requirement in rule_set.requirements:
                for application in requirement.policies:
                    self._add(rule_set, requirement, application, policies)

    def _add(
        self,
        rule_set: RuleSet,
        requirement: Requirement,
        application: Application,
        policies: Mapping[str, AnyPolicy],
    ) -> None:
        chosen = policies.get(application.policy)
        if chosen is None:
            raise RuleSetError(f"{rule_set.id}: {requirement.id}: there is no policy {application.policy}")
        try:
            parameters = msgspec.convert(application.parameters, chosen.parameters, strict=True)
        except msgspec.ValidationError as problem:
            raise RuleSetError(f"{rule_set.id}: {requirement.id}: {application.policy}: {problem}") from problem
        severity = application.severity or chosen.severity
        served = {
            verdict: Served(
                rule_set.id,
                requirement.id,
                requirement.title,
                requirement.norms,
                verdict,
                severity,
                application.parameters,
            )
            for verdict in Verdict
        }
        duty = Duty(rule_set, requirement, parameters, severity, application.classes, served)
        self._policies[chosen.id] = chosen
        self._duties.setdefault(chosen.id, []).append(duty)

    @property
    def policies(self) -> list[AnyPolicy]:
        """The policies that apply, in order of their ids."""
        return [self._policies[key] for key in sorted(self._policies)]

    def applications(self, policy: AnyPolicy, classes: DataClasses) -> list[tuple[Parameters, list[Duty]]]:
        """Return the duties that a policy has for a subject with these data classes, by parameters.

        A policy is evaluated once for each distinct set of parameters.
        """
        key = (policy.id, classes.names if classes.declared else None)
        found = self._applications.get(key)
        if found is None:
            found = self._applications[key] = by_parameters(self.duties(policy, classes))
        return found

    def classes(self, policy: AnyPolicy) -> tuple[str, ...]:
        """Return the data classes for which a policy has duties of their own, in alphabetical order."""
        return tuple(sorted({name for duty in self._duties[policy.id] for name in duty.classes}))

    def duties(self, policy: AnyPolicy, classes: DataClasses) -> list[Duty]:
        """Return the duties that a policy has for a subject with these data classes.

        For each requirement those with a class that the subject holds; those without classes if there is none.
        """
        by_requirement: dict[tuple[str, str], list[Duty]] = {}
        for duty in self._duties[policy.id]:
            by_requirement.setdefault((duty.rule_set.id, duty.requirement.id), []).append(duty)
        found: list[Duty] = []
        for duties in by_requirement.values():
            held = effective_classes(duties[0].rule_set, classes)
            special = [duty for duty in duties if held.intersection(duty.classes)]
            found += special or [duty for duty in duties if not duty.classes]
        return found


def effective_classes(rule_set: RuleSet, classes: DataClasses) -> frozenset[str]:
    """Return a subject's data classes; the rule set's ``unclassified`` class where nobody declared any."""
    return classes.names if classes.declared else frozenset({rule_set.unclassified})


def by_parameters(duties: Iterable[Duty]) -> list[tuple[Parameters, list[Duty]]]:
    """Group duties by parameters: a policy is evaluated once for each distinct set of them."""
    groups: dict[Parameters, list[Duty]] = {}
    for duty in duties:
        groups.setdefault(duty.parameters, []).append(duty)
    return list(groups.items())
