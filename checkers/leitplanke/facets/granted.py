"""The facet of grants: the rules that apply, and what is granted by each."""

from collections.abc import Iterator

import msgspec

from leitplanke.core.logic import join
from leitplanke.core.value import Known
from leitplanke.facets.context import Context
from leitplanke.facets.grants.compute import grants_of
from leitplanke.facets.rule_parts import ALWAYS, relevance
from leitplanke.inventory.facets import Grant


def granted(context: Context) -> tuple[Grant, ...]:
    """Return all access that the resource gives; of what it gives only perhaps, the effect is not known."""
    return tuple(_entries(context))


def _entries(context: Context) -> Iterator[Grant]:
    for rule in context.row.grants:
        given = relevance(context, rule.when)
        if given is None:
            continue
        found = grants_of(context, rule)
        if given is ALWAYS or isinstance(given, Known):
            yield from found
        else:
            yield from (msgspec.structs.replace(one, effect=join(given, one.effect)) for one in found)
