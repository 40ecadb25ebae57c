"""Policy `access/keys-apart`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Effect, Grant, PrincipalKind
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
    judged,
    matches,
    negate,
    policy,
    share,
    strongest,
    takes_in,
)
from leitplanke_policies import key_duties as duties

_WHOLE = (PrincipalKind.ACCOUNT, PrincipalKind.ANYONE)


@policy(
    "access/keys-apart",
    domain=Domain.IAM_RBAC,
    severity=Severity.MEDIUM,
    judges="grants",
    since="0.1.0",
    parameters=NoParameters,
)
def keys_apart(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """Who administers a key does not use it.

    *Why.* Encryption keeps data from those who administer the cloud only if they cannot decrypt. Who changes a key's
    policy, deletes it and reads with it besides holds all of it in one hand.

    *What is checked.* Policies of AWS keys, access policies of Azure key vaults and IAM policies of Google keys, key
    rings and projects: that no principal has rights to administer keys and rights to use them, within one policy; and
    roles that hold both, such as `roles/owner` or Azure's Key Vault Crypto Officer. A key policy that gives an account
    all rights delegates to the account's own policies, and passes. What the same principal has by two resources, or by
    an IAM policy of AWS, is not seen together; what a statement denies is not taken off.

    *Remediation.* Give both duties to roles of their own: administration without `kms:Decrypt`, use without
    `kms:PutKeyPolicy`; in Azure an own role without data actions for encryption.
    """
    del parameters
    everywhere = subject.resource.provider in duties.EVERYWHERE
    grants = [one for one in subject.grants if one.kind == "key" or (everywhere and one.kind == "identity")]
    administering = [(one, _has(one, duties.ADMINISTER, duties.ADMINISTERING_ROLES)) for one in grants]
    for grant in grants:
        uses = _has(grant, duties.USE, duties.USING_ROLES)
        both = [
            (all_of(administers, uses, share(grant.principals, other.principals, _WHOLE)), other.slot)
            for other, administers in administering
        ]
        concerned = any_of(*(has for other, has in administering if other is grant), uses)
        verdict = choose(any_of(*(one for one, _ in both)), Known(Verdict.FAIL), Known(Verdict.PASS))
        verdict = choose(concerned, verdict, Known(Verdict.NOT_APPLICABLE))
        yield judged(grant.slot, verdict, grant.evidence, "key-duties", administration=strongest(both))


def _has(grant: Grant, names: frozenset[str], roles: str) -> Value[bool]:
    rest = (grant.actions.open,) if grant.actions.open is not None else ()
    by_role = any_of(*(matches(one, roles) for one in grant.actions.items), *rest)
    wildcard = any_of(*(matches(one, r".*\*.*") for one in grant.actions.items))
    by_name = takes_in(grant.actions, names)
    if grant.kind != "key":
        by_name = all_of(by_name, negate(wildcard))
    return all_of(equals(grant.effect, Effect.ALLOW), any_of(by_role, by_name))
