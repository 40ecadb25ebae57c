"""All that was found in one stack or account, indexed for joins."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from leitplanke.core.value import Cause, Known, Unknown
from leitplanke.inventory.resource import Resource, Stack

T = TypeVar("T")


class Scope(StrEnum):
    """How far one has to look before "there is none" is a fact."""

    MODULE = "module"
    ACCOUNT = "account"
    ORGANISATION = "organisation"


class Reach(msgspec.Struct, frozen=True):
    """What a module that could not be read was given, as far as it can name a resource outside of it.

    ``addresses`` are the resources that values were read from, ``causes`` those of what is not known, ``texts`` all
    text and its known parts.
    """

    addresses: frozenset[str]
    causes: frozenset[Cause]
    texts: frozenset[str]


class Inventory:
    """The resources of one stack (or account), in a fixed order that does not depend on how they were read.

    ``closed`` names the scopes within which nothing is missing: a root module closes `Scope.MODULE`, a complete
    live scan `Scope.ACCOUNT` too. ``hidden`` lists, by resource type, why resources of that type may exist that
    could not be read, such as a remote module that is not there; the type ``*`` stands for any. ``reach`` holds,
    by the cause, what the unread was given; what is not in it may name anything. ``names`` says, by resource type, how
    attributes are called where the resources were read, if that is not Terraform.
    """

    def __init__(
        self,
        stack: Stack,
        resources: Iterable[Resource],
        *,
        closed: Iterable[Scope] = (Scope.MODULE,),
        hidden: Sequence[tuple[str, Cause]] = (),
        reach: Mapping[Cause, Reach] | None = None,
        facts: dict[str, str] | None = None,
        names: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.stack = stack
        self.resources: tuple[Resource, ...] = tuple(sorted(resources, key=lambda resource: resource.address))
        self.closed = frozenset(closed)
        self.hidden = tuple(hidden)
        self.reach = reach or {}
        self.facts = facts or {}
        self.names = names or {}
        self._computed: dict[Hashable, Any] = {}
        self._by_address = {resource.address: resource for resource in self.resources}
        self._by_type: dict[str, list[Resource]] = {}
        for resource in self.resources:
            self._by_type.setdefault(resource.type, []).append(resource)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def __len__(self) -> int:
        return len(self.resources)

    def get(self, address: str) -> Resource | None:
        """Return the resource at an address."""
        return self._by_address.get(address)

    def of_type(self, type_name: str) -> Sequence[Resource]:
        """Return the resources of a type, in order of their addresses."""
        return self._by_type.get(type_name, ())

    def shown(self, type_name: str, attribute: str) -> str:
        """Return what an attribute is called where resources of a type were read."""
        return self.names.get(type_name, {}).get(attribute, attribute)

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what is computed from this inventory, and remember it by its key: indexes for joins."""
        if key not in self._computed:
            self._computed[key] = compute()
        found: T = self._computed[key]
        return found

    @property
    def types(self) -> Iterable[str]:
        """The types that occur."""
        return self._by_type.keys()

    def why_incomplete(self, type_name: str, matters: Callable[[Cause], bool] | None = None) -> Unknown | None:
        """Return why there may be more resources of a type in this stack than were read; None if there are not.

        With ``matters``, only by the causes for which it is true.
        """
        if not self.hidden:
            return None
        found = {cause for name, cause in self.hidden if name in ("*", type_name)}
        causes = tuple(sorted(cause for cause in found if matters is None or matters(cause)))
        return Unknown(causes) if causes else None

    def target(self, value: object) -> Resource | None:
        """Return the resource that a value was read from, if it is one of these."""
        if isinstance(value, (Known, Unknown)) and value.ref is not None:
            return self._by_address.get(value.ref.address)
        return None
