"""Policy `exposure/not-public`."""

from collections.abc import Iterator

from leitplanke.policy import Check, Domain, NoParameters, Severity, Subject, check, negate, policy


@policy(
    "exposure/not-public",
    domain=Domain.EXPOSURE,
    severity=Severity.CRITICAL,
    judges="exposure",
    since="0.1.0",
    parameters=NoParameters,
)
def not_public(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """Data cannot be reached by anyone.

    *Why.* Recordings, transcripts and customer records that answer to the internet are found within hours.

    *What is checked.* Each way in: public addresses, networks open to all, anonymous access, access lists and policies
    for everyone. A block that wins over them, such as S3's public access block, counts.

    *Remediation.* Close the way in: private endpoints, named networks, and the service's block of public access.
    """
    del parameters
    for entry in subject.exposure:
        yield check(entry.slot, negate(entry.public), entry.evidence, "exposure")
