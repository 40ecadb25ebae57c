"""What rules of several facets have in common: whether they apply, what they read, the least of several numbers."""

from collections.abc import Mapping

import msgspec

from leitplanke.catalogue.row import Condition, Scalar
from leitplanke.core.logic import all_of, choose, elements, equals, join, lift
from leitplanke.core.value import Absent, AnyValue, Fields, Known, Unknown, Value
from leitplanke.facets.conditions import answer, applies
from leitplanke.facets.context import Context
from leitplanke.facets.durations import number_in
from leitplanke.facets.joins import Related, companions
from leitplanke.inventory.facets import Evidence

ALWAYS = Known(True)
"""What a rule without a condition applies to."""


def relevance(context: Context, when: Condition | None) -> Value[bool] | None:
    """Return whether a rule applies; None where it is known not to."""
    if when is None:
        return ALWAYS
    relevant = applies(context, when)
    return None if isinstance(relevant, Absent) or (isinstance(relevant, Known) and not relevant.data) else relevant


def judged(
    context: Context, condition: Condition, when: Condition | None, fix: str, *, otherwise: bool
) -> tuple[Value[bool], Evidence] | None:
    """Return the answer to a rule's condition; None where the rule does not apply.

    Where it is not known whether the rule applies, the answer is ``otherwise`` in the world in which it does not.
    """
    relevant = relevance(context, when)
    if relevant is None:
        return None
    given = answer(context, condition)
    evidence = given.evidence
    with_fix = Evidence(evidence.address, evidence.attribute, evidence.origin, fix or None, evidence.assumption)
    if relevant is ALWAYS:
        return given.holds, with_fix
    return choose(relevant, given.holds, Known(otherwise)), with_fix


def read(context: Context, of: str, path: str, where: Mapping[str, Scalar] | None = None) -> AnyValue:
    """Return what is at a path of the resource, or of its first companion of a type that has these values."""
    if not of:
        return context.resource.read(path)
    related = companions(context.inventory, context.row, context.resource, of)
    value: AnyValue = related.more if related.more is not None else Absent()
    for companion in reversed(related.resources):
        asked = (equals(companion.read(name), wanted) for name, wanted in (where or {}).items())
        value = choose(all_of(companion.exists, *asked), companion.read(path), value)
    return value


def least(context: Context, of: str, each: str, path: str, condition: Condition | None) -> AnyValue:
    """Return the least number in the blocks that count, of the resource or its companions; absent where none does."""
    related = Related((context.resource,))
    if of:
        related = companions(context.inventory, context.row, context.resource, of)
    found: AnyValue = related.more if related.more is not None else Absent()
    for companion in related.resources:
        for block in companion.read_all(each):
            items, more = elements(block)
            for item in items:
                if isinstance(item, Known) and isinstance(item.data, Fields):
                    inner = msgspec.structs.replace(companion, attributes=item.data)
                    counts = all_of(companion.exists, applies(context.at(inner, context.row), condition))
                    found = lift(_lesser, found, choose(counts, inner.read(path), Absent()))
            for one in (*items, more):
                found = join(found, one) if isinstance(one, Unknown) else found
    return found


def _lesser(left: AnyValue, right: AnyValue) -> AnyValue:
    if isinstance(left, Absent) or isinstance(right, Absent):
        return right if isinstance(left, Absent) else left
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return join(left, right)
    first, second = number_in(left.data), number_in(right.data)
    return right if first is not None and second is not None and second < first else left
