"""``leitplanke scan`` as it is typed: what it says where it cannot begin, and what it leaves behind."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from leitplanke.cli.commands.check import check
from leitplanke.cli.commands.explain import explain
from leitplanke.cli.commands.scan import scan
from leitplanke.cli.commands.why import why
from leitplanke.cli.exit_codes import guarded
from tests.live.fakes.aws_scan import environment
from tests.live.fakes.aws_server import OWN_ACCOUNT, AwsFake
from tests.live.fakes.google_estate import GoogleFake
from tests.live.fakes.google_server import credentials_file, serve

_URL = f"https://sqs.eu-central-1.amazonaws.com/{OWN_ACCOUNT}/events"
_QUEUE = f"arn:aws:sqs:eu-central-1:{OWN_ACCOUNT}:events"
_QUEUES: dict[tuple[str, str], Any] = {
    ("sqs", "ListQueues"): {"QueueUrls": [_URL]},
    ("sqs", "GetQueueAttributes"): {"Attributes": {"QueueArn": _QUEUE, "SqsManagedSseEnabled": "false"}},
}
_SQS = ("aws", "--service", "sqs", "--region", "eu-central-1")


def _run(command: click.Command, *arguments: str) -> Result:
    """Run a command as the program does: errors become exit codes and sentences."""
    whole = click.Group("leitplanke", commands={str(command.name): command})

    @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("given", nargs=-1, type=click.UNPROCESSED)
    def program(given: tuple[str, ...]) -> None:
        def run(*, standalone_mode: bool) -> object:
            return whole.main([str(command.name), *given], standalone_mode=standalone_mode)

        raise click.exceptions.Exit(guarded(run))

    return CliRunner().invoke(program, list(arguments))


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in an empty folder, without anybody's credentials."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "GOOGLE_APPLICATION_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("aws",), "There are no credentials for AWS: sign in with `aws sso login`"),
        (("aws", "--profile", "nobody"), "`aws configure list-profiles` lists the profiles."),
        (("aws", "--account", "12"), "12 is no AWS account: give the twelve digits."),
        (("aws", "--rules", "nope"), "there is no rule set nope; there are all, "),
        (("aws", "--output", "nowhere/report"), "nowhere/report: there is no folder "),
        (("aws", "--plan", "--service", "nope"), "nope is no service that Leitplanke reads; it reads "),
        (("azure", "--plan", "--service", "nope"), "Nothing is read of 'nope': say microsoft."),
        (("gcp", "--plan", "--service", "nope"), "Nothing is read of the service 'nope'; name some of: "),
        (("gcp",), "It is not said what to read: give --organisation, --folder or --project."),
    ],
)
def test_a_scan_that_cannot_begin_says_why_and_what_to_do(arguments: tuple[str, ...], said: str) -> None:
    result = _run(scan, *arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
def test_a_plan_needs_no_credentials_and_speaks_the_language(cloud: str) -> None:
    english, german = (_run(scan, cloud, "--plan", "--lang", language) for language in ("en", "de"))
    assert english.exit_code == german.exit_code == 0
    assert english.output.count("\n") == german.output.count("\n")
    assert set(english.output.splitlines()) - set(german.output.splitlines())


def test_a_plan_lists_the_rights_of_what_is_asked_for() -> None:
    own = _run(scan, "aws", "--plan", "--service", "sqs").output
    assert "  sts:GetCallerIdentity\n" in own
    assert "sts:AssumeRole" not in own
    assert "  sts:AssumeRole\n" in _run(scan, "aws", "--plan", "--service", "sqs", "--organisation").output


def test_a_saved_scan_is_judged_again_and_explained() -> None:
    with AwsFake(_QUEUES) as aws, environment(aws):
        live = _run(scan, *_SQS, "--save", "aws.jsonl.zst", "--format", "json", "--output", "live.json")
    assert live.exit_code == 1
    again = _run(check, "aws.jsonl.zst", "--format", "json", "--output", "again.json")
    assert again.exit_code == 1
    first, second = (json.loads(Path(name).read_text(encoding="utf-8")) for name in ("live.json", "again.json"))
    assert first["findings"] == second["findings"] != []
    said = _run(why, _QUEUE, "aws.jsonl.zst")
    assert said.output.startswith(f"{_QUEUE}  SQS queue in eu-central-1, account {OWN_ACCOUNT}\n")
    failed = next(one for one in first["findings"] if one["verdict"] == "fail")
    assert failed["fingerprint"] in _run(explain, failed["fingerprint"][:8], "aws.jsonl.zst").output


def test_an_inventory_without_anything_opens_no_gate_in_silence() -> None:
    with AwsFake({("sqs", "ListQueues"): {}}) as aws, environment(aws):
        result = _run(scan, *_SQS)
    assert result.exit_code == 3
    assert "error: no resource was found: check the accounts, regions and services" in result.output


def test_google_is_read_at_the_address_that_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = {
        "name": "//storage.googleapis.com/calls",
        "assetType": "storage.googleapis.com/Bucket",
        "project": "calls-prod",
        "resource": {"location": "EUROPE-WEST3", "data": {"name": "calls", "location": "EUROPE-WEST3"}},
    }
    projects = [{"name": "projects/11", "projectId": "calls-prod", "parent": "organizations/123"}]
    with serve(GoogleFake([bucket], projects=projects), "rest") as address:
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", credentials_file(tmp_path, address))
        endpoints = ("--cloudasset-endpoint", address, "--cloudresourcemanager-endpoint", address)
        scope = ("--project", "calls-prod", "--service", "storage", "--transport", "rest", "--rate", "100")
        result = _run(scan, "gcp", *scope, *endpoints)
    assert "  --> Cloud Storage bucket in europe-west3, project calls-prod" in result.output
