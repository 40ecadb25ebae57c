"""Policy `access/no-wildcard-or-public-grants`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Effect, Grant, PrincipalKind, Selection
from leitplanke.policy import (
    Check,
    Domain,
    Known,
    Parameters,
    Severity,
    Subject,
    Value,
    all_of,
    any_of,
    check,
    equals,
    first_of_kind,
    includes_anyone,
    includes_only_kind,
    is_narrowed,
    matches,
    negate,
    policy,
    seen_at,
    strongest,
    weakest,
)

_ALL_ACTIONS = (
    r"\*|\*:\*|policy:.*:policy/(AdministratorAccess|PowerUserAccess)"
    r"|Owner|Contributor|User Access Administrator|roles/(owner|editor)"
)
_OF_THE_CLOUD = r"roles/editor"
_ALL_OF_A_SERVICE = r"[^:/]+:\*(:\*)?|policy:.*:policy/\w+FullAccess|Microsoft\.[^/]+/\*"
_EVERYWHERE = (
    r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*"
    r"|/|/subscriptions/[^/]+|(?i:/providers/Microsoft\.Management/managementGroups/[^/]+)"
    r"|\$\{.*azurerm_(subscription|management_group)\..*id\}"
)


class Grants(Parameters, frozen=True):
    """``service_wildcards``: whether all actions of one service on all its resources (``s3:*`` on ``*``) fail too."""

    service_wildcards: bool = False


@policy(
    "access/no-wildcard-or-public-grants",
    domain=Domain.IAM_RBAC,
    severity=Severity.HIGH,
    judges="grants",
    since="0.1.0",
    parameters=Grants,
)
def no_wildcard_or_public_grants(subject: Subject, parameters: Grants) -> Iterator[Check]:
    """No grant is for anyone, and none allows everything.

    *Why.* Access follows the task. A grant to anyone opens data to the internet; one of everything on everything makes
    each mistake, and each stolen credential, a total loss.

    *What is checked.* Grants that allow: principals that are anyone (also by `NotPrincipal`) without a condition that
    narrows who; and, for what is attached to an identity, all actions (also by `NotAction`) on all resources (also by
    `NotResource`), a whole Azure subscription or a basic Google role. Grants that deny pass, and so does the role of
    an editor that agents of Google's own have in every project.

    *Remediation.* Name the principals, actions and resources; give anyone a condition such as `aws:PrincipalOrgID`.
    """
    for grant in subject.grants:
        allows = equals(grant.effect, Effect.ALLOW)
        public = all_of(allows, includes_anyone(grant), negate(is_narrowed(grant)))
        wild = all_of(allows, _everything(grant, _ALL_ACTIONS), negate(_is_of_the_cloud(grant)))
        conditions = [
            (negate(public), ("public", first_of_kind(grant.principals, PrincipalKind.ANYONE))),
            (negate(wild), ("wildcard", _widest(grant, _ALL_ACTIONS))),
        ]
        if parameters.service_wildcards:
            of_one = negate(all_of(allows, _everything(grant, _ALL_OF_A_SERVICE)))
            conditions.append((of_one, ("service-wildcard", _widest(grant, _ALL_OF_A_SERVICE))))
        code, telling = weakest(conditions)
        evidence = seen_at(grant.evidence, telling, grant.evidence.attribute)
        yield check(grant.slot, all_of(*(one for one, _ in conditions)), evidence, f"grant.{code}")


def _everything(grant: Grant, actions: str) -> Value[bool]:
    """Tell whether an identity may do everything everywhere; elsewhere ``*`` is the resource itself."""
    if grant.kind != "identity":
        return Known(False)
    return all_of(_takes_in(grant.actions, actions), _takes_in(grant.resources, _EVERYWHERE))


def _is_of_the_cloud(grant: Grant) -> Value[bool]:
    """Tell whether it is what Google gives agents of its own in every project: nobody else can act as they."""
    alone = includes_only_kind(grant.principals, PrincipalKind.SERVICE)
    return all_of(alone, *(matches(one, _OF_THE_CLOUD) for one in grant.actions.items))


def _widest(grant: Grant, pattern: str) -> Value[str] | None:
    """Return the action that takes in everything, for showing where it is written."""
    return strongest([*((matches(one, pattern), one) for one in grant.actions.items), (Known(False), None)])


def _takes_in(selection: Selection, pattern: str) -> Value[bool]:
    rest = (selection.open,) if selection.open is not None else ()
    return Known(True) if selection.excluded else any_of(*(matches(one, pattern) for one in selection.items), *rest)
