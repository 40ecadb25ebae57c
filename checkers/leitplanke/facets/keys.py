"""Keys: who holds them, and what is known of the key itself."""

from leitplanke.core.logic import join, lift
from leitplanke.core.origin import Origin
from leitplanke.core.text import HOLE, outline, shown_name
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, unknown
from leitplanke.facets.conditions import answer
from leitplanke.facets.context import Context
from leitplanke.facets.same_region import same_region
from leitplanke.inventory.facets import Custody, KeyRef
from leitplanke.inventory.resource import Resource

_ALIASES_AT_MOST = 4
_CUSTOMER_FORMS = (":key/", "/cryptoKeys/", "/keys/", ".vault.azure.net/")


def key(context: Context, value: AnyValue) -> AnyValue:
    """Return the key that a value names, as a ``Value[KeyRef]``; absent if it names none."""
    return lift(lambda one: _key(context, one), value)


def own_key(context: Context) -> AnyValue:
    """Return the key that the context's resource is; absent if it is none."""
    found = _of_resource(context, context.resource, _ALIASES_AT_MOST)
    return Absent() if found is None else found


def unnamed_key(name: str, origin: Origin | None) -> AnyValue:
    """Return a key of the customer's that no resource stands for, such as one that comes with each request."""
    return Known(KeyRef(Custody.CUSTOMER, name, rotates=unknown(CauseKind.CLOUD, name)), origin)


def _key(context: Context, value: AnyValue) -> AnyValue:
    if isinstance(value, Absent) or (isinstance(value, Known) and value.data == ""):
        return Absent(value.origin)
    target = context.inventory.target(value) or _named(context, value)
    if target is not None:
        found = _of_resource(context, target, _ALIASES_AT_MOST)
        if found is not None:
            return found
    provider = context.catalogue.provider(context.resource.provider)
    text = outline(value)
    if text is not None:
        if any(part in text for part in provider.provider_keys):
            return Known(KeyRef(Custody.PROVIDER, shown_name(value)), value.origin)
        if isinstance(value, Known) or _is_customers(text):
            shown = shown_name(value)
            there = _elsewhere(shown)
            return Known(KeyRef(Custody.CUSTOMER, shown, rotates=there, multi_region=there), value.origin)
    if isinstance(value, Unknown) and not value.nullable and not provider.provider_keys:
        # Whatever its name is, it is somebody's, and this cloud has no keys of its own that could be named.
        there = _elsewhere(shown_name(value))
        return Known(KeyRef(Custody.CUSTOMER, shown_name(value), rotates=there, multi_region=there), value.origin)
    return join(value)


def _named(context: Context, value: AnyValue) -> Resource | None:
    """Return the key of this stack whose name is written out: ``alias/recordings``.

    A name is one of its region: the same in another region is another key's. The cloud's own have theirs everywhere.
    """
    if not isinstance(value, Known) or not isinstance(value.data, str):
        return None
    provider = context.catalogue.provider(context.resource.provider)
    if any(part in value.data for part in provider.provider_keys):
        return None
    named = context.inventory.once("keys", lambda: _keys_by_name(context)).get(value.data, ())
    return next((one for one in named if not _is_false(same_region(context, one))), None)


def _is_false(value: AnyValue) -> bool:
    return isinstance(value, Known) and value.data is False


def _keys_by_name(context: Context) -> dict[str, list[Resource]]:
    """Return the keys and names of keys of the inventory that have a name of their own, such as an alias."""
    found: dict[str, list[Resource]] = {}
    for resource in context.inventory:
        row = context.catalogue.row(resource.type)
        if row is None or row.key is None or not row.key.same_as:
            continue
        for attribute in row.identity:
            name = resource.attributes.entries.get(attribute)
            if isinstance(name, Known):
                found.setdefault(str(name.data), []).append(resource)
    return found


def _is_customers(text: str) -> bool:
    """Tell whether a name with holes is a customer's key, whatever the holes are; ``alias/`` may go on as ``aws/``."""
    head, alias, name = text.partition("alias/")
    if alias:
        start = name.partition(HOLE)[0]
        return bool(start) and HOLE not in head.rpartition(":")[2] and not "aws/".startswith(start)
    return any(form in text for form in _CUSTOMER_FORMS)


def _elsewhere(name: str) -> Unknown:
    """A fact of a key that is not in this stack."""
    return unknown(CauseKind.ELSEWHERE, f"key {name}")


def _of_resource(context: Context, target: Resource, aliases: int) -> AnyValue | None:
    """Return the key that a resource is, or is a name of; None if it is neither."""
    if target.type.startswith("data."):
        return _of_data(context, target)
    row = context.catalogue.row(target.type)
    if row is None or row.key is None:
        return None
    if row.key.same_as:
        behind = context.inventory.target(target.read(row.key.same_as))
        if behind is not None and aliases:
            return _of_resource(context, behind, aliases - 1)
        there = _elsewhere(target.address)
        return Known(KeyRef(row.key.custody, target.address, target.address, there, there))
    here = context.at(target, row)
    rotates = answer(here, row.key.rotates).holds if row.key.rotates else Absent()
    multi_region = answer(here, row.key.multi_region).holds if row.key.multi_region else Absent()
    fix = row.key.fix or None
    return Known(KeyRef(row.key.custody, target.address, target.address, rotates, multi_region, fix))


def _of_data(context: Context, target: Resource) -> AnyValue | None:
    """A key that is looked up: its name says whose it is, its other facts lie elsewhere."""
    for attribute in ("name", "key_id"):
        value = target.attributes.entries.get(attribute)
        if value is not None and outline(value) is not None:
            return key(context, value)
    return None
