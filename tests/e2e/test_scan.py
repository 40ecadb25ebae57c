"""``leitplanke scan`` as its users run it: against a cloud on the loopback, and where it cannot begin."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import boto3  # type: ignore[import-untyped, unused-ignore]
import pytest

from tests.live.fakes.aws_server import AwsError, AwsFake, Seen, keys
from tests.project import ROOT

_COMMAND = str(Path(sys.executable).parent / "leitplanke")
_SECONDS = 60
_OPEN, _CLOSED, _USAGE, _UNREADABLE = 0, 1, 2, 3
_SMALL = ("--service", "s3", "--service", "sqs", "--region", "eu-central-1", "--rate", "100", "--rules", "all")
_NO_CREDENTIALS = {
    "aws": {"AWS_EC2_METADATA_DISABLED": "true"},
    "azure": {"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"},
    "gcp": {"NO_GCE_CHECK": "true"},
}


class Account:
    """An account of AWS on the loopback. ``refused`` are services that deny; ``held`` those that answer when let go."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.refused: set[str] = set()
        self.held: set[str] = set()
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self.fake = AwsFake(moto=True, faults=self._fault)

    def _fault(self, seen: Seen) -> None:
        if seen.service in self.refused:
            raise AwsError("AccessDenied", "not authorized", 403)
        if seen.service in self.held:
            self.reached.set()
            self.go_on.wait(_SECONDS)

    @property
    def environment(self) -> dict[str, str]:
        return clean(self.home) | self.fake.environment

    def scan(self, *options: str) -> subprocess.CompletedProcess[str]:
        return run(self.home, ("scan", "aws", *_SMALL, *options), self.environment)


def clean(home: Path) -> dict[str, str]:
    """Return an environment in which there is nothing of whoever runs the tests."""
    return {"PATH": os.defpath, "HOME": str(home), "LEITPLANKE_CACHE_DIR": str(home / "cache")}


def run(home: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [_COMMAND, *arguments]
    done = subprocess.run(
        command, cwd=home, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    made = Account(tmp_path)
    with made.fake as fake:
        own = keys()
        settings = {
            "endpoint_url": fake.url,
            "region_name": "eu-central-1",
            "aws_access_key_id": own["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": own["AWS_SECRET_ACCESS_KEY"],
        }
        place = {"LocationConstraint": "eu-central-1"}
        boto3.client("s3", **settings).create_bucket(Bucket="calls", CreateBucketConfiguration=place)
        boto3.client("sqs", **settings).create_queue(QueueName="calls")
        fake.seen.clear()
        yield made
        made.go_on.set()


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence of a command that could not begin."""
    assert done.returncode == _USAGE, done.stdout + done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("cloud", "options", "expected"),
    [
        ("aws", (), "leitplanke: There are no credentials for AWS: "),
        ("aws", ("--profile", "nobody"), "The config profile (nobody) could not be found. "),
        ("aws", ("--region", "mars"), "leitplanke: mars is no AWS region: give names such as eu-central-1."),
        ("aws", ("--service", "mars"), "leitplanke: mars is no service that Leitplanke reads; it reads "),
        ("aws", ("--account", "12"), "leitplanke: 12 is no AWS account: give the twelve digits."),
        ("aws", ("--rules", "mars"), "leitplanke: there is no rule set mars; there are all, "),
        ("azure", (), "leitplanke: There are no credentials for Azure. Sign in with `az login`"),
        ("azure", ("--cloud", "mars"), "leitplanke: There is no Azure cloud 'mars': say public, china, usgov"),
        ("gcp", ("--project", "calls"), "leitplanke: There are no credentials for Google Cloud, or they are no good:"),
        ("gcp", (), "leitplanke: It is not said what to read: "),
        ("gcp", ("--folder", "calls"), "leitplanke: 'calls' is no number of folders;"),
    ],
)
def test_a_scan_that_cannot_begin_says_why_in_one_sentence(
    tmp_path: Path, cloud: str, options: tuple[str, ...], expected: str
) -> None:
    done = run(
        tmp_path, ("scan", cloud, *options, "--save", "scan.jsonl.zst"), clean(tmp_path) | _NO_CREDENTIALS[cloud]
    )
    assert expected in sentence(done)
    assert not list(tmp_path.glob("scan*"))


def test_a_configuration_that_is_wrong_is_said_before_anything_is_read(account: Account) -> None:
    (account.home / "leitplanke.toml").write_text("version = 1\n[[account]]\nname = 'a'\nrules = ['mars']\n")
    done = run(account.home, ("scan", "aws"), account.environment)
    assert "there is no rule set mars" in sentence(done)
    assert account.fake.seen == []


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
def test_a_plan_calls_nothing_and_needs_no_credentials(tmp_path: Path, cloud: str) -> None:
    done = run(tmp_path, ("scan", cloud, "--plan"), clean(tmp_path) | _NO_CREDENTIALS[cloud])
    assert done.returncode == _OPEN, done.stderr
    assert "ermissions" in done.stdout or "Actions of the role" in done.stdout


def test_what_is_saved_is_judged_as_it_was_scanned(account: Account) -> None:
    done = account.scan("--save", "scan.jsonl.zst", "--format", "json", "--as-of", "2026-11-23")
    assert done.returncode == _CLOSED, done.stderr
    report = json.loads(done.stdout)
    addresses = {finding["address"] for finding in report["findings"]}
    assert {"arn:aws:s3:::calls", "arn:aws:sqs:eu-central-1:123456789012:calls"} <= addresses
    check = ("check", "scan.jsonl.zst", "--rules", "all", "--format", "json", "--as-of", "2026-11-23")
    again = run(account.home, check, clean(account.home))
    assert again.returncode == _CLOSED
    assert json.loads(again.stdout) == report


def test_what_was_refused_is_said_and_read_when_the_scan_goes_on(account: Account) -> None:
    account.refused = {"sqs"}
    done = account.scan("--save", "scan.jsonl.zst", "--fail-on", "none")
    assert done.returncode == _UNREADABLE, done.stderr
    assert "Completeness: " in done.stdout
    assert "AccessDenied on sqs:ListQueues" in done.stdout
    account.refused = set()
    account.fake.seen.clear()
    done = account.scan("--resume", "scan.jsonl.zst", "--save", "scan.jsonl.zst", "--fail-on", "none")
    assert done.returncode == _OPEN, done.stdout + done.stderr
    assert account.fake.operations("sqs")
    assert "ListBuckets" not in account.fake.operations("s3")


def test_an_interrupted_scan_is_partial_and_goes_on(account: Account) -> None:
    account.held = {"sqs"}
    options = ("--save", "scan.jsonl.zst", "--fail-on", "none")
    command = [_COMMAND, "scan", "aws", *_SMALL, *options]
    with subprocess.Popen(
        command,
        cwd=account.home,
        env=account.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert account.reached.wait(_SECONDS)
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate(timeout=_SECONDS)
    assert process.returncode == _UNREADABLE, said
    assert "ending; what was read is kept" in said
    assert "the scan was ended before it had asked for everything" in printed
    assert "not reached" in printed
    account.held = set()
    account.go_on.set()
    resumed = account.scan("--resume", "scan.jsonl.zst", *options, "--format", "json", "--as-of", "2026-11-23")
    assert resumed.returncode == _OPEN, resumed.stderr
    whole = account.scan("--fail-on", "none", "--format", "json", "--as-of", "2026-11-23")
    assert json.loads(resumed.stdout)["findings"] == json.loads(whole.stdout)["findings"]


def test_a_region_that_does_not_exist_is_no_empty_region(account: Account) -> None:
    done = run(account.home, ("scan", "aws", "--region", "eu-central-9"), account.environment)
    assert "eu-central-9" in sentence(done)


def test_another_scan_is_no_beginning_of_this_one(account: Account) -> None:
    account.scan("--save", "scan.jsonl.zst")
    arguments = ("scan", "aws", "--service", "s3", "--region", "eu-west-1", "--resume", "scan.jsonl.zst")
    assert "this is the inventory of another scan" in sentence(run(account.home, arguments, account.environment))


@pytest.mark.parametrize(
    ("module", "variables"),
    [
        ("aws/role", {"scanner_role_arn": "arn:aws:iam::111122223333:role/scan", "external_id": "0123456789"}),
        (
            "aws/organisation",
            {
                "scanner_role_arn": "arn:aws:iam::111122223333:role/scan",
                "external_id": "0123456789",
                "organizational_unit_ids": '["ou-1234-56789012"]',
            },
        ),
        ("azure", {"management_group_id": "root", "principal_id": "00000000-1111-2222-3333-444444444444"}),
        ("google", {"organization_id": "123456789012", "project_id": "scan"}),
    ],
)
def test_the_rights_of_a_scan_pass_its_own_rules(tmp_path: Path, module: str, variables: dict[str, str]) -> None:
    given = [part for name, value in variables.items() for part in ("--var", f"{name}={value}")]
    arguments = ("check", str(ROOT / "scanner" / module), "--rules", "all", "--format", "json", *given)
    done = run(tmp_path, arguments, clean(tmp_path))
    assert done.returncode == _OPEN, done.stdout + done.stderr
    assert {finding["verdict"] for finding in json.loads(done.stdout)["findings"]} <= {"pass", "not-applicable"}


@pytest.mark.parametrize(
    ("command", "package", "extra"),
    [
        (["aws"], "botocore", "aws"),
        (["azure"], "azure", "azure"),
        (["gcp", "--project", "calls"], "google", "google"),
        (["azure"], "zstandard", "azure"),
    ],
)
def test_without_its_packages_a_scan_says_what_to_install(command: list[str], package: str, extra: str) -> None:
    start = f"import sys; sys.modules[{package!r}] = None; from leitplanke.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", start, "scan", *command], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert f"pip install 'leitplanke[{extra}]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
