"""Policy `encryption/in-transit`."""

from collections.abc import Iterator

from leitplanke.policy import (
    Check,
    Domain,
    Parameters,
    Severity,
    Subject,
    all_of,
    check,
    policy,
    seen_at,
    shown,
    version_at_least,
    weakest,
)


class InTransit(Parameters, frozen=True):
    """``minimum_version``: the lowest version of TLS that may be accepted."""

    minimum_version: str = "1.2"


@policy(
    "encryption/in-transit",
    domain=Domain.ENCRYPTION_IN_TRANSIT,
    severity=Severity.HIGH,
    judges="encryption_in_transit",
    since="0.1.0",
    parameters=InTransit,
)
def in_transit(subject: Subject, parameters: InTransit) -> Iterator[Check]:
    """Connections are encrypted, with a version of TLS that holds.

    *Why.* What crosses a network in the clear can be read and changed on the way. That a service offers TLS is not
    enough: it must refuse everything else.

    *What is checked.* Whether unencrypted connections are refused, and, where the service has a setting for it, the
    lowest version of TLS that is accepted.

    *Remediation.* Require encryption in the resource or in its policy, and raise the lowest version.
    """
    for entry in subject.encryption_in_transit:
        recent = version_at_least(entry.version, parameters.minimum_version, absent=True)
        name, evidence = weakest(
            [
                (entry.required, ("required", entry.evidence)),
                (recent, ("version", seen_at(entry.evidence, entry.version))),
            ]
        )
        yield check(
            entry.slot,
            all_of(entry.required, recent),
            evidence,
            f"in-transit.{name}",
            version=shown(entry.version, absent="-"),
            minimum=parameters.minimum_version,
        )
