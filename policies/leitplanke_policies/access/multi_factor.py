"""Policy `access/multi-factor`."""

from collections.abc import Iterator

from leitplanke.policy import (
    Check,
    Domain,
    Known,
    NoParameters,
    Severity,
    Subject,
    Verdict,
    choose,
    is_present,
    judged,
    policy,
)


@policy(
    "access/multi-factor",
    domain=Domain.IAM_RBAC,
    severity=Severity.HIGH,
    judges="authentication",
    since="0.1.0",
    parameters=NoParameters,
)
def multi_factor(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """People sign in with a second factor.

    *Why.* Passwords of agents and supervisors are phished every day; with a second factor a password alone opens
    nothing.

    *What is checked.* Wherever the configuration says whether a second factor is asked for: that it is, of everybody.
    Where a service has no such setting, the directory decides, and this policy says nothing.

    *Remediation.* Require the second factor in the resource, or sign in through a directory that does.
    """
    del parameters
    for entry in subject.authentication:
        asked = choose(entry.second_factor, Known(Verdict.PASS), Known(Verdict.FAIL))
        verdict = choose(is_present(entry.second_factor), asked, Known(Verdict.NOT_APPLICABLE))
        yield judged(entry.slot, verdict, entry.evidence, "second-factor")
