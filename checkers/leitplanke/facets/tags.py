"""Tags and labels of a resource, with those that the provider configuration adds."""

from collections.abc import Iterable, Mapping

from leitplanke.core.logic import fallback
from leitplanke.core.value import Absent, AnyValue, Fields, Known, Unknown
from leitplanke.facets.context import Context
from leitplanke.inventory.resource import steps_of, walk

_NONE = Absent()


def tags_of(context: Context, name: str) -> AnyValue:
    """Return the value of a tag; absent where the resource does not have it."""
    return tag(all_tags(context), name)


def all_tags(context: Context) -> list[AnyValue]:
    """Return the maps that a resource's tags are in; what is in an earlier one counts first."""
    facts = context.catalogue.provider(context.resource.provider)
    found = [context.resource.read(path) for path in facts.tags]
    if facts.default_tags:
        settings = context.resource.provider_settings
        steps = steps_of(facts.default_tags)
        added = settings.entries.get(steps[0])
        if added is not None:
            found.append(next(walk(added, steps[1:], _NONE), _NONE))
        else:
            found.append(_NONE if settings.open is None else settings.open)
    return found


def tag(maps: Iterable[AnyValue], name: str) -> AnyValue:
    """Return the value of a tag, from the maps of `all_tags`."""
    found: AnyValue = _NONE
    for one in maps:
        found = fallback(found, _entry(one, name))
    return found


def may_have(maps: Iterable[AnyValue], names: Iterable[str]) -> bool:
    """Tell whether one of some tags is in any of the maps of `all_tags`, or may be."""
    for one in maps:
        if isinstance(one, Known):
            if isinstance(one.data, Fields) and (one.data.open is not None or _holds(one.data.entries, names)):
                return True
        elif isinstance(one, Unknown):
            return True
    return False


def is_there(maps: Iterable[AnyValue], name: str) -> bool:
    """Tell whether a tag is there whatever its value, or a cloud has tags there that could not be read.

    Maps that are open in a configuration may have any tag: most have them, and few of these tell a class.
    """
    for one in maps:
        if isinstance(one, Known) and isinstance(one.data, Fields) and name in one.data.entries:
            return True
        if isinstance(one, Unknown) and all(cause.is_of_scan for cause in one.causes):
            return bool(one.causes)
    return False


def _holds(entries: Mapping[str, AnyValue], names: Iterable[str]) -> bool:
    return any(name in entries for name in names)


def _entry(tags: AnyValue, name: str) -> AnyValue:
    if isinstance(tags, Known) and isinstance(tags.data, Fields):
        entry = tags.data.entries.get(name)
        if entry is not None:
            return entry
        return tags.data.open if tags.data.open is not None else Absent(tags.origin)
    return tags if isinstance(tags, Unknown) else Absent(tags.origin)
