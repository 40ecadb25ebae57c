"""The types of facets: what is known of a resource, in words that hold for every cloud and every source.

A facet is a tuple of entries. Each has a ``slot``, which says where in the resource or to what it applies
(``storage``, ``performance-insights``, ``replica:us-east-1``), one or more values, and the evidence they were
read from. An empty tuple means: judged, and there is nothing of the kind. A facet that a resource type does not
have at all is `NotApplicable`, with the reason.
"""

from enum import IntEnum, StrEnum
from typing import TypeAlias, TypeVar

import msgspec

from leitplanke.core.origin import Origin
from leitplanke.core.value import Absent, AnyValue, Cause, Value

E = TypeVar("E")


class Evidence(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Where a facet's entry was read.

    ``attribute`` is the path that decides, in the terms of ``address``, which is the resource itself or a
    companion; ``origin`` leads to the place in the file. ``fix`` is Terraform that would mend it, if the row has it.
    """

    address: str
    attribute: str = ""
    origin: Origin | None = None
    fix: str | None = None
    assumption: str | None = None
    """What was assumed to judge it, such as a scope that the user declared closed."""


class NotApplicable(msgspec.Struct, frozen=True, gc=False):
    """The resource type has no such facet, because of ``because``."""

    because: str


class Location(msgspec.Struct, frozen=True, gc=False):
    """A place as the cloud names it: ``aws`` ``eu-central-1``, or ``google`` ``EU`` for the product ``storage``.

    ``called_from`` is the region a request starts in, where that decides what the name means.
    """

    provider: str
    name: str
    product: str | None = None
    called_from: str | None = None


class Placement(msgspec.Struct, frozen=True, gc=False, eq=False):
    """One place that data lie in, are copied to or are processed in."""

    slot: str
    location: Value[Location]
    evidence: Evidence


class Level(IntEnum):
    """How data at rest are encrypted; each level includes the ones below."""

    NONE = 0
    PROVIDER_KEY = 1
    CUSTOMER_KEY = 2


class Custody(StrEnum):
    """Who holds a key: the cloud provider, the customer inside the cloud, or a third party outside it."""

    PROVIDER = "provider"
    CUSTOMER = "customer"
    EXTERNAL = "external"


class KeyRef(msgspec.Struct, frozen=True, gc=False, eq=False):
    """The key in use, and facts of the key itself. ``address`` is set where the key is in the same stack."""

    custody: Custody
    name: str
    address: str | None = None
    rotates: AnyValue = Absent()
    multi_region: AnyValue = Absent()
    fix: str | None = None
    """Terraform that would mend the key itself, if its row has it."""


class EncryptionAtRest(msgspec.Struct, frozen=True, gc=False, eq=False):
    """How one kind of storage is encrypted."""

    slot: str
    level: Value[Level]
    evidence: Evidence
    key: Value[KeyRef] = Absent()


class EncryptionInTransit(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Whether connections must be encrypted, and the lowest TLS version (``1.2``) that is accepted.

    ``version`` is Absent where the service has no setting for it.
    """

    slot: str
    required: Value[bool]
    evidence: Evidence
    version: Value[str] = Absent()


class Measure(StrEnum):
    """What a recovery entry is for."""

    BACKUP = "backup"
    """A state of the past can be restored."""
    DELETION = "deletion"
    """The data survive a mistaken or malicious deletion."""


class Recovery(msgspec.Struct, frozen=True, gc=False, eq=False):
    """One measure against loss. ``days`` is how long it reaches back, Absent where it has no length."""

    slot: str
    measure: Measure
    active: Value[bool]
    evidence: Evidence
    days: Value[int] = Absent()


class Exposure(msgspec.Struct, frozen=True, gc=False, eq=False):
    """One way in which the resource may be reachable by anyone."""

    slot: str
    public: Value[bool]
    evidence: Evidence


class AuditLog(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Whether who does what is recorded."""

    slot: str
    active: Value[bool]
    evidence: Evidence


class Retention(msgspec.Struct, frozen=True, gc=False, eq=False):
    """After how many days data end; Absent: never."""

    slot: str
    days: Value[int]
    evidence: Evidence


class Authentication(msgspec.Struct, frozen=True, gc=False, eq=False):
    """One way of signing in.

    ``directory``: identities of a directory can sign in, which knows who left. ``passwords``: passwords or keys that
    stand until somebody changes them are accepted too. ``second_factor``: it is asked for. Each is Absent where the
    service has no setting for it.
    """

    slot: str
    evidence: Evidence
    directory: Value[bool] = Absent()
    passwords: Value[bool] = Absent()
    second_factor: Value[bool] = Absent()


class Effect(StrEnum):
    """What a grant does."""

    ALLOW = "allow"
    DENY = "deny"


class PrincipalKind(StrEnum):
    """Who is meant by a principal, in words that hold for every cloud."""

    ANYONE = "anyone"
    """Everybody on the internet, or everybody with any account of the provider."""
    PERSON = "person"
    """A single human being's account."""
    GROUP = "group"
    ROLE = "role"
    """A role, service account, managed identity or application: assumed, not born."""
    SERVICE = "service"
    """A service of the cloud itself."""
    ACCOUNT = "account"
    """A whole account, tenant or domain."""
    OTHER = "other"


class Principal(msgspec.Struct, frozen=True, gc=False):
    """Who a grant is for: ``Principal(PERSON, "arn:aws:iam::111122223333:user/anna")``."""

    kind: PrincipalKind
    name: str


class Selection(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A set by inclusion, or by exclusion (``NotAction``, ``NotResource``, ``NotPrincipal``).

    ``items`` are texts, or `Principal` for principals; the sequence may be open.
    """

    items: tuple[AnyValue, ...] = ()
    excluded: bool = False
    open: AnyValue | None = None
    """Why there may be more members than ``items``, where that is so."""


class Grant(msgspec.Struct, frozen=True, gc=False, eq=False):
    """One statement of access, whatever form it is written in.

    ``conditions`` are written as ``operator key`` names, such as ``StringEquals aws:PrincipalOrgID``, mapped to
    their values. ``kind`` says what it is attached to: ``identity``, ``resource``, ``trust`` or ``key``. ``actions``
    are those of the cloud, or the role or policy that stands for them: ``roles/owner``, ``Contributor``,
    ``policy:arn:aws:iam::aws:policy/AdministratorAccess``.
    """

    slot: str
    kind: str
    effect: Value[Effect]
    principals: Selection
    actions: Selection
    resources: Selection
    evidence: Evidence
    conditions: tuple[tuple[str, AnyValue], ...] = ()
    less: Selection = Selection()
    """What is taken out of the actions again: ``not_actions`` of an Azure role."""
    foreign: Value[bool] = Absent()
    """Whether a whole account other than one's own is among the principals; Absent where nothing tells accounts."""


DEFAULT_TAGS = ("data-class", "data_class", "DataClass", "dataclass", "data-classification", "DataClassification")
"""Tag keys that are read as data classes unless the configuration names others."""


class DataClasses(msgspec.Struct, frozen=True, gc=False):
    """The classes of data that a store holds, such as ``recordings``.

    ``declared`` is false where nobody said so: then the rule set's ``unclassified`` class stands in.
    """

    names: frozenset[str] = frozenset()
    declared: bool = False
    reasons: tuple[str, ...] = ()
    """How each class was found: ``tag data-class``, ``aws_connect_instance_storage_config.calls``."""
    open: tuple[Cause, ...] = ()
    """Why it may hold other classes than these; empty where that is known, or only not declared."""


Facet: TypeAlias = tuple[E, ...] | NotApplicable
