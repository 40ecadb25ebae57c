"""Waivers from outside: a project, its comments and configuration, and what the gate makes of it."""

import json
from datetime import date
from pathlib import Path

import pytest

from leitplanke.app.check import Request, check
from leitplanke.app.configuration import ConfigurationError, parse_configuration
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Report
from leitplanke.reporters import json_report, sarif, text
from leitplanke.reporters.texts import Texts
from leitplanke_policies.pack import PACK

_PACKS = Packs([PACK])
_AS_OF = date(2026, 11, 23)
_QUEUE = """\
resource "aws_sqs_queue" "calls" {
  name   = "calls"
  region = "us-east-1"%s
}
"""
_WAIVER = """
[[waiver]]
policies = ["residency/*"]
resources = ["aws_sqs_queue.*"]
reason = "moves in January"
owner = "platform"
approved_by = "data protection officer"
until = 2027-01-31
"""


def _judge(folder: Path, main: str, configuration: str = "", **more: str) -> Report:
    (folder / "leitplanke.toml").write_text(f'version = 1\nrules = ["strict-eu"]\n{configuration}')
    (folder / "main.tf").write_text(main)
    return check(Request(paths=(str(folder),), as_of=_AS_OF, **more), _PACKS)  # type: ignore[arg-type]


def _waived(report: Report) -> list[tuple[str, str]]:
    return [(one.policy.id, one.waived.reason) for one in report.waived if one.waived is not None]


def _said(report: Report) -> list[str]:
    return [one.message.code for one in report.diagnostics]


_RESIDENCY = ("residency/data-stays-in-territory", "moves in January")


@pytest.mark.parametrize(
    "main",
    [
        _QUEUE % '  # leitplanke: ignore[residency/data-stays-in-territory] reason="moves in January" until=2027-01-31',
        '# leitplanke: ignore[residency/*] reason="moves in January" until=2027-01-31\n' + _QUEUE % "",
        _QUEUE.replace(
            "  region", '  // leitplanke: ignore[residency/*] until=2027-01-31 reason="moves in January"\n  region'
        )
        % "",
    ],
    ids=["behind the attribute", "above the resource", "above the attribute"],
)
def test_a_comment_waives_what_it_stands_at(tmp_path: Path, main: str) -> None:
    report = _judge(tmp_path, main)

    assert _waived(report) == [_RESIDENCY]
    assert _said(report) == []


def test_a_comment_at_a_module_call_waives_what_the_call_makes(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "main.tf").write_text(_QUEUE % "")
    comment = '# leitplanke: ignore[residency/*] reason="moves in January" until=2027-01-31'
    call = 'module "%s" {\n  source = "./store"\n}\n'
    report = _judge(tmp_path, f"{comment}\n{call % 'a'}{call % 'b'}")

    assert [one.address for one in report.waived] == ["module.a.aws_sqs_queue.calls"]


def test_the_configuration_waives_by_address(tmp_path: Path) -> None:
    assert _waived(_judge(tmp_path, _QUEUE % "", _WAIVER)) == [_RESIDENCY]
    other = _judge(tmp_path, _QUEUE % "", _WAIVER.replace("aws_sqs_queue.*", "module.*"))
    assert (_waived(other), _said(other)) == ([], ["waiver-unused"])


def test_what_is_waived_does_not_close_the_gate(tmp_path: Path) -> None:
    everything = _WAIVER.replace("residency/*", "*")
    assert not _judge(tmp_path, _QUEUE % "", _WAIVER).gate.open
    assert _judge(tmp_path, _QUEUE % "", everything).gate.open


@pytest.mark.parametrize(
    ("until", "code"), [("2026-11-22", "waiver-expired"), ("2028-01-31", "waiver-too-long"), ("soon", "waiver-date")]
)
def test_a_waiver_that_does_not_hold_waives_nothing(tmp_path: Path, until: str, code: str) -> None:
    comment = f'  # leitplanke: ignore[residency/*] reason="moves in January" until={until}'
    report = _judge(tmp_path, _QUEUE % comment)

    assert (_waived(report), _said(report)) == ([], [code])


@pytest.mark.parametrize(
    ("comment", "code"),
    [
        ("ignore[residency/*] until=2027-01-31", "waiver-incomplete"),
        ('ignore[residency/*] reason="x"', "waiver-incomplete"),
        ('ignore residency reason="x" until=2027-01-31', "waiver-unreadable"),
        ('ignore[residency/*] reason="x" until=2027-01-31 forever', "waiver-unreadable"),
        ('ignore[exposure/*] reason="x" until=2027-01-31', "waiver-unused"),
    ],
)
def test_a_comment_that_is_no_waiver_is_said(tmp_path: Path, comment: str, code: str) -> None:
    report = _judge(tmp_path, _QUEUE % f"  # leitplanke: {comment}")

    assert (_waived(report), _said(report)) == ([], [code])
    assert report.diagnostics[0].path == "main.tf"


def test_the_last_day_counts(tmp_path: Path) -> None:
    report = _judge(tmp_path, _QUEUE % '  # leitplanke: ignore[residency/*] reason="x" until=2026-11-23')
    assert len(report.waived) == 1


def test_a_configuration_from_outside_does_not_trust_comments(tmp_path: Path) -> None:
    main = _QUEUE % '  # leitplanke: ignore[residency/*] reason="x" until=2027-01-31'
    outside = tmp_path / "outside.toml"
    (tmp_path / "project").mkdir()
    outside.write_text('version = 1\nrules = ["strict-eu"]\n')
    assert _waived(_judge(tmp_path / "project", main, config=str(outside))) == []
    outside.write_text('version = 1\nrules = ["strict-eu"]\nallow_repository = ["waiver"]\n')
    assert len(_judge(tmp_path / "project", main, config=str(outside)).waived) == 1


def test_every_format_says_what_is_waived(tmp_path: Path) -> None:
    report = _judge(tmp_path, _QUEUE % "", _WAIVER)
    english, german = (Texts(name, _PACKS.texts(name)) for name in ("en", "de"))

    shown = text.render(report, english)
    assert "1 waived" in shown
    assert "moves in January (until 2027-01-31, by leitplanke.toml)" in shown
    assert "residency/data-stays-in-territory  " not in shown
    assert "1 ausgenommen" in text.render(report, german)
    entry = next(one for one in json.loads(json_report.render(report, english))["findings"] if one["waived"])
    assert (entry["verdict"], entry["waived"]["approved_by"]) == ("fail", "data protection officer")
    results = json.loads(sarif.render(report, english))["runs"][0]["results"]
    suppressed = [one["suppressions"][0] for one in results if "suppressions" in one]
    assert [(one["kind"], one["justification"]) for one in suppressed] == [("external", "moves in January")]


@pytest.mark.parametrize("field", ["reason", "owner", "approved_by", "until"])
def test_a_waiver_of_the_configuration_names_who_answers_for_it(field: str) -> None:
    lines = [line for line in _WAIVER.splitlines() if not line.startswith(field)]
    with pytest.raises(ConfigurationError, match=field):
        parse_configuration("\n".join(["version = 1", *lines]).encode(), "leitplanke.toml")


@pytest.mark.parametrize(
    ("gate", "is_open"),
    [
        ("", True),
        ('[gate]\nunknown = "closed"', False),
        ('[gate.rules.strict-eu]\nunknown = "closed"', False),
        ('[gate.rules.gdpr-baseline]\nunknown = "closed"', True),
        ('[gate.classes.personal]\nunknown = "closed"', False),
        ('[gate]\nunknown = "closed"\n[gate.classes.personal]\nunknown = "open"', True),
    ],
)
def test_the_gate_can_be_closed_to_what_is_not_known(tmp_path: Path, gate: str, is_open: bool) -> None:
    main = 'variable "region" {\n  type = string\n}\n' + (_QUEUE % "").replace('"us-east-1"', "var.region")
    waiver = _WAIVER.replace('"residency/*"', '"encryption/*", "exposure/*"')
    assert _judge(tmp_path, main, gate + waiver).gate.open is is_open


@pytest.mark.parametrize(
    ("paths", "changed", "said"),
    [
        (["."], False, ["waiver-unused", "waiver-unused"]),
        (["calls"], False, ["waiver-unused"]),
        (["calls/main.tf"], False, []),
        ([], True, []),
    ],
    ids=["the project", "a stack", "a file", "no file"],
)
def test_only_what_has_been_judged_can_show_a_waiver_to_be_unused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str], changed: bool, said: list[str]
) -> None:
    (tmp_path / "calls").mkdir()
    (tmp_path / "leitplanke.toml").write_text('rules = ["strict-eu"]' + _WAIVER.replace("residency/*", "exposure/*"))
    comment = '  # leitplanke: ignore[exposure/*] reason="x" until=2027-01-31'
    (tmp_path / "calls/main.tf").write_text(_QUEUE % comment)
    monkeypatch.chdir(tmp_path)

    report = check(Request(paths=tuple(paths), changed=changed, as_of=_AS_OF), _PACKS)

    assert _said(report) == said
