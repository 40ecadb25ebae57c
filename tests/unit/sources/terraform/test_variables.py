from pathlib import Path
from typing import Any

import pytest

from leitplanke.core.origin import OriginKind
from leitplanke.core.value import Unknown
from leitplanke.inventory.resource import Stack
from leitplanke.sources.terraform.stack_reader import evaluate_in_stack, read_stack
from leitplanke.sources.terraform.stack_table import StackPlan
from tests.unit.sources.terraform.trees import codes, plain, plan_of, read, value, write


def test_later_files_win_over_earlier_ones_and_options_over_files(tmp_path: Path) -> None:
    files = {
        "main.tf": "".join(f'variable "{name}" {{\n  default = "default"\n}}\n' for name in "abcdef"),
        "terraform.tfvars": "".join(f'{name} = "tfvars"\n' for name in "bcdef"),
        "terraform.tfvars.json": '{"c": "json", "d": "json", "e": "json", "f": "json"}',
        "z.auto.tfvars": 'd = "auto"\ne = "auto"\nf = "auto"\n',
        "prod.tfvars": 'e = "named"\nf = "named"\n',
    }
    plan = StackPlan(Stack(".", "."), var_files=("prod.tfvars",))
    found, _ = evaluate_in_stack(write(tmp_path, files), plan, "values(var)", variables={"f": "option"})
    assert plain(found) == ["default", "tfvars", "json", "auto", "named", "option"]


def test_the_chain_leads_to_the_line_that_can_be_edited(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "r" {}\nmodule "m" {\n  source = "./m"\n  region = var.r\n}\n',
        "m/main.tf": 'variable "region" {}\nresource "aws_x" "y" {\n  at = "${var.region}"\n}\n',
        "terraform.tfvars": '\nr = "eu-central-1"\n',
    }
    inventory, _ = read(tmp_path, files)
    origin = inventory.resources[0].read("at").origin
    assert origin is not None
    assert [(link.label, str(link.span)) for link in origin.chain()] == [
        ("at", "m/main.tf:3:3"),
        ("var.region", "main.tf:4:3"),
        ("var.r", "terraform.tfvars:2:1"),
    ]


@pytest.mark.parametrize(
    ("declaration", "option", "expected"),
    [
        ("type = string", "01", "01"),
        ("type = number", "3", 3),
        ("type = list(string)", '["a", 2]', ["a", "2"]),
        ("type = any", "{ a = true }", {"a": True}),
        ("", "[1]", "[1]"),
    ],
)
def test_options_are_text_or_expressions_as_the_type_says(
    tmp_path: Path, declaration: str, option: str, expected: Any
) -> None:
    found = value(tmp_path, f'variable "x" {{\n  {declaration}\n}}\n', "var.x", x=option)
    assert plain(found) == expected
    assert found.origin is not None
    assert OriginKind.OPTION in {link.kind for link in found.origin.chain()}


def test_a_missing_variable_is_unknown_by_its_name(tmp_path: Path) -> None:
    text = 'variable "a" {}\nvariable "b" {\n  nullable = false\n}\n'
    a, b = value(tmp_path, text, "var.a"), value(tmp_path, text, "var.b")
    assert (plain(a), plain(b)) == ({"var.a"}, {"var.b"})
    assert isinstance(a, Unknown)
    assert isinstance(b, Unknown)
    assert a.nullable
    assert not b.nullable


def test_in_a_child_the_cause_is_the_root_variable_or_the_missing_argument(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "r" {}\nmodule "m" {\n  source = "./m"\n  a = var.r\n}\n',
        "m/main.tf": 'variable "a" {}\nvariable "b" {}\noutput "all" {\n  value = [var.a, var.b]\n}\n',
    }
    assert plain(value(tmp_path, files, "module.m.all")) == [{"var.r"}, {"module.m.var.b"}]


@pytest.mark.parametrize(
    "condition",
    [
        'contains(["a", "b"], var.x)',
        'var.x == "a" || "b" == var.x',
        'length(var.x) > 0 && contains(["a", "b"], var.x)',
        'can(regex("^(a|b)$", var.x))',
    ],
)
def test_a_validation_that_lists_what_is_allowed_makes_worlds(tmp_path: Path, condition: str) -> None:
    text = f'variable "x" {{\n  validation {{\n    condition = {condition}\n    error_message = "no"\n  }}\n}}\n'
    found = value(tmp_path, text, '"is-${var.x}"')
    assert plain(found) == {(("var.x", "a"),): "is-a", (("var.x", "b"),): "is-b"}


def test_a_truth_value_that_is_not_given_has_two_worlds_in_which_terraform_goes_on(tmp_path: Path) -> None:
    text = 'variable "x" {\n  type = bool\n}\nlocals {\n  chosen = var.x ? "yes" : "no"\n}\n'
    assert plain(value(tmp_path, text, "var.x")) == {
        (("var.x", "true"),): True,
        (("var.x", "false"),): False,
        (("var.x", "null"),): None,
    }
    assert plain(value(tmp_path, text, "local.chosen")) == {
        (("var.x", "true"),): "yes",
        (("var.x", "false"),): "no",
    }


_STAGES = {
    "main.tf": 'variable "stage" {}\nvariable "size" {\n  default = 1\n}\n'
    'locals {\n  all = "${var.stage}-${var.size}"\n}\n',
    "env/dev.tfvars": 'stage = "dev"\n',
    "env/prod.tfvars": 'stage = "prod"\nsize  = 3\n',
}


def test_variable_files_that_nobody_names_are_worlds_in_which_all_their_values_hold(tmp_path: Path) -> None:
    project = write(tmp_path, _STAGES)
    found, _ = evaluate_in_stack(project, plan_of(project), "local.all", variables={})
    assert plain(found) == {(("tfvars", "env/dev.tfvars"),): "dev-1", (("tfvars", "env/prod.tfvars"),): "prod-3"}


def test_the_only_variable_file_is_used_where_terraform_would_stop_without_it(tmp_path: Path) -> None:
    files = {name: text for name, text in _STAGES.items() if "dev" not in name}
    project = write(tmp_path, files)
    found, _ = evaluate_in_stack(project, plan_of(project), "local.all", variables={})
    assert plain(found) == "prod-3"
    found, _ = evaluate_in_stack(project, plan_of(project), "var.size", variables={"stage": "dev"})
    assert plain(found) == {(("tfvars", "env/prod.tfvars"),): 3, (("tfvars", ""),): 1}


def test_null_is_the_default_where_a_variable_is_not_nullable(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}\n',
        "m/main.tf": 'variable "a" {\n  default = 1\n}\nvariable "b" {\n  default = 1\n  nullable = false\n}\n'
        'output "all" {\n  value = [var.a, var.b]\n}\n',
    }
    assert plain(value(tmp_path, files, "module.m.all")) == [None, 1]


def test_sensitive_variables_mark_what_is_made_of_them(tmp_path: Path) -> None:
    text = 'variable "x" {\n  sensitive = true\n  default = "s"\n}\nlocals {\n  y = "a-${var.x}"\n}\n'
    assert value(tmp_path, text, "local.y").sensitive


def test_what_does_not_fit_the_type_or_cannot_be_read_is_reported(tmp_path: Path) -> None:
    project = write(
        tmp_path, {"main.tf": 'variable "x" {\n  type = number\n  default = "a"\n}\noutput "y" {\n  value = 1\n}\n'}
    )
    plan = StackPlan(Stack(".", "."), var_files=("gone.tfvars",))
    found, diagnostics = evaluate_in_stack(project, plan, "var.x", variables={})
    assert plain(found) == {"invalid-type"}
    assert sorted(codes(diagnostics)) == ["invalid-type", "variable-file-missing"]
    assert "gone.tfvars" in project.probed


def test_options_that_a_stack_does_not_declare_are_ignored(tmp_path: Path) -> None:
    project = write(tmp_path, {"main.tf": 'resource "aws_x" "y" {}\n'})
    inventory, diagnostics = read_stack(project, plan_of(project), variables={"other": "1"})
    assert [resource.address for resource in inventory] == ["aws_x.y"]
    assert diagnostics == []
