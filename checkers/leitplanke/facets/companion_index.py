"""Which resources of a type may name a resource: found by look-up, so that joins stay linear."""

from collections.abc import Callable, Sequence

from leitplanke.catalogue.row import Row
from leitplanke.core.value import AnyValue, Known, Reference, Unknown
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource

Owner = Callable[[Inventory, AnyValue, Row], str]
_NOBODY: Sequence[int] = ()
_OWN_IDS = ("id", "arn", "self_link")


class CompanionIndex:
    """The resources of one type, by what their attribute ``on`` names.

    `candidates` leaves out only those that certainly name another resource, or none; what the others name is for
    the join to say.
    """

    def __init__(
        self, inventory: Inventory, row: Row, named_type: str, values: Sequence[AnyValue], owner: Owner
    ) -> None:
        self._row = row
        self.certain: set[int] = set()
        """The positions of those that name the resource they are a candidate for, and no other, beyond doubt."""
        self._by_address: dict[str, list[int]] = {}
        self._by_text: dict[object, list[int]] = {}
        self._anyone: list[int] = []
        for position, value in enumerate(values):
            if not isinstance(value, (Known, Unknown)):
                continue  # an absent name names nobody
            if isinstance(value, Unknown) and (value.worlds or value.ref is None):
                self._anyone.append(position)
            elif value.ref is not None:
                self._add_reference(inventory, named_type, position, value, owner(inventory, value, row))
            elif isinstance(value, Known):
                self._add_data(position, value.data)

    def _add_reference(
        self, inventory: Inventory, named_type: str, position: int, value: AnyValue, address: str
    ) -> None:
        target = inventory.get(address)
        if target is None or target.type == named_type:
            self._by_address.setdefault(address, []).append(position)
            self.certain.add(position)
        elif isinstance(value, Known):
            self._add_data(position, value.data)
        elif value.ref is not None:
            takers = identity_takers(inventory, self._row, named_type).get(value.ref, ())
            for taker in takers:
                self._by_address.setdefault(taker, []).append(position)
            if not takers and not is_of_another_type(self._row, named_type, target, value.ref):
                self._anyone.append(position)

    def _add_data(self, position: int, data: object) -> None:
        if isinstance(data, (str, int)):
            self._by_text.setdefault(data, []).append(position)
        else:
            self._anyone.append(position)

    def candidates(self, resource: Resource) -> Sequence[int]:
        """Return the positions of those that may name a resource, in order."""
        if not self._anyone and not self._by_text:
            only = self._by_address.get(resource.address)
            if only is None or len(only) == 1:
                return only or _NOBODY
        found = set(self._anyone)
        found.update(self._by_address.get(resource.address, ()))
        if self._by_text:
            for attribute in self._row.identity:
                own = resource.attributes.entries.get(attribute)
                if isinstance(own, Known) and isinstance(own.data, (str, int)):
                    found.update(self._by_text.get(own.data, ()))
                elif isinstance(own, Unknown) and own.ref is None and own.partial is None:
                    # Nothing is known of its name: any text may be it.
                    found.update(*self._by_text.values())
        return sorted(found)


def is_of_another_type(row: Row, named_type: str, target: Resource, named: Reference) -> bool:
    """Tell whether a value is the id that the same cloud gives to something else: a key vault's is no account's.

    Companions, such as ``aws_s3_bucket_versioning``, may have the id of what they complete.
    """
    other = target.type.removeprefix("data.")
    same_cloud = other.partition("_")[0] == named_type.partition("_")[0]
    return (
        same_cloud
        and named.attribute in _OWN_IDS
        and other != named_type
        and all(one.type != other for one in row.companions)
    )


def identity_takers(inventory: Inventory, row: Row, type_name: str) -> dict[Reference, list[str]]:
    """Return the resources of a type whose identifying attribute is read from elsewhere, by where it is read."""

    def compute() -> dict[Reference, list[str]]:
        found: dict[Reference, list[str]] = {}
        for resource in inventory.of_type(type_name):
            for attribute in row.identity:
                own = resource.attributes.entries.get(attribute)
                if isinstance(own, Unknown) and own.ref is not None:
                    found.setdefault(own.ref, []).append(resource.address)
        return found

    return inventory.once(("identity-takers", type_name), compute)
