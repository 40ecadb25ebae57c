"""A finding, explained at length."""

from datetime import date
from pathlib import Path

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.reporters.explain_text import render_finding, render_policy
from leitplanke.reporters.text import render
from leitplanke.reporters.texts import Texts
from leitplanke_policies.pack import PACK

_LONDON = 'provider "aws" {\n  region = "eu-west-2"\n}\nresource "aws_s3_bucket" "calls" {\n  bucket = "calls"\n}\n'


def test_a_finding_says_what_would_make_it_pass_in_whole_sentences(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(_LONDON)
    packs = Packs([PACK])
    report = check(Request(paths=(str(tmp_path),), rules=("strict-eu",), as_of=date(2026, 11, 23)), packs)
    finding = next(one for one in report.findings if one.policy.id == "residency/data-stays-in-territory")

    said = render_finding(finding, Texts("en", packs.texts("en")))

    assert "What would make it pass:\n  Name the region in the resource or its provider" in said
    assert said.rstrip().endswith("that lie outside.")


def test_a_policy_is_explained_in_german() -> None:
    packs = Packs([PACK])

    said = render_policy(packs.policy("residency/data-stays-in-territory"), [], Texts("de", packs.texts("de")))

    assert "*Warum.* " in said
    assert "*Was geprüft wird.* " in said
    assert "*Abhilfe.* " in said
    assert "What is checked" not in said
    assert '  territory = ["EU", "EEA"]\n' in said


def test_a_failure_without_lines_to_write_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_iam_user_policy_attachment" "jana" {\n'
        '  user = "jana"\n  policy_arn = "arn:aws:iam::aws:policy/X"\n}\n'
    )
    packs = Packs([PACK])
    report = check(Request(paths=(str(tmp_path),), as_of=date(2026, 11, 23)), packs)

    said = render(report, Texts("en", packs.texts("en")))

    assert "= to mend it: Give the right to a role or a group" in said
