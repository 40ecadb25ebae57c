"""Policy `encryption/at-rest-level`."""

from collections.abc import Iterator
from typing import Literal

from leitplanke.inventory.facets import Level
from leitplanke.policy import Check, Domain, Parameters, Severity, Subject, at_least, check, policy

_LEVELS = {"provider-key": Level.PROVIDER_KEY, "customer-key": Level.CUSTOMER_KEY}


class AtRest(Parameters, frozen=True):
    """``minimum``: the level that each kind of storage must reach."""

    minimum: Literal["provider-key", "customer-key"] = "provider-key"


@policy(
    "encryption/at-rest-level",
    domain=Domain.ENCRYPTION_AT_REST,
    severity=Severity.HIGH,
    judges="encryption_at_rest",
    since="0.1.0",
    parameters=AtRest,
)
def at_rest_level(subject: Subject, parameters: AtRest) -> Iterator[Check]:
    """Data at rest are encrypted, at least at the level that is asked for.

    *Why.* Encryption keeps data from whoever gets hold of a disk, a snapshot or a backup. Most services encrypt by
    themselves today; some do so only if told to, and for some the account or the date of creation decides.

    *What is checked.* Each kind of storage in a resource, with what the cloud does where nothing is configured. Levels
    are: none, a key of the provider, a key of the customer.

    *Remediation.* Switch encryption on in the resource; where the minimum is a customer's key, name one.
    """
    for entry in subject.encryption_at_rest:
        reached = at_least(entry.level, _LEVELS[parameters.minimum])
        yield check(entry.slot, reached, entry.evidence, f"at-rest.{parameters.minimum}")
