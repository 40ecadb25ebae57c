"""Policy `access/narrow-trust`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Effect, Grant, PrincipalKind
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
    has_condition,
    includes_kind,
    includes_named,
    is_narrowed,
    negate,
    policy,
    takes_in,
    weakest,
)
from leitplanke_policies import trusted_identities as trusted


class Trust(Parameters, frozen=True):
    """``services``: whether services that act for many accounts must be held to one's own, as their guides advise."""

    services: bool = False


@policy(
    "access/narrow-trust",
    domain=Domain.IAM_RBAC,
    severity=Severity.HIGH,
    judges="grants",
    since="0.1.0",
    parameters=Trust,
)
def narrow_trust(subject: Subject, parameters: Trust) -> Iterator[Check]:
    """A role trusts those alone who are meant to take it on.

    *Why.* Who trusts a whole account, or a provider of identities as such, trusts everybody who has an account or a
    repository there. A vendor can be talked into taking on the role for somebody else, and a pull request of strangers
    runs with rights on recordings.

    *What is checked.* Trust policies: a whole account of others needs a condition that says who is meant
    (`sts:ExternalId`, `aws:PrincipalOrgID`, `aws:PrincipalArn`, ...); a provider of web identities needs one on the
    subject that fixes at least organisation and repository, project or namespace; where the rule set asks for it,
    services that act for many accounts need `aws:SourceAccount` or `aws:SourceArn`. One's own account passes, and so
    do roles of others by name. Which account is one's own, `allowed_account_ids` or the provider's `assume_role` says;
    a number is not known to be another's without. Anyone (`*`) is judged by `access/no-wildcard-or-public-grants`.

    *Remediation.* Add the condition, with a value that fixes who is meant.
    """
    for grant in subject.grants:
        if grant.kind != "trust":
            continue
        others = [(_of_accounts(grant), "account"), (_of_web_identities(grant), "identity")]
        if parameters.services:
            others.append((_of_services(grant), "service"))
        narrow = any_of(negate(equals(grant.effect, Effect.ALLOW)), all_of(*(one for one, _ in others)))
        yield check(grant.slot, narrow, grant.evidence, f"trust.{weakest(others)}")


def _of_accounts(grant: Grant) -> Value[bool]:
    return any_of(negate(grant.foreign), is_narrowed(grant, trusted.CALLER_KEYS))


def _of_web_identities(grant: Grant) -> Value[bool]:
    federated = all_of(
        includes_kind(grant.principals, PrincipalKind.OTHER), takes_in(grant.actions, trusted.WEB_IDENTITY)
    )
    fixed = any_of(
        has_condition(grant, trusted.SUBJECT_CLAIM, trusted.NARROW_SUBJECT),
        has_condition(grant, trusted.CONSUMER_CLAIMS, r"[^*?]+.*"),
        has_condition(grant, trusted.OTHER_CLAIMS, r"[^*?]+.*"),
    )
    return any_of(negate(federated), fixed)


def _of_services(grant: Grant) -> Value[bool]:
    deputy = includes_named(grant.principals, PrincipalKind.SERVICE, trusted.DEPUTIES)
    return any_of(negate(deputy), is_narrowed(grant, trusted.SOURCE_KEYS), Known(False))
