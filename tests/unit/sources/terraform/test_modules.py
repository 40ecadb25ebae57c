import json
from pathlib import Path

from leitplanke.core.value import Reference, Unknown
from leitplanke.inventory.resource import Stack
from leitplanke.sources.terraform.stack_reader import read_stack
from leitplanke.sources.terraform.stack_table import StackPlan
from tests.unit.sources.terraform.trees import attributes, codes, plain, read, value, write


def test_each_call_is_evaluated_on_its_own(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  for_each = { a = 1, b = 2 }\n  n = each.value\n}\n'
        'module "one" {\n  source = "./m"\n  n = module.m["b"].next\n}\n',
        "m/main.tf": 'variable "n" {}\nresource "aws_x" "y" {\n  n = var.n\n  here = path.module\n}\n'
        'output "next" {\n  value = aws_x.y.n + 1\n}\n',
    }
    inventory, diagnostics = read(tmp_path, files)
    assert attributes(inventory) == {
        'module.m["a"].aws_x.y': {"n": 1, "here": "m"},
        'module.m["b"].aws_x.y': {"n": 2, "here": "m"},
        "module.one.aws_x.y": {"n": 3, "here": "m"},
    }
    resource = inventory.resources[0]
    assert [str(span) for span in resource.calls] == ["main.tf:1:1"]
    assert resource.span is not None
    assert resource.span.text == 'resource "aws_x" "y"'
    assert diagnostics == []


def test_references_lead_to_the_resource_through_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "k" {\n  source = "./k"\n  count = 1\n}\n'
        'resource "aws_x" "y" {\n  key = module.k[0].arn\n}\n',
        "k/main.tf": 'resource "aws_kms_key" "k" {}\noutput "arn" {\n  value = aws_kms_key.k.arn\n}\n',
    }
    inventory, _ = read(tmp_path, files)
    key = inventory.of_type("aws_x")[0].read("key")
    assert isinstance(key, Unknown)
    assert key.ref == Reference("module.k[0].aws_kms_key.k", "arn")
    assert inventory.target(key) is inventory.of_type("aws_kms_key")[0]


_PROVIDERS = {
    "main.tf": 'provider "aws" {\n  region = "eu-central-1"\n}\n'
    'provider "aws" {\n  alias = "far"\n  region = "us-east-1"\n}\n'
    'provider "google" {}\n'
    'resource "aws_x" "far" {\n  provider = aws.far\n}\nresource "google_x" "y" {}\n'
    'module "m" {\n  source = "./m"\n  providers = {\n    aws.copy = aws.far\n  }\n}\n',
    "m/main.tf": 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n'
    '      configuration_aliases = [aws.copy]\n    }\n    amazon = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'
    'resource "aws_x" "copy" {\n  provider = aws.copy\n}\nresource "aws_x" "near" {}\n'
    'resource "aws_x" "lost" {\n  provider = aws.lost\n}\nresource "aws_x" "named" {\n  provider = amazon\n}\n',
}


def test_providers_are_passed_inherited_and_completed_by_the_stack(tmp_path: Path) -> None:
    project = write(tmp_path, _PROVIDERS)
    plan = StackPlan(Stack(".", "."), provider_regions={"google": "europe-west3", "aws": "ignored"})
    inventory, _ = read_stack(project, plan, variables={})
    regions = {
        resource.address: plain(resource.provider_settings.entries["region"])
        for resource in inventory
        if "region" in resource.provider_settings.entries
    }
    assert regions == {
        "aws_x.far": "us-east-1",
        "google_x.y": "europe-west3",
        "module.m.aws_x.copy": "us-east-1",
        "module.m.aws_x.near": "eu-central-1",
    }
    lost, named = inventory.get("module.m.aws_x.lost"), inventory.get("module.m.aws_x.named")
    assert lost is not None
    assert lost.provider_settings.open is not None
    assert named is not None
    assert named.provider == "aws"


def test_modules_that_are_not_there_are_noted_once_and_hide_what_they_hold(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "x/y/aws"\n}\nmodule "b" {\n  source = "x/y/aws"\n}\n'
        'resource "aws_x" "y" {\n  z = module.a.id\n}\n'
    }
    inventory, diagnostics = read(tmp_path, files)
    assert attributes(inventory) == {"aws_x.y": {"z": {"module.a"}}}
    assert [(one.gravity.value, one.message.arguments) for one in diagnostics] == [("note", {"source": "x/y/aws"})]
    missing = inventory.why_incomplete("aws_kms_key")
    assert missing is not None
    assert plain(missing) == {"module.a", "module.b"}


def test_installed_modules_are_read_inside_the_root_only(tmp_path: Path) -> None:
    manifest = {
        "Modules": [
            {"Key": "", "Dir": "."},
            {"Key": "a", "Source": "x/y/aws", "Dir": ".terraform/modules/a"},
            {"Key": "b", "Source": "x/z/aws", "Dir": "../outside"},
        ]
    }
    files = {
        "repo/main.tf": 'module "a" {\n  source = "x/y/aws"\n}\nmodule "b" {\n  source = "x/z/aws"\n}\n',
        "repo/.terraform/modules/modules.json": json.dumps(manifest),
        "repo/.terraform/modules/a/main.tf": 'resource "aws_x" "y" {}\n',
        "outside/main.tf": 'resource "aws_x" "z" {}\n',
    }
    write(tmp_path, files)
    inventory, diagnostics = read(tmp_path / "repo", {})
    assert list(attributes(inventory)) == ["module.a.aws_x.y"]
    assert codes(diagnostics) == ["module-not-available"]


def test_override_files_replace_arguments_and_blocks(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "aws_x" "y" {\n  a = 1\n  b = 1\n  rule {\n    x = 1\n  }\n  rule {\n    x = 2\n  }\n}\n',
        "z_override.tf": 'resource "aws_x" "y" {\n  b = 2\n  rule {\n    x = 3\n  }\n}\n',
    }
    inventory, diagnostics = read(tmp_path, files)
    assert attributes(inventory) == {"aws_x.y": {"a": 1, "b": 2, "rule": [{"x": 3}]}}
    assert diagnostics == []


def test_json_and_opentofu_files_are_read_alike(tmp_path: Path) -> None:
    files = {
        "a.tf.json": json.dumps({"resource": {"aws_x": {"y": {"a": "${local.n + 1}", "rule": {"b": True}}}}}),
        "b.tf": 'locals {\n  n = "ignored"\n}\n',
        "b.tofu": "locals {\n  n = 1\n}\n",
    }
    inventory, _ = read(tmp_path, files)
    assert plain(inventory.resources[0].read("a")) == 2
    assert plain(inventory.resources[0].read("rule.b")) is True


def test_meta_arguments_are_no_attributes_and_lifecycle_is_a_block(tmp_path: Path) -> None:
    text = (
        'resource "aws_x" "y" {\n  depends_on = [aws_z.gone]\n  lifecycle {\n    prevent_destroy = true\n'
        "    ignore_changes = [tags]\n    precondition {\n      condition = self.x\n    }\n  }\n"
        '  provisioner "local-exec" {\n    command = self.y\n  }\n}\n'
    )
    inventory, diagnostics = read(tmp_path, text)
    lifecycle = {"prevent_destroy": True, "ignore_changes": ["tags"]}
    assert attributes(inventory) == {"aws_x.y": {"lifecycle": [lifecycle]}}
    assert diagnostics == []


def test_workspaces_are_known_unless_the_configuration_tells_them_apart(tmp_path: Path) -> None:
    assert plain(value(tmp_path, "", "terraform.workspace")) == "default"
    text = 'locals {\n  x = terraform.workspace == "prod" ? 1 : 0\n}\n'
    found = value(tmp_path, text, "local.x")
    assert isinstance(found, Unknown)
    assert [cause.name for cause in found.causes] == ["terraform.workspace"]
    assert sorted(plain(world.value) for world in found.worlds) == [0, 1]


def test_resources_do_not_depend_on_how_files_are_named(tmp_path: Path) -> None:
    parts = [
        'locals {\n  a = "${local.b}-${aws_x.y.n}"\n}\n',
        "locals {\n  b = var.c\n}\n",
        'variable "c" {\n  default = "c"\n}\n',
        'resource "aws_x" "y" {\n  n = 1\n  z = aws_x.z.a\n}\nresource "aws_x" "z" {\n  a = local.a\n}\n',
    ]
    first, _ = read(tmp_path / "1", {f"{at}.tf": part for at, part in enumerate(parts)})
    second, _ = read(tmp_path / "2", {f"{9 - at}.tf": part for at, part in enumerate(parts)})
    assert attributes(first) == attributes(second) == {"aws_x.y": {"n": 1, "z": "c-1"}, "aws_x.z": {"a": "c-1"}}


def test_a_provider_with_for_each_is_chosen_by_its_key(tmp_path: Path) -> None:
    text = (
        'provider "aws" {\n  alias = "by_region"\n  for_each = toset(["eu-central-1", "eu-west-1"])\n'
        "  region = each.key\n}\n"
        'resource "aws_x" "y" {\n  for_each = toset(["eu-west-1"])\n  provider = aws.by_region[each.key]\n}\n'
    )
    inventory, _ = read(tmp_path, text)
    (resource,) = inventory.resources
    assert plain(resource.provider_settings.entries["region"]) == "eu-west-1"
