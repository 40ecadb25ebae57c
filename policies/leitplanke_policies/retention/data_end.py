"""Policy `retention/data-end`."""

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
    all_of,
    at_least,
    choose,
    is_present,
    judged,
    negate,
    policy,
    shown,
    weakest,
)


class Retention(Parameters, frozen=True):
    """How long data are kept.

    ``minimum_days`` and ``maximum_days``: floor and ceiling, 0 for none. ``endless``: the verdict on data without an
    end: ``needs-evidence`` where something else may end them, such as a concept of deletion.
    """

    minimum_days: int = 0
    maximum_days: int = 0
    endless: Literal["fail", "needs-evidence"] = "fail"


@policy(
    "retention/data-end",
    domain=Domain.RETENTION_CLASSIFICATION,
    severity=Severity.MEDIUM,
    judges="retention",
    since="0.1.0",
    parameters=Retention,
    roles=("store", "processor", "log", "setting"),
)
def data_end(subject: Subject, parameters: Retention) -> Iterator[Check]:
    """Data end after a fixed time.

    *Why.* What is kept beyond its purpose can only do harm: it is breached, subpoenaed and billed. What ends too soon
    is missing when a breach is looked into.

    *What is checked.* The time after which the service itself ends data, where it has a setting for it: that there is
    one, and that it lies between floor and ceiling. Data without an end need evidence of what ends them.

    *Remediation.* Set the retention of the resource, by the concept of deletion for this class of data.
    """
    for entry in subject.retention:
        ends = is_present(entry.days)
        late = negate(at_least(entry.days, parameters.maximum_days + 1)) if parameters.maximum_days else Known(True)
        soon = at_least(entry.days, parameters.minimum_days) if parameters.minimum_days else Known(True)
        within = choose(all_of(late, soon), Known(Verdict.PASS), Known(Verdict.FAIL))
        yield judged(
            entry.slot,
            choose(ends, within, Known(Verdict(parameters.endless))),
            entry.evidence,
            weakest([(ends, "endless"), (late, "kept-too-long"), (soon, "ends-too-soon")]),
            days=shown(entry.days, absent="-"),
            minimum=parameters.minimum_days,
            maximum=parameters.maximum_days,
        )
