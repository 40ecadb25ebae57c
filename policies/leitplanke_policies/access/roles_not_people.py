"""Policy `access/roles-not-people`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Effect, PrincipalKind
from leitplanke.policy import (
    Check,
    Domain,
    Known,
    NoParameters,
    Severity,
    Subject,
    Value,
    all_of,
    check,
    equals,
    first_of_kind,
    includes_kind,
    negate,
    policy,
    seen_at,
)


@policy(
    "access/roles-not-people",
    domain=Domain.IAM_RBAC,
    severity=Severity.MEDIUM,
    judges="grants",
    since="0.1.0",
    parameters=NoParameters,
)
def roles_not_people(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """Access is given to roles and groups, not to persons.

    *Why.* A right that hangs on a person stays when the person changes tasks or leaves, and no review of roles finds
    it.

    *What is checked.* Grants that allow, for principals that are one person: a user of the account, a user's address, a
    directory user. Trust policies are left out, as they say who may take on a role; grants that deny pass.

    *Remediation.* Give the right to a role or a group, and make the person a member.
    """
    del parameters
    for grant in subject.grants:
        personal: Value[bool] = Known(False)
        if grant.kind != "trust" and not grant.principals.excluded:
            personal = includes_kind(grant.principals, PrincipalKind.PERSON)
        holds = negate(all_of(equals(grant.effect, Effect.ALLOW), personal))
        person = first_of_kind(grant.principals, PrincipalKind.PERSON)
        yield check(grant.slot, holds, seen_at(grant.evidence, person, grant.evidence.attribute), "person")
