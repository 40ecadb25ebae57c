"""What is said of a live inventory, word for word: ``python -m tests.live.test_output`` writes it anew.

Two accounts of an organisation: queues in two regions, and a list for each state that coverage knows.
"""

import json
import tempfile
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from leitplanke.app.check import Request, check
from leitplanke.app.explain import finding_by_fingerprint, findings_of
from leitplanke.app.packs import Packs
from leitplanke.catalogue.live_loader import load_live_catalogue
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Report
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.reporters import json_report, sarif, text
from leitplanke.reporters.explain_text import render_finding, render_why
from leitplanke.reporters.report_model import schema
from leitplanke.reporters.texts import LANGUAGES, Texts
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving.projection import Projection
from leitplanke.sources.live.saving.spool import Spool
from leitplanke_policies.pack import PACK
from tests.project import ROOT
from tests.unit.sources.live.inventories import ONE, TWO, header, saved, spool, task

_PACKS = Packs([PACK])
_GOLDEN = ROOT / "fixtures" / "live" / "aws"
_HERE, _THERE = "eu-central-1", "us-east-1"
_QUEUE, _ACCOUNT = "AWS::SQS::Queue", "AWS::Organizations::Account"
_CONFIGURATION = f"""\
version = 1
rules = ["gdpr-baseline"]

[[account]]
name = "bank"
accounts = ["{TWO}"]
rules = ["finance-dora"]
"""
_STATES = (
    Coverage(ONE, "", "organizations", _ACCOUNT, State.COMPLETE, 2),
    Coverage(ONE, _HERE, "sqs", _QUEUE, State.COMPLETE, 4),
    Coverage(ONE, _THERE, "sqs", _QUEUE, State.COMPLETE, 1, "AccessDenied on sqs:ListQueueTags (once)"),
    Coverage(ONE, "ap-east-1", "sqs", _QUEUE, State.CLOSED, 0, "OptInRequired on ec2:DescribeVpcs"),
    Coverage(ONE, _HERE, "rds", "AWS::RDS::DBInstance", State.DENIED, 0, "AccessDenied on rds:DescribeDBInstances"),
    Coverage(ONE, _THERE, "rds", "AWS::RDS::DBInstance", State.DENIED, 0, "AccessDenied on rds:DescribeDBInstances"),
    Coverage(ONE, _HERE, "dynamodb", "AWS::DynamoDB::Table", State.THROTTLED, 0, "Throttling on dynamodb:ListTables"),
    Coverage(TWO, _HERE, "sqs", _QUEUE, State.COMPLETE, 1),
    Coverage(TWO, _HERE, "kms", "AWS::KMS::Key", State.EXPIRED, 0, "ExpiredToken on kms:ListKeys"),
    Coverage(TWO, _HERE, "efs", "AWS::EFS::FileSystem", State.FAILED, 0, "500 on elasticfilesystem:DescribeTags"),
    Coverage(TWO, _HERE, "backup", "AWS::Backup::BackupPlan", State.INTERRUPTED),
    Coverage(TWO, _HERE, "backup", "AWS::Backup::BackupVault", State.INTERRUPTED),
)


def _queue(account: str, name: str, region: str = _HERE, *, encrypted: bool = False) -> Record:
    attributes = {"SqsManagedSseEnabled": str(encrypted).lower(), "MessageRetentionPeriod": "345600"}
    doc = {"QueueUrl": f"https://sqs.{region}.amazonaws.com/{account}/{name}", "Attributes": attributes, "Tags": {}}
    return Record("aws", _QUEUE, f"arn:aws:sqs:{region}:{account}:{name}", account, region, doc)


def _inventory(folder: Path) -> Path:
    """Write the inventory, with its configuration beside it."""
    accounts = [
        Record("aws", _ACCOUNT, f"arn:aws:organizations::{ONE}:account/o-1/{number}", ONE, "", doc)
        for number, doc in (
            (ONE, {"Id": ONE, "Name": "contact-centre"}),
            (TWO, {"Id": TWO, "Name": "bank", "Path": [{"Id": "ou-ab12-11111111", "Name": "Finance"}]}),
        )
    ]
    queues = [_queue(ONE, f"events-{number}") for number in range(3)]
    queues += [_queue(ONE, "calls", encrypted=True), _queue(ONE, "events-3", _THERE), _queue(TWO, "events-4")]
    made = spool(folder / "spool", {task(ONE, "all"): [*accounts, *queues, *_STATES]})
    path = folder / "saved.jsonl.zst"
    path.write_bytes(saved(made, complete=False))
    (folder / "leitplanke.toml").write_text(_CONFIGURATION, encoding="utf-8")
    return path


def _request(path: Path) -> Request:
    shown = {str(path): path.name}
    return Request(
        paths=(str(path),), config=str(path.parent / "leitplanke.toml"), as_of=date(2026, 11, 23), shown=shown
    )


def _texts(language: str) -> Texts:
    return Texts(language, _PACKS.texts(language))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _inventory(tmp_path_factory.mktemp("inventory"))


@pytest.fixture(scope="module")
def report(path: Path) -> Report:
    return check(_request(path), _PACKS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_as_people_read_it(report: Report, language: str) -> None:
    expected = (_GOLDEN / f"report.{language}.txt").read_text(encoding="utf-8")
    assert text.render(report, _texts(language)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_machine_formats_fit_their_schemas(report: Report, language: str) -> None:
    found = json.loads(json_report.render(report, _texts(language)))
    assert [error.message for error in Draft202012Validator(schema()).iter_errors(found)] == []
    assert {(one["name"], one["account_name"]) for one in found["stacks"]} == {
        (f"aws/{ONE}", "contact-centre"),
        (f"aws/{TWO}", "bank"),
    }
    assert {one["region"] for one in found["findings"] if one["address"].endswith(":events-3")} == {_THERE}
    assert {one["state"] for one in found["coverage"]} == {state.value for state in State}
    sarif_schema = json.loads((ROOT / "fixtures/schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(sarif.render(report, _texts(language)))
    assert [error.message for error in Draft4Validator(sarif_schema).iter_errors(log)] == []


def test_all_lists_every_resource_of_which_the_same_is_said(report: Report) -> None:
    short, whole = (text.render(report, _texts("en"), everything=everything) for everything in (False, True))
    for number in range(5):
        assert f":events-{number}" in whole
    assert len(short) <= len(whole)


def test_a_resource_of_a_saved_inventory_is_explained(path: Path) -> None:
    address = f"arn:aws:sqs:{_THERE}:{ONE}:events-3"
    found = findings_of(_request(path), _PACKS, address)
    said = render_why(found.findings, _texts("en"), found.accounts[found.findings[0].stack])
    assert said.startswith(f"{address}  SQS queue in us-east-1, account {ONE} (contact-centre)\n")
    assert "passed  " in said


def test_a_finding_of_a_saved_inventory_is_explained_and_its_lines_are_said_to_be_terraform(
    path: Path, report: Report
) -> None:
    failed = next(one for one in report.findings if one.verdict is Verdict.FAIL and one.fix)
    found = finding_by_fingerprint(_request(path), _PACKS, failed.fingerprint[:8])
    said = render_finding(found.findings[0], _texts("de"), found.accounts[failed.stack])
    assert "  --> SQS queue in " in said
    assert "\nAls Terraform:\n    " in said


def test_only_types_that_nobody_asked_for_are_not_judged(tmp_path: Path) -> None:
    kinds = ("microsoft.resources/subscriptions", "microsoft.network/privatednszones")
    found = [Record("azure", of, f"/subscriptions/s/providers/{of}/one", "s", "", {}) for of in kinds]
    path = tmp_path / "saved.jsonl.zst"
    live = load_live_catalogue("azurerm")
    folder = tmp_path / "spool"
    folder.mkdir()
    made = Spool(str(folder), Projection(live))
    for one in found:
        made.found(task("s", "all"), one)
    path.write_bytes(saved(made, first=header(live, cloud="azure")))
    (tmp_path / "leitplanke.toml").write_text("version = 1\n", encoding="utf-8")
    (stack,) = check(_request(path), _PACKS).stacks
    assert stack.not_judged == {"microsoft.network/privatednszones": 1}


def test_an_account_that_tables_share_out_is_counted_once(tmp_path: Path) -> None:
    path = _inventory(tmp_path)
    tables = '[[account]]\nname = "abroad"\nregions = ["us-east-1"]\nrules = ["strict-eu"]\n'
    (tmp_path / "leitplanke.toml").write_text(f"version = 1\n{tables}", encoding="utf-8")
    report = check(_request(path), _PACKS)
    assert sorted(stack.resources for stack in report.stacks) == [1, 1, 4]
    said = text.render(report, _texts("en"))
    assert said.startswith("2 accounts, 6 resources, judged by gdpr-baseline, strict-eu\n")
    assert f"\n  strict-eu: account {ONE} (contact-centre) [abroad]\n" in said
    assert f"--> SQS queue in us-east-1, account {ONE} (contact-centre)\n" in said


def main() -> None:
    """Write what is said now."""
    with tempfile.TemporaryDirectory() as folder:
        made = check(_request(_inventory(Path(folder))), _PACKS)
    for language in LANGUAGES:
        said = text.render(made, _texts(language))
        (_GOLDEN / f"report.{language}.txt").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    main()
