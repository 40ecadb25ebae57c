"""Policy `recovery/backups-cover-data`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Measure, Recovery
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
    at_least,
    choose,
    is_present,
    judged,
    negate,
    policy,
    shown,
    strongest,
    weakest,
)


class Backups(Parameters, frozen=True):
    """``minimum_days``: how far back a restore must reach. ``maximum_days``: when backups must end; 0: no limit."""

    minimum_days: int = 1
    maximum_days: int = 0


@policy(
    "recovery/backups-cover-data",
    domain=Domain.BACKUP_RECOVERY,
    severity=Severity.HIGH,
    judges="recovery",
    since="0.1.0",
    parameters=Backups,
)
def backups_cover_data(subject: Subject, parameters: Backups) -> Iterator[Check]:
    """Backups cover the data.

    *Why.* Data that cannot be restored are lost with the first mistake, fault or extortion. Copies that never end are
    the other mistake: they keep what should have been erased.

    *What is checked.* Whether any backup of the service's own, or a backup plan that selects the resource, reaches far
    enough back, and, where a limit is set, that none reaches further. A backup without a known end needs evidence
    then. Plans may lie in another stack: without proof, that is unknown.

    *Remediation.* Switch the service's backups on, or let a backup plan select the resource, with a fitting retention.
    """
    measures = [entry for entry in subject.recovery if entry.measure is Measure.BACKUP]
    if not measures:
        return
    reaching = [(all_of(entry.active, _reaches(entry, parameters.minimum_days)), entry) for entry in measures]
    holds, telling = any_of(*(one for one, _ in reaching)), strongest(reaching)
    endless: Value[bool] = Known(False)
    if parameters.maximum_days:
        ending = [
            (negate(all_of(entry.active, at_least(entry.days, parameters.maximum_days + 1))), entry)
            for entry in measures
        ]
        endless = any_of(*(all_of(entry.active, negate(is_present(entry.days))) for entry in measures))
        telling = weakest([(holds, telling), *ending])
        holds = all_of(holds, *(one for one, _ in ending))
    passed = choose(endless, Known(Verdict.NEEDS_EVIDENCE), Known(Verdict.PASS))
    yield judged(
        "backup",
        choose(holds, passed, Known(Verdict.FAIL)),
        telling.evidence,
        "backup-limited" if parameters.maximum_days else "backup",
        days=shown(choose(telling.active, telling.days, Known(0)), absent="-"),
        minimum=parameters.minimum_days,
        maximum=parameters.maximum_days,
    )


def _reaches(entry: Recovery, days: int) -> Value[bool]:
    """Tell whether a backup reaches so far back; one without a length reaches back to its first day."""
    return any_of(at_least(entry.days, days), negate(is_present(entry.days)))
