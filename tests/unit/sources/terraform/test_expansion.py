from pathlib import Path
from typing import Any

import pytest

from leitplanke.core.value import Reference, Unknown
from tests.unit.sources.terraform.trees import attributes, codes, plain, read, value


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ("count = 2\n  x = count.index", {"aws_x.y[0]": {"x": 0}, "aws_x.y[1]": {"x": 1}}),
        ("count = 0", {}),
        ('for_each = toset(["b", "a"])\n  x = each.value', {'aws_x.y["a"]': {"x": "a"}, 'aws_x.y["b"]': {"x": "b"}}),
        (
            'for_each = { a = 1, "b\\"c" = 2 }\n  x = each.value',
            {'aws_x.y["a"]': {"x": 1}, 'aws_x.y["b\\"c"]': {"x": 2}},
        ),
    ],
)
def test_each_instance_is_a_resource(tmp_path: Path, meta: str, expected: dict[str, Any]) -> None:
    inventory, diagnostics = read(tmp_path, f'resource "aws_x" "y" {{\n  {meta}\n}}\n')
    assert attributes(inventory) == expected
    assert diagnostics == []


def test_what_may_not_exist_says_so_and_keeps_its_address(tmp_path: Path) -> None:
    text = (
        'variable "create" {\n  type = bool\n  nullable = false\n}\n'
        'resource "aws_x" "y" {\n  count = var.create ? 1 : 0\n  a = "b"\n}\n'
        'resource "aws_z" "y" {\n  x = try(aws_x.y[0].id, null)\n}\n'
    )
    inventory, _ = read(tmp_path, text)
    resource = inventory.get("aws_x.y[0]")
    assert resource is not None
    yes, no = (("var.create", "true"),), (("var.create", "false"),)
    assert plain(resource.exists) == {yes: True, no: False}
    joined = inventory.of_type("aws_z")[0].read("x")
    assert plain(joined) == {yes: {"aws_x.y[0].id"}, no: None}
    assert isinstance(joined, Unknown)
    assert joined.worlds[0].value.ref == Reference("aws_x.y[0]", "id")


@pytest.mark.parametrize("meta", ["count = var.n", "for_each = var.n"])
def test_an_unknown_number_of_instances_is_one_placeholder(tmp_path: Path, meta: str) -> None:
    text = f'variable "n" {{}}\nresource "aws_x" "y" {{\n  {meta}\n  a = "b"\n}}\n'
    inventory, diagnostics = read(tmp_path, text)
    assert attributes(inventory) == {"aws_x.y": {"a": "b"}}
    assert plain(inventory.resources[0].exists) == {"var.n"}
    assert codes(diagnostics) == ["instances-unknown"]
    referred = value(tmp_path, text, "aws_x.y[0].id")
    assert isinstance(referred, Unknown)
    assert referred.ref is not None
    assert referred.ref.address == "aws_x.y"


def test_of_a_partly_known_map_the_known_keys_are_instances(tmp_path: Path) -> None:
    text = (
        'variable "more" {}\n'
        'resource "aws_x" "y" {\n  for_each = merge(var.more, { a = 1 })\n  key = each.key\n  value = each.value\n}\n'
    )
    inventory, _ = read(tmp_path, text)
    assert attributes(inventory) == {
        'aws_x.y["a"]': {"key": "a", "value": 1},
        "aws_x.y": {"key": {"aws_x.y"}, "value": {"aws_x.y"}},
    }
    assert plain(inventory.resources[1].exists) is True
    assert plain(inventory.resources[0].exists) == {"var.more"}


def test_instances_of_several_worlds_each_know_theirs(tmp_path: Path) -> None:
    text = (
        'variable "stage" {\n  validation {\n    condition = contains(["dev", "prod"], var.stage)\n  }\n}\n'
        "locals {\n  all = { dev = { a = 1 }, prod = { a = 2, b = 3 } }\n}\n"
        'resource "aws_x" "y" {\n  for_each = local.all[var.stage]\n  x = each.value\n}\n'
    )
    inventory, _ = read(tmp_path, text)
    dev, prod = (("var.stage", "dev"),), (("var.stage", "prod"),)
    assert attributes(inventory) == {'aws_x.y["a"]': {"x": {dev: 1, prod: 2}}, 'aws_x.y["b"]': {"x": 3}}
    assert [plain(resource.exists) for resource in inventory] == [True, {dev: False, prod: True}]


_DYNAMIC = 'variable "v" {\n  type = %s\n}\nresource "aws_x" "y" {\n  dynamic "rule" {\n    for_each = %s\n%s  }\n}\n'
_CONTENT = "    content {\n      key = rule.key\n      value = rule.value\n    }\n"


def test_dynamic_blocks_are_expanded_and_nested_ones_see_both_iterators(tmp_path: Path) -> None:
    content = (
        '    iterator = outer\n    content {\n      dynamic "inner" {\n        for_each = outer.value\n'
        '        content {\n          x = "${outer.key}-${inner.value}"\n        }\n      }\n    }\n'
    )
    inventory, _ = read(tmp_path, _DYNAMIC % ("any", "{ a = [1, 2], b = [] }", content))
    assert attributes(inventory)["aws_x.y"] == {"rule": [{"inner": [{"x": "a-1"}, {"x": "a-2"}]}, {"inner": []}]}


def test_dynamic_blocks_of_unknown_number_are_open(tmp_path: Path) -> None:
    inventory, _ = read(tmp_path, _DYNAMIC % ("list(string)", "var.v", _CONTENT))
    assert attributes(inventory)["aws_x.y"] == {"rule": [...]}


def test_dynamic_blocks_of_several_worlds_have_them(tmp_path: Path) -> None:
    inventory, _ = read(tmp_path, _DYNAMIC % ("bool\n  nullable = false", "var.v ? [1] : []", _CONTENT))
    yes, no = (("var.v", "true"),), (("var.v", "false"),)
    assert attributes(inventory)["aws_x.y"] == {"rule": {yes: [{"key": 0, "value": 1}], no: []}}


@pytest.mark.parametrize(
    ("meta", "code"),
    [
        ("count = 100000000000", "too-many-instances"),
        ("count = -1", "invalid-count"),
        ("count = null", "invalid-count"),
        ('for_each = ["a"]', "invalid-for-each"),
        ('for_each = sensitive(toset(["a"]))', "sensitive-for-each"),
        ("for_each = toset(setproduct(range(1000), range(1000)))", "expansion-limit"),
    ],
)
def test_what_cannot_be_expanded_is_reported_and_stays_one_placeholder(tmp_path: Path, meta: str, code: str) -> None:
    inventory, diagnostics = read(tmp_path, f'resource "aws_x" "y" {{\n  {meta}\n}}\n')
    assert [resource.address for resource in inventory] == ["aws_x.y"]
    assert isinstance(inventory.resources[0].exists, Unknown)
    assert code in codes(diagnostics)
