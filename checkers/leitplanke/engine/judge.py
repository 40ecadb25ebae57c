"""Judge the resources of one inventory by a selection of policies."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from leitplanke.core.logic import causes_of
from leitplanke.core.message import Message, message
from leitplanke.core.origin import Origin
from leitplanke.core.text import HIDDEN
from leitplanke.core.value import Cause, CauseKind, Guard, Known, Unknown, Value
from leitplanke.core.verdict import Severity, Verdict, worst
from leitplanke.engine.facts import DeclaredFact, requirement_statuses
from leitplanke.engine.finding import Finding, Served, StackReport
from leitplanke.engine.fingerprint import fingerprint
from leitplanke.engine.select import Duty, Selection
from leitplanke.engine.shared import Shared
from leitplanke.facets.compute import Facets
from leitplanke.facets.context import Context
from leitplanke.inventory.facets import NotApplicable
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.policy.check import Check
from leitplanke.policy.policy import AnyPolicy
from leitplanke.policy.subject import Subject

_BY_VALUE = frozenset({CauseKind.CLOUD, CauseKind.ELSEWHERE, CauseKind.ERROR, CauseKind.PROVIDER, CauseKind.SCOPE})
"""Causes that are named by a value, not by the place that it stands in."""


def judge(
    inventory: Inventory,
    facets: Facets,
    selection: Selection,
    *,
    as_of: date,
    facts: dict[str, DeclaredFact] | None = None,
) -> StackReport:
    """Return the judgement of a stack: every policy of the selection on every resource that it is about."""
    findings: list[Finding] = []
    not_applicable = 0
    policies = selection.policies
    shared = Shared()
    for context in facets.judged:
        if context.resource.type.startswith("data."):
            continue
        subject = _subject(context, facets, as_of)
        for policy in policies:
            if policy.roles and subject.role not in policy.roles:
                continue
            if isinstance(subject.facet(policy.judges), NotApplicable):
                not_applicable += 1
                continue
            # Resources come in order of their addresses, and policies of their ids.
            findings += sorted(_findings(policy, subject, selection, shared), key=lambda finding: finding.slot)
    rowless: dict[str, int] = {}
    judged = {context.resource.address for context in facets.judged}
    managed = [resource for resource in inventory if not resource.type.startswith("data.")]
    for resource in managed:
        if resource.address not in judged:
            rowless[resource.type] = rowless.get(resource.type, 0) + 1
    return StackReport(
        name=inventory.stack.name,
        path=inventory.stack.path,
        template=inventory.stack.template,
        rule_sets=tuple(rule_set.id for rule_set in selection.rule_sets),
        resources=len(managed),
        judged=len(managed) - sum(rowless.values()),
        not_judged=dict(sorted(rowless.items())),
        findings=tuple(findings),
        requirements=requirement_statuses(selection.rule_sets, findings, facts or {}, as_of),
        assumptions=tuple(_assumptions(inventory, facets, selection, findings)),
        not_applicable=not_applicable,
    )


def _subject(context: Context, facets: Facets, as_of: date) -> Subject:
    return Subject(
        context.resource,
        title=context.row.title,
        role=context.row.role,
        data_classes=facets.data_classes(context.resource),
        as_of=as_of,
        compute=partial(facets.compute, context.resource.address),
    )


def _findings(policy: AnyPolicy, subject: Subject, selection: Selection, shared: Shared) -> Iterator[Finding]:
    """Evaluate a policy once for each set of parameters, and merge by slot: the worst verdict counts."""
    by_slot: dict[str, list[tuple[Check, list[Duty]]]] = {}
    for parameters, duties in selection.applications(policy, subject.data_classes):
        for check in policy.function(subject, parameters):
            by_slot.setdefault(check.slot, []).append((check, duties))
    for slot, checks in by_slot.items():
        finding = _merge(policy, subject, slot, checks, shared)
        if finding.verdict is not Verdict.NOT_APPLICABLE:
            yield finding


def verdict_of(value: Value[Verdict]) -> Verdict:
    """Return the verdict that a value comes to: unknown unless it is known."""
    return value.data if isinstance(value, Known) else Verdict.UNKNOWN


def _merge(
    policy: AnyPolicy, subject: Subject, slot: str, checks: list[tuple[Check, list[Duty]]], shared: Shared
) -> Finding:
    served = shared.objects(tuple(_served(checks)))
    verdict = worst(*(one.verdict for one in served))
    check = next(check for check, _ in checks if verdict_of(check.verdict) is verdict)
    causes = causes_of((check.verdict,)) if isinstance(check.verdict, Unknown) else ()
    if check.verdict.sensitive:
        causes = tuple(Cause(one.kind, HIDDEN) if one.kind in _BY_VALUE else one for one in causes)
    telling = {one.severity for one in served if one.verdict is verdict}
    severity = max(telling, key=lambda one: one.rank, default=Severity.INFO)
    resource = subject.resource
    origin = check.evidence.origin
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
        attribute=check.evidence.attribute,
        evidence_address=check.evidence.address,
        span=origin.span if origin is not None and origin.span is not None else resource.span,
        body=resource.body,
        calls=resource.calls,
        chain=tuple(_links(origin)),
        causes=shared.value(causes),
        worlds=tuple(_worlds(check.verdict)),
        fix=check.evidence.fix,
        fingerprint=fingerprint(policy.id, f"{resource.stack}:{resource.address}", slot),
        data_classes=shared.value(tuple(sorted(subject.data_classes.names))),
        classified=subject.data_classes.declared,
        requirements=served,
        sensitive=check.verdict.sensitive,
    )


def _served(checks: list[tuple[Check, list[Duty]]]) -> Iterator[Served]:
    """Yield each duty once, with the worst verdict: a policy may say several things of one slot."""
    if len(checks) == 1:
        check, duties = checks[0]
        verdict = verdict_of(check.verdict)
        for duty in duties:
            yield duty.served[verdict]
        return
    verdicts: dict[int, tuple[Duty, Verdict]] = {}
    for check, duties in checks:
        for duty in duties:
            before = verdicts.get(id(duty), (duty, Verdict.NOT_APPLICABLE))[1]
            verdicts[id(duty)] = (duty, worst(before, verdict_of(check.verdict)))
    for duty, verdict in verdicts.values():
        yield duty.served[verdict]


def _links(origin: Origin | None) -> Iterator[Origin]:
    if origin is not None:
        yield from origin.chain()


def _worlds(value: Value[Verdict]) -> Iterator[tuple[Guard, Verdict]]:
    if isinstance(value, Unknown):
        for world in value.worlds:
            yield world.guard, verdict_of(world.value)


def _assumptions(
    inventory: Inventory, facets: Facets, selection: Selection, findings: list[Finding]
) -> Iterator[Message]:
    """What was taken for granted, for the summary."""
    stores = [context for context in facets.judged if context.row.role == "store"]
    silent = [context for context in stores if not facets.data_classes(context.resource).declared]
    for rule_set in selection.rule_sets:
        if silent and findings:
            yield message("assumed-class", rule_set=rule_set.id, data_class=rule_set.unclassified, count=len(silent))
    for scope in sorted(inventory.closed - {Scope.MODULE}):
        yield message("assumed-closed", scope=scope.value, stack=inventory.stack.name)
