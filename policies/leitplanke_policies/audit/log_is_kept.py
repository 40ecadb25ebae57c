"""Policy `audit/log-is-kept`."""

from collections.abc import Iterator

from leitplanke.policy import (
    Check,
    Domain,
    Parameters,
    Severity,
    Subject,
    any_of,
    at_least,
    check,
    is_present,
    negate,
    policy,
    shown,
)


class Kept(Parameters, frozen=True):
    """``minimum_days``: for how long records must be kept."""

    minimum_days: int = 90


@policy(
    "audit/log-is-kept",
    domain=Domain.LOGGING_AUDIT,
    severity=Severity.MEDIUM,
    judges="retention",
    since="0.1.0",
    parameters=Kept,
    roles=("log",),
)
def log_is_kept(subject: Subject, parameters: Kept) -> Iterator[Check]:
    """Records of access are kept long enough to look into a breach.

    *Why.* A breach is found after months, not days. What was recorded and is gone by then might as well not have been.

    *What is checked.* How long stores of logs keep their records, where the service has a setting for it; what is kept
    for ever is kept long enough. When records must end is the matter of `retention/data-end`.

    *Remediation.* Raise the retention of the log, or send its records on to a store that keeps them.
    """
    for entry in subject.retention:
        kept = any_of(at_least(entry.days, parameters.minimum_days), negate(is_present(entry.days)))
        days = shown(entry.days, absent="-")
        yield check(entry.slot, kept, entry.evidence, "log-is-kept", days=days, minimum=parameters.minimum_days)
