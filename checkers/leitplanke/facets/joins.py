"""Joins: which resources belong to which, by reference first, then by equal name."""

from collections.abc import Sequence
from typing import Any

import msgspec

from leitplanke.catalogue.row import Row
from leitplanke.core.logic import assuming, join, worlds_of
from leitplanke.core.value import (
    AnyValue,
    Cause,
    CauseKind,
    Known,
    Reference,
    Template,
    Unknown,
    unknown,
)
from leitplanke.facets.companion_index import CompanionIndex, identity_takers, is_of_another_type
from leitplanke.facets.groups import on_group
from leitplanke.facets.same_text import same_text
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Resource

_CHAIN_AT_MOST = 8
_SET_BY_REGION = frozenset({"aws"})


class Related(msgspec.Struct, frozen=True, gc=False, eq=False):
    """The resources that a join found. ``more`` says why there may be others; None where there are none."""

    resources: tuple[Resource, ...]
    more: Unknown | None = None


def companions(inventory: Inventory, row: Row, resource: Resource, type_name: str) -> Related:
    """Return the companions of a type that name this resource.

    A companion counts as missing only within a closed scope; else ``more`` says that it may be elsewhere.
    """
    joins: dict[tuple[str, str], _Join] = inventory.once("companions", dict)
    join_on = joins.get((resource.type, type_name))
    if join_on is None or join_on.row is not row:
        join_on = joins[resource.type, type_name] = _Join(inventory, row, resource.type, type_name)
    if join_on.nobody:
        return Related((), None if join_on.closed else Unknown(join_on.elsewhere))
    rule, index, given = join_on.rule, join_on.index, resource.exists
    found: list[Resource] = []
    doubts: list[AnyValue] = []
    for position in index.candidates(resource) if index is not None else range(len(join_on.resources)):
        candidate = join_on.resources[position]
        if is_of_another_region(inventory, resource, candidate) and not (index and leads(join_on.values[position])):
            continue
        exists = candidate.exists if isinstance(given, Known) else assuming(candidate.exists, given)
        if isinstance(exists, Known) and exists.data is False:
            continue
        answer: bool | Unknown = index is None or (isinstance(given, Known) and position in index.certain)
        if answer is False:
            answer = names(inventory, row, resource, assuming(join_on.values[position], given))
        if answer is True:
            found.append(candidate if exists is candidate.exists else msgspec.structs.replace(candidate, exists=exists))
        elif isinstance(answer, Unknown):
            doubts.append(answer)
    if rule is not None and rule.via:
        on_its_group, unsure = on_group(inventory, rule, resource)
        found += on_its_group
        doubts += unsure
    if not found:
        if inventory.hidden:
            hidden = inventory.why_incomplete(type_name, lambda cause: _may_name(inventory, row, resource, cause))
            if hidden is not None:
                doubts.append(hidden)
        if not join_on.closed:
            doubts.append(Unknown(join_on.elsewhere))
    return Related(tuple(found), join(*doubts) if doubts else None)


def is_of_another_region(inventory: Inventory, resource: Resource, other: Resource) -> bool:
    """Tell whether a resource of a live account is one of another region: each has settings and names of its own.

    Such as are the account's as a whole have no region there. In Terraform, where they too are given a provider with
    one, the region tells nothing.
    """
    if not inventory.names or other.provider not in _SET_BY_REGION:
        return False
    own, there = (one.provider_settings.entries.get("region") for one in (resource, other))
    return isinstance(own, Known) and isinstance(there, Known) and own.data != there.data


def leads(value: AnyValue) -> bool:
    """Tell whether a value leads to one resource, and is not just its name."""
    return isinstance(value, (Known, Unknown)) and value.ref is not None


class _Join:
    """The resources of a type that complete those of another, and what each of them names.

    Without ``index`` they are settings of the account: each completes every resource. ``nobody`` is true where
    there are none of the type, here or in what could not be read.
    """

    __slots__ = ("closed", "elsewhere", "index", "nobody", "resources", "row", "rule", "values")

    def __init__(self, inventory: Inventory, row: Row, named_type: str, type_name: str) -> None:
        self.row = row
        self.rule = next((rule for rule in row.companions if rule.type == type_name), None)
        self.resources = inventory.of_type(type_name)
        self.nobody = not self.resources and not inventory.hidden
        self.closed = (Scope(self.rule.scope) if self.rule else Scope.MODULE) in inventory.closed
        self.elsewhere = (Cause(CauseKind.SCOPE, type_name),)
        self.values: list[AnyValue] = []
        self.index: CompanionIndex | None = None
        if self.rule is not None and self.rule.on:
            self.values = [candidate.read(self.rule.on) for candidate in self.resources]
            self.index = CompanionIndex(inventory, row, named_type, [_whole(value) for value in self.values], owner)


def _may_name(inventory: Inventory, row: Row, resource: Resource, cause: Cause) -> bool:
    """Answer `_can_name` once for each resource: it is asked for every type of companion."""
    if inventory.get(resource.address) is not resource:
        return _can_name(inventory, row, resource, cause)
    answers: dict[Cause, bool] = inventory.once(("may-name", resource.address), dict)
    if cause not in answers:
        answers[cause] = _can_name(inventory, row, resource, cause)
    return answers[cause]


def _can_name(
    inventory: Inventory, row: Row, resource: Resource, cause: Cause, seen: frozenset[Cause] = frozenset()
) -> bool:
    """Tell whether what could not be read was given anything by which it can name the resource.

    That is the resource itself or a companion of it, a text that holds its name, or what its name is made of; also
    what another unread module made of such.
    """
    reach = inventory.reach.get(cause)
    if reach is None:
        return True
    if any(owner(inventory, Unknown((), ref=Reference(one, "id")), row) == resource.address for one in reach.addresses):
        return True
    for attribute in row.identity:
        own = resource.attributes.entries.get(attribute)
        if isinstance(own, Unknown) and not reach.causes.isdisjoint(own.causes):
            return True
        if isinstance(own, Known) and any(str(own.data) in text for text in reach.texts):
            return True
    return any(
        one not in seen and one != cause and _can_name(inventory, row, resource, one, seen | {cause})
        for one in reach.causes
        if one.kind is CauseKind.MODULE
    )


def names(inventory: Inventory, row: Row, resource: Resource, value: AnyValue) -> bool | Unknown:
    """Tell whether a value names the resource: it was read from it, or equals one of its identifying attributes."""
    if value.ref is not None and _leads_to(inventory, row, value) == resource.type:
        return _names(inventory, row, resource, value)  # whatever it is called, it was read from one of these
    answers: list[bool | Unknown] = [_names(inventory, row, resource, world.value) for world in worlds_of(value)]
    if all(answer is True for answer in answers):
        return True
    if all(answer is False for answer in answers):
        return False
    return join(value, *(answer for answer in answers if isinstance(answer, Unknown)))


def _leads_to(inventory: Inventory, row: Row, value: AnyValue) -> str:
    target = inventory.get(owner(inventory, value, row))
    return target.type if target is not None else ""


def _names(inventory: Inventory, row: Row, resource: Resource, value: AnyValue) -> bool | Unknown:
    value = _whole(value)
    if not isinstance(value, (Known, Unknown)):
        return False
    if value.ref is not None:
        address = owner(inventory, value, row)
        target = inventory.get(address)
        if target is None or target.type == resource.type:
            return address == resource.address
        if isinstance(value, Known):
            return _equals_identity(row, resource, value.data)
        # Both may take the name from a third: ``random_pet.name.id``.
        takers = identity_takers(inventory, row, resource.type).get(value.ref)
        if not takers and is_of_another_type(row, resource.type, target, value.ref):
            return False
        return resource.address in takers if takers else join(value)
    if isinstance(value, Known):
        return _equals_identity(row, resource, value.data)
    own = (resource.attributes.entries.get(attribute) for attribute in row.identity)
    answers = [same_text(value, one) for one in own if isinstance(one, (Known, Unknown)) and one.ref is None]
    return True if True in answers else value if None in answers or not answers else False


def nearest(inventory: Inventory, holder: Resource, named: Sequence[Resource]) -> Resource:
    """Return which of the resources of one name another speaks of: the first in its own region, if one is there."""
    return next((one for one in named if not is_of_another_region(inventory, holder, one)), named[0])


def _whole(value: AnyValue) -> AnyValue:
    """Return what a part belongs to: ``${account.id}/blobServices/default`` names a service of the account."""
    if isinstance(value, Unknown) and isinstance(value.partial, Template):
        first, *rest = value.partial.parts
        if not isinstance(first, str) and rest and isinstance(rest[0], str) and rest[0].startswith("/"):
            return first
    return value


def owner(inventory: Inventory, value: AnyValue, row: Row | None = None) -> str:
    """Return the address of the resource that a reference leads to.

    Companions are known by the name of what they complete, so ``aws_s3_bucket_versioning.calls.id`` leads on to
    the bucket.
    """
    address = value.ref.address if value.ref else ""
    rules = row.companions if row else ()
    for _ in range(_CHAIN_AT_MOST):
        target = inventory.get(address)
        path = next((rule.on for rule in rules if rule.type == target.type), None) if target else None
        if target is None or path is None or value.ref is None or value.ref.attribute not in ("id", path):
            break
        value = target.read(path)
        if value.ref is None:
            break
        address = value.ref.address
    return address


def _equals_identity(row: Row, resource: Resource, data: Any) -> bool | Unknown:
    doubts: list[AnyValue] = []
    for attribute in row.identity:
        own = resource.attributes.entries.get(attribute)
        if isinstance(own, Known) and own.data == data:
            return True
        if isinstance(own, Unknown) and own.ref is None and own.partial is None:
            doubts.append(own)
    return join(*doubts) if doubts else False


def _by_identity(inventory: Inventory, type_name: str, identity: tuple[str, ...]) -> dict[object, list[Resource]]:
    """Return the resources of a type by what identifies them, as far as that is known."""

    def compute() -> dict[object, list[Resource]]:
        found: dict[object, list[Resource]] = {}
        for resource in inventory.of_type(type_name):
            for attribute in identity:
                own = resource.attributes.entries.get(attribute)
                if isinstance(own, Known):
                    found.setdefault(own.data, []).append(resource)
        return found

    return inventory.once(("by-identity", type_name, identity), compute)


def referred(
    inventory: Inventory, value: AnyValue, type_name: str, row: Row | None, holder: Resource
) -> Resource | Unknown | None:
    """Return the resource of a type that a value of the holder leads to; None if the value is absent.

    Follows the reference, else looks for the one whose identifying attribute equals the value; of several, the one in
    the holder's region. Unknown if it is not in this stack.
    """
    if isinstance(value, (Known, Unknown)):
        if value.ref is not None:
            target = inventory.get(value.ref.address)
            if target is not None and target.type == type_name:
                return target
        if isinstance(value, Known):
            named = _by_identity(inventory, type_name, row.identity if row else ("name",)).get(value.data)
            if named:
                return nearest(inventory, holder, named)
            return unknown(CauseKind.ELSEWHERE, f"{type_name} {value.data}", value.origin)
        return value
    return None
