"""A resource, whatever it was read from."""

from collections.abc import Iterator

import msgspec

from leitplanke.core.origin import written
from leitplanke.core.source import Span
from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known, Unknown


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
        value: AnyValue | None = self.attributes.entries.get(path)
        if value is not None and not (isinstance(value, Known) and isinstance(value.data, Items)):
            # A path of one step, which leads to no list: by far the commonest.
            return Absent(value.origin or self._absent().origin) if isinstance(value, Absent) else value
        return next(self.read_all(path), self._absent())

    def read_all(self, path: str) -> Iterator[AnyValue]:
        """Yield the value at a dotted path for every element of the block lists on the way."""
        yield from walk(Known(self.attributes), path.split("."), self._absent())

    def _absent(self) -> Absent:
        return Absent(written(self.span, self.address) if self.span else None)


class Stack(msgspec.Struct, frozen=True):
    """What Terraform applies at once: a root module with its variables and provider regions.

    ``path`` is relative to the project's root (``.`` for the root itself). ``template`` is set where the folder is
    a reusable module that no root calls: most of what it needs is given by callers that are not here.
    """

    name: str
    path: str
    files: tuple[str, ...] = ()
    template: bool = False


def walk(value: AnyValue, path: list[str], missing: Absent) -> Iterator[AnyValue]:
    """Yield what a path leads to from a value, element by element where sequences are on the way."""
    if isinstance(value, Known) and isinstance(value.data, Items):
        if not path:
            yield value
            return
        for item in value.data.items:
            yield from walk(item, path, missing)
        if value.data.open is not None:
            yield value.data.open
        return
    if not path:
        yield value
    elif isinstance(value, Unknown):
        if value.worlds:
            from leitplanke.core.logic import lift

            yield lift(lambda one: next(walk(one, path, missing), missing), value)
        else:
            yield Unknown(value.causes, value.origin, value.sensitive)  # what is known of the whole is not of its part
    elif isinstance(value, Absent):
        yield Absent(value.origin or missing.origin)
    elif isinstance(value.data, Fields):
        found = value.data.entries.get(path[0])
        if found is not None:
            yield from walk(found, path[1:], missing)
        elif value.data.open is not None:
            yield value.data.open
        else:
            yield missing
    else:
        yield missing
