from pathlib import Path

import pytest

from leitplanke.core.diagnostic import Gravity
from tests.unit.sources.terraform.trees import attributes, codes, plain, read, write


def test_a_broken_file_hides_no_neighbour_but_may_hide_resources(tmp_path: Path) -> None:
    files = {
        "a.tf": 'resource "aws_x" "good" {\n  a = local.b\n}\n',
        "b.tf": 'locals {\n  b = 1\n}\nresource "aws_x" "bad" {\n  a = [1\n}\n',
    }
    inventory, diagnostics = read(tmp_path, files)
    assert attributes(inventory)["aws_x.good"] == {"a": 1}
    hidden = inventory.why_incomplete("aws_y")
    assert hidden is not None
    assert plain(hidden) == {"b.tf"}
    assert [one.path for one in diagnostics if one.gravity is Gravity.ERROR] == ["b.tf"]


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("locals {\n  b = local.a\n  a = local.b\n}\n", ("local.a", "local.b")),
        (
            'resource "aws_y" "a" {\n  x = aws_y.b.x\n}\nresource "aws_y" "b" {\n  x = aws_y.a.x\n}\n',
            ("aws_y.a.x", "aws_y.b.x"),
        ),
        ('resource "aws_y" "a" {\n  count = length(aws_y.a)\n}\n', ("aws_y.a",)),
    ],
)
def test_a_cycle_is_named_and_ends(tmp_path: Path, text: str, members: tuple[str, ...]) -> None:
    inventory, diagnostics = read(tmp_path, text + 'resource "aws_x" "y" {\n  a = try(local.a, 1)\n  b = 2\n}\n')
    cycles = [one.message.arguments["members"] for one in diagnostics if one.message.code == "cycle"]
    assert cycles == [members]
    assert attributes(inventory)["aws_x.y"]["b"] == 2


def test_modules_that_need_each_other_are_a_cycle(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n  i = module.b.o\n}\n'
        'module "b" {\n  source = "./m"\n  i = module.a.o\n}\n',
        "m/main.tf": 'variable "i" {}\noutput "o" {\n  value = var.i\n}\nresource "aws_x" "y" {\n  i = var.i\n}\n',
    }
    inventory, diagnostics = read(tmp_path, files)
    assert len(inventory) == 2
    assert codes(diagnostics) == ["cycle"]


def test_a_module_that_calls_itself_ends(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n}\n',
        "m/main.tf": 'module "a" {\n  source = "../m"\n}\nmodule "b" {\n  source = "../m"\n}\n'
        'resource "aws_x" "y" {}\n',
    }
    inventory, diagnostics = read(tmp_path, files)
    assert 0 < len(inventory) <= 1_000
    assert set(codes(diagnostics)) == {"modules-too-deep", "too-many-modules"}
    assert inventory.why_incomplete("aws_x") is not None


def test_long_chains_end(tmp_path: Path) -> None:
    chain = "".join(f"  l{at} = local.l{at + 1}\n" for at in range(5_000))
    inventory, _ = read(tmp_path, f'locals {{\n{chain}  l5000 = 1\n}}\nresource "aws_x" "y" {{\n  a = local.l0\n}}\n')
    assert attributes(inventory)["aws_x.y"]["a"] in (1, {"nesting-limit"})


def test_what_is_missing_or_twice_is_said(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./gone"\n}\nmodule "up" {\n  source = "../../etc"\n}\n'
        'module "v" {\n  source = local.x\n}\nlocals {\n  x = 1\n}\nlocals {\n  x = 2\n}\n'
        'resource "aws_x" "y" {\n  a = module.m.id\n  b = file("gone.txt")\n  c = local.x\n}\n'
        'resource "aws_x" "y" {\n}\nresource "aws_x" {\n}\nwhatever {\n}\n'
    }
    inventory, diagnostics = read(tmp_path, files)
    found = attributes(inventory)["aws_x.y"]
    assert (found["a"], found["c"]) == ({"module.m"}, 1)
    assert {"module-folder-missing", "module-source-unknown", "duplicate-declaration", "wrong-labels"} <= set(
        codes(diagnostics)
    )
    assert "unsupported-block" in codes(diagnostics)


def test_odd_bytes_are_diagnosed(tmp_path: Path) -> None:
    project = write(tmp_path, {"good.tf": 'resource "aws_x" "y" {}\n', "vars.auto.tfvars.json": "[" * 5_000})
    (tmp_path / "bad.tf").write_bytes(b'resource "aws_x" "z" {\n  a = "\xff"\n}\n')
    (tmp_path / "folder.tf").mkdir()
    assert project.read("bad.tf") is not None
    inventory, diagnostics = read(tmp_path, {})
    assert "aws_x.y" in attributes(inventory)
    assert {"invalid-utf-8", "invalid-variable-file"} <= set(codes(diagnostics))
