"""Policy `access/role-concept`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Effect
from leitplanke.policy import (
    Check,
    Domain,
    Known,
    NoParameters,
    Severity,
    Subject,
    Verdict,
    all_of,
    any_of,
    choose,
    equals,
    has_role,
    judged,
    keeps_to,
    policy,
    seen_at,
    shown,
    strongest,
    weakest,
)


@policy(
    "access/role-concept",
    domain=Domain.IAM_RBAC,
    severity=Severity.HIGH,
    judges="grants",
    since="0.1.0",
    parameters=NoParameters,
)
def role_concept(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """Roles may do what the role concept says, and nothing else.

    *Why.* What an agent, a supervisor or an administrator may do is decided once, in a concept, and then drifts with
    every hurried grant. A recording that an agent can download has left the house.

    *What is checked.* Each grant to a principal that has a role of the concept, agent, supervisor or whoever: that all
    it allows is among what his roles may do, by its name: actions, roles of the cloud, permissions of security
    profiles, `policy:` and the ARN or address of what is attached. A wildcard must be in the concept as it is in the
    grant. Without `[[role]]` in `leitplanke.toml` nothing is checked; principals without a role are left alone, and so
    are trust policies, which say who may take on a role.

    *Remediation.* Narrow the grant, or change the concept, and let somebody approve it.
    """
    del parameters
    for grant in subject.grants:
        if not subject.roles or grant.kind == "trust":
            continue
        held = [
            (all_of(equals(grant.effect, Effect.ALLOW), has_role(grant, role)), role.name) for role in subject.roles
        ]
        kept = [*keeps_to(grant, subject.roles), (Known(True), None)]
        within = choose(all_of(*(one for one, _ in kept)), Known(Verdict.PASS), Known(Verdict.FAIL))
        verdict = choose(any_of(*(has for has, _ in held)), within, Known(Verdict.NOT_APPLICABLE))
        telling = weakest(kept)
        right = shown(telling) if telling is not None else grant.slot
        evidence = seen_at(grant.evidence, telling, grant.evidence.attribute)
        yield judged(grant.slot, verdict, evidence, "role", role=strongest(held), right=right)
