"""The form of a catalogue row: one resource type, its facets as data.

Rows are authored in TOML, a file per service under ``data/<provider>/``. Everything here is decoded strictly:
an unknown field is an error. Paths are dotted; a block list on the way means each of its elements.
"""

from typing import Literal, TypeAlias

import msgspec

from leitplanke.inventory.facets import Custody, Measure

Scalar: TypeAlias = str | int | bool
LevelName: TypeAlias = Literal["none", "provider-key", "customer-key", "encrypted", "none-or-provider-key", "unknown"]
"""``encrypted``: with a key of the provider or of the customer, it is not known which. ``none-or-provider-key``: it is
not known whether at all, but certainly not with a key of the customer, unless one is named."""
Unit: TypeAlias = Literal["weeks", "days", "hours", "seconds", "milliseconds", "duration"]
"""``duration``: a text that has its units in it, ``P12W``, ``PT1H``, ``86400s`` or ``7d``."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a row: strict, by keyword."""


class Condition(_Part, frozen=True, kw_only=True):
    """Something that is true, false or unknown of a resource.

    Either a combination (``all``, ``any``, ``none``), a fixed answer (``always``), a computed one (``computed``),
    or a test of what ``path`` leads to, in the resource itself or in its companions of type ``of``.
    """

    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()
    none: tuple["Condition", ...] = ()
    always: bool | Literal["unknown"] | None = None
    """``unknown``: no configuration of this resource says it; ``because`` names what decides."""
    computed: Literal[
        "",
        "backed-up",
        "tls-only-policy",
        "public-policy",
        "public-acl",
        "public-bindings",
        "data-access-log",
        "organisation-policy",
        "public-collection",
    ] = ""
    """``backed-up``: a backup plan selects it. ``tls-only-policy``: the policy at ``path`` denies requests without
    TLS. ``public-policy``: the policy at ``path`` grants something to anyone. ``public-acl``: so does the ACL.
    ``public-bindings``: so does the Google IAM policy at ``path``. ``data-access-log``: the Google project records
    who reads from a service of ``is``. ``organisation-policy``: one enforces a constraint of ``is`` in the Google
    project; where none is seen, ``because`` says what is not known. ``public-collection``: a network policy of
    OpenSearch Serverless that fits the collection's name opens it."""
    path: str = ""
    of: str = ""
    """Type of the companion (from ``companions``) or of the referred resource (``through``) to read from."""
    through: str = ""
    """Path, in the resource itself, of the reference that leads to the resource of type ``of``; of several, one has
    to lead to what is asked for."""
    by: str = ""
    """Type of the companion that has the reference at ``through``, where it is not the resource itself."""
    where: dict[str, Scalar] = {}
    """Only elements of the last block list before the end of ``path`` that have these values; where ``path`` has no
    block, only companions that have them: the others do not count."""
    is_: tuple[Scalar, ...] = msgspec.field(default=(), name="is")
    is_not: tuple[Scalar, ...] = ()
    contains: tuple[Scalar, ...] = ()
    """The list at ``path``, or the text with commas, has one of these among its elements."""
    starts_with: tuple[str, ...] = ()
    """The text begins with one of these: ``https://``."""
    at_least: int | None = None
    version_at_least: str = ""
    """The value is this version or a newer one: ``15.4`` is at least ``15``."""
    present: bool | None = None
    absent: bool | Literal["unknown"] = False
    """The answer where the attribute, or the companion, is not there: what the provider or cloud does then."""
    because: str = ""
    """Why ``always``, or why ``absent`` means what it does: the documented default."""


class PlacementRule(_Part, frozen=True, kw_only=True):
    """A place that data lie in or go to."""

    slot: str
    paths: tuple[str, ...] = ()
    """Attributes that name it; the first that is present decides."""
    after: str = ""
    """The segment of a path that the place follows: ``locations`` in ``projects/calls/locations/europe-west3``. Where
    the path leads to a resource of this stack, that one's place holds."""
    follows: str = ""
    """Type of resource that the value may lead to: then its place for the same ``product`` holds here."""
    of: str = ""
    """Companion type to read ``paths`` from: one entry for each companion."""
    kind: Literal["location", "arn", "reference", "pair", "fixed"] = "location"
    """``location``: a place's name. ``arn``: the place inside an ARN or, for a reference, of the resource it leads
    to. ``reference``: the primary place of the resource referred to. ``pair``: the Azure pair of the primary
    place. ``fixed``: ``name``."""
    name: str = ""
    setting: str = ""
    """Argument of the provider configuration that decides where no path is present, such as ``region``."""
    default: str = ""
    """The place where neither a path nor a setting is present, by the provider's documentation."""
    because: str = ""
    """Why the place is unknown where nothing names it; empty: then there is no such place."""
    provider: str = ""
    """Provider whose names of places these are, where it is not the resource's own."""
    product: str = ""
    """Product by which geography tells multi-regions apart, such as ``storage``."""
    values: dict[str, str] = {}
    """What a mode means as a place: ``{ Global = "global" }``; values that are not listed are no place."""
    each: bool = False
    """One entry for each element; the slot gets ``:<value>``."""
    when: Condition | None = None
    fix: str = ""


class KeyPath(_Part, frozen=True, kw_only=True):
    """Where a key is named."""

    path: str
    """Of a key, or of a list of keys: then there is an entry for each."""
    of: str = ""


class AccountDefault(_Part, frozen=True, kw_only=True):
    """A setting of the account and region that decides where the resource is silent."""

    of: str
    path: str
    key_of: str = ""
    key_path: str = ""
    default: LevelName = "none"
    """What holds where the account has no such setting."""


class AtRestRule(_Part, frozen=True, kw_only=True):
    """How one kind of storage in the resource is encrypted."""

    slot: str
    default: LevelName
    """The level where nothing is configured."""
    itself: bool = False
    """The resource is a key: the entry is about this key, and ``path`` is where it is mended."""
    each: str = ""
    """Path of a block list: one entry for each element; ``path`` and ``keys`` are read in the element."""
    each_name: str = ""
    """Attribute of the element whose value goes into the slot: ``replica:us-east-1``."""
    each_if: Condition | None = None
    """Only the elements in which this holds."""
    inherit: str = ""
    """Path of the reference to the resource whose encryption holds where no key is named here; ``default`` holds
    where that resource is not in this stack."""
    inherit_of: str = ""
    """Type of the companion that has the reference at ``inherit``, where it is not the resource itself."""
    because: str = ""
    path: str = ""
    of: str = ""
    levels: dict[str, LevelName] = {}
    """What the value at ``path`` means: ``{ true = "provider-key", false = "none" }``."""
    keys: tuple[KeyPath, ...] = ()
    """Where a key may be named; the first that is present decides, if the level is not ``none``."""
    account: AccountDefault | None = None
    when: Condition | None = None
    fix: str = ""


class InTransitRule(_Part, frozen=True, kw_only=True):
    """Whether connections must be encrypted."""

    slot: str
    required: Condition
    version_path: str = ""
    version_of: str = ""
    """Companion type to read ``version_path`` from, of those with the values of ``version_where``."""
    version_where: dict[str, Scalar] = {}
    versions: dict[str, str] = {}
    """What values at ``version_path`` mean as a TLS version: ``{ TLS1_2 = "1.2" }``."""
    version_default: str = ""
    version_flags: dict[str, str] = {}
    """Attributes that let in an old version where they are true: ``{ frontend_tls10_enabled = "1.0" }``; where none is,
    the version is ``version_default``."""
    when: Condition | None = None
    fix: str = ""


class RecoveryRule(_Part, frozen=True, kw_only=True):
    """One measure against loss."""

    slot: str
    measure: Measure
    active: Condition
    days: int | None = None
    """The length, where nothing sets it."""
    days_path: str = ""
    days_of: str = ""
    days_through: str = ""
    """Path of the reference that leads to the resource of type ``days_of``, which is no companion then."""
    days_by: str = ""
    """Type of the companion that has the reference at ``days_through``, where it is not the resource itself."""
    days_each: str = ""
    """Path of a block list in the companion: the least number at ``days_path`` in those blocks where ``days_if`` holds;
    both are read in the block."""
    days_if: Condition | None = None
    days_default: int | None = None
    days_values: dict[str, int] = {}
    """What a mode at ``days_path`` means in days: ``{ Continuous7Days = 7 }``."""
    unit: Unit = "days"
    """Unit of what is at ``days_path``."""
    when: Condition | None = None
    fix: str = ""


class ExposureRule(_Part, frozen=True, kw_only=True):
    """One way of being reachable by anyone."""

    slot: str
    public: Condition
    when: Condition | None = None
    fix: str = ""


class AuditLogRule(_Part, frozen=True, kw_only=True):
    """Whether who does what is recorded."""

    slot: str
    active: Condition
    when: Condition | None = None
    fix: str = ""


class RetentionRule(_Part, frozen=True, kw_only=True):
    """After how many days data end."""

    slot: str
    path: str
    of: str = ""
    each: str = ""
    """Path of a block list: the least number at ``path`` in those blocks where ``each_if`` holds; both are read in the
    block."""
    each_if: Condition | None = None
    unit: Unit = "days"
    never: tuple[Scalar, ...] = ()
    """Values that mean: kept for ever."""
    default: int | None = None
    """After how many days they end where nothing says it; else they do not."""
    because: str = ""
    """Why that is unknown where nothing says it."""
    when: Condition | None = None
    fix: str = ""


class AuthenticationRule(_Part, frozen=True, kw_only=True):
    """One way of signing in, beside the cloud's own access management.

    ``directory``: identities of a directory can sign in. ``passwords``: passwords or keys that stand until somebody
    changes them are accepted; only where they could be refused. ``second_factor``: it is asked for.
    """

    slot: str
    directory: Condition | None = None
    passwords: Condition | None = None
    second_factor: Condition | None = None
    when: Condition | None = None
    fix: str = ""


class GrantRule(_Part, frozen=True, kw_only=True):
    """Access that the resource gives, and the form it is written in."""

    slot: str
    form: Literal[
        "aws-policy",
        "aws-attachment",
        "azure-role-assignment",
        "azure-role-definition",
        "google-member",
        "google-members",
        "google-policy",
        "google-dataset-access",
        "permission-list",
        "genesys-role",
        "genesys-assignment",
        "key-vault-policy",
    ]
    """``permission-list``: the names at ``path`` are what the role that the resource is allows; ``principal`` is the
    path of its name. ``genesys-role``: so are domain, entity and actions of the blocks there. ``genesys-assignment``:
    the blocks there give roles, in divisions. ``key-vault-policy``: the blocks at ``path``, or the resource itself,
    are access policies of an Azure key vault. ``google-dataset-access``: so are entries of a BigQuery dataset's access
    list."""
    kind: Literal["identity", "resource", "trust", "key"]
    path: str = ""
    principal: str = ""
    """Path of whom an identity policy is attached to, where that is in the same resource."""
    principal_kind: str = ""
    role: str = ""
    when: Condition | None = None
    fix: str = ""


class Companion(_Part, frozen=True, kw_only=True):
    """A resource type that completes this one: it names it at ``on``, by reference or by one of its ``identity``.

    Without ``on`` it is a setting of the account, and completes every resource of the type.
    """

    type: str
    on: str = ""
    scope: Literal["module", "account", "organisation"] = "module"
    via: str = ""
    """Path, in the resource itself, of the group that it is in: what is set on the group holds for it too."""


class Flow(_Part, frozen=True, kw_only=True):
    """Data that this resource sends to another store, and the class they have there."""

    path: str = ""
    """Path of the reference to (or name of) the receiving store; without it, this resource receives."""
    source: str = ""
    """Path of the reference to the store that the data come from, where it is not this resource itself."""
    data_class: str = ""
    class_path: str = ""
    classes: dict[str, str] = {}


class KeyFacts(_Part, frozen=True, kw_only=True):
    """What holds of a type that is a key. ``same_as`` is the path of another key that this one is a name of."""

    custody: Custody = Custody.CUSTOMER
    rotates: Condition | None = None
    multi_region: Condition | None = None
    same_as: str = ""
    fix: str = ""


class EvidenceNote(_Part, frozen=True, kw_only=True):
    """What the row rests on."""

    source: str
    confidence: Literal["high", "medium", "low"]
    checked: str
    """Date, ISO 8601."""


class Row(_Part, frozen=True, kw_only=True):
    """One resource type.

    ``role``: ``store`` holds customers' data; ``processor`` handles them without keeping them; ``key`` protects
    them; ``grant`` gives access; ``log`` keeps records of access; ``companion`` and ``setting`` complete others.
    ``identity`` lists the attributes by which other resources name it.
    ``not_applicable`` gives, by facet, why the type does not have it.
    """

    title: str
    role: Literal["store", "processor", "key", "grant", "log", "companion", "setting"]
    evidence: EvidenceNote
    data_class: str = ""
    """Kind of store: ``object``, ``database``, ``disk``, ``queue``, ``recording``, ..."""
    since: str = ""
    identity: tuple[str, ...] = ("id", "arn")
    companions: tuple[Companion, ...] = ()
    placement: tuple[PlacementRule, ...] = ()
    encryption_at_rest: tuple[AtRestRule, ...] = ()
    encryption_in_transit: tuple[InTransitRule, ...] = ()
    recovery: tuple[RecoveryRule, ...] = ()
    exposure: tuple[ExposureRule, ...] = ()
    audit_log: tuple[AuditLogRule, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    grants: tuple[GrantRule, ...] = ()
    authentication: tuple[AuthenticationRule, ...] = ()
    """Empty where the cloud's own access management is the only way in."""
    flows: tuple[Flow, ...] = ()
    built_in: str = ""
    """Beginning of the names of those that the cloud brings along, in which nothing is set: ``default.``."""
    key: KeyFacts | None = None
    """For types that are keys (or names of keys)."""
    renamed: dict[str, str] = {}
    """Attributes of earlier versions of the provider, and what they are called today; values mean the same."""
    documents: tuple[str, ...] = ()
    """Attributes whose text is JSON; paths go on in it: ``config.properties.awsAccountRegion``."""
    other_versions: tuple[str, ...] = ()
    """Paths that the provider has only in other versions than that of the schema, and that rules read all the same."""
    arn: str = ""
    """Form of its ARN, for selections that name resources by pattern: ``arn:*:dynamodb:*:*:table/{name}``, where a
    part in braces is the attribute of that name."""
    not_applicable: dict[str, str] = {}


class ProviderFacts(_Part, frozen=True, kw_only=True):
    """What holds for all types of a provider."""

    location_setting: str
    """Argument of the provider configuration that places resources: ``region``."""
    location_cause: str
    """How to say that it is missing: ``region of provider aws``."""
    tags: tuple[str, ...]
    """Attributes that hold tags or labels."""
    default_tags: str = ""
    """Path of tags in the provider configuration that apply to every resource."""
    provider_keys: tuple[str, ...] = ()
    """Beginnings, or parts, of key names that belong to the provider: ``alias/aws/``."""
    key_types: tuple[str, ...] = ()
    """Resource types that are keys in the customer's hands."""
    live_none_because: str = ""
    """Why nothing of the provider is read live."""
