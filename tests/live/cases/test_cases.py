"""Resources as clouds tell of them, judged as those who know the cloud say they must be.

``fixtures/live/<cloud>/<service>.json`` has ``records``, as collectors find them; ``expect``, by address (the record's
id, or that of a resource that is a part of it), what the rule set ``all`` says of ``<policy> <slot>``; ``why``, for
addresses where that is not plain. Only what is expected is compared: ``none`` is expected where there is no verdict,
and ``*`` stands for all pairs that are not named.
"""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from leitplanke.app.packs import Packs
from leitplanke.catalogue.live_loader import PROVIDERS, LiveCatalogue, load_live_catalogue
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.engine.judge import judge
from leitplanke.engine.select import Selection
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.mapping.account import AccountReader
from leitplanke.sources.live.record import Cloud, Record
from leitplanke.sources.live.saving.projection import Projection
from leitplanke_policies.pack import PACK
from tests.project import ROOT

_FOLDER = ROOT / "fixtures" / "live"
_CASES = sorted(_FOLDER.glob("*/*.json"))
_AS_OF = date(2026, 11, 23)
_CATALOGUE = load_catalogue()
_NONE, _REST = "none", "*"


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record, but for its cloud, which the folder names."""

    type: str
    id: str
    account: str
    doc: dict[str, object]
    region: str = ""
    unknown: dict[str, str] = {}


class _Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    records: list[_Told]
    expect: dict[str, dict[str, str]]
    why: dict[str, str] = {}


def _verdicts(cloud: Cloud, case: _Case) -> dict[str, dict[str, str]]:
    """Return what is said of each resource; every type of the cloud was read whole, in every account."""
    live = load_live_catalogue(PROVIDERS[cloud])
    reader, kept = AccountReader(cloud, _CATALOGUE, live), Projection(live)
    packs = Packs([PACK])
    selection = Selection([packs.rule_set("all")], {name: packs.policy(name) for name in packs.policy_ids})
    found: dict[str, dict[str, str]] = {}
    for account in sorted({one.account for one in case.records}):
        records = [
            kept.keep(Record(cloud, one.type, one.id, account, one.region, one.doc, one.unknown))
            for one in case.records
            if one.account == account
        ]
        inventory = reader.read(account, records, _whole(live, kept, account), []).inventory
        facets = Facets(inventory, _CATALOGUE, Classification((), {}))
        for resource in inventory:
            found.setdefault(resource.address, {})
        for one in judge(inventory, facets, selection, as_of=_AS_OF).findings:
            found[one.address][f"{one.policy.id} {one.slot}".rstrip()] = one.verdict.value
    return found


def _whole(live: LiveCatalogue, kept: Projection, account: str) -> list[Coverage]:
    types = {*live.by_record_type, *live.by_inherited_type, *kept.paths}
    return [Coverage(account, "", "", one, State.COMPLETE) for one in sorted(types)]


def _differences(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    rest = expected.get(_REST)
    pairs = [one for one in expected if one != _REST] + [one for one in found if rest and one not in expected]
    return [
        f"{one}: {found.get(one, _NONE)}, not {expected.get(one, rest)}"
        for one in pairs
        if found.get(one, _NONE) != expected.get(one, rest)
    ]


@pytest.mark.parametrize("path", _CASES, ids=[one.relative_to(_FOLDER).with_suffix("").as_posix() for one in _CASES])
def test_what_a_cloud_tells_is_judged_as_those_who_know_it_say(path: Path) -> None:
    case = msgspec.json.decode(path.read_bytes(), type=_Case)
    cloud = msgspec.convert(path.parent.name, Cloud)
    found = _verdicts(cloud, case)
    assert {*case.why} <= {*case.expect}
    assert [one for one in case.expect if not one.startswith(tuple(record.id for record in case.records))] == []
    nowhere = [one for one, expected in case.expect.items() if one not in found and {*expected.values()} != {_NONE}]
    assert nowhere == []
    wrong = {one: _differences(expected, found.get(one, {})) for one, expected in case.expect.items()}
    assert {one: lines for one, lines in wrong.items() if lines} == {}
