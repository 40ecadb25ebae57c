"""Policy `audit/log-is-on`."""

from collections.abc import Iterator

from leitplanke.policy import Check, Domain, NoParameters, Severity, Subject, check, policy


@policy(
    "audit/log-is-on",
    domain=Domain.LOGGING_AUDIT,
    severity=Severity.MEDIUM,
    judges="audit_log",
    since="0.1.0",
    parameters=NoParameters,
)
def log_is_on(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """Access to data is recorded.

    *Why.* Without a record nobody can say who listened to a call, nor tell a breach from a rumour within 72 hours.

    *What is checked.* Each audit or access log that the service offers: whether it is on.

    *Remediation.* Switch the log on and send it to a store that the service itself cannot change.
    """
    del parameters
    for entry in subject.audit_log:
        yield check(entry.slot, entry.active, entry.evidence, "audit-log")
