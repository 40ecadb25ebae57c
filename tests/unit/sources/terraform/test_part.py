"""What files can touch: told by syntax, and by who reads what."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from leitplanke.facets.readers import Reader
from leitplanke.sources.terraform.stack_reader import Part, read_part
from tests.unit.sources.terraform.trees import codes, plain, plan_of, write

_STORES: Mapping[str, str] = {
    "a.tf": 'resource "aws_store" "a" {\n  name = local.name\n}\n',
    "b.tf": 'resource "aws_store" "b" {\n  key = data.aws_key.k.id\n}\n',
    "each.tf": 'resource "aws_store" "each" {\n  for_each = var.names\n}\n',
    "data.tf": 'data "aws_key" "k" {\n  name = var.key\n}\n',
    "names.tf": 'locals {\n  name = "${var.stage}-a"\n}\nvariable "stage" {}\nvariable "names" {}\n',
    "key.tf": 'variable "key" {}\n',
    "outputs.tf": 'output "a" {\n  value = aws_store.a.id\n}\n',
}
_ALL = ["aws_store.a", "aws_store.b", "aws_store.each"]


def _joins(_types: Iterable[str]) -> Mapping[str, Sequence[Reader]]:
    return {"aws_part": [Reader("aws_store", "store")]}


def _part(root: Path, files: Mapping[str, str], *asked: str) -> Part | None:
    project = write(root, files)
    return read_part(project, plan_of(project), frozenset(asked), _joins, variables={})


def _touched(root: Path, files: Mapping[str, str], *asked: str) -> list[str]:
    part = _part(root, files, *asked)
    assert part is not None
    return sorted(part.addresses)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a.tf", ["aws_store.a"]),
        ("data.tf", ["aws_store.b", "data.aws_key.k"]),
        ("key.tf", ["aws_store.b", "data.aws_key.k"]),
        ("names.tf", ["aws_store.a", "aws_store.each"]),
        ("outputs.tf", []),
    ],
)
def test_what_refers_to_a_file_is_touched(tmp_path: Path, file: str, expected: list[str]) -> None:
    assert _touched(tmp_path, _STORES, file) == expected


@pytest.mark.parametrize(
    ("store", "expected"),
    [
        ("aws_store.a.id", ["aws_store.a"]),
        ("aws_store.a.name", _ALL),  # another store may have the same name
        ("aws_store.each.id", _ALL),  # there may be none, and then it names nobody knows what
        ("data.aws_key.k.id", _ALL),
        ('"written-out"', _ALL),
        ("var.stage", _ALL),
    ],
)
def test_a_part_touches_what_it_may_complete(tmp_path: Path, store: str, expected: list[str]) -> None:
    files = {**_STORES, "part.tf": f'resource "aws_part" "p" {{\n  store = {store}\n}}\n'}
    assert _touched(tmp_path, files, "part.tf") == ["aws_part.p", *expected]


def test_a_provider_touches_everything(tmp_path: Path) -> None:
    files = {**_STORES, "provider.tf": 'provider "aws" {\n  region = local.region\n}\n'}
    files["region.tf"] = 'locals {\n  region = "eu-central-1"\n}\n'
    for file in ("provider.tf", "region.tf"):
        assert _touched(tmp_path, files, file) == [*_ALL, "data.aws_key.k"]


def test_modules_hand_on(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "./m"\n  one = var.one\n  count = var.count_of_it\n}\n'
    files = {
        "call.tf": call,
        "one.tf": 'variable "one" {}\n',
        "count.tf": 'variable "count_of_it" {}\n',
        "out.tf": 'resource "aws_store" "out" {\n  name = module.m.two\n}\n',
        "m/one.tf": 'variable "one" {}\nresource "aws_store" "one" {\n  name = var.one\n}\n',
        "m/two.tf": 'resource "aws_store" "two" {}\n',
        "m/outputs.tf": 'output "two" {\n  value = aws_store.two.id\n}\n',
    }
    inside = ["module.m.aws_store.one", "module.m.aws_store.two"]
    assert _touched(tmp_path, files, "one.tf") == inside[:1]
    assert _touched(tmp_path, files, "m/one.tf") == inside[:1]
    assert _touched(tmp_path, files, "m/two.tf") == ["aws_store.out", inside[1]]
    assert _touched(tmp_path, files, "m/outputs.tf") == ["aws_store.out"]
    assert _touched(tmp_path, files, "call.tf") == ["aws_store.out", *inside]
    assert _touched(tmp_path, files, "count.tf") == ["aws_store.out", *inside]


def test_what_overrides_a_block_touches_it(tmp_path: Path) -> None:
    files = {**_STORES, "b_override.tf": 'resource "aws_store" "b" {\n  name = "b"\n}\n'}
    assert _touched(tmp_path, files, "b_override.tf") == ["aws_store.b"]


def test_a_name_that_syntax_does_not_tell_may_be_any(tmp_path: Path) -> None:
    files = {**_STORES, "any.tf": 'resource "aws_store" "any" {\n  name = lookup(local, "name")\n}\n'}
    assert "aws_store.any" in _touched(tmp_path, files, "names.tf")


@pytest.mark.parametrize("file", ["prod.tfvars", "policy.json"])
def test_what_is_no_configuration_may_be_anything(tmp_path: Path, file: str) -> None:
    assert _part(tmp_path, _STORES, "a.tf", file) is None


def test_nothing_is_told_where_a_file_is_broken(tmp_path: Path) -> None:
    assert _part(tmp_path, {**_STORES, "broken.tf": 'resource "aws_store" "c" {\n'}, "a.tf") is None


def test_the_others_are_there_and_are_evaluated_when_they_are_read(tmp_path: Path) -> None:
    files = {**_STORES, "unasked.tf": 'resource "aws_store" "bad" {\n  name = nosuch()\n}\n'}
    part = _part(tmp_path, files, "a.tf")
    assert part is not None
    assert codes(part.problems() or []) == ["instances-unknown"]
    bad = part.inventory.get("aws_store.bad")
    assert bad is not None
    assert plain(bad.read("name")) == {"nosuch"}
    assert codes(part.problems() or []) == ["instances-unknown", "function-unknown"]


def test_a_cycle_is_for_the_whole(tmp_path: Path) -> None:
    files = {**_STORES, "cycle.tf": "locals {\n  x = local.y\n  y = local.x\n}\n"}
    files["c.tf"] = 'resource "aws_store" "c" {\n  name = local.x\n}\n'
    part = _part(tmp_path, files, "c.tf")
    assert part is not None
    assert part.problems() is None
