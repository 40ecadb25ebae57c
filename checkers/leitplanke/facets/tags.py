"""Tags and labels of a resource, with those that the provider configuration adds."""

from leitplanke.core.logic import fallback
from leitplanke.core.value import Absent, AnyValue, Fields, Known, Unknown
from leitplanke.facets.context import Context
from leitplanke.inventory.resource import walk


def tags_of(context: Context, name: str) -> AnyValue:
    """Return the value of a tag; absent where the resource does not have it."""
    facts = context.catalogue.provider(context.resource.provider)
    found: AnyValue = Absent()
    for path in facts.tags:
        found = fallback(found, _entry(context.resource.read(path), name))
    if facts.default_tags:
        settings = Known(context.resource.provider_settings)
        defaults = next(walk(settings, facts.default_tags.split("."), Absent()), Absent())
        found = fallback(found, _entry(defaults, name))
    return found


def _entry(tags: AnyValue, name: str) -> AnyValue:
    if isinstance(tags, Known) and isinstance(tags.data, Fields):
        entry = tags.data.entries.get(name)
        if entry is not None:
            return entry
        return tags.data.open if tags.data.open is not None else Absent(tags.origin)
    return tags if isinstance(tags, Unknown) else Absent(tags.origin)
