"""A part of a live inventory that is not known makes verdicts unknown; it never turns a pass into a fail, or back."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from random import Random

import msgspec
import pytest

from leitplanke.app.packs import Packs
from leitplanke.catalogue.live_loader import PROVIDERS
from leitplanke.core.verdict import Verdict
from leitplanke.engine.judge import judge
from leitplanke.engine.select import Selection
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.mapping.account import AccountReader
from leitplanke.sources.live.record import Cloud, Record
from leitplanke.sources.live.saving.projection import Projection
from leitplanke_policies.pack import PACK
from tests.property.documents import ACCOUNTS, Draw, catalogue, live_catalogue, names

_DAY = date(2026, 11, 23)
_ROUNDS = 2
_RECORDS = 3
_DECIDED = (Verdict.PASS, Verdict.FAIL)
_TYPES = [(cloud, live_type) for cloud in PROVIDERS for live_type in sorted(live_catalogue(cloud).by_record_type)]
_Key = tuple[str, str, str, str, str]


@cache
def _selection() -> Selection:
    packs = Packs([PACK])
    rule_sets = [packs.rule_set("all")]
    return Selection(rule_sets, packs.policies(rule_sets))


@cache
def _reader(cloud: Cloud) -> AccountReader:
    return AccountReader(cloud, catalogue(), live_catalogue(cloud))


@cache
def _projection(cloud: Cloud) -> Projection:
    return Projection(live_catalogue(cloud))


@cache
def _beside(cloud: Cloud, live_type: str) -> tuple[str, ...]:
    """Return the types of record that rules join to one: those of its companions."""
    live = live_catalogue(cloud)
    names = live.by_record_type[live_type]
    rows = [row for name in names if (row := catalogue().row(name)) is not None]
    companions = [live.rows[one.type].type for row in rows for one in row.companions if one.type in live.rows]
    return tuple(dict.fromkeys(one for one in companions if one and one != live_type))


def _verdicts(cloud: Cloud, records: Iterable[Record], denied: str = "") -> dict[_Key, Verdict]:
    live = live_catalogue(cloud)
    account = ACCOUNTS[cloud]
    records = list(records)
    types = {*live.by_record_type, *(one.type for one in records), "AWS::ResourceGroups::Tags"}
    lines = [
        Coverage(account, "", "x", one, State.DENIED if one == denied else State.COMPLETE) for one in sorted(types)
    ]
    inventory = _reader(cloud).read(account, records, lines, []).inventory
    facets = Facets(inventory, catalogue(), Classification())
    report = judge(inventory, facets, _selection(), as_of=_DAY)
    return {
        (one.address, one.type, one.policy.id, one.slot, served.requirement): served.verdict
        for one in report.findings
        for served in one.requirements
    }


def _less_known(random: Random, record: Record) -> Record:
    """Return the record with one part refused, as a collector would leave it: it is not in the document then."""
    names = sorted(record.doc)
    if not names or random.random() < 0.1:
        return msgspec.structs.replace(record, doc={}, unknown={"*": "AccessDenied on test:Get"})
    name = random.choice(names)
    inside = record.doc[name]
    refused, doc = name, {one: value for one, value in record.doc.items() if one != name}
    if isinstance(inside, dict) and inside and random.random() < 0.6:
        below = random.choice(sorted(inside))
        refused = f"{name}.{below}"
        doc[name] = {one: value for one, value in inside.items() if one != below}
    return msgspec.structs.replace(record, doc=doc, unknown={refused: "AccessDenied on test:Get"})


def _flips(less: dict[_Key, Verdict], more: dict[_Key, Verdict]) -> list[str]:
    """Return what was decided, and is decided otherwise where more is known."""
    found: list[str] = []
    for key, verdict in less.items():
        if verdict not in _DECIDED:
            continue
        kind = (*key[:3], key[3].partition(":")[0], key[4])
        same = {one: now for one, now in more.items() if (*one[:3], one[3].partition(":")[0], one[4]) == kind}
        now = more.get(key)
        if now is None:
            now = verdict if verdict in same.values() else min(same.values(), default=None)
        # What passes may turn out not to be there at all; what fails may not.
        if now is not verdict and not (verdict is Verdict.PASS and now is None):
            found.append(f"{key} is {verdict}, and {now} where more is known")
    return found


@pytest.mark.parametrize(("cloud", "live_type"), _TYPES)
def test_less_knowledge_never_flips_a_verdict(cloud: Cloud, live_type: str) -> None:
    others = _beside(cloud, live_type)
    for number in range(_ROUNDS):
        random = Random(f"{live_type} {number}")
        kinds = [one for one in (live_type, *others[:4]) if one in live_catalogue(cloud).by_record_type]
        ids = [name for one in kinds for at in range(_RECORDS) for name in names(cloud, one, at)]
        draw = Draw(cloud, random, ids)
        records = [one for at in range(_RECORDS) for one in draw.records(live_type, at)]
        records += [one for other in others for one in draw.records(other, 0)]
        more = _verdicts(cloud, records)
        kept = _verdicts(cloud, [_projection(cloud).keep(one) for one in records])
        assert kept == more, "what a saved inventory keeps is judged otherwise"
        less = _verdicts(cloud, [_less_known(random, one) for one in records])
        assert not _flips(less, more), f"round {number}, a part refused"
        denied = random.choice((live_type, *others))
        left = [one for one in records if one.type != denied or random.random() < 0.5]
        assert not _flips(_verdicts(cloud, left, denied), more), f"round {number}, {denied} denied"
