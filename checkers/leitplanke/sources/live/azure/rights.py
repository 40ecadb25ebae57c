"""Which rights a scan of Azure needs: from the collectors, nothing by heart."""

from collections.abc import Collection

from leitplanke.sources.live.azure.form import read


def providers() -> list[str]:
    """Return the resource providers that are read, as they are written in lower case."""
    form = read()
    types = {type_ for table in form.table for type_ in (*table.types, *table.above)}
    types |= {child.type for family in form.family for child in family.child}
    return sorted({type_.partition("/")[0] for type_ in types})


_ALWAYS = ("microsoft.authorization", "microsoft.management", "microsoft.resources")
"""Asked of any scan: which subscriptions there are, what they are in, and what may be read."""


def actions(services: Collection[str] = ()) -> list[str]:
    """Return the actions that a role for the scan has to allow. Each only reads what resources are set to, no data.

    ``services`` are the resource providers that are read; empty: all.
    """
    return [f"{one}/*/read" for one in providers() if not services or one in services or one in _ALWAYS]
