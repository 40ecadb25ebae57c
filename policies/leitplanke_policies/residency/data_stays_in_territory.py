"""Policy `residency/data-stays-in-territory`."""

from collections.abc import Iterator
from typing import Literal

from leitplanke.policy import (
    Check,
    Domain,
    Known,
    Parameters,
    Severity,
    Subject,
    Verdict,
    judge_location,
    judged,
    place_name,
    place_reason,
    policy,
    through,
)


class Territory(Parameters, frozen=True):
    """Where data may lie, and what it means when they do not.

    ``territory``: ISO 3166-1 codes, ``EU``, ``EEA``, ``adequate``, ``adequate-partial``. ``outside``: ``fail`` where
    the law draws a closed territory, ``needs-evidence`` where a transfer may be lawful on other grounds.
    """

    territory: tuple[str, ...] = ("EU", "EEA")
    outside: Literal["fail", "needs-evidence"] = "fail"


@policy(
    "residency/data-stays-in-territory",
    domain=Domain.RESIDENCY,
    severity=Severity.HIGH,
    judges="placement",
    since="0.1.0",
    parameters=Territory,
    roles=("store", "processor", "log"),
)
def data_stays_in_territory(subject: Subject, parameters: Territory) -> Iterator[Check]:
    """Data stay in the permitted territory.

    *Why.* Where data lie decides whose law reaches them. A name is not proof: `eu-west-2` is London, the dual region
    `EUR5` includes London, and a replica, a backup copy or a `global` service is a place too.

    *What is checked.* Every place of a resource that stores, processes or records data: its own region, replicas,
    copies, pairs and processing locations, on the date of judgement. A region that nobody knows is unknown.

    *Remediation.* Name the region in the resource or its provider, choose one inside the territory, and move or drop
    replicas that lie outside.
    """
    outside = Verdict(parameters.outside)
    for entry in subject.placement:
        found = judge_location(entry.location, parameters.territory, subject.as_of)
        verdict = through(found, lambda one: Known(outside if one is Verdict.FAIL else one))
        reason = place_reason(entry.location, parameters.territory, subject.as_of)
        yield judged(
            entry.slot,
            verdict,
            entry.evidence,
            "placement-because" if reason is not None else "placement",
            place=place_name(entry.location),
            territory=", ".join(parameters.territory),
            reason=reason if reason is not None else "",
        )
