"""How the oracle reads rows: paths in plain JSON, and conditions with three truth values, None for unknown.

Nothing of ``leitplanke.facets`` or ``leitplanke.core.logic`` is used: this is a second, simpler opinion.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from functools import cache
from typing import Any, TypeAlias

import msgspec

from leitplanke.catalogue.loader import Catalogue, load_catalogue
from leitplanke.catalogue.row import (
    AccountDefault,
    AtRestRule,
    AuditLogRule,
    AuthenticationRule,
    Condition,
    ExposureRule,
    GrantRule,
    InTransitRule,
    KeyPath,
    PlacementRule,
    RecoveryRule,
    RetentionRule,
    Row,
)
from tests.generated.made import NAMED, UNKNOWN, Settings, Tree, tree

Truth: TypeAlias = bool | None
ABSENT = "(absent)"
_ANY_RULE = "slot when fix because"
_READ: Mapping[type, frozenset[str]] = {
    kind: frozenset(f"{fields} {_ANY_RULE}".split())
    for kind, fields in {
        AccountDefault: "of path key_of key_path default",
        AtRestRule: "default itself each each_name each_if inherit path of levels keys account",
        AuditLogRule: "active",
        AuthenticationRule: "directory passwords second_factor",
        Condition: """all any none always computed path of through where is_ is_not contains starts_with at_least
            version_at_least present absent""",
        ExposureRule: "public",
        GrantRule: "form kind path principal principal_kind role",
        InTransitRule: """required version_path version_of version_where versions version_default
            version_flags""",
        KeyPath: "path of",
        PlacementRule: "paths after of kind name setting default provider product values each",
        RecoveryRule: """measure active days days_path days_of days_each days_if days_default days_values
            unit""",
        RetentionRule: "path of each each_if unit never default",
    }.items()
}
"""The fields of rules and conditions that the oracle reads, or of which it says itself that it does not."""


class UnclearError(Exception):
    """The oracle cannot say; the argument is the kind of reason."""


@cache
def catalogue() -> Catalogue:
    """Return the catalogue, whose rows are decoded once."""
    return load_catalogue()


@cache
def row_of(type_name: str) -> Row:
    """Return the row of a type that has one."""
    row = catalogue().row(type_name)
    assert row is not None
    return row


class Reading:
    """A resource with some settings, as its type's row reads it."""

    def __init__(self, type_name: str, settings: Settings) -> None:
        self.row = row_of(type_name)
        self.provider = type_name.partition("_")[0]
        self.own = tree(type_name, settings)
        self._type = type_name
        self._companions = {of: _naming(tree(of, settings, of), of, self.row) for of, _ in settings if of}

    def inside(self, block: Tree) -> "Reading":
        """Return a reading of a block, whose attributes conditions are then about."""
        found = copy(self)
        found.own = block
        return found

    def understand(self, part: Any) -> None:
        """Raise `UnclearError` where a part of the row has a field that is not read here."""
        new = _not_read(self._type).get(id(part))
        if new is not None:
            raise UnclearError(f"field {new}")

    def companion(self, of: str) -> Tree | None:
        """Return the companion of a type; None where the plan has none."""
        return self._companions.get(of)

    def closed(self, of: str) -> bool:
        """Tell whether there is no companion where the plan has none: others may lie in another stack."""
        return next((one.scope == "module" for one in self.row.companions if one.type == of), True)

    def read(self, of: str, path: str) -> Any:
        """Return what stands at a path in the resource or in a companion."""
        holder = self.companion(of) if of else self.own
        if holder is None:
            return ABSENT if self.closed(of) else UNKNOWN
        return first(holder, path)

    def holds(self, condition: Condition | None) -> Truth:
        """Return whether a condition holds of the resource."""
        if condition is None:
            return True
        self.understand(condition)
        if condition.all:
            return self._joined(condition.all, decisive=False)
        if condition.any:
            return self._joined(condition.any, decisive=True)
        if condition.none:
            return negated(self._joined(condition.none, decisive=True))
        if condition.always is not None:
            return None if condition.always == "unknown" else condition.always
        if condition.computed:
            return self.computed(condition)
        if condition.through:
            if first(self.own, condition.through) == ABSENT:
                return _absent(condition)
            raise UnclearError("through a reference")
        at = self.own
        if condition.of:
            companion = self.companion(condition.of)
            if companion is None or ("." not in condition.path and not _counts(companion, condition.where)):
                return _absent(condition) if self.closed(condition.of) else None
            at = companion
        tests = [_test(condition, one) for one in list(_values(at, condition)) or [ABSENT]]
        return False if False in tests else None if None in tests else True

    def computed(self, condition: Condition) -> Truth:
        """Return the answer to a computed condition, where it is understood."""
        raise UnclearError(f"computed: {condition.computed}")

    def _joined(self, parts: tuple[Condition, ...], *, decisive: bool) -> Truth:
        """Return ``decisive`` if a part is that, its opposite if all parts are; else unknown."""
        found: list[Truth] = []
        unclear: UnclearError | None = None
        for part in parts:
            try:
                found.append(self.holds(part))
            except UnclearError as problem:
                unclear = problem
        if decisive in found:
            return decisive
        if unclear is not None:
            raise unclear
        return None if None in found else not decisive


def negated(holds: Truth) -> Truth:
    """Return what is true where something is not."""
    return None if holds is None else not holds


def both(left: Truth, right: Truth) -> Truth:
    """Return whether two things are true."""
    return False if left is False or right is False else None if left is None or right is None else True


def first(at: Any, path: str) -> Any:
    """Return the first thing at a path."""
    return next(iter(every(at, path)), ABSENT)


def every(at: Any, path: str) -> list[Any]:
    """Return all that a path leads to, in each element of the lists on the way."""
    found = [at]
    for step in path.split(".") if path else ():
        below = [_below(one, step) for one in found]
        found = [part for one in below for part in (one if isinstance(one, list) else [one])]
    return [one for one in found if one != ABSENT]


def _below(at: Any, step: str) -> Any:
    return at.get(step, ABSENT) if isinstance(at, dict) else UNKNOWN if at is UNKNOWN else ABSENT


def is_same(left: Any, right: Any) -> bool:
    """Tell whether two values are the same as Terraform converts them."""
    return as_text(left) == as_text(right)


def as_text(value: Any) -> str:
    """Return a value as Terraform writes it in a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_version(value: Any) -> list[int]:
    """Return the numbers of a version."""
    return [int(part) for part in str(value).split(".")]


def _naming(companion: Tree, of: str, row: Row) -> Tree:
    on = next((one.on for one in row.companions if one.type == of), "")
    return {**companion, on: NAMED} if on and "." not in on else companion


def _counts(block: Tree, where: Mapping[str, Any]) -> bool:
    found = {name: first(block, name) for name in where}
    if UNKNOWN in found.values():
        raise UnclearError("which of several counts")
    return all(is_same(found[name], wanted) for name, wanted in where.items())


def _values(at: Tree, condition: Condition) -> Iterator[Any]:
    head, dot, last = condition.path.rpartition(".")
    if not condition.where or not dot:
        yield from every(at, condition.path)
        return
    blocks = (one for one in every(at, head) if isinstance(one, dict))
    yield from (first(one, last) for one in blocks if _counts(one, condition.where))


def _absent(condition: Condition) -> Truth:
    return None if condition.absent == "unknown" else condition.absent


def _test(condition: Condition, value: Any) -> Truth:
    if condition.present is not None:
        return None if value is UNKNOWN else (value not in (ABSENT, "")) is condition.present
    if value == ABSENT:
        return _absent(condition)
    if value in (UNKNOWN, NAMED):
        return None
    if condition.at_least is not None:
        return int(value) >= condition.at_least
    if condition.version_at_least:
        return as_version(value) >= as_version(condition.version_at_least)
    if condition.starts_with:
        return str(value).startswith(condition.starts_with)
    if condition.contains:
        return any(is_same(part.strip(), one) for part in str(value).split(",") for one in condition.contains)
    if condition.is_not:
        return not any(is_same(value, one) for one in condition.is_not)
    return any(is_same(value, one) for one in condition.is_ or (True,))


@cache
def _not_read(type_name: str) -> Mapping[int, str]:
    """Return the parts of a row, by identity, that have a field which the oracle does not know."""
    return dict(_new(row_of(type_name)))


def _new(part: Any) -> Iterator[tuple[int, str]]:
    if isinstance(part, tuple):
        for one in part:
            yield from _new(one)
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            if type(part) in _READ and name not in _READ[type(part)] and getattr(part, name):
                yield id(part), name
            yield from _new(getattr(part, name))
