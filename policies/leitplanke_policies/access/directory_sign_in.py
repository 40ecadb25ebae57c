"""Policy `access/directory-sign-in`."""

from collections.abc import Iterator
from typing import Literal

from leitplanke.inventory.facets import Authentication
from leitplanke.policy import (
    Check,
    Domain,
    Known,
    Parameters,
    Severity,
    Subject,
    Value,
    Verdict,
    all_of,
    any_of,
    choose,
    is_present,
    judged,
    negate,
    policy,
    weakest,
)


class SignIn(Parameters, frozen=True):
    """``passwords``: whether passwords and keys of the service's own may be accepted beside the directory."""

    passwords: Literal["allowed", "refused"] = "refused"


@policy(
    "access/directory-sign-in",
    domain=Domain.IAM_RBAC,
    severity=Severity.MEDIUM,
    judges="authentication",
    since="0.1.0",
    parameters=SignIn,
)
def directory_sign_in(subject: Subject, parameters: SignIn) -> Iterator[Check]:
    """Sign-in goes through the directory, not through passwords of the service's own.

    *Why.* A directory knows who has left, asks for a second factor and records who came. A password or access key that
    stands until somebody changes it does none of this, and is found in repositories, tickets and mails.

    *What is checked.* For services with sign-in of their own: whether identities of the directory can sign in, and,
    where the rule set refuses them, whether passwords and keys are accepted as well, as far as they can be switched
    off.

    *Remediation.* Switch directory authentication on, and local accounts, passwords and access keys off.
    """
    for entry in subject.authentication:
        conditions = [(_offered(entry), "directory")]
        if parameters.passwords == "refused":
            conditions.append((negate(entry.passwords), "passwords"))
        held = choose(all_of(*(one for one, _ in conditions)), Known(Verdict.PASS), Known(Verdict.FAIL))
        asked = any_of(*(is_present(one) for one in (entry.directory, entry.passwords)))
        verdict = choose(asked, held, Known(Verdict.NOT_APPLICABLE))
        yield judged(entry.slot, verdict, entry.evidence, f"sign-in.{weakest(conditions)}")


def _offered(entry: Authentication) -> Value[bool]:
    """Tell whether the directory can be used; where the service has no setting for it, nothing is asked."""
    return any_of(entry.directory, negate(is_present(entry.directory)), Known(False))
