"""The file of what is read of Azure holds together, and covers what the catalogue has rows for."""

import re
import tomllib
from collections import Counter

from leitplanke.catalogue.live_loader import load_live_catalogue
from leitplanke.sources.live.azure.form import read
from leitplanke.sources.live.mapping.attributes import children_of
from tests.project import ENGINE

COLLECTORS = read()
TABLES = {one for table in COLLECTORS.table for one in (*table.types, *table.above)}
SETTINGS = {one for family in COLLECTORS.family for one in family.types}
UNREAD = {one.type for one in COLLECTORS.unread}
# Terraform and Resource Graph name it differently.
RENAMED = {"microsoft.resources/resourcegroups": "microsoft.resources/subscriptions/resourcegroups"}


def test_every_type_of_the_catalogue_is_read_or_said_not_to_be() -> None:
    types = {
        row["type"].lower()
        for file in (ENGINE / "catalogue" / "live" / "azurerm").glob("*.toml")
        for row in tomllib.loads(file.read_text(encoding="utf-8")).values()
        if isinstance(row, dict) and "type" in row
    }
    assert len(types) > 150
    assert {RENAMED.get(one, one) for one in types} - TABLES - SETTINGS - UNREAD == set()


def test_every_type_is_read_in_one_place() -> None:
    places = Counter([*(one for table in COLLECTORS.table for one in table.types), *UNREAD])
    places.update(one for family in COLLECTORS.family for one in family.types)
    assert [one for one, times in places.items() if times > 1] == []
    assert len({one.name for one in COLLECTORS.family}) == len(COLLECTORS.family)


def test_parents_are_known_before_their_settings() -> None:
    listed = {one for table in COLLECTORS.table for one in table.types}
    for family in COLLECTORS.family:
        assert family.parents <= listed, family.name
        known = set(listed)
        for child in family.child:
            assert set(child.of) <= known, child.type
            known.add(child.type)


def test_types_are_in_lower_case_and_versions_are_pinned() -> None:
    assert [one for one in TABLES | SETTINGS | UNREAD if one != one.lower()] == []
    for family in COLLECTORS.family:
        for child in family.child:
            assert re.fullmatch(r"20\d\d-\d\d-\d\d(-preview)?", child.api), child.type
            assert re.match(r"/|\{group\}/", child.path), child.type
            assert child.confidence in ("high", "medium"), child.type


def test_a_path_is_of_its_type() -> None:
    for family in COLLECTORS.family:
        for child in family.child:
            named = [part.lower() for part in child.path.split("/providers/")[-1].strip("/").split("/")]
            assert named[0 if "/providers/" not in child.path else 1] in child.type.split("/"), child.type
            assert child.list is (len(named) % 2 == (0 if "/providers/" in child.path else 1)), child.type


def test_every_setting_is_read_by_a_live_row_or_leads_to_one_that_is() -> None:
    rows = [row for row in load_live_catalogue("azurerm").rows.values() if row.paths]
    wanted = {row.type for row in rows} | {of for row in rows for of, _ in children_of(row)}
    for family in COLLECTORS.family:
        for child in reversed(family.child):  # what is read under others comes after them
            if child.type in wanted:
                wanted.update(child.of)
    assert SETTINGS - wanted == set()
