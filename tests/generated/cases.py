"""Cases: resources whose settings bring out each verdict that a row can announce, and what it announces."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, islice, product
from typing import Any, NamedTuple

from leitplanke.catalogue.row import Row
from tests.generated.made import BLOCK, UNKNOWN, Key, Settings
from tests.generated.oracle import EVERY_GRANT, announced
from tests.generated.reading import catalogue, row_of
from tests.generated.settings import candidates

FACETS = (
    "placement",
    "encryption_at_rest",
    "encryption_in_transit",
    "recovery",
    "exposure",
    "audit_log",
    "retention",
    "grants",
    "authentication",
)
_TOGETHER_AT_MOST = 3
_TRIED_AT_MOST = 120


class Case(NamedTuple):
    """One resource, and what its row announces of it."""

    type: str
    name: str
    settings: Settings
    verdicts: Mapping[tuple[str, str], str]
    unclear: Mapping[tuple[str, str], str]


@cache
def cases(type_name: str) -> tuple[Case, ...]:
    """Return the cases of a resource type."""
    row = row_of(type_name)
    chosen = {tuple(sorted(one.items(), key=repr)): one for one in _chosen(type_name, row)}
    return tuple(
        Case(type_name, f"c{number}", settings, *announced(type_name, settings))
        for number, settings in enumerate(chosen.values())
    )


def _chosen(type_name: str, row: Row) -> Iterator[Settings]:
    """Yield settings: nothing at all, then for each rule those that bring out a verdict, then with unknowns."""
    yield {}
    for facet in FACETS:
        for rule in getattr(row, facet):
            options = candidates(type_name, row, rule)
            told: dict[tuple[tuple[str, str], str], Settings] = {}
            for settings in islice(_combined(options), _TRIED_AT_MOST):
                verdicts, _ = announced(type_name, settings)
                for key, verdict in verdicts.items():
                    if _is_of(facet, key[0]):
                        told.setdefault((key, verdict), settings)
            yield from told.values()
            for settings in told.values():
                for key, values in options.items():
                    if values != (BLOCK,):
                        yield {**settings, key: UNKNOWN}


_OF_FACET = {
    "placement": ("residency/",),
    "encryption_at_rest": ("encryption/at-rest-level",),
    "encryption_in_transit": ("encryption/in-transit",),
    "recovery": ("recovery/",),
    "exposure": ("exposure/",),
    "audit_log": ("audit/",),
    "retention": ("retention/",),
    "authentication": ("access/directory-sign-in", "access/multi-factor"),
    "grants": ("access/no-wildcard-or-public-grants",),
}


def _is_of(facet: str, policy: str) -> bool:
    return policy.startswith(_OF_FACET[facet])


def _combined(options: Mapping[Key, tuple[Any, ...]]) -> Iterator[Settings]:
    """Yield settings of few attributes first."""
    for count in range(min(_TOGETHER_AT_MOST, len(options)) + 1):
        for keys in combinations(options, count):
            for values in product(*(options[key] for key in keys)):
                yield dict(zip(keys, values, strict=True))


def covered() -> tuple[int, int, Counter[str]]:
    """Return how many rules there are, of how many the oracle says something, and why not of the others."""
    rules = told = 0
    reasons: Counter[str] = Counter()
    for type_name in catalogue().types():
        row = row_of(type_name)
        made = cases(type_name)
        for facet in FACETS:
            for rule in getattr(row, facet):
                rules += 1
                slot = _slot(facet, rule)
                ours = {
                    verdict
                    for case in made
                    for key, verdict in case.verdicts.items()
                    if _is_of(facet, key[0]) and key[1].partition(" ")[0].partition(":")[0] == slot.partition(":")[0]
                }
                if ours:
                    told += 1
                else:
                    reasons[_why(facet, row, slot, made)] += 1
    return rules, told, reasons


def _why(facet: str, row: Row, slot: str, made: tuple[Case, ...]) -> str:
    if facet in {"placement", "retention"} and row.role not in {"store", "processor", "log"}:
        return "judged through another resource"
    found = (why for case in made for key, why in case.unclear.items() if _is_of(facet, key[0]) and key[1] == slot)
    return next(found, "no setting brings it out")


def _slot(facet: str, rule: Any) -> str:
    """Return the slot that verdicts on a rule have."""
    return EVERY_GRANT if facet == "grants" else str(rule.measure if facet == "recovery" else rule.slot)
