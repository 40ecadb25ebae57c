"""Verdicts and severities, in the order in which they outrank each other."""

from enum import StrEnum


class Verdict(StrEnum):
    """What is said of one policy, one resource and one slot."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NEEDS_EVIDENCE = "needs-evidence"
    NOT_APPLICABLE = "not-applicable"


_RANK = {
    Verdict.FAIL: 4,
    Verdict.UNKNOWN: 3,
    Verdict.NEEDS_EVIDENCE: 2,
    Verdict.PASS: 1,
    Verdict.NOT_APPLICABLE: 0,
}


def worst(*verdicts: Verdict) -> Verdict:
    """Return the verdict that outranks the others: fail > unknown > needs-evidence > pass."""
    return max(verdicts, key=_RANK.__getitem__, default=Verdict.NOT_APPLICABLE)


class Severity(StrEnum):
    """How grave a failure is.

    ``critical``: data is open to the world or outside a closed territory. ``high``: a legal duty is clearly
    broken. ``medium``: a measure that the data class asks for is missing. ``low``: hardening. ``info``: to know.
    """

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Rank of the severity; ``critical`` is the highest."""
        return _SEVERITY_RANK[self]


_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(reversed(Severity))}
