"""Stores that others name: by reference, or by a name or ARN that is written out."""

from leitplanke.core.logic import worlds_of
from leitplanke.core.text import HOLE, outline
from leitplanke.core.value import AnyValue, same
from leitplanke.facets.addresses import store_in
from leitplanke.facets.context import Context
from leitplanke.facets.joins import nearest, owner
from leitplanke.facets.same_text import same_text
from leitplanke.inventory.resource import Resource

_BUCKET_ARN = "arn:aws:s3:::"


def store_named(context: Context, value: AnyValue, path: str) -> Resource | None:
    """Return the resource that a value was read from, else the store of which it is the name; None if it is neither.

    A store of another kind may have the same name: then the kind counts that ``path`` speaks of (``bucket_name``).
    """
    value = store_in(value)
    target = _target(context, value)
    text = outline(value)
    if target is not None or (text is None and len(worlds_of(value)) == 1):
        return target
    stores = context.inventory.once("stores", lambda: _stores(context))
    if text is None:
        found = [one for one in stores.get("", ()) if _is_called(context, one, value)]
    elif HOLE not in text:
        found = stores.get(text, [])
    else:
        # What is the same has its holes in the same places.
        found = [one for one in stores.get(text, ()) if _has_name(context, one, value)]
    of_the_kind = [one for one in found if one.type.rpartition("_")[2] in path]
    return nearest(context.inventory, context.resource, of_the_kind or found) if found else None


def _target(context: Context, value: AnyValue) -> Resource | None:
    """Return what a value was read from; where that completes a store, such as ``aws_s3_bucket_policy``, the store."""
    target = context.inventory.target(value)
    if target is None:
        return None
    for named in context.inventory.types:
        row = context.catalogue.row(named)
        if row is not None and any(rule.type == target.type for rule in row.companions):
            return context.inventory.get(owner(context.inventory, value, row)) or target
    return target


def _stores(context: Context) -> dict[str, list[Resource]]:
    """Return the stores of the inventory by their names; by none those that are called one way or another."""
    found: dict[str, list[Resource]] = {}
    for resource in context.inventory:
        for name in _names(context, resource):
            text = outline(name)
            if text is None and len(worlds_of(name)) > 1:
                found.setdefault("", []).append(resource)
            if text:
                found.setdefault(text, []).append(resource)
                if resource.type == "aws_s3_bucket":
                    found.setdefault(_BUCKET_ARN + text, []).append(resource)
    return found


def _names(context: Context, resource: Resource) -> list[AnyValue]:
    row = context.catalogue.row(resource.type)
    if row is None or row.role != "store":
        return []
    return [resource.attributes.entries[name] for name in row.identity if name in resource.attributes.entries]


def _is_called(context: Context, resource: Resource, value: AnyValue) -> bool:
    """Tell whether a resource is called what a value is, whichever of the values that it can take it is."""
    worlds = worlds_of(value)
    for name in _names(context, resource):
        given = {world.guard: world.value for world in worlds_of(name)}
        if all(world.guard in given and same(world.value, given[world.guard]) for world in worlds):
            return True
    return False


def _has_name(context: Context, resource: Resource, value: AnyValue) -> bool:
    return any(same_text(value, name) for name in _names(context, resource))
