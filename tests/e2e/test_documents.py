"""Plans and states on the command line: found by what they hold, and silent about what is secret."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.project import ROOT

_PLANS = ROOT / "fixtures" / "plans"
_PLANTED = "hunter2-planted"
_COMMAND = [sys.executable, "-c", "from leitplanke.cli.main import main; main()"]
_SECRETS = """
provider "aws" {
  region     = "eu-central-1"
  secret_key = "hunter2-planted-in-provider"
}

variable "secret" {
  type      = string
  sensitive = true
  default   = "hunter2-planted-in-default"
}

resource "aws_db_instance" "crm" {
  identifier        = var.secret
  engine            = "postgres"
  password          = "hunter2-planted-as-password"
  kms_key_id        = var.secret
  storage_encrypted = var.secret
}

resource "aws_sqs_queue" "calls" {
  name   = "calls"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = var.secret, Principal = var.secret }] })
}

resource "aws_secretsmanager_secret" "s" {
  name       = "s"
  kms_key_id = sensitive("hunter2-planted-by-function")

  replica {
    region = var.secret
  }
}
"""


def _run(*arguments: str, given: bytes = b"", folder: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*_COMMAND, *arguments], input=given, check=False, capture_output=True, cwd=folder)


def _json(*arguments: str, given: bytes = b"", folder: Path = ROOT) -> Any:
    done = _run("check", *arguments, "--format", "json", "--as-of", "2026-11-23", given=given, folder=folder)
    assert done.returncode in {0, 1, 3}, done.stderr.decode()
    return json.loads(done.stdout)


def test_standard_input_is_read_as_the_file(tmp_path: Path) -> None:
    plan = _PLANS / "contact-centre" / "plan.json"
    shutil.copy(plan, tmp_path / "called-anything")

    piped = _json("-", given=plan.read_bytes(), folder=tmp_path)
    file = _json("called-anything", folder=tmp_path)

    def verdicts(report: Any) -> list[tuple[str, str, str, str]]:
        return [(one["address"], one["policy"], one["slot"], one["verdict"]) for one in report["findings"]]

    assert verdicts(piped) == verdicts(file)
    assert verdicts(piped)


@pytest.mark.parametrize("name", ["terraform.tfstate", "state.json"])
def test_a_state_is_read(name: str) -> None:
    report = _json(str(_PLANS / "terraform-data" / name))

    assert report["diagnostics"] == []
    assert report["stacks"][0]["resources"] == 12


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"name": "package", "version": "1.0.0"}', "document-not-terraform"),
        (b'{"format_version": "1.2", "resource_changes": [', "document-truncated"),
        (b'{"format_version": "3.0", "resource_changes": []}', "document-version"),
        (b"\xff\x00garbage", "document-not-utf-8"),
    ],
)
def test_what_cannot_be_read_is_one_diagnostic_and_exit_code_3(data: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "input.json").write_bytes(data)

    done = _run("check", "input.json", "--format", "json", folder=tmp_path)

    assert done.returncode == 3, done.stderr
    assert [one["code"] for one in json.loads(done.stdout)["diagnostics"]] == [code]


def test_sarif_has_a_place_for_each_result() -> None:
    plan = _PLANS / "contact-centre" / "plan.json"

    done = _run("check", str(plan), "--format", "sarif")

    log = json.loads(done.stdout)
    schema = json.loads((ROOT / "fixtures" / "schema" / "sarif-2.1.0.json").read_bytes())
    jsonschema.validate(log, schema)
    places = [result["locations"][0]["physicalLocation"] for run in log["runs"] for result in run["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"fixtures/plans/contact-centre/plan.json"}


def _forms(path: str, addresses: list[str]) -> list[list[str]]:
    checks = [["check", path, "--all", "--format", form, "--rules", "all"] for form in ("text", "json", "sarif")]
    checks.append(["check", path, "--format", "sarif", "--sarif-results", "all", "--lang", "de", "--rules", "all"])
    return [*checks, *(["why", address, path, "--rules", "all"] for address in addresses)]


def _explanations(path: str, folder: Path) -> list[list[str]]:
    report = _json(path, "--rules", "all", folder=folder)
    prints = {one["policy"]: one["fingerprint"] for one in report["findings"]}
    return [["explain", one, path, "--rules", "all"] for one in prints.values()]


def _assert_silent(commands: list[list[str]], folder: Path) -> None:
    for command in commands:
        done = _run(*command, folder=folder)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode in {0, 1}, said
        assert said.strip()
        assert _PLANTED not in said, command


def test_secrets_of_a_plan_are_never_printed(tmp_path: Path) -> None:
    shutil.copy(_PLANS / "contact-centre" / "plan.json", tmp_path)
    assert _PLANTED in (tmp_path / "plan.json").read_text()

    commands = [*_forms("plan.json", ["aws_db_instance.crm"]), *_explanations("plan.json", tmp_path)]
    _assert_silent(commands, tmp_path)


def test_secrets_of_a_configuration_are_never_printed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(_SECRETS)
    addresses = ["aws_db_instance.crm", "aws_sqs_queue.calls", "aws_secretsmanager_secret.s"]
    expressions = ["var.secret", "[var.secret]", "aws_db_instance.crm.kms_key_id", '"x-${var.secret}"', "local.none"]

    evaluated = [["eval", ".", one, "--format", form] for one in expressions for form in ("text", "json")]

    _assert_silent([*_forms(".", addresses), *_explanations(".", tmp_path), *evaluated], tmp_path)


def test_secrets_of_a_state_are_never_printed(tmp_path: Path) -> None:
    secret = f"{_PLANTED}-in-state"
    attributes = {
        "identifier": "crm",
        "arn": "arn:aws:rds:eu-central-1:1:db:crm",
        "kms_key_id": secret,
        "password": secret,
    }
    instance = {"attributes": attributes, "sensitive_attributes": [[{"type": "get_attr", "value": "kms_key_id"}]]}
    block = {"mode": "managed", "type": "aws_db_instance", "name": "crm", "provider": "", "instances": [instance]}
    state = {"version": 4, "serial": 1, "lineage": "l", "resources": [block], "outputs": {"o": {"value": secret}}}
    (tmp_path / "terraform.tfstate").write_text(json.dumps(state))

    commands = [*_forms("terraform.tfstate", ["aws_db_instance.crm"]), *_explanations("terraform.tfstate", tmp_path)]
    _assert_silent(commands, tmp_path)


def test_the_configuration_next_to_a_plan_gives_the_places(tmp_path: Path) -> None:
    plan = {
        "format_version": "1.2",
        "variables": {"encrypted": {"value": False}},
        "resource_changes": [
            {
                "address": "aws_db_instance.crm",
                "mode": "managed",
                "type": "aws_db_instance",
                "name": "crm",
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "change": {"actions": ["create"], "after": {"engine": "postgres", "storage_encrypted": False}},
            }
        ],
        "configuration": {},
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(
        'variable "encrypted" {\n  type = bool\n}\n\n'
        'resource "aws_db_instance" "crm" {\n  engine            = "postgres"\n  storage_encrypted = var.encrypted\n}\n'
    )

    report = _json("plan.json", "--source", "infra", folder=tmp_path)

    level = next(one for one in report["findings"] if one["policy"] == "encryption/at-rest-level")
    assert level["verdict"] == "fail"
    assert (level["location"]["path"], level["location"]["line"]) == ("main.tf", 7)
