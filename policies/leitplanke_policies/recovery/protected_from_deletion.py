"""Policy `recovery/protected-from-deletion`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Measure
from leitplanke.policy import Check, Domain, NoParameters, Severity, Subject, any_of, check, policy, strongest


@policy(
    "recovery/protected-from-deletion",
    domain=Domain.BACKUP_RECOVERY,
    severity=Severity.MEDIUM,
    judges="recovery",
    since="0.1.0",
    parameters=NoParameters,
)
def protected_from_deletion(subject: Subject, parameters: NoParameters) -> Iterator[Check]:
    """Data survive a deletion by mistake or by malice.

    *Why.* One wrong command, or one stolen credential, must not be able to delete data and their history at once.

    *What is checked.* Whether at least one measure of the service is active: deletion protection, soft deletion,
    versions, a lock, a waiting period.

    *Remediation.* Switch on the protection that the service offers.
    """
    del parameters
    measures = [(entry.active, entry) for entry in subject.recovery if entry.measure is Measure.DELETION]
    if measures:
        telling = strongest(measures)
        held = any_of(*(active for active, _ in measures))
        yield check("deletion", held, telling.evidence, "deletion", measure=telling.slot)
