"""What authors of reusable modules write, and what of it is known although other parts are not."""

from pathlib import Path

import pytest

from leitplanke.core.value import Encoded, Known, Reference, Unknown
from tests.unit.sources.terraform.trees import codes, plain, read, value

_BUCKET = 'resource "aws_s3_bucket" "b" {\n  count = 1\n}\nvariable "x" {}\n'


@pytest.mark.parametrize(
    ("expression", "address", "attribute"),
    [
        ('join("", aws_s3_bucket.b[*].id)', "aws_s3_bucket.b[0]", "id"),
        ('join("", aws_s3_bucket.b.*.arn)', "aws_s3_bucket.b[0]", "arn"),
        ("try([{ arn = aws_s3_bucket.b[0].arn, other = var.x }], [])[0].arn", "aws_s3_bucket.b[0]", "arn"),
        ("try(flatten([{ arn = aws_s3_bucket.b[0].arn, other = var.x }]), [])[0].arn", "aws_s3_bucket.b[0]", "arn"),
        ('compact(["", aws_s3_bucket.b[0].id])[0]', "aws_s3_bucket.b[0]", "id"),
    ],
)
def test_idioms_keep_the_reference(tmp_path: Path, expression: str, address: str, attribute: str) -> None:
    found = value(tmp_path, _BUCKET, expression)
    assert isinstance(found, Unknown)
    assert found.ref == Reference(address, attribute)


@pytest.mark.parametrize(
    "expression",
    [
        "try([tobool(var.x)], [])",
        "try(flatten(var.x), [])",
        "try([var.x.y], [])",
        "try({ (var.x) = 1 }, {})",
        'try({ a = 1 }[var.x], "")',
    ],
)
def test_what_may_fail_once_it_is_known_stays_unknown(tmp_path: Path, expression: str) -> None:
    found = value(tmp_path, _BUCKET, expression)
    assert isinstance(found, Unknown)
    assert not found.worlds or {plain(world.value) for world in found.worlds} == {1, ""}


def test_documents_that_are_put_together_keep_their_statements(tmp_path: Path) -> None:
    text = _BUCKET + (
        'data "aws_iam_policy_document" "tls" {\n  count = 1\n  statement {\n    effect = "Deny"\n'
        "    resources = [aws_s3_bucket.b[0].arn]\n  }\n}\n"
        'data "aws_iam_policy_document" "all" {\n  source_policy_documents = compact([\n'
        '    true ? data.aws_iam_policy_document.tls[0].json : "", ""])\n}\n'
    )
    for expression in ("data.aws_iam_policy_document.all.json", 'join("", data.aws_iam_policy_document.tls[*].json)'):
        found = value(tmp_path, text, expression)
        assert isinstance(found, Unknown)
        assert isinstance(found.partial, Encoded)
        assert plain(found.partial.content)["Statement"][0]["Effect"] == "Deny"


def test_only_the_end_of_an_absolute_path_is_known(tmp_path: Path) -> None:
    files = {
        "examples/all/main.tf": 'locals {\n  name = "ex-${basename(path.cwd)}"\n  above = basename(dirname(path.cwd))\n'
        '  here = basename(abspath(path.module))\n  text = file("${path.cwd}/a.txt")\n  whole = path.cwd\n}\n'
        'resource "aws_x" "y" {\n  all = [local.name, local.above, local.here, local.text, local.whole]\n}\n',
        "examples/all/a.txt": "text",
    }
    inventory, diagnostics = read(tmp_path, files, "examples/all")
    (resource,) = inventory
    assert plain(resource.read("all")) == ["ex-all", "examples", "all", "text", {"path.cwd"}]
    assert diagnostics == []


def test_attributes_are_as_they_are_where_the_resource_exists(tmp_path: Path) -> None:
    text = (
        'variable "on" {\n  type = bool\n}\nresource "aws_x" "a" {\n  count = var.on ? 1 : 0\n}\n'
        'resource "aws_x" "b" {\n  count = var.on ? 1 : 0\n  of = join("", aws_x.a[*].id)\n'
        "  inner {\n    on = var.on ? 1 : 2\n  }\n}\n"
    )
    inventory, _ = read(tmp_path, text)
    found = inventory.of_type("aws_x")[1]
    assert isinstance(found.exists, Unknown)
    of = found.read("of")
    assert isinstance(of, Unknown)
    assert of.ref == Reference("aws_x.a[0]", "id")
    assert plain(found.read("inner.on")) == 1


def test_a_module_that_is_not_here_reaches_what_it_is_given(tmp_path: Path) -> None:
    text = (
        'resource "aws_x" "b" {\n  name = "store"\n}\nvariable "v" {}\n'
        'module "m" {\n  source  = "other/m/aws"\n  version = "1"\n  for_each = { a = 1 }\n'
        '  list = [aws_x.b.arn, "x-${var.v}"]\n  key = each.key\n}\n'
    )
    inventory, _ = read(tmp_path, text)
    ((_, cause),) = inventory.hidden
    reach = inventory.reach[cause]
    assert reach.addresses == {"aws_x.b"}
    assert reach.texts == {"a", "x-"}
    assert {one.name for one in reach.causes} == {"aws_x.b.arn", "var.v"}


def test_values_that_grow_without_end_are_left_unknown(tmp_path: Path) -> None:
    grown = "".join(f"  a{at} = [local.a{at - 1}, local.a{at - 1}, local.a{at - 1}]\n" for at in range(1, 30))
    found = value(tmp_path, f"locals {{\n  a0 = [1]\n{grown}}}\n", "jsonencode(local.a29)")
    assert isinstance(found, Unknown)
    assert isinstance(value(tmp_path, "locals {\n  a = range(1000)\n}\n", "length(local.a)"), Known)


def test_a_module_outside_of_the_project_is_named_so(tmp_path: Path) -> None:
    text = 'module "in" {\n  source = "./none"\n}\nmodule "out" {\n  source = "../other"\n}\n'
    _, diagnostics = read(tmp_path / "project", text)
    assert codes(diagnostics) == ["module-folder-missing", "outside-root"]


def test_an_empty_tuple_next_to_a_set_is_a_set(tmp_path: Path) -> None:
    text = 'variable "names" {\n  type = set(string)\n}\nresource "aws_x" "y" {\n'
    text += "  for_each = true ? var.names : []\n}\n"
    inventory, diagnostics = read(tmp_path, text, names='["a", "b"]')
    assert [resource.address for resource in inventory] == ['aws_x.y["a"]', 'aws_x.y["b"]']
    assert diagnostics == []
