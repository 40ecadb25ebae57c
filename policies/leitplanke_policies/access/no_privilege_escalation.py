"""Policy `access/no-privilege-escalation`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Effect, Grant, PrincipalKind, Selection
from leitplanke.policy import (
    Check,
    Domain,
    Known,
    NoParameters,
    Severity,
    Subject,
    Value,
    Verdict,
    all_of,
    any_of,
    choose,
    equals,
    includes_only_kind,
    is_narrowed,
    judged,
    matches,
    negate,
    policy,
    seen_at,
    shown,
    strongest,
    takes_in,
)
from leitplanke_policies import escalating_rights as rights


@policy(
    "access/no-privilege-escalation",
    domain=Domain.IAM_RBAC,
    severity=Severity.HIGH,
    judges="grants",
    since="0.1.0",
    parameters=NoParameters,
)
def no_privilege_escalation(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """Nobody can give himself further rights.

    *Why.* A right that leads to all others is all of them: who may pass any role to a function, attach any policy or
    assign any Azure role is an administrator, whatever the name says. Least privilege ends there.

    *What is checked.* What is granted to identities: rights that let their holder raise his own, also where a wildcard
    takes them in, on all resources of a kind and without a condition that narrows what they reach; the roles and
    managed policies of the clouds that have such rights, those of Google from the project upwards. Rights on resources
    that are named, if only by a prefix, pass, and so do agents of the cloud's own, as which nobody can act. A
    permissions boundary is not counted, as a grant does not say whether one applies; what only several grants together
    allow is not seen.

    *Remediation.* Name the roles, users, keys or functions, or narrow the right by a condition such as
    `iam:PassedToService`; leave the rest to a pipeline whose changes somebody approves.
    """
    del parameters
    names = rights.BY_PROVIDER.get(subject.resource.provider, frozenset())
    for grant in subject.grants:
        if grant.kind != "identity":
            continue
        raises = _raises(grant.actions, names, grant.less)
        listed = () if grant.actions.excluded else grant.actions.items
        telling = strongest(
            [*((_raises(Selection((one,)), names, grant.less), one) for one in listed), (Known(False), None)]
        )
        reaches = all_of(
            equals(grant.effect, Effect.ALLOW),
            raises,
            _is_wide(grant.resources),
            negate(_narrowed(grant)),
            negate(includes_only_kind(grant.principals, PrincipalKind.SERVICE)),
        )
        elsewhere = matches(grant.actions.items[0], rights.OTHER_POLICIES) if grant.actions.items else Known(False)
        passes = choose(elsewhere, Known(Verdict.NOT_APPLICABLE), Known(Verdict.PASS))
        evidence = seen_at(grant.evidence, telling, grant.evidence.attribute)
        unlisted = "NotAction" if grant.actions.excluded else grant.slot
        right = shown(telling) if telling is not None else unlisted
        yield judged(grant.slot, choose(reaches, Known(Verdict.FAIL), passes), evidence, "escalation", right=right)


def _raises(actions: Selection, names: frozenset[str], less: Selection) -> Value[bool]:
    roles = (matches(one, rights.ROLES) for one in actions.items if not actions.excluded)
    return any_of(*roles, takes_in(actions, names, less))


def _is_wide(resources: Selection) -> Value[bool]:
    rest = (resources.open,) if resources.open is not None else ()
    wide = any_of(*(matches(one, rights.WIDE) for one in resources.items), *rest)
    return Known(True) if resources.excluded else wide


def _narrowed(grant: Grant) -> Value[bool]:
    expressions = (matches(value, rights.EXPRESSIONS) for name, value in grant.conditions if name == "condition")
    return any_of(is_narrowed(grant, rights.NARROWING_KEYS), *expressions)
