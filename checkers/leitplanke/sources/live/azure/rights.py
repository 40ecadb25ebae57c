"""Which rights a scan of Azure needs: from the collectors, nothing by heart."""

from leitplanke.sources.live.azure.form import read


def providers() -> list[str]:
    """Return the resource providers that are read, as they are written in lower case."""
    form = read()
    types = {type_ for table in form.table for type_ in (*table.types, *table.above)}
    types |= {child.type for family in form.family for child in family.child}
    return sorted({type_.partition("/")[0] for type_ in types})


def actions() -> list[str]:
    """Return the actions that a role for the scan has to allow. Each only reads what resources are set to, no data."""
    return [f"{provider}/*/read" for provider in providers()]
