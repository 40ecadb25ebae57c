import msgspec
import pytest

from leitplanke.core.origin import written
from leitplanke.core.source import Source, Span
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.reporters import text
from leitplanke.reporters.excerpt import excerpt
from leitplanke.reporters.explain_text import render_finding, render_why
from leitplanke.reporters.style import Style
from tests.unit.reporters.reports import MAIN, TFVARS, finding, report, span, texts, usual

_GOLDEN = """\
1 stack, 4 resources, judged by gkv-statutory
1 failed, 1 unknown, 1 needs evidence, 1 passed  (75% decided)
1 high

Not decided, by cause:
  1 verdict: var.region has no value; set it with --var or in a var file

Assumed:
  2 stores without a declared data class are judged as `personal` (gkv-statutory); \
to change that, set a tag data-class, or [classes] in leitplanke.toml

Not judged: 1 resource of a type that the catalogue does not know: aws_unheard_of

stacks/größe/main.tf:4:1: error: expected }, found the end of the file
leerer Ordner: note: no Terraform configuration here: no .tf, .tofu or .tf.json file

residency/data-stays-in-territory  Data stay in the permitted territory

high[storage] aws_s3_bucket.calls: eu-west-2 (GB) lies outside
   --> stacks/größe/main.tf:3:12
    |
  3 |   region = var.region
    |            ^^^^^^^^^^
  ... from var.region stacks/größe/prod.tfvars:1:10  region = "eu-west-2"
  = asked by: gkv-statutory (SGB V § 393 Abs. 2)
  = to mend it:
      region = "eu-central-1"

needs evidence[log] aws_s3_bucket.calls: eu-west-2 (GB) needs evidence
   --> stacks/größe/main.tf:3:12
    |
  3 |   region = var.region
    |            ^^^^^^^^^^
  ... from the option -var region=eu-west-2
  = asked by: gkv-statutory (SGB V § 393 Abs. 2)

unknown[replica] aws_s3_bucket.store["übrig"]: not known
   --> stacks/größe/main.tf:3:12
    |
  3 |   region = var.region
    |            ^^^^^^^^^^
  ... from var.region stacks/größe/prod.tfvars:1:10  region = "eu-west-2"
  = unknown because: var.region has no value; set it with --var or in a var file
  = failed if var.region (aws_s3_bucket.store["übrig"]) = eu-west-2
  = asked by: gkv-statutory (SGB V § 393 Abs. 2)

Gate closed: 1 failure of severity high or above
"""


def test_a_report_as_people_read_it() -> None:
    assert text.render(usual(), texts()) == _GOLDEN


def test_colour_only_marks_up() -> None:
    coloured = text.render(usual(), texts(), style=Style(colour=True))
    assert "\033[31mhigh[storage]\033[0m" in coloured
    plain = coloured
    for code in ("1;31", "31", "33", "36", "34", "35", "32", "1", "2", "0"):
        plain = plain.replace(f"\033[{code}m", "")
    assert plain == _GOLDEN


def test_german() -> None:
    shown = text.render(usual(), texts("de"))
    assert "hoch[storage] aws_s3_bucket.calls" in shown
    assert "Tor geschlossen: 1 nicht erfülltes Urteil der Schwere high oder höher" in shown
    assert "erwartet: }; gefunden: das Ende der Datei" in shown


def test_a_part_says_that_it_is_one() -> None:
    made = usual()
    stacks = tuple(msgspec.structs.replace(stack, resources=1000, left_out=979) for stack in made.stacks)
    part = msgspec.structs.replace(made, stacks=stacks, unlisted=7)
    assert "Only 21 of 1000 resources were looked at" in text.render(part, texts())
    assert "Betrachtet wurden nur 21 von 1000 Ressourcen" in text.render(part, texts("de"))


def test_instances_that_are_alike_are_shown_once() -> None:
    made = report(finding(address=f'module.store["{key}"].aws_s3_bucket.this') for key in "abcdef")
    shown = text.render(made, texts())
    assert shown.count("-->") == 1
    assert 'and 5 more instances alike: module.store["b"].aws_s3_bucket.this' in shown
    assert "6 failed" in shown


def test_beyond_fifty_findings_it_shortens_itself_and_failures_come_first() -> None:
    failures = [finding(slot=f"slot-{number:02}") for number in range(30)]
    unknowns = [finding(Verdict.UNKNOWN, slot=f"slot-{number:02}") for number in range(30)]
    made = report([*unknowns, *failures])
    short = text.render(made, texts())
    assert (short.count("high["), short.count("unknown[")) == (30, 20)
    assert "10 more findings are not listed; --all lists them." in short
    everything = text.render(made, texts(), everything=True)
    assert (everything.count("high["), everything.count("unknown[")) == (30, 30)


def test_what_is_sensitive_is_not_quoted() -> None:
    secret = span(TFVARS, '"hunter2"')
    hidden = finding(at=secret, chain=(written(span(MAIN, "region")), written(secret)), sensitive=True)
    for shown in (
        text.render(report([hidden]), texts()),
        render_finding(hidden, texts()),
        render_why([hidden], texts()),
    ):
        assert "hunter2" not in shown
        assert "(sensitive)" in shown


def _excerpt(line: str, part: str) -> tuple[str, str]:
    source = Source("main.tf", line.encode())
    start = len(line[: line.index(part)].encode())
    _, _, shown, mark = excerpt(Span(source, start, start + len(part.encode())), Style())
    return shown, mark


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("größe = var.größe # ü\r\n", "var.größe"),
        ("\tregion\t= local.region", "local.region"),
        ("x" * 300 + " = NEEDLE" + "y" * 300, "NEEDLE"),
        ("a = NEEDLE" + "y" * 300, "NEEDLE"),
        ("x" * 300 + " = NEEDLE", "NEEDLE"),
    ],
)
def test_the_mark_stands_under_what_is_meant(line: str, part: str) -> None:
    shown, mark = _excerpt(line, part)
    assert shown[mark.index("^") : mark.rindex("^") + 1] == part
    assert len(shown) < 180


def test_a_range_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    source = Source("main.tf", b"tags = {\n  a = 1\n}\n")
    _, _, shown, mark = excerpt(Span(source, 7, len(source.data) - 1), Style())
    assert (shown, mark) == ("1 | tags = {", "  |        ^")


def test_severities_are_counted_from_the_gravest() -> None:
    made = report(finding(severity=severity, slot=severity.value) for severity in reversed(Severity))
    assert "\n1 critical, 1 high, 1 medium, 1 low, 1 info\n" in text.render(made, texts())
