"""Within closed scopes a pass or a fail survives every completion of what is not known."""

from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

import msgspec
import pytest

from leitplanke.app.packs import Packs
from leitplanke.catalogue.loader import Catalogue, load_catalogue
from leitplanke.core.value import AnyValue, CauseKind, Fields, Items, Known, Template, Unknown, World, unknown
from leitplanke.core.verdict import Verdict
from leitplanke.engine.judge import judge
from leitplanke.engine.select import Selection
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Resource, Stack
from leitplanke_policies.pack import PACK
from tests.property.rows import Setting
from tests.property.rows import settings as settings_of
from tests.unit.facets.made import ref, value

_DAY = date(2026, 11, 23)
_ROUNDS = 40
_DECIDED = (Verdict.PASS, Verdict.FAIL)


@lru_cache
def _catalogue() -> Catalogue:
    return load_catalogue()


@lru_cache
def _selection() -> Selection:
    packs = Packs([PACK])
    rule_sets = [packs.rule_set(name) for name in packs.rule_set_ids]
    return Selection(rule_sets, packs.policies(rule_sets))


@lru_cache
def _settings(type_name: str) -> tuple[Setting, ...]:
    row = _catalogue().row(type_name)
    assert row is not None
    return tuple(settings_of(type_name, row))


class Draft:
    """Two resources' attributes at once: as they are known, and as they turn out."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._trees: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
        self._open: set[str] = set()

    def put(self, setting: Setting) -> None:
        """Choose what stands at a path, and how much of it is known."""
        options = setting.choices if setting.required else (None, *setting.choices)
        choice = self._random.choice(options)
        known = self._known_of(choice, setting, options)
        for tree, data in zip(self._trees, (known, value(choice)), strict=True):
            *blocks, last = setting.path.split(".")
            at: Any = tree
            for block in blocks:
                at = at.setdefault(block, {})
                if not isinstance(at, dict):
                    return
            at.setdefault(last, data)
        if "." in setting.path and self._random.random() < 0.1:
            self._open.add(setting.path.partition(".")[0])

    def _known_of(self, choice: Any, setting: Setting, options: tuple[Any, ...]) -> AnyValue:
        root = f"var.{setting.of}.{setting.path}"
        plain = unknown(CauseKind.VARIABLE, root)
        kinds = ["known", "known", "unknown", "worlds"] + (["template"] if isinstance(choice, str) and choice else [])
        match self._random.choice(kinds):
            case "unknown":
                return plain
            case "worlds":
                others = self._random.choices(options, k=self._random.randrange(3))
                numbered = enumerate((choice, *others))
                return Unknown(
                    plain.causes, worlds=tuple(World(((root, str(at)),), value(one)) for at, one in numbered)
                )
            case "template":
                at = self._random.randrange(len(choice))
                return Unknown(plain.causes, partial=Template((choice[:at], plain) if at else (plain,)), nullable=False)
            case _:
                return value(choice)

    def attributes(self) -> tuple[Fields, Fields]:
        """Return the attributes as they are known, and as they turn out."""
        more = unknown(CauseKind.VARIABLE, "var.blocks")
        before, after = (
            {name: _block(one) if isinstance(one, dict) else one for name, one in tree.items()} for tree in self._trees
        )
        for name in self._open:
            written = before[name]
            if isinstance(written, Known) and isinstance(written.data, Items):
                before[name] = Known(msgspec.structs.replace(written.data, open=more, prefix=1))
        return Fields(before), Fields(after)


def _block(tree: dict[str, Any]) -> AnyValue:
    entries = {name: _block(one) if isinstance(one, dict) else one for name, one in tree.items()}
    return Known(Items((Known(Fields(entries)),)))


def _resource(address: str, attributes: Fields, exists: AnyValue) -> Resource:
    type_name = address.partition(".")[0]
    provider = type_name.partition("_")[0]
    places = {"aws": "eu-central-1", "google": "europe-west3"}
    configured = Fields({"region": Known(places[provider])}) if provider in places else Fields()
    return Resource("made", address, type_name, provider, attributes, configured, exists=exists)


def _inventories(random: Random, type_name: str) -> tuple[Inventory, Inventory]:
    """An inventory of one resource and its companions in which not all is known, and what it turns out to be."""
    row = _catalogue().row(type_name)
    assert row is not None
    before: list[Resource] = []
    after: list[Resource] = []
    own = f"{type_name}.main"
    companions = {one.type: one.on for one in row.companions if one.on and "." not in one.on}
    for holder in ("", *companions):
        draft = Draft(random)
        for setting in _settings(type_name):
            if setting.of == holder:
                draft.put(setting)
        known, turned_out = draft.attributes()
        there = random.choice(["yes", "yes", "perhaps: yes", "perhaps: no", "no"]) if holder else "yes"
        if holder:
            link = {companions[holder]: ref(own)}
            known, turned_out = (Fields({**one.entries, **link}) for one in (known, turned_out))
        address = f"{holder}.main" if holder else own
        exists = unknown(CauseKind.EXPANSION, address) if there.startswith("perhaps") else Known(True)
        if there != "no":
            before.append(_resource(address, known, exists))
        if there in ("yes", "perhaps: yes"):
            after.append(_resource(address, turned_out, Known(True)))
    closed = (Scope.MODULE, Scope.ACCOUNT, Scope.ORGANISATION)
    return tuple(Inventory(Stack("made", "."), one, closed=closed) for one in (before, after))  # type: ignore[return-value]


def _verdicts(inventory: Inventory) -> dict[tuple[str, str, str], Verdict]:
    facets = Facets(inventory, _catalogue(), Classification())
    found = judge(inventory, facets, _selection(), as_of=_DAY).findings
    verdicts = {}
    for finding in found:
        for served in finding.requirements:
            key = (finding.policy.id, finding.slot, f"{served.rule_set}/{served.requirement} {served.parameters}")
            if finding.address.endswith(".main"):
                verdicts[finding.address + " " + key[0], key[1], key[2]] = served.verdict
    return verdicts


_Verdicts = dict[tuple[str, str, str], Verdict]


def _named(before: _Verdicts, after: _Verdicts, key: tuple[str, str, str]) -> Verdict | None:
    """Return the verdict on a slot whose name was not known, such as a replica's region, now that it has one.

    Of several that it may be, the one that was announced; else one that is new.
    """
    policy, slot, requirement = key
    kind = slot.partition(":")[0]
    same = {
        one: verdict
        for one, verdict in after.items()
        if (one[0], one[1].partition(":")[0], one[2]) == (policy, kind, requirement)
    }
    if before[key] in same.values():
        return before[key]
    return min((verdict for one, verdict in same.items() if one not in before), default=None)


@pytest.mark.parametrize("type_name", load_catalogue().types())
def test_more_knowledge_never_flips_a_verdict(type_name: str) -> None:
    for number in range(_ROUNDS):
        before, after = (_verdicts(one) for one in _inventories(Random(f"{type_name} {number}"), type_name))
        for key, verdict in before.items():
            if verdict in _DECIDED and key[0].startswith(f"{type_name}.main "):
                found = after.get(key) or _named(before, after, key)
                # What passes may turn out not to be there at all; what fails may not.
                allowed = (verdict,) if verdict is Verdict.FAIL else (verdict, None)
                assert found in allowed, f"round {number}: {key} was {verdict}, is {found}"
