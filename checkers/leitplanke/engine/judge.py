"""Judge the resources of one inventory by a selection of policies."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from leitplanke.catalogue.row import Row
from leitplanke.core.message import Message, message
from leitplanke.engine.facts import DeclaredFact, requirement_statuses
from leitplanke.engine.finding import Finding, StackReport
from leitplanke.engine.merge import Merger
from leitplanke.engine.open_classes import findings_for_any_class
from leitplanke.engine.select import Selection
from leitplanke.facets.compute import Facets
from leitplanke.facets.context import Context
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.policy.policy import AnyPolicy
from leitplanke.policy.role_concept import Role
from leitplanke.policy.subject import Subject


def judge(
    inventory: Inventory,
    facets: Facets,
    selection: Selection,
    *,
    as_of: date,
    facts: dict[str, DeclaredFact] | None = None,
    roles: tuple[Role, ...] = (),
) -> StackReport:
    """Return the judgement of a stack: every policy of the selection on every resource that it is about.

    ``roles`` is the user's concept of roles.
    """
    findings: list[Finding] = []
    not_applicable = 0
    merger = Merger()
    applicable: dict[str, tuple[list[AnyPolicy], int]] = {}
    for context in facets.judged:
        row, type_name = context.row, context.resource.type
        if type_name.startswith("data."):
            continue
        if type_name not in applicable:
            applicable[type_name] = _applicable(row, selection.policies)
        policies, without = applicable[type_name]
        not_applicable += without
        subject = _subject(context, facets, as_of, roles)
        for policy in policies:
            # Resources come in order of their addresses, and policies of their ids.
            if subject.data_classes.open:
                findings += findings_for_any_class(policy, subject, selection, merger)
            else:
                findings += merger.findings(policy, subject, selection.applications(policy, subject.data_classes))
    rowless: dict[str, int] = {}
    judged = {context.resource.address for context in facets.judged}
    managed = [resource for resource in inventory if not resource.type.startswith("data.")]
    asked = managed if facets.within is None else [one for one in managed if one.address in facets.within]
    for resource in asked:
        if resource.address not in judged:
            rowless[resource.type] = rowless.get(resource.type, 0) + 1
    return StackReport(
        name=inventory.stack.name,
        path=inventory.stack.path,
        template=inventory.stack.template,
        rule_sets=tuple(rule_set.id for rule_set in selection.rule_sets),
        resources=len(managed),
        judged=len(asked) - sum(rowless.values()),
        not_judged=dict(sorted(rowless.items())),
        findings=tuple(findings),
        # What is not judged may break any of them.
        requirements=()
        if len(asked) < len(managed)
        else requirement_statuses(selection.rule_sets, findings, facts or {}, as_of),
        assumptions=tuple(_assumptions(inventory, facets, selection, findings)),
        not_applicable=not_applicable,
        left_out=len(managed) - len(asked),
    )


def _applicable(row: Row, policies: list[AnyPolicy]) -> tuple[list[AnyPolicy], int]:
    """Return the policies that are about a resource type, and how many others judge a facet that it does not have."""
    about = [policy for policy in policies if not policy.roles or row.role in policy.roles]
    judging = [policy for policy in about if policy.judges not in row.not_applicable]
    return judging, len(about) - len(judging)


def _subject(context: Context, facets: Facets, as_of: date, roles: tuple[Role, ...]) -> Subject:
    return Subject(
        context.resource,
        title=context.row.title,
        role=context.row.role,
        data_classes=facets.data_classes(context.resource),
        as_of=as_of,
        compute=partial(facets.compute, context.resource.address),
        roles=roles,
    )


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
