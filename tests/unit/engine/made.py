"""Policies and rule sets, made by hand."""

from collections.abc import Iterator
from typing import Any

import msgspec

from leitplanke.policy import (
    Check,
    Domain,
    Parameters,
    Severity,
    Subject,
    at_least,
    check,
    policy,
)
from leitplanke.policy.ruleset import RuleSet

BOTH = {"en": "Data come back", "de": "Daten kommen zurück"}


class Days(Parameters, frozen=True):
    minimum: int = 1
    words: tuple[str, ...] = ()


@policy(
    "recovery/long-enough",
    domain=Domain.BACKUP_RECOVERY,
    severity=Severity.MEDIUM,
    judges="retention",
    since="0.1.0",
    parameters=Days,
)
def long_enough(subject: Subject, parameters: Days) -> Iterator[Check]:
    """Data are kept for long enough."""
    for entry in subject.retention:
        yield check(entry.slot, at_least(entry.days, parameters.minimum), entry.evidence, "days")


def application(minimum: int, *classes: str, **more: Any) -> dict[str, Any]:
    return {"policy": long_enough.id, "parameters": {"minimum": minimum}, "classes": list(classes), **more}


def requirement(id: str, *policies: dict[str, Any], **more: Any) -> dict[str, Any]:
    frame = {"id": id, "title": BOTH, "norms": [], "duty": "customer", "evidence": "config"}
    return {**frame, "policies": list(policies), **more}


def rule_set(id: str, *requirements: dict[str, Any], **more: Any) -> RuleSet:
    frame = {"id": id, "title": BOTH, "summary": BOTH, "edition": "2026"}
    return msgspec.convert({**frame, "requirements": list(requirements), **more}, RuleSet)
