"""Organisation policies of Google Cloud: constraints that hold for a project, whatever its resources say."""

from leitplanke.catalogue.row import Condition
from leitplanke.core.logic import all_of, any_of, choose, is_present, join, lift, one_of
from leitplanke.core.text import HOLE, outline, shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, Value, unknown
from leitplanke.facets.context import Context
from leitplanke.facets.google_audit import same_project
from leitplanke.facets.joins import companions
from leitplanke.inventory.facets import Evidence
from leitplanke.inventory.inventory import Scope
from leitplanke.inventory.resource import Resource

_POLICY = "google_org_policy_policy"
_ON = ("TRUE", "true", True)


def organisation_policy(context: Context, condition: Condition) -> tuple[Value[bool], Evidence]:
    """Return whether a constraint of ``is`` is enforced in the resource's project.

    A policy of a folder or of the organisation holds for the projects in it; which these are is not known here.
    """
    related = companions(context.inventory, context.row, context.resource, _POLICY)
    evidence = context.evidence("")
    answers: list[Value[bool]] = []
    settled = False
    for policy in related.resources:
        here = all_of(policy.exists, _about(policy, condition), _reaches(context.resource, policy))
        if isinstance(here, Known) and not here.data:
            continue
        settled = settled or isinstance(here, Known)
        on = all_of(here, _enforced(policy))
        answers.append(on)
        if not isinstance(on, Known) or on.data:
            evidence = context.evidence("name", policy.read("name"), of=policy)
    if not settled and Scope.ORGANISATION not in context.inventory.closed:
        answers.append(unknown(CauseKind.CLOUD, condition.because))
    elif not settled and related.more is not None:
        answers.append(related.more)
    return any_of(*answers), evidence


def _about(policy: Resource, condition: Condition) -> Value[bool]:
    """Return whether a policy is about one of the constraints: ``projects/p/policies/sql.restrictPublicIp``."""

    def leaf(name: AnyValue) -> AnyValue:
        constraint = (outline(name) or HOLE).rpartition("/")[2]
        known = HOLE not in constraint or not isinstance(name, Unknown)
        return Known(constraint in condition.is_, name.origin) if known else join(name)

    return lift(leaf, policy.read("name"))


def _reaches(resource: Resource, policy: Resource) -> Value[bool]:
    def project(parent: AnyValue) -> AnyValue:
        text = outline(parent)
        if text is None or not text.startswith("projects/"):
            return unknown(CauseKind.CLOUD, f"which projects are in {shown_name(parent)}", parent.origin)
        return parent

    return same_project(resource, lift(project, policy.read("parent")))


def _enforced(policy: Resource) -> Value[bool]:
    """Every rule enforces the constraint, and none on a condition only."""
    given = [one_of(value, _ON) for value in policy.read_all("spec.rules.enforce")]
    narrowed = [is_present(value) for value in policy.read_all("spec.rules.condition") if not isinstance(value, Absent)]
    doubt = unknown(CauseKind.CLOUD, f"the conditions of {policy.address}")
    whole = choose(any_of(*narrowed), doubt, Known(True)) if narrowed else Known(True)
    return all_of(Known(bool(given)), *given, whole)
