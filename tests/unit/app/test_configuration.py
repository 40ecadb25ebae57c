"""A ``leitplanke.toml`` that is wrong says where, and what to write instead."""

from datetime import date
from pathlib import Path

import pytest

from leitplanke.app.check import Request, check
from leitplanke.app.configuration import ConfigurationError, parse_configuration
from leitplanke.app.packs import Packs
from leitplanke_policies.pack import PACK

_WAIVER = '[[waiver]]\npolicies = %s\nresources = ["*"]\nreason = %s\nowner = "a"\napproved_by = "b"\nuntil = %s\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('rules = ["x', "this is not TOML: "),
        ('rule = ["gdpr-baseline"]', "there is no setting rule; did you mean rules?"),
        ("colour = 1", "there is no setting colour; there are version, rules, "),
        ("[gate]\nwaivers = 3", "gate: there is no setting waivers; check its spelling"),
        ('[gate]\nfail_on = "hihg"', "gate.fail_on: 'hihg' is not possible; write critical, high, medium, low or info"),
        ('[gate]\nunknown = "shut"', "gate.unknown: 'shut' is not possible; write open or closed"),
        ('[closed_scopes]\naccount = "yes"', "closed_scopes.account: expected true or false, got a text in quotes"),
        ("[facts.c5_report_type]\nvalue = 2", "facts: declared_by is missing"),
        (_WAIVER % ('"r/*"', '"x"', "2027-01-01"), "waiver[0].policies: expected a list, got a text in quotes"),
        (_WAIVER % ('["r/*"]', '""', "2027-01-01"), "waiver[0].reason: must not be empty"),
        (_WAIVER % ('["r/*"]', '"x"', '"soon"'), "waiver[0].until: this is no date; write YYYY-MM-DD, without quotes"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_file(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        parse_configuration(text.encode(), "leitplanke.toml")

    assert str(problem.value).startswith(f"leitplanke.toml: {said}")


def test_classes_and_facts_that_no_rule_set_knows_are_said(tmp_path: Path) -> None:
    declared = 'declared_by = "a"\ndeclared_on = 2026-09-01\nvalid_until = 2027-08-31'
    (tmp_path / "leitplanke.toml").write_text(
        '[classes.resources]\n"*" = ["recording", "health"]\n'
        f'[facts.c5_report_typ]\nvalue = "type2"\n{declared}\n[facts.c5_report_type]\nvalue = "type2"\n{declared}\n'
    )
    (tmp_path / "main.tf").write_text('resource "aws_sqs_queue" "calls" {}\n')

    report = check(Request(paths=(str(tmp_path),), as_of=date(2026, 11, 23)), Packs([PACK]))

    said = [(one.message.code, one.message.arguments["name"], one.path) for one in report.diagnostics]
    assert said == [
        ("class-unknown", "recording", "leitplanke.toml"),
        ("fact-unknown", "c5_report_typ", "leitplanke.toml"),
    ]


@pytest.mark.parametrize(("pattern", "said"), [("aws_sqs_queue.c*", []), ("aws_sqs_queue.k*", ["class-pattern-idle"])])
def test_a_class_for_an_address_that_is_nowhere_is_said(tmp_path: Path, pattern: str, said: list[str]) -> None:
    (tmp_path / "leitplanke.toml").write_text(f'[classes.resources]\n"{pattern}" = ["recordings"]\n')
    (tmp_path / "main.tf").write_text('resource "aws_sqs_queue" "calls" {}\n')

    report = check(Request(paths=(str(tmp_path),), as_of=date(2026, 11, 23)), Packs([PACK]))

    assert [one.message.code for one in report.diagnostics] == said
