"""A kept report is used if nothing that it rests on has changed, and then it is the same report."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitplanke.app.cache.decode_report import decode
from leitplanke.app.cache.encode_report import encode
from leitplanke.app.cache.stored_report import StoredFinding, StoredStack
from leitplanke.app.packs import Packs
from leitplanke.core.source import Source
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, StackReport
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke_policies.pack import PACK
from tests.unit.app.project import AS_OF, Scratch, text


@pytest.fixture
def project(tmp_path: Path) -> Scratch:
    """Return a project that has been judged once."""
    made = Scratch(tmp_path)
    made.judge()
    return made


def _is_used(project: Scratch, **given: Any) -> bool:
    """Judge again; the report must be right in any case. Return whether it was the kept one."""
    before = project.entries()
    report = project.judge(**given)
    assert text(report) == text(project.judge(cached=False, **given))
    return project.entries() == before


def test_nothing_changed(project: Scratch) -> None:
    assert len(project.entries()) == 1
    assert _is_used(project)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda it: it.append("main.tf", "\n"), id="root module"),
        pytest.param(lambda it: it.append("modules/store/main.tf", "\n"), id="called module"),
        pytest.param(lambda it: it.write("owner.txt", "nobody\n"), id="file read by a function"),
        pytest.param(lambda it: (it.root / "owner.txt").unlink(), id="file gone"),
        pytest.param(
            lambda it: it.write("override.tf", 'provider "aws" {\n  region = "us-east-1"\n}\n'), id="override"
        ),
        pytest.param(lambda it: it.write("terraform.tfvars", "days = 9\n"), id="variable file"),
        pytest.param(lambda it: it.write("x.auto.tfvars.json", '{"days": 9}'), id="variable file in JSON"),
        pytest.param(lambda it: it.write(".terraform/modules/modules.json", '{"Modules": []}'), id="installed modules"),
        pytest.param(lambda it: it.write("main.tofu", ""), id="OpenTofu in place of Terraform"),
        pytest.param(lambda it: it.write("leitplanke.toml", '[classes.resources]\n"*crm" = ["health"]'), id="classes"),
        pytest.param(lambda it: it.write("leitplanke.toml", "[closed_scopes]\naccount = true"), id="closed scopes"),
        pytest.param(lambda it: it.write("leitplanke.toml", 'rules = ["strict-eu"]'), id="configured rules"),
        pytest.param(lambda it: it.write("leitplanke.toml", '[[role]]\nname = "agent"\nmay = []'), id="role concept"),
    ],
)
def test_a_change_is_noticed(project: Scratch, change: Callable[[Scratch], object]) -> None:
    change(project)
    assert not _is_used(project)
    assert _is_used(project)


def test_a_missing_module_that_appears_is_noticed(tmp_path: Path) -> None:
    project = Scratch(tmp_path)
    project.append("main.tf", 'module "late" {\n  source = "./modules/late"\n}\n')
    assert "module-folder-missing" in text(project.judge())
    assert _is_used(project)
    project.write("modules/late/main.tf", 'resource "aws_s3_bucket" "late" {\n  bucket = "late"\n}\n')
    assert not _is_used(project)


def test_a_file_that_a_function_looked_for_in_vain_is_noticed_when_it_appears(tmp_path: Path) -> None:
    project = Scratch(tmp_path)
    project.append("main.tf", 'resource "aws_s3_bucket" "b" {\n  bucket = fileexists("data/name") ? "yes" : "no"\n}\n')
    project.judge()
    assert _is_used(project)
    project.write("data/name", "")
    assert not _is_used(project)


def test_a_link_that_leads_elsewhere_now_is_noticed(project: Scratch) -> None:
    project.write("other.txt", "others\n")
    (project.root / "owner.txt").unlink()
    (project.root / "owner.txt").symlink_to("other.txt")
    assert not _is_used(project)
    assert _is_used(project)
    (project.root.parent / "outside.txt").write_text("others\n")
    (project.root / "owner.txt").unlink()
    (project.root / "owner.txt").symlink_to("../outside.txt")
    assert not _is_used(project)


@pytest.mark.parametrize("given", [{"variables": {"days": "9"}}, {"rules": ("strict-eu",)}, {"reader": "python-hcl2"}])
def test_each_way_of_asking_has_a_report_of_its_own(project: Scratch, given: dict[str, Any]) -> None:
    assert not _is_used(project, **given)
    assert _is_used(project, **given)
    assert _is_used(project)


def test_what_does_not_concern_verdicts_changes_nothing(project: Scratch) -> None:
    project.write("leitplanke.toml", '[gate]\nfail_on = "critical"\n')
    assert _is_used(project)


def test_a_declared_fact_counts_on_its_day_also_in_a_kept_report(project: Scratch) -> None:
    fact = '{ value = true, declared_by = "DPO", declared_on = 2026-01-01, valid_until = 2026-12-31 }'
    project.write("leitplanke.toml", f"[facts]\nprocessor_establishment_de = {fact}\n")
    rules = ("gkv-statutory",)

    def verdict(day: date) -> list[Verdict]:
        (stack,) = project.judge(rules=rules, as_of=day).stacks
        return [one.verdict for one in stack.requirements if one.fact == "processor_establishment_de"]

    assert verdict(AS_OF) == [Verdict.PASS]
    before = project.entries()
    assert verdict(date(2027, 1, 1)) == [Verdict.NEEDS_EVIDENCE]
    assert project.entries() == before


def test_a_kept_report_holds_until_an_adequacy_decision_ends(project: Scratch) -> None:
    project.write("terraform.tfvars", 'region = "eu-west-2"\n')
    project.judge(as_of=date(2031, 12, 1))
    assert _is_used(project, as_of=date(2031, 12, 27))
    assert not _is_used(project, as_of=date(2031, 12, 28))
    assert not _is_used(project, as_of=date(2031, 12, 27))


def test_packs_that_look_at_the_date_are_asked_each_day(project: Scratch) -> None:
    packs = Packs([msgspec.structs.replace(PACK, dated=True)])
    project.judge(packs=packs)
    before = project.entries()
    project.judge(packs=packs)
    assert project.entries() == before
    project.judge(packs=packs, as_of=date(2026, 11, 24))
    assert project.entries() != before


def test_only_the_stack_that_changed_is_judged_again(tmp_path: Path) -> None:
    project = Scratch(tmp_path)
    for name in ("one", "two"):
        project.write(f"stacks/{name}/main.tf", 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n')
    project.judge()
    before = project.entries()
    project.append("stacks/two/main.tf", "\n")
    project.judge()
    after = project.entries()
    assert sum(after[name] != number for name, number in before.items()) == 1


def test_a_report_that_points_into_an_option_is_not_kept(project: Scratch) -> None:
    project.append("main.tf", 'variable "more" {\n  type = list(string)\n}\noutput "more" {\n  value = var.more\n}\n')
    project.append("main.tf", 'resource "aws_s3_bucket" "more" {\n  bucket = var.more[0]\n}\n')
    before = project.entries()
    assert "syntax-error" in text(project.judge(variables={"more": "[1, 2"}))
    assert project.entries() == before


def test_the_stored_form_has_all_there_is() -> None:
    """A new field of a finding or a report must be stored, or it would be lost in kept reports.

    What is waived is found anew in each run: waivers end by themselves. Reports on live accounts are not kept.
    """
    assert set(Finding.__struct_fields__) - {"waived", "region"} == set(StoredFinding.__struct_fields__)
    found_anew = {"requirements", "cloud", "passed", "account_name"}
    assert set(StackReport.__struct_fields__) - found_anew <= set(StoredStack.__struct_fields__)


def test_a_report_survives_being_stored(project: Scratch) -> None:
    project.write("terraform.tfvars", 'region = "us-east-1"\n')
    report = project.judge(cached=False)
    (stack,) = report.stacks
    files = ProjectFiles(str(project.root))
    stored = encode(stack, report.diagnostics, report.rule_sets, files)
    read = msgspec.msgpack.decode(msgspec.msgpack.encode(stored), type=StoredStack)
    back, diagnostics = decode(read, report.rule_sets, report.policies, _source(files))
    again = msgspec.structs.replace(
        report,
        stacks=(msgspec.structs.replace(back, requirements=stack.requirements),),
        diagnostics=tuple(diagnostics),
    )
    assert text(again) == text(report)
    assert [list(one.chain[0].chain()) == list(one.chain) for one in back.findings if one.chain].count(False) == 0


def _source(files: ProjectFiles) -> Callable[[str], Source | None]:
    def read(path: str) -> Source | None:
        data = files.read(path)
        return Source(path, data) if data is not None else None

    return read
