"""The form of ``collectors.toml``: which tables of Resource Graph are read, and which settings are read one by one."""

import os
from functools import cache

import msgspec

_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "collectors.toml")


class Table(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A table of Resource Graph."""

    name: str
    types: tuple[str, ...]
    """Types that every subscription gets a line of coverage for, also where there are none of them."""
    whole: bool = False
    """Whether resources of other types are read too."""
    above: tuple[str, ...] = ()
    """Types that also are, or only are, at management groups and the tenant."""
    inherited: bool = False
    """Whether a subscription's rows can be asked for together with those of what stands above it."""
    where: str = ""
    """A further condition, in Resource Graph's query language."""


class Child(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A type that Resource Graph lacks: read from Resource Manager under each resource of the types ``of``.

    ``kinds``, ``skus`` and ``capabilities`` say which parents can have it: those with one of them. ``but_kinds`` and
    ``lacking`` say which cannot: those with one of the kinds, or of the capabilities. Empty: it does not matter.
    """

    type: str
    of: tuple[str, ...]
    path: str
    """Behind the parent's id; ``{group}`` at its beginning is the parent's resource group instead, ``{location}`` the
    parent's region."""
    api: str
    list: bool = False
    rest: str = ""
    """Part of the doc that a list lacks: each resource is then read by its id."""
    none: tuple[str, ...] = ()
    """Codes of refusals that mean: there is none."""
    kinds: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    but_kinds: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    """Names of parents that cannot have it."""
    confidence: str = "high"
    """Of path and api-version: ``high``, they were confirmed; ``medium``, they were not."""


class Family(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Children that are read together, a subscription at a time; one type is never in two families."""

    name: str
    child: tuple[Child, ...]

    @property
    def service(self) -> str:
        """The resource provider, if there is but one."""
        namespaces = {one.partition("/")[0] for one in self.types}
        return namespaces.pop() if len(namespaces) == 1 else ""

    @property
    def types(self) -> tuple[str, ...]:
        """The types, in the order in which they are first read."""
        return tuple(dict.fromkeys(child.type for child in self.child))

    @property
    def parents(self) -> frozenset[str]:
        """The types that must be known before, from Resource Graph."""
        return frozenset(one for child in self.child for one in child.of) - set(self.types)


class Unread(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A type that is not read, and why."""

    type: str
    because: str


class Collectors(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The whole file."""

    table: tuple[Table, ...]
    family: tuple[Family, ...]
    unread: tuple[Unread, ...] = ()


@cache
def read(file: str = _FILE) -> Collectors:
    """Read the file; one that does not fit the form raises ``msgspec.ValidationError``: it is part of us."""
    import tomllib

    with open(file, "rb") as opened:
        return msgspec.convert(tomllib.load(opened), Collectors)


def types_by_name() -> frozenset[str]:
    """Return the types that are asked for by their names; of a table that is read whole there may be others."""
    found = read()
    tables = (one for table in found.table for one in (*table.types, *table.above))
    return frozenset((*tables, *(one for family in found.family for one in family.types)))
