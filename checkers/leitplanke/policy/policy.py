"""Policies: a pure function each, with what the tool needs to know of it."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

from leitplanke.core.verdict import Severity
from leitplanke.policy.check import Check
from leitplanke.policy.parameters import Parameters
from leitplanke.policy.subject import Subject

P = TypeVar("P", bound=Parameters)
FacetName: TypeAlias = Literal[
    "placement",
    "encryption_at_rest",
    "encryption_in_transit",
    "recovery",
    "exposure",
    "audit_log",
    "retention",
    "grants",
    "authentication",
]


class Domain(StrEnum):
    """The fields of duty, a fixed vocabulary; also the tags of SARIF rules."""

    RESIDENCY = "residency"
    ENCRYPTION_AT_REST = "encryption-at-rest"
    CUSTOMER_KEYS = "customer-keys"
    ENCRYPTION_IN_TRANSIT = "encryption-in-transit"
    BACKUP_RECOVERY = "backup-recovery"
    IAM_RBAC = "iam-rbac"
    EXPOSURE = "exposure"
    LOGGING_AUDIT = "logging-audit"
    RETENTION_CLASSIFICATION = "retention-classification"
    CERTIFICATION = "certification"
    CONTACT_CENTRE = "contact-centre"


class Policy(msgspec.Struct, Generic[P], frozen=True):
    """One policy. ``judges`` names the facet it reads; ``roles`` the roles of resource types it is about, all if empty.

    ``documentation`` is the function's docstring: a title, then *Why*, *What is checked*, *Remediation*.
    """

    id: str
    domain: Domain
    severity: Severity
    judges: FacetName
    since: str
    parameters: type[P]
    function: Callable[[Subject, P], Iterable[Check]]
    documentation: str
    roles: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The first line of the documentation: what must hold."""
        return self.documentation.strip().partition("\n")[0].rstrip(".")


AnyPolicy: TypeAlias = Policy[Any]


def policy(
    id: str,
    *,
    domain: Domain,
    severity: Severity,
    judges: FacetName,
    since: str,
    parameters: type[P],
    roles: tuple[str, ...] = (),
) -> Callable[[Callable[[Subject, P], Iterable[Check]]], Policy[P]]:
    """Make a policy of a function. Nothing is registered: the pack lists its policies."""

    def decorate(function: Callable[[Subject, P], Iterable[Check]]) -> Policy[P]:
        return Policy(id, domain, severity, judges, since, parameters, function, function.__doc__ or "", roles)

    return decorate
