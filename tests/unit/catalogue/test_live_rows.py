"""Live rows: every attribute that a rule reads has a second expression, which exists in the cloud's own documents."""

import re
from functools import cache

import pytest

from leitplanke.catalogue.live_loader import PROVIDERS, LiveCatalogue, load_live_catalogue
from leitplanke.catalogue.live_row import LivePath, LiveRow
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.sources.live.azure.form import read as azure_collectors
from leitplanke.sources.live.mapping.attributes import AttributesOf, children_of, paths_of
from leitplanke.sources.live.mapping.paths import steps
from tests.unit.catalogue.live_schema import aws_documents
from tests.unit.catalogue.live_schema.index import paths_of as schema_of
from tests.unit.catalogue.live_schema.kind import Paths
from tests.unit.catalogue.schema import schemas, uses

CATALOGUE = load_catalogue()
LIVE: dict[str, LiveCatalogue] = {cloud: load_live_catalogue(provider) for cloud, provider in PROVIDERS.items()}
ROWS = [(cloud, name) for cloud, live in LIVE.items() for name in live.rows]
READ = [(cloud, name) for cloud, name in ROWS if LIVE[cloud].rows[name].type]
WRITTEN = [(cloud, name) for cloud, name in READ if LIVE[cloud].rows[name].paths]
UNWRITTEN_AT_MOST = 0
"""Types with a live type whose attributes nobody has mapped yet. Lower it when they are; it never rises."""
_ALWAYS = frozenset({"id", "arn", "region", "project"})
_COLUMNS = frozenset({"kind"})
"""What every row of Azure Resource Graph has, also where the specification of a type leaves it out."""


def _plain(path: str) -> str:
    return re.sub(r"\[[^\]]*\]|\{\}", "", path)


@cache
def needed() -> dict[str, frozenset[str]]:
    """Return, by resource type, every attribute that a rule of any row reads there."""
    found: dict[str, set[str]] = {}
    for name in CATALOGUE.types():
        row = CATALOGUE.row(name)
        assert row is not None
        for use in uses(name, row):
            found.setdefault(use.type, set()).add(use.path)
    return {name: frozenset(paths) for name, paths in found.items()}


def _row(cloud: str, name: str) -> LiveRow:
    return LIVE[cloud].rows[name]


def _documents(cloud: str, live_type: str) -> Paths | None:
    return aws_documents.paths_of(live_type) if cloud == "aws" else schema_of(cloud, live_type)


def test_every_row_says_how_it_is_read_live_or_why_it_is_not() -> None:
    for name in CATALOGUE.types():
        provider = name.partition("_")[0]
        if CATALOGUE.provider(provider).live_none_because:
            continue
        live = next(one for cloud, one in LIVE.items() if PROVIDERS[cloud] == provider).rows.get(name)
        assert live is not None, f"{name} has no live row"
        assert [bool(live.type), bool(live.none_because), bool(live.read_as)].count(True) == 1, name
    assert all(CATALOGUE.row(name) is not None for _, name in ROWS)


@pytest.mark.parametrize(("cloud", "name"), [one for one in ROWS if LIVE[one[0]].rows[one[1]].read_as])
def test_what_a_type_is_read_as_is_read(cloud: str, name: str) -> None:
    for other in _row(cloud, name).read_as:
        assert _row(cloud, other).type


def test_types_without_live_paths_may_only_become_fewer() -> None:
    assert len(READ) - len(WRITTEN) <= UNWRITTEN_AT_MOST


@pytest.mark.parametrize(("cloud", "name"), WRITTEN)
def test_every_attribute_that_is_read_has_a_second_expression(cloud: str, name: str) -> None:
    live = _row(cloud, name)
    AttributesOf(name, live)
    told = {_plain(one) for one in live.paths} | set(live.unread) | set(live.absent) | _ALWAYS
    missing = {
        one
        for one in needed().get(name, ())
        if one not in told
        and not any(one.startswith(f"{head}.") for head in told)
        and not any(head.startswith(f"{one}.") for head in told)
    }
    assert not missing


@pytest.mark.parametrize(("cloud", "name"), WRITTEN)
def test_the_tags_of_stores_are_read_where_there_are_any(cloud: str, name: str) -> None:
    live, row = _row(cloud, name), CATALOGUE.row(name)
    assert row is not None
    for tags in CATALOGUE.provider(PROVIDERS[cloud]).tags:
        told = tags in live.paths or tags in live.unread or tags in live.absent
        assert told or tags not in schemas()[name] or row.role in ("setting", "companion", "grant")


@pytest.mark.parametrize(("cloud", "name"), WRITTEN)
def test_every_path_exists_in_the_clouds_documents(cloud: str, name: str) -> None:
    live = _row(cloud, name)
    for one in paths_of(live):
        steps(one)
    own = [(live.type, one) for one in paths_of(live) if not one.startswith(("$", "@"))]
    for of, one in (*own, *children_of(live)):
        assert _exists(_documents(cloud, of), one), f"{of} has no {one}"


def _exists(paths: Paths | None, one: str) -> bool:
    if paths is None:
        return True
    known = {_plain(path).casefold() for path in paths}
    opened = {_plain(path).casefold() for path, kind in paths.items() if kind.kind in ("object", "map")}
    opened -= {path.rpartition(".")[0] for path in known}
    path = _plain(one).casefold()
    heads = [path[:at] for at, character in enumerate(path) if character == "."]
    return path in known or path in _COLUMNS or not opened.isdisjoint(heads)


@pytest.mark.parametrize(("cloud", "name"), WRITTEN)
def test_values_are_those_that_the_cloud_names(cloud: str, name: str) -> None:
    live = _row(cloud, name)
    paths = _documents(cloud, live.type) or {}
    enums = {_plain(path).casefold(): kind.enum for path, kind in paths.items() if kind.enum}
    for attribute, written in live.paths.items():
        if not isinstance(written, LivePath) or not written.values or written.text:
            continue
        enum = enums.get(_plain(written.path).casefold(), ())
        wrong = [value for value in written.values if enum and value and value not in enum]
        assert not wrong, f"{attribute}: {written.path} is one of {enum}"


def test_every_type_of_aws_with_paths_is_collected() -> None:
    collected = aws_documents.collected()
    missing = {_row(cloud, name).type for cloud, name in WRITTEN if cloud == "aws"} - collected
    assert not missing


def test_every_type_of_azure_with_paths_is_collected() -> None:
    form = azure_collectors()
    collected = {one for table in form.table for one in (*table.types, *table.above)}
    collected.update(one for family in form.family for one in family.types)
    rows = [_row(cloud, name) for cloud, name in WRITTEN if cloud == "azure"]
    read = {row.type for row in rows} | {of for row in rows for of, _ in children_of(row)}
    assert not read - collected
