"""What the tool says of the cases: one large plan for each provider, and small ones for what holds for an account."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Report
from leitplanke_policies.pack import PACK
from tests.generated.cases import Case, cases
from tests.generated.made import UNKNOWN, Planned, plan, resources
from tests.generated.oracle import EVERY_GRANT, SEVERITY
from tests.generated.reading import catalogue, row_of

AS_OF = date(2026, 11, 23)
_RULES = ("all", "gdpr-baseline")
"""The second asks for encryption with any key, the first for the customer's."""
_MINIMUM = {"provider-key": 1, "customer-key": 2}


_POLICIES = frozenset(
    {
        "access/directory-sign-in",
        "access/multi-factor",
        "access/no-wildcard-or-public-grants",
        "audit/log-is-on",
        "encryption/at-rest-level",
        "encryption/in-transit",
        "exposure/not-public",
        "recovery/backups-cover-data",
        "recovery/protected-from-deletion",
        "residency/data-stays-in-territory",
        "retention/data-end",
    }
)
"""The policies whose verdicts the oracle announces, all of them."""
_ACCEPTED = {"quiet": ("nothing", "pass"), "pass-or-unknown": ("pass", "unknown")}


@cache
def _joins(type_name: str) -> dict[str, str]:
    return {one.type: one.on for one in row_of(type_name).companions}


@cache
def _wide() -> frozenset[str]:
    """Return the types that hold for a whole account: each is judged alone, so that it touches no other case."""
    rows = [row_of(name) for name in catalogue().types()]
    found = {one.type for row in rows for one in row.companions if not one.on or one.via}
    accounts = [rule.account for row in rows for rule in row.encryption_at_rest if rule.account]
    return frozenset(found | {name for one in accounts for name in (one.of, one.key_of)})


@cache
def _naming() -> frozenset[tuple[str, str]]:
    """Return the attributes by which companions name what they complete."""
    rows = [row_of(name) for name in catalogue().types()]
    return frozenset((one.type, one.on) for row in rows for one in row.companions)


def _may_name_any(case: Case) -> bool:
    """Tell whether the resource could turn out to complete any other, as nobody knows what it names."""
    unknown = (path for (of, path), value in case.settings.items() if not of and value is UNKNOWN)
    return any((case.type, path) in _naming() for path in unknown)


def plans(types: list[str]) -> Iterator[tuple[str, list[Planned]]]:
    """Yield the resources of each plan, with the name of its provider."""
    together: dict[tuple[str, int], list[Planned]] = {}
    for type_name in types:
        provider = type_name.partition("_")[0]
        for case in cases(type_name):
            made = list(resources(type_name, case.name, case.settings, _joins(type_name)))
            if _wide().isdisjoint(one.type for one in made) and not _may_name_any(case):
                together.setdefault((provider, _depth(type_name)), []).extend(made)
            else:
                yield provider, made
    yield from ((provider, planned) for (provider, _), planned in together.items())


def _depth(type_name: str) -> int:
    """Return how many types' names this one's begins with: what is called as a part may be taken for one."""
    return sum(type_name.startswith(f"{name}_") for name in catalogue().types())


def report(types: list[str], folder: Path) -> Report:
    """Judge the cases of resource types, from plan files in a folder."""
    (folder / "leitplanke.toml").write_text("version = 1\n")
    paths = []
    for number, (provider, planned) in enumerate(plans(types)):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(plan(provider, planned)))
        paths.append(str(path))
    return check(Request(paths=tuple(paths), rules=_RULES, as_of=AS_OF), Packs([PACK]))


def verdicts(judged: Report) -> dict[str, dict[tuple[str, str], str]]:
    """Return the verdicts of a report by address, then by policy and slot; levels each as a slot of its own."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for one in judged.findings:
        at = found.setdefault(one.address, {})
        for served in one.requirements:
            if one.policy.id == "encryption/at-rest-level":
                minimum = _MINIMUM[served.parameters["minimum"]]
                at[one.policy.id, f"{one.slot} >= {minimum}"] = served.verdict.value
            elif served.rule_set == "all" and one.policy.judges == "grants":
                key = (one.policy.id, EVERY_GRANT)
                at[key] = max(at.get(key, "quiet"), served.verdict.value, key=SEVERITY.index)
            elif served.rule_set == "all":
                at[one.policy.id, one.slot] = served.verdict.value
    return found


def disagreements(case: Case, found: dict[tuple[str, str], str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return where the oracle and the tool differ: what was announced, and what was found."""
    told = {**dict.fromkeys((key for key in found if key[0] in _POLICIES), "nothing"), **case.verdicts}
    differing = {}
    for key, verdict in told.items():
        if any(key[0] == policy and _plain(key[1]) == _plain(slot) for policy, slot in case.unclear):
            continue  # another rule for the slot is not understood
        given = found.get(key, "nothing")
        if given not in _ACCEPTED.get(verdict, (verdict,)):
            differing[key] = (verdict, given)
    return differing


def _plain(slot: str) -> str:
    return slot.partition(" ")[0].partition(":")[0]
