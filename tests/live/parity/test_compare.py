"""What `differences` says of two reports on a tiny estate, of which one is made to differ."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from leitplanke.app.check import Request, check
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, Report
from tests.live.parity.applied import PACKS
from tests.live.parity.compare import Comparison, Entry, Kind, differences, idle

_FILES = {
    "main.tf": 'resource "aws_s3_bucket" "calls" {\n  bucket = "calls"\n}\n',
    "leitplanke.toml": 'version = 1\nrules = ["strict-eu"]\n',
}
_BUCKET = "aws_s3_bucket.calls"
_ARN = "arn:aws:s3:::calls"
_DELETION = ("recovery/protected-from-deletion", "deletion")


@pytest.fixture
def report(tmp_path: Path) -> Report:
    for name, text in _FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return check(Request(paths=(str(tmp_path),), as_of=date(2026, 11, 23)), PACKS)


def live(report: Report, verdict: Verdict | None = None, address: str = _ARN) -> Report:
    """Return the report as one on the bucket's ARN, with another verdict on deletion."""

    def changed(one: Finding) -> Finding:
        own = verdict if verdict is not None and (one.policy.id, one.slot) == _DELETION else one.verdict
        return msgspec.structs.replace(one, address=address, stack="aws/111122223333", verdict=own)

    stacks = [msgspec.structs.replace(one, findings=tuple(map(changed, one.findings))) for one in report.stacks]
    return msgspec.structs.replace(report, stacks=tuple(stacks))


def compare(terraform: Report, other: Report) -> Comparison:
    stack = terraform.stacks[0].name
    return differences(terraform, other, {(f"{stack}:{_BUCKET}", ""): ((_ARN, ""),)})


def kinds(found: Comparison) -> set[tuple[str, str]]:
    return {(one.kind.value, one.slot) for one in found.differences}


def test_equal_reports_do_not_differ(report: Report) -> None:
    found = compare(report, live(report))
    assert found.differences == ()
    assert found.equal > 0


def test_contradictions_are_never_explained(report: Report) -> None:
    found = compare(report, live(report, Verdict.PASS))
    assert kinds(found) == {("different", "deletion")}
    anything = Entry(kind=Kind.DIFFERENT, type="*", because="it must not help")
    assert len(found.unexplained([anything])) == 1


def test_what_live_does_not_know_needs_a_reason(report: Report) -> None:
    found = compare(report, live(report, Verdict.UNKNOWN))
    assert kinds(found) == {("less-known", "deletion")}
    entry = Entry(kind=Kind.LESS_KNOWN, type="aws_s3_bucket", policy="recovery/*", because="no interface shows it")
    assert len(found.unexplained([])) == 1
    assert found.unexplained([entry]) == []
    assert idle([entry], [found]) == []
    assert idle([entry], [compare(report, live(report))]) == [entry]


def test_what_no_terraform_stands_for_needs_a_reason(report: Report) -> None:
    found = compare(report, live(report, address="arn:aws:s3:::other"))
    assert {one.kind for one in found.differences} == {Kind.LESS_KNOWN, Kind.ONLY_LIVE}
    assert all(one.live_address == "arn:aws:s3:::other" for one in found.differences if one.kind is Kind.ONLY_LIVE)


def test_more_may_be_known_of_what_is_there(report: Report) -> None:
    unsure = live(report, Verdict.UNKNOWN, _BUCKET)
    stack = unsure.stacks[0].name
    found = differences(unsure, live(report), {(f"aws/111122223333:{_BUCKET}", ""): ((_ARN, ""),)})
    assert (stack, found.more_known, found.differences) == (report.stacks[0].name, 1, ())
