"""Whether another resource works in the region of this one, as settings and plans reach no other."""

from leitplanke.core.logic import fallback, join
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, Value, same, unknown
from leitplanke.facets.context import Context
from leitplanke.inventory.resource import Resource


def same_region(context: Context, other: Resource) -> Value[bool]:
    """Return whether the other resource is in the region of the context's."""
    own, there = region_of(context, context.resource), region_of(context, other)
    if same(own, there):
        return Known(True)
    if isinstance(own, Unknown) and isinstance(there, Unknown) and own.causes == there.causes:
        return Known(True)  # the same variable, read twice
    if isinstance(own, Known) and isinstance(there, Known):
        return Known(False)
    if isinstance(own, Unknown) or isinstance(there, Unknown):
        return join(own, there)
    return unknown(CauseKind.PROVIDER, "region of a provider", own.origin or there.origin)


def region_of(context: Context, resource: Resource) -> AnyValue:
    """Return the region of a resource: its own argument (AWS provider 6 and later), else its provider's."""
    setting = context.catalogue.provider(resource.provider).location_setting
    return fallback(resource.read(setting), resource.provider_settings.entries.get(setting, Absent()))
