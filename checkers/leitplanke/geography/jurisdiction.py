"""Territories: sets of countries in which data may lie, at a date."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import msgspec

from leitplanke.core.message import Message, message
from leitplanke.geography.place import Place
from leitplanke.geography.tables import Adequacy, jurisdictions

_ADEQUATE = "adequate"
_ADEQUATE_PARTIAL = "adequate-partial"


class Membership(StrEnum):
    """Whether a place lies in a territory."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    NEEDS_EVIDENCE = "needs-evidence"
    UNKNOWN = "unknown"


class Judgement(msgspec.Struct, frozen=True):
    """A membership; the countries that are ``outside``, sorted; and the reason, unless the place is inside."""

    membership: Membership
    outside: tuple[str, ...] = ()
    reason: Message | None = None


class Territory(msgspec.Struct, frozen=True):
    """The countries that are allowed on a day, without condition or with one.

    ``conditional`` holds adequacy decisions that do not cover all data or recipients, by country; ``lapsed`` those that
    were named but are not in force, to say so. ``next_change`` is the next day on which a judgement may differ.
    """

    words: tuple[str, ...]
    as_of: date
    countries: frozenset[str]
    conditional: dict[str, Adequacy]
    lapsed: dict[str, Adequacy]
    next_change: date | None

    def judge(self, place: Place) -> Judgement:
        """Return whether data in a place lie inside.

        One country outside is enough for ``outside``: the provider may put the data there. So is ``global``. What
        only may be among the members, or is allowed under a condition, needs evidence.
        """
        if place.kind == "global":
            outside = tuple(sorted(place.countries - self._allowed))
            return Judgement(Membership.OUTSIDE, outside, message("territory-anywhere"))
        if not place.countries:
            reason = Message(place.note) if place.note else message("place-not-known")
            return Judgement(Membership.UNKNOWN, (), reason)
        outside = tuple(sorted(place.countries - self._allowed))
        if outside:
            return Judgement(Membership.OUTSIDE, outside, self._why_outside(outside))
        unsure = tuple(sorted(place.unconfirmed - self._allowed))
        if unsure:
            reason = message("territory-members-unconfirmed", countries=unsure)
            return Judgement(Membership.NEEDS_EVIDENCE, unsure, reason)
        for country in sorted(place.countries | place.unconfirmed):
            if country not in self.countries:
                return Judgement(Membership.NEEDS_EVIDENCE, (), _condition(self.conditional[country]))
        return Judgement(Membership.INSIDE)

    @property
    def _allowed(self) -> frozenset[str]:
        return self.countries | self.conditional.keys()

    def _why_outside(self, countries: tuple[str, ...]) -> Message:
        for country in countries:
            decision = self.lapsed.get(country)
            if decision and decision.valid_to and decision.valid_to < self.as_of:
                day = decision.valid_to.isoformat()
                return message("territory-adequacy-expired", country=country, decision=decision.decision, date=day)
        return message("territory-outside", countries=countries)


def territory(words: Sequence[str], as_of: date) -> Territory:
    """Return the territory that words name on a day.

    Words are ISO 3166-1 alpha-2 codes, ``EU``, ``EEA``, ``adequate`` (countries with a decision under Art. 45 GDPR;
    one that does not cover all data needs evidence) and ``adequate-partial`` (decisions for some recipients only: need
    evidence). Raises ValueError for any other word.
    """
    return _territory(tuple(words), as_of)


@lru_cache(maxsize=256)
def _territory(words: tuple[str, ...], as_of: date) -> Territory:
    data = jurisdictions()
    known = frozenset(data.countries.split())
    countries: set[str] = set()
    named: list[Adequacy] = []
    for word in words:
        if word in data.groups:
            countries |= data.groups[word]
        elif word in {_ADEQUATE, _ADEQUATE_PARTIAL}:
            named += [one for one in data.adequacy if one.partial == (word == _ADEQUATE_PARTIAL)]
        elif word in known:
            countries.add(word)
        else:
            raise ValueError(f"not a territory: {word!r}")
    # What is allowed by name does not change with a decision.
    named = [one for one in named if one.country not in countries]
    applicable = [one for one in named if one.in_force(as_of)]
    countries |= {one.country for one in applicable if not one.scope}
    return Territory(
        words=words,
        as_of=as_of,
        countries=frozenset(countries),
        conditional={one.country: one for one in applicable if one.country not in countries},
        lapsed={one.country: one for one in named if one not in applicable},
        next_change=_next_change(named, as_of),
    )


def unchanged(as_of: date) -> tuple[date, date]:
    """Return the first and the last day of the time around a day in which no adequacy decision begins or ends.

    Every territory is the same throughout. `date.min` and `date.max` stand for no such day.
    """
    days = {one.valid_from for one in jurisdictions().adequacy}
    days |= {one.valid_to + timedelta(days=1) for one in jurisdictions().adequacy if one.valid_to}
    first = max((day for day in days if day <= as_of), default=date.min)
    following = min((day for day in days if day > as_of), default=None)
    return first, following - timedelta(days=1) if following is not None else date.max


def _next_change(decisions: Iterable[Adequacy], as_of: date) -> date | None:
    decisions = tuple(decisions)
    days = {one.valid_from for one in decisions}
    days |= {one.valid_to + timedelta(days=1) for one in decisions if one.valid_to}
    now = _in_force(decisions, as_of)
    return next((day for day in sorted(days) if day > as_of and _in_force(decisions, day) != now), None)


def _in_force(decisions: Iterable[Adequacy], day: date) -> set[tuple[str, str]]:
    return {(one.country, one.scope) for one in decisions if one.in_force(day)}


def _condition(decision: Adequacy) -> Message:
    code = "territory-adequacy-partial" if decision.partial else "territory-adequacy-scope"
    scope = Message(decision.scope)
    return message(code, country=decision.country, decision=decision.decision, scope=scope)
