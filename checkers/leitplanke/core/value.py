"""Values: known, unknown or absent, never anything in between without saying so.

A value that Terraform, a plan or a cloud would hold is one of three. ``Known`` has data, ``Unknown`` has causes,
``Absent`` is what nobody set (Terraform's ``null``). Neither may be tested with ``if`` or ``==``: use the
combinators of `leitplanke.core.logic`, which keep unknown apart from false.

The garbage collector tracks what holds other values: entries are computed when they are read, by modules that hold
values in turn, and a cycle with one untracked link is never freed.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar

import msgspec

from leitplanke.core.origin import Origin

T = TypeVar("T")
WORLDS_AT_MOST = 32
"""A value that could be more than this many things is a plain unknown, marked ``widened``."""

Guard: TypeAlias = tuple[tuple[str, str], ...]
"""Assumptions about root unknowns, sorted: ``(("var.stage", "prod"),)``. Empty: holds always."""


class CauseKind(StrEnum):
    """Why something is not known."""

    VARIABLE = "variable"
    COMPUTED = "computed"
    DATA_SOURCE = "data-source"
    MODULE = "module"
    FUNCTION = "function"
    FILE = "file"
    PROVIDER = "provider"
    SCOPE = "scope"
    """It may be in another stack, which the user can rule out by closing the scope."""
    ELSEWHERE = "elsewhere"
    """It is in another stack, or in none."""
    EXPANSION = "expansion"
    ACCESS_DENIED = "access-denied"
    NOT_READ = "not-read"
    """A scan did not ask for it, or got no answer."""
    NOT_KEPT = "not-kept"
    """A saved inventory was written by a version that kept less."""
    LIMIT = "limit"
    ERROR = "error"
    CLOUD = "cloud"


class Cause(msgspec.Struct, frozen=True, gc=False, order=True):
    """One reason: ``Cause("variable", "var.kms_key")``. Summaries group unknowns by it."""

    kind: CauseKind
    name: str

    @property
    def is_of_scan(self) -> bool:
        """Whether a scan of live accounts did not read it: it was refused, or not asked for."""
        return self.kind in (CauseKind.ACCESS_DENIED, CauseKind.NOT_READ)


class Reference(msgspec.Struct, frozen=True, gc=False):
    """The attribute of a resource that a value was read from: joins follow it.

    ``address`` is stack-relative with instance keys: ``module.db["eu"].aws_kms_key.this[0]``.
    ``attribute`` is a dotted path, empty for the whole resource.
    """

    address: str
    attribute: str = ""


def _no_truth(_self: object) -> NoReturn:
    """Keep a value from being used as a truth, which would forget the unknown."""
    raise TypeError("a Value is neither true nor false; use the combinators of leitplanke.core.logic")


def _no_comparison(_self: object, _other: object) -> NoReturn:
    """Keep values from being compared, which would forget the unknown."""
    raise TypeError("a Value does not compare; use equals() of leitplanke.core.logic, or same() in a test")


class Known(msgspec.Struct, Generic[T], frozen=True, eq=False):
    """A value with data: text, number, truth, `Items` or `Fields`."""

    data: T
    origin: Origin | None = None
    sensitive: bool = False
    ref: Reference | None = None

    __bool__ = _no_truth
    __eq__ = _no_comparison
    __ne__ = _no_comparison
    __hash__ = object.__hash__


class Absent(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Nobody set it, or it was set to null. ``origin`` is where it could be set."""

    origin: Origin | None = None
    sensitive: bool = False
    ref: Reference | None = None

    __bool__ = _no_truth
    __eq__ = _no_comparison
    __ne__ = _no_comparison
    __hash__ = object.__hash__


class World(msgspec.Struct, frozen=True, eq=False):
    """One thing that an unknown may turn out to be, and the assumptions under which it does."""

    guard: Guard
    value: "Known[Any] | Unknown | Absent"


class Template(msgspec.Struct, frozen=True, eq=False):
    """Text of which parts are known: literal text, and values that are not known."""

    parts: "tuple[str | Known[Any] | Unknown, ...]"


class Encoded(msgspec.Struct, frozen=True, eq=False):
    """Text that is an encoding of a partly known value: ``jsonencode({...})``."""

    form: str
    content: "Known[Any] | Unknown | Absent"


class Unknown(msgspec.Struct, frozen=True, eq=False):
    """A value that could not be had, by name of its causes, with all that is known of it nevertheless."""

    causes: tuple[Cause, ...]
    origin: Origin | None = None
    sensitive: bool = False
    ref: Reference | None = None
    worlds: tuple[World, ...] = ()
    """The finite set of values that it can take, if that is known."""
    partial: Template | Encoded | None = None
    """The known parts of a text."""
    nullable: bool = True
    """False where it is certain to be set, such as the ``arn`` of a resource."""
    widened: bool = False
    """True where it had more worlds than are kept."""

    __bool__ = _no_truth
    __eq__ = _no_comparison
    __ne__ = _no_comparison
    __hash__ = object.__hash__


Value: TypeAlias = Known[T] | Unknown | Absent
Scalar: TypeAlias = str | bool | int | Decimal
Data: TypeAlias = "Scalar | Items | Fields"
AnyValue: TypeAlias = Known[Any] | Unknown | Absent


class ItemsKind(StrEnum):
    """Terraform's sequence types."""

    LIST = "list"
    TUPLE = "tuple"
    SET = "set"


class Items(msgspec.Struct, frozen=True, eq=False):
    """A list, tuple or set. In an open one, other elements than these may exist.

    ``items`` are certain members. With ``open`` set, only the first ``prefix`` of them stand at their index.
    """

    items: tuple[AnyValue, ...] = ()
    kind: ItemsKind = ItemsKind.TUPLE
    open: Unknown | None = None
    prefix: int = 0


class FieldsKind(StrEnum):
    """Terraform's mapping types. A map never equals an object, even with the same content."""

    MAP = "map"
    OBJECT = "object"


class Fields(msgspec.Struct, frozen=True, eq=False):
    """A map, object, block or resource. In an open one, every key that is not listed is unknown, none absent.

    ``reference`` is set on the object of a resource: attributes that are not written are computed by the cloud.
    ``kind`` is None where it is not known which of the two types it has.
    """

    entries: Mapping[str, AnyValue] = {}
    open: Unknown | None = None
    reference: Reference | None = None
    kind: FieldsKind | None = None


def unknown(kind: CauseKind, name: str, origin: Origin | None = None, *, nullable: bool = True) -> Unknown:
    """Return an unknown with one cause."""
    return Unknown((Cause(kind, name),), origin, nullable=nullable)


def with_origin(value: AnyValue, origin: Origin) -> AnyValue:
    """Return the value as seen at another place."""
    return msgspec.structs.replace(value, origin=origin)


def mark_sensitive(value: AnyValue) -> AnyValue:
    """Return the value marked sensitive: it is never printed, and what is computed from it is neither."""
    return value if value.sensitive else msgspec.structs.replace(value, sensitive=True)


def same(left: AnyValue, right: AnyValue) -> bool:
    """Tell whether two values are known to be the same data; origins do not matter.

    Two unknowns are the same only if they are one and the same object, or read the same attribute.
    """
    if left is right:
        return True
    if isinstance(left, Absent) or isinstance(right, Absent):
        return isinstance(left, Absent) and isinstance(right, Absent)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        both = isinstance(left, Unknown) and isinstance(right, Unknown)
        return both and left.ref is not None and left.ref == right.ref
    return same_data(left.data, right.data)


def same_data(left: object, right: object) -> bool:
    """Tell whether two pieces of data are the same by Terraform's rules: ``true`` is not ``1``."""
    if isinstance(left, Items) and isinstance(right, Items):
        pairs = zip(left.items, right.items, strict=False)
        sizes = len(left.items) == len(right.items) and left.open is None and right.open is None
        return sizes and all(same(a, b) for a, b in pairs)
    if isinstance(left, Fields) and isinstance(right, Fields):
        keys = left.entries.keys() == right.entries.keys() and left.open is None and right.open is None
        return keys and all(same(value, right.entries[key]) for key, value in left.entries.items())
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (Items, Fields)) or isinstance(right, (Items, Fields)):
        return False
    return isinstance(left, str) == isinstance(right, str) and left == right
