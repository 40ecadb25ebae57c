"""Authentication: how one signs in, beside the cloud's own access management."""

from collections.abc import Sequence

from leitplanke.catalogue.row import AuthenticationRule, Condition
from leitplanke.core.logic import choose
from leitplanke.core.value import Absent, Known, Value
from leitplanke.facets.conditions import Answer, answer, applies
from leitplanke.facets.context import Context
from leitplanke.inventory.facets import Authentication, Evidence

_WANTED = (True, False, True)
"""What is wanted of directory, passwords and second factor."""


def authentication(context: Context) -> tuple[Authentication, ...]:
    """Return the ways of signing in to the resource."""
    found = (_entry(context, rule) for rule in context.row.authentication)
    return tuple(entry for entry in found if entry is not None)


def _entry(context: Context, rule: AuthenticationRule) -> Authentication | None:
    relevant = applies(context, rule.when)
    if isinstance(relevant, Absent) or (isinstance(relevant, Known) and relevant.data is False):
        return None
    given = [_answered(context, condition) for condition in (rule.directory, rule.passwords, rule.second_factor)]
    told = _telling(context, given)
    if told is None:
        told = next((one.evidence for one in reversed(given) if one is not None), context.evidence(""))
    directory, passwords, second_factor = (_where(relevant, one) for one in given)
    evidence = Evidence(told.address, told.attribute, told.origin, rule.fix or None)
    return Authentication(rule.slot, evidence, directory, passwords, second_factor)


def _telling(context: Context, given: Sequence[Answer | None]) -> Evidence | None:
    """Return where an answer was read that is not what one wants: best where something is written, else the first."""
    amiss = [
        one.evidence
        for one, wanted in zip(given, _WANTED, strict=True)
        if one is not None and not (isinstance(one.holds, Known) and one.holds.data is wanted)
    ]
    header = context.resource.span
    written = (one for one in amiss if one.origin is not None and one.origin.span != header)
    return next(written, amiss[0] if amiss else None)


def _answered(context: Context, condition: Condition | None) -> Answer | None:
    return answer(context, condition) if condition is not None else None


def _where(relevant: Value[bool], given: Answer | None) -> Value[bool]:
    """Return an answer as far as the rule applies: where it does not, there is nothing to ask."""
    return Absent() if given is None else choose(relevant, given.holds, Absent())
