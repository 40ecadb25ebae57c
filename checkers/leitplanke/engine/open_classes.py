"""Verdicts on stores of which it is not known what classes of data they hold: the same for all classes, or unknown."""

from collections.abc import Iterator

import msgspec

from leitplanke.core.verdict import Verdict, worst
from leitplanke.engine.finding import Finding
from leitplanke.engine.merge import Merger
from leitplanke.engine.select import Selection
from leitplanke.inventory.facets import DataClasses
from leitplanke.policy.policy import AnyPolicy
from leitplanke.policy.subject import Subject

_OTHER = "-"
"""Stands for a class of which no rule set asks anything special."""


def findings_for_any_class(
    policy: AnyPolicy, subject: Subject, selection: Selection, merger: Merger
) -> Iterator[Finding]:
    """Yield what a policy finds in a subject whatever data it holds, unknown where that depends on them."""
    by_slot: dict[str, list[Finding]] = {}
    possible = list(_possible(subject.data_classes, selection, policy))
    for classes in possible:
        for finding in merger.findings(policy, subject, selection.applications(policy, classes)):
            by_slot.setdefault(finding.slot, []).append(finding)
    for slot in sorted(by_slot):
        found = by_slot[slot]
        first = found[0]
        verdicts = {one.verdict for one in found}
        if len(found) < len(possible) and verdicts == {Verdict.PASS}:
            continue  # it passes, or nothing is asked
        if len(found) >= len(possible) and len(verdicts) == 1:
            yield max(found, key=lambda one: one.severity.rank)
            continue
        gravest_verdict = worst(*verdicts)
        gravest = next(one for one in found if one.verdict is gravest_verdict)
        yield msgspec.structs.replace(
            gravest,
            verdict=Verdict.UNKNOWN,
            causes=tuple(dict.fromkeys((*subject.data_classes.open, *first.causes))),
            requirements=tuple(
                msgspec.structs.replace(one, verdict=Verdict.UNKNOWN) if one.verdict is gravest_verdict else one
                for one in gravest.requirements
            ),
        )


def _possible(classes: DataClasses, selection: Selection, policy: AnyPolicy) -> Iterator[DataClasses]:
    """Yield what a store may hold: what is known, with each class for which a rule set asks something special."""
    yield classes
    for name in (_OTHER, *selection.classes(policy)):
        yield DataClasses(classes.names | {name}, declared=True)
