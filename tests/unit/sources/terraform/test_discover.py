from pathlib import Path

import pytest

from leitplanke.sources.terraform.discover import find_stacks
from leitplanke.sources.terraform.stack_table import StackTable
from tests.unit.sources.terraform.trees import codes, write

_CALL = 'module "m" {\n  source = "%s"\n}\n'
_NEEDS = 'variable "size" {}\n'


def test_roots_are_what_nobody_calls(tmp_path: Path) -> None:
    project = write(
        tmp_path,
        {
            "live/prod/main.tf": _CALL % "../../modules/app",
            "live/stage/main.tf": _CALL % "../../modules/app",
            "modules/app/main.tf": _CALL % "../store" + _NEEDS,
            "modules/store/main.tofu": _NEEDS,
            "modules/unused/main.tf": _NEEDS,
            ".terraform/modules/x/main.tf": "",
            "node_modules/x/main.tf": "",
        },
    )
    plans, diagnostics = find_stacks(project, (), ())

    assert [(plan.stack.path, plan.stack.template) for plan in plans] == [
        ("live/prod", False),
        ("live/stage", False),
        ("modules/unused", True),
    ]
    assert plans[0].stack.files == ("live/prod/main.tf", "modules/app/main.tf", "modules/store/main.tofu")
    assert diagnostics == []


def test_a_module_repository_is_judged_through_its_examples(tmp_path: Path) -> None:
    files = {"main.tf": _NEEDS, "examples/complete/main.tf": _CALL % "../.."}
    plans, _ = find_stacks(write(tmp_path, files), (), ())
    assert [plan.stack.path for plan in plans] == ["examples/complete"]


def test_modules_that_only_call_each_other_are_judged_once(tmp_path: Path) -> None:
    files = {"a/main.tf": _CALL % "../b", "b/main.tf": _CALL % "../a"}
    plans, _ = find_stacks(write(tmp_path, files), (), ())
    assert [plan.stack.path for plan in plans] == ["a"]


@pytest.mark.parametrize(
    ("path", "stacks"),
    [
        ("modules/app/main.tf", ["one", "two"]),
        ("modules/app/policies/p.json", ["one", "two"]),
        ("one/main.tf", ["one"]),
        ("one/vars/prod.tfvars", ["one"]),
        ("two", ["two"]),
        ("modules", ["one", "two"]),
        (".", ["one", "two"]),
    ],
)
def test_paths_are_mapped_to_the_stacks_they_concern(tmp_path: Path, path: str, stacks: list[str]) -> None:
    project = write(
        tmp_path,
        {
            "one/main.tf": _CALL % "../modules/app",
            "one/vars/prod.tfvars": "",
            "two/main.tf": _CALL % "../modules/app",
            "modules/app/main.tf": "",
            "modules/app/policies/p.json": "{}",
        },
    )
    plans, diagnostics = find_stacks(project, [path], ())
    assert [plan.stack.name for plan in plans] == stacks
    assert diagnostics == []


def test_tables_name_stacks_and_replace_what_would_be_found(tmp_path: Path) -> None:
    project = write(tmp_path, {"app/main.tf": "", "app/prod.tfvars": "", "tool/main.tf": ""})
    tables = (
        StackTable("prod", "app", ("prod.tfvars",), "live", {"aws": "eu-central-1"}, ("gdpr-baseline",)),
        StackTable("stage", "app/"),
        StackTable("gone", "nowhere"),
        StackTable("prod", "app"),
    )
    plans, diagnostics = find_stacks(project, (), tables)

    assert [plan.stack.name for plan in plans] == ["prod", "stage", "tool"]
    assert plans[0].var_files == ("app/prod.tfvars",)
    assert plans[0].tfvars == ()
    assert plans[1].workspaces_differ
    assert plans[1].tfvars == ("app/prod.tfvars",)
    assert codes(diagnostics) == ["stack-path-empty", "duplicate-stack"]


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    plans, diagnostics = find_stacks(write(tmp_path, {}), ("gone.tf",), ())
    assert plans == []
    assert codes(diagnostics) == ["no-configuration", "path-not-found"]
