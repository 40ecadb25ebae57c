"""What a policy judges: one resource, by its facets."""

from collections.abc import Callable
from datetime import date
from typing import Any

from leitplanke.inventory.facets import (
    AuditLog,
    Authentication,
    DataClasses,
    EncryptionAtRest,
    EncryptionInTransit,
    Exposure,
    Grant,
    NotApplicable,
    Placement,
    Recovery,
    Retention,
)
from leitplanke.inventory.resource import Resource
from leitplanke.policy.role_concept import Role


class Subject:
    """One resource as policies see it. Facets are computed when they are first asked for, once.

    Ask only for the facet that the policy declares (``judges``): the engine has then made sure that the resource's
    type has it. ``as_of`` is the date of judgement; there is no other clock. ``roles`` is the user's concept of roles,
    empty where there is none.
    """

    __slots__ = ("_compute", "_facets", "as_of", "data_classes", "resource", "role", "roles", "title")

    def __init__(
        self,
        resource: Resource,
        *,
        title: str,
        role: str,
        data_classes: DataClasses,
        as_of: date,
        compute: Callable[[str], Any],
        roles: tuple[Role, ...] = (),
    ) -> None:
        self.resource = resource
        self.title = title
        self.role = role
        self.data_classes = data_classes
        self.as_of = as_of
        self.roles = roles
        self._compute = compute
        self._facets: dict[str, Any] = {}

    def facet(self, name: str) -> tuple[Any, ...] | NotApplicable:
        """Return a facet by name; its entries, or why the type does not have it."""
        if name not in self._facets:
            self._facets[name] = self._compute(name)
        found: tuple[Any, ...] | NotApplicable = self._facets[name]
        return found

    def _entries(self, name: str) -> tuple[Any, ...]:
        found = self.facet(name)
        return () if isinstance(found, NotApplicable) else found

    @property
    def placement(self) -> tuple[Placement, ...]:
        """Every place that the data lie in, are copied to or are processed in."""
        return self._entries("placement")

    @property
    def encryption_at_rest(self) -> tuple[EncryptionAtRest, ...]:
        """How each kind of storage is encrypted."""
        return self._entries("encryption_at_rest")

    @property
    def encryption_in_transit(self) -> tuple[EncryptionInTransit, ...]:
        """Whether connections must be encrypted."""
        return self._entries("encryption_in_transit")

    @property
    def recovery(self) -> tuple[Recovery, ...]:
        """The measures against loss."""
        return self._entries("recovery")

    @property
    def exposure(self) -> tuple[Exposure, ...]:
        """The ways of being reachable by anyone."""
        return self._entries("exposure")

    @property
    def audit_log(self) -> tuple[AuditLog, ...]:
        """What is recorded of use."""
        return self._entries("audit_log")

    @property
    def retention(self) -> tuple[Retention, ...]:
        """After how many days data end."""
        return self._entries("retention")

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The access that the resource gives."""
        return self._entries("grants")

    @property
    def authentication(self) -> tuple[Authentication, ...]:
        """The ways of signing in, beside the cloud's own access management."""
        return self._entries("authentication")
