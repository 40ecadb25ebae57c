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
    negate,
    policy,
    stays_within,
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

    *What is checked.* Each grant to a principal that has a role of the concept: that all it allows is among what the
    role may do. Without `[[role]]` in `leitplanke.toml` nothing is checked; principals without a role are left alone.

    *Remediation.* Narrow the grant, or change the concept, and let somebody approve it.
    """
    del parameters
    for grant in subject.grants:
        allows = equals(grant.effect, Effect.ALLOW)
        held = [(all_of(allows, has_role(grant, role)), role) for role in subject.roles]
        if not held:
            return
        kept = [(any_of(negate(has), stays_within(grant, role)), role.name) for has, role in held]
        within = choose(all_of(*(one for one, _ in kept)), Known(Verdict.PASS), Known(Verdict.FAIL))
        concerned = any_of(*(has for has, _ in held))
        verdict = choose(concerned, within, Known(Verdict.NOT_APPLICABLE))
        yield judged(grant.slot, verdict, grant.evidence, "role", role=weakest(kept))
