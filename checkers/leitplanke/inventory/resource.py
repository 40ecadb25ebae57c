"""A resource, whatever it was read from."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from leitplanke.core.origin import written
from leitplanke.core.source import Span
from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known, Unknown

_NOWHERE = Absent()
"""What nobody set in a resource that has no place."""


class Resource(msgspec.Struct, frozen=True, eq=False):
    """One instance of a resource, with its attributes as values.

    ``address`` is stack-relative and carries instance keys: ``module.store["calls"].aws_s3_bucket.this[0]``.
    ``attributes`` holds arguments and nested blocks by name; a nested block type is always `Items` of `Fields`,
    also when it occurs once. ``provider`` is the provider's local type (``aws``); ``provider_settings`` holds the
    arguments of the provider configuration that applies (``region``, ``project``, ...), aliases resolved.
    ``span`` is the block's header, ``body`` the whole block.
    """

    stack: str
    address: str
    type: str
    provider: str
    attributes: Fields
    provider_settings: Fields = Fields()
    cloud_id: str | None = None
    span: Span | None = None
    body: Span | None = None
    calls: tuple[Span, ...] = ()
    """The headers of the module calls that lead here, outermost first."""
    exists: AnyValue = Known(True)
    """Unknown where ``count`` or ``for_each`` is: then the resource stands for however many there will be."""

    @property
    def module(self) -> str:
        """The module instance that holds it, as an address; empty for the root module."""
        head, dot, _ = self.address.rpartition("." + self.type + ".")
        return head if dot else ""

    def read(self, path: str) -> AnyValue:
        """Return the value at a dotted path; the first element where a block list is on the way."""
        steps = steps_of(path)
        own = self.attributes
        value: AnyValue | None = own.entries.get(steps[0])
        if value is None:
            return self._absent() if own.open is None else own.open
        if len(steps) == 1:
            return Absent(value.origin or self._absent().origin) if isinstance(value, Absent) else value
        missing = self._absent()
        found = _first(value, steps, 1, missing)
        return missing if found is None else found

    def read_all(self, path: str) -> Iterator[AnyValue]:
        """Return the value at a dotted path for every element of the block lists on the way."""
        steps = steps_of(path)
        own = self.attributes
        value: AnyValue | None = own.entries.get(steps[0])
        if value is None:
            return iter((self._absent() if own.open is None else own.open,))
        return walk(value, steps[1:], self._absent()) if len(steps) > 1 else iter((value,))

    def _absent(self) -> Absent:
        return Absent(written(self.span, self.address)) if self.span is not None else _NOWHERE


class Stack(msgspec.Struct, frozen=True):
    """What Terraform applies at once: a root module with its variables and provider regions.

    ``path`` is relative to the project's root (``.`` for the root itself). ``template`` is set where the folder is
    a reusable module that no root calls: most of what it needs is given by callers that are not here.
    """

    name: str
    path: str
    files: tuple[str, ...] = ()
    template: bool = False


@lru_cache(maxsize=4_096)
def steps_of(path: str) -> tuple[str, ...]:
    """Return the names in a dotted path. There are as many paths as the catalogue and the packs have."""
    return tuple(path.split("."))


def walk(value: AnyValue, path: Sequence[str], missing: Absent) -> Iterator[AnyValue]:
    """Return what a path leads to from a value, element by element where sequences are on the way.

    A text on the way is read as JSON: ``jsonencode({...})``, a document that is written out.
    """
    if not path:
        return iter((value,))
    found: list[AnyValue] = []
    _collect(value, path, 0, missing, found)
    return iter(found)


def _first(value: AnyValue, path: Sequence[str], at: int, missing: Absent) -> AnyValue | None:
    """Return the first thing that the steps from ``at`` lead to; None where only empty sequences are on the way."""
    while at < len(path):
        if isinstance(value, Known):
            data = value.data
            if isinstance(data, Fields):
                below = data.entries.get(path[at])
                if below is None:
                    return _missing_in(data, path, at, missing)
                value, at = below, at + 1
            elif isinstance(data, Items):
                each = (_first(item, path, at, missing) for item in data.items)
                return next((one for one in each if one is not None), data.open)
            elif isinstance(data, str):
                return _first(_tree(value, missing), path, at, missing)
            else:
                return missing
        else:
            return _of_no_data(value, path[at:], missing)
    return value


def _collect(value: AnyValue, path: Sequence[str], at: int, missing: Absent, found: list[AnyValue]) -> None:
    """Add all that the steps from ``at`` lead to. A sequence at the end of the path counts as one."""
    while at < len(path):
        if isinstance(value, Known):
            data = value.data
            if isinstance(data, Fields):
                below = data.entries.get(path[at])
                if below is None:
                    found.append(_missing_in(data, path, at, missing))
                    return
                value, at = below, at + 1
            elif isinstance(data, Items):
                for item in data.items:
                    _collect(item, path, at, missing, found)
                if data.open is not None:
                    found.append(data.open)
                return
            elif isinstance(data, str):
                _collect(_tree(value, missing), path, at, missing, found)
                return
            else:
                found.append(missing)
                return
        elif isinstance(value, Unknown) and value.partial is not None:
            tree = _tree(value, missing)
            if not isinstance(tree, Known):
                found.append(_of_no_data(value, path[at:], missing))
                return
            value = tree
        else:
            found.append(_of_no_data(value, path[at:], missing))
            return
    found.append(value)


def _missing_in(data: Fields, path: Sequence[str], at: int, missing: Absent) -> AnyValue:
    """Return what the steps from ``at`` lead to where the first leads nowhere: a map's key may have dots in it."""
    if at + 1 < len(path):
        whole = data.entries.get(".".join(path[at:]))
        if whole is not None:
            return whole
    return missing if data.open is None else data.open


def _of_no_data(value: Unknown | Absent, path: Sequence[str], missing: Absent) -> AnyValue:
    """Return a part of what is not known, or not there."""
    if isinstance(value, Absent):
        return Absent(value.origin or missing.origin)
    if value.partial is not None:
        tree = _tree(value, missing)
        if isinstance(tree, Known):
            below = _first(tree, path, 0, missing)
            return missing if below is None else below
    if not value.worlds:
        return Unknown(value.causes, value.origin, value.sensitive)  # what is known of the whole is not of its part
    from leitplanke.core.logic import lift

    def part(one: AnyValue) -> AnyValue:
        found = _first(one, path, 0, missing)
        return missing if found is None else found

    return lift(part, value)


def _tree(text: Known[str] | Unknown, missing: Absent) -> AnyValue:
    """Return what a text stands for in which a path goes on: it is JSON, or there is nothing in it."""
    if isinstance(text, Known) and not text.data.lstrip().startswith(("{", "[")):
        return missing
    from leitplanke.core.document import decode_document

    return decode_document(text)
