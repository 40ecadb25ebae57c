"""Places, judged against a territory."""

from collections.abc import Sequence
from datetime import date

from leitplanke.core.logic import join, lift, worlds_of
from leitplanke.core.message import Message
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, Value, unknown
from leitplanke.core.verdict import Verdict
from leitplanke.geography import Membership, locate, territory
from leitplanke.inventory.facets import Location


def judge_location(location: Value[Location], words: Sequence[str], as_of: date) -> Value[Verdict]:
    """Return whether a place lies in a territory on a date, as a verdict.

    ``words`` are ISO 3166-1 codes, ``EU``, ``EEA``, ``adequate`` (Art. 45 GDPR, in full) and ``adequate-partial``
    (in part: needs evidence). No place at all passes: there is nothing to judge.
    """
    allowed = territory(words, as_of)

    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Absent):
            return Known(Verdict.PASS, one.origin)
        if isinstance(one, Unknown):
            return join(one)
        place = locate(one.data.provider, one.data.name, product=one.data.product, calling_region=one.data.called_from)
        membership = allowed.judge(place).membership
        if membership is Membership.UNKNOWN:
            return unknown(CauseKind.CLOUD, f"where {one.data.provider} {one.data.name} is", one.origin)
        return Known(_VERDICTS[membership], one.origin)

    return lift(leaf, location)


def place_reason(location: Value[Location], words: Sequence[str], as_of: date) -> Message | None:
    """Return what limits the judgement of a place, such as an adequacy decision for a part; None where nothing does."""
    allowed = territory(words, as_of)
    for world in worlds_of(location):
        if isinstance(world.value, Known):
            one = world.value.data
            place = locate(one.provider, one.name, product=one.product, calling_region=one.called_from)
            judgement = allowed.judge(place)
            if judgement.reason is not None and judgement.reason.code != _PLAIN:
                return judgement.reason
    return None


def place_name(location: Value[Location]) -> str:
    """Return a place in words: its name, and its countries where they are known: ``eu-west-2 (GB)``."""
    if location.sensitive:
        return "(sensitive)"
    if isinstance(location, Known):
        one = location.data
        place = locate(one.provider, one.name, product=one.product, calling_region=one.called_from)
        countries = ", ".join(sorted(place.countries))
        return f"{one.name} ({countries})" if countries else one.name
    if isinstance(location, Absent):
        return ""
    if location.worlds:
        return " | ".join(sorted({place_name(world.value) for world in location.worlds} - {""}))
    return ", ".join(cause.name for cause in location.causes)


_PLAIN = "territory-outside"
"""The reason that says no more than the verdict."""

_VERDICTS = {
    Membership.INSIDE: Verdict.PASS,
    Membership.OUTSIDE: Verdict.FAIL,
    Membership.NEEDS_EVIDENCE: Verdict.NEEDS_EVIDENCE,
}
