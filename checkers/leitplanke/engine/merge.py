"""From checks to findings: what a policy says of one slot under several parameters becomes one finding."""

from collections.abc import Sequence

from leitplanke.core.logic import causes_of
from leitplanke.core.origin import Origin
from leitplanke.core.text import HIDDEN
from leitplanke.core.value import Cause, CauseKind, Guard, Known, Unknown, Value
from leitplanke.core.verdict import Severity, Verdict, worst
from leitplanke.engine.finding import Finding, Served
from leitplanke.engine.select import Duty
from leitplanke.engine.shared import Shared
from leitplanke.policy.check import Check
from leitplanke.policy.policy import AnyPolicy
from leitplanke.policy.subject import Subject

_BY_VALUE = frozenset({CauseKind.CLOUD, CauseKind.ELSEWHERE, CauseKind.ERROR, CauseKind.PROVIDER, CauseKind.SCOPE})
"""Causes that are named by a value, not by the place that it stands in."""


class Merger:
    """Makes findings of checks. What is the same for many of them, it works out once.

    The lists of duties must be the same objects from call to call, as `Selection.applications` gives them.
    """

    __slots__ = ("_classes", "_outcomes", "_shared")

    def __init__(self) -> None:
        self._shared = Shared()
        self._outcomes: dict[tuple[tuple[int, Verdict], ...], _Outcome] = {}
        self._classes: dict[frozenset[str], tuple[str, ...]] = {}

    def findings(
        self, policy: AnyPolicy, subject: Subject, applications: Sequence[tuple[object, list[Duty]]]
    ) -> list[Finding]:
        """Return what a policy finds in a subject, in order of the slots."""
        by_slot: dict[str, list[tuple[Check, list[Duty]]]] = {}
        for parameters, duties in applications:
            for check in policy.function(subject, parameters):
                by_slot.setdefault(check.slot, []).append((check, duties))
        found: list[Finding] = []
        for slot in sorted(by_slot) if len(by_slot) > 1 else by_slot:
            finding = self._merged(policy, subject, slot, by_slot[slot])
            if finding is not None:
                found.append(finding)
        return found

    def _merged(
        self, policy: AnyPolicy, subject: Subject, slot: str, checks: list[tuple[Check, list[Duty]]]
    ) -> Finding | None:
        served, verdict, severity = self._outcome(checks)
        if verdict is Verdict.NOT_APPLICABLE:
            return None
        check = checks[0][0]
        if len(checks) > 1:
            check = next(one for one, _ in checks if verdict_of(one.verdict) is verdict)
        evidence, resource, shared = check.evidence, subject.resource, self._shared
        origin = evidence.origin
        open_verdict = check.verdict if isinstance(check.verdict, Unknown) else None
        return Finding(
            policy=policy,
            verdict=verdict,
            severity=severity,
            stack=resource.stack,
            address=resource.address,
            type=resource.type,
            title=subject.title,
            slot=shared.value(slot),
            message=shared.message(check.message),
            attribute=evidence.attribute,
            evidence_address=evidence.address,
            span=origin.span if origin is not None and origin.span is not None else resource.span,
            body=resource.body,
            calls=resource.calls,
            chain=_chain(origin) if origin is not None else (),
            causes=shared.value(_causes(open_verdict)) if open_verdict is not None else (),
            worlds=_worlds(open_verdict) if open_verdict is not None else (),
            fix=evidence.fix,
            data_classes=self._names(subject.data_classes.names),
            classified=subject.data_classes.declared,
            requirements=served,
            sensitive=check.verdict.sensitive,
        )

    def _names(self, classes: frozenset[str]) -> tuple[str, ...]:
        found = self._classes.get(classes)
        if found is None:
            found = self._classes[classes] = tuple(sorted(classes))
        return found

    def _outcome(self, checks: list[tuple[Check, list[Duty]]]) -> "_Outcome":
        """Return the duties with their verdicts, the worst of these, and the gravest severity that has it."""
        key = tuple([(id(duties), verdict_of(check.verdict)) for check, duties in checks])
        found = self._outcomes.get(key)
        if found is None:
            served = _served(checks)
            verdict = worst(*(one.verdict for one in served))
            telling = {one.severity for one in served if one.verdict is verdict}
            severity = max(telling, key=lambda one: one.rank, default=Severity.INFO)
            found = self._outcomes[key] = (served, verdict, severity)
        return found


_Outcome = tuple[tuple[Served, ...], Verdict, Severity]


def verdict_of(value: Value[Verdict]) -> Verdict:
    """Return the verdict that a value comes to: unknown unless it is known."""
    return value.data if type(value) is Known else Verdict.UNKNOWN


def _served(checks: list[tuple[Check, list[Duty]]]) -> tuple[Served, ...]:
    """Return each duty once, with the worst verdict: a policy may say several things of one slot."""
    verdicts: dict[int, tuple[Duty, Verdict]] = {}
    for check, duties in checks:
        for duty in duties:
            before = verdicts.get(id(duty), (duty, Verdict.NOT_APPLICABLE))[1]
            verdicts[id(duty)] = (duty, worst(before, verdict_of(check.verdict)))
    return tuple(duty.served[verdict] for duty, verdict in verdicts.values())


def _chain(origin: Origin) -> tuple[Origin, ...]:
    return (origin,) if origin.via is None else tuple(origin.chain())


def _causes(verdict: Unknown) -> tuple[Cause, ...]:
    causes = causes_of((verdict,))
    if not verdict.sensitive:
        return causes
    return tuple(Cause(one.kind, HIDDEN) if one.kind in _BY_VALUE else one for one in causes)


def _worlds(verdict: Unknown) -> tuple[tuple[Guard, Verdict], ...]:
    return tuple((world.guard, verdict_of(world.value)) for world in verdict.worlds)
