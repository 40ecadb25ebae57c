"""The form of the collector files: which calls list the resources of a service, and which fill their docs.

The files are in ``collectors/``; their ``README.md`` explains every field to authors.
"""

import os
from functools import cache
from typing import Any, Literal

import msgspec

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "collectors")
_SUFFIX = ".toml"


class Detail(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, rename={"target": "as"}):
    """A further call for each resource. ``target`` (``as`` in the file) is the key in the doc; ``.`` merges."""

    operation: str
    target: str
    client: str = ""
    parameters: dict[str, Any] = {}
    take: str = ""
    none: tuple[str, ...] = ()
    when: str = ""


class Collect(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """How the resources of one type are listed."""

    type: str
    operation: str
    items: str
    id: str
    client: str = ""
    item: str = ""
    region: str = ""
    parameters: dict[str, Any] = {}
    each: dict[str, tuple[str, ...]] = {}
    parent: str = ""
    keep: dict[str, str] = {}
    only: str = ""
    none: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()


class Form(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A collector file: the types of one service. ``handler`` names the module that collects, where data cannot."""

    client: str
    scope: Literal["region", "account", "organization"] = "region"
    handler: str = ""
    types: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    """Operations that the handler calls besides."""
    collect: tuple[Collect, ...] = ()

    @property
    def all_types(self) -> tuple[str, ...]:
        """Every type that a run of the file gives a line of coverage for."""
        return tuple(dict.fromkeys((*(one.type for one in self.collect), *self.types)))


@cache
def names(folder: str = _FOLDER) -> tuple[str, ...]:
    """Return the names of the collector files, in alphabetical order."""
    return tuple(sorted(file.removesuffix(_SUFFIX) for file in os.listdir(folder) if file.endswith(_SUFFIX)))


@cache
def read(name: str, folder: str = _FOLDER) -> Form:
    """Read a collector file; one that does not fit the form raises ``msgspec.ValidationError``: it is part of us."""
    import tomllib

    with open(os.path.join(folder, name + _SUFFIX), "rb") as file:
        return msgspec.convert(tomllib.load(file), Form)
