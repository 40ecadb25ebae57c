"""``leitplanke check``: judge a project."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from leitplanke.cli.exit_codes import Exit
from leitplanke.cli.options import input_options, request

_SEVERITIES = ("critical", "high", "medium", "low", "info", "none")


@click.command(short_help="Judge Terraform by the rules of a sector.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@input_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="What to write: for people, for programs, for code hosts.",
)
@click.option("--output", type=click.Path(dir_okay=False, writable=True), help="File to write to.")
@click.option("--fail-on", type=click.Choice(_SEVERITIES), help="Lowest severity that closes the gate.  [default: low]")
@click.option("--changed", is_flag=True, help="PATHs are files that have changed; some of them may be gone.")
@click.option("--all", "everything", is_flag=True, help="List every finding, however many.")
@click.option(
    "--sarif-results",
    type=click.Choice(["fail", "open", "all"]),
    default="open",
    show_default=True,
    help="Results in SARIF: only failures, also what is open, or passes too.",
)
def check(paths: tuple[str, ...], **given: Any) -> int:
    """Judge the Terraform at PATH (default: here) by the rules of a sector.

    With files instead of folders, judges what they can touch in the stacks that they belong to, and lists what lies
    in them. A plan (of `terraform show -json`) or a state is judged itself; `-` reads one from standard input.

    \b
    Exit codes: 0 the gate is open, 1 it is closed, 2 usage or configuration,
    3 some input could not be read, 70 a bug.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from leitplanke.app.check import check as run
    from leitplanke.cli.installed_packs import installed_packs
    from leitplanke.core.diagnostic import Gravity

    packs = installed_packs()
    report = run(request(paths, **{key: given[key] for key in _REQUEST}), packs)
    pieces = _rendered(report, packs, given)
    if given["output"]:
        _write(given["output"], pieces)
    else:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
    if not report.gate.open:
        return Exit.CLOSED
    unreadable = any(one.gravity is Gravity.ERROR for one in report.diagnostics)
    return Exit.UNREADABLE if unreadable else Exit.OPEN


def _write(path: str, pieces: Iterator[bytes]) -> None:
    try:
        with open(path, "wb") as file:
            file.writelines(pieces)
    except OSError as problem:
        reason = problem.strerror or "it cannot be written"
        raise click.BadParameter(f"{path}: {reason}", param_hint="--output") from problem


_REQUEST = ("fail_on", "rules", "variables", "var_files", "config", "as_of", "reader", "source", "changed", "no_cache")


def _rendered(report: Any, packs: Any, given: dict[str, Any]) -> Iterator[bytes]:
    from leitplanke.reporters.texts import Texts

    texts = Texts(given["lang"], packs.texts(given["lang"]))
    if given["form"] == "json":
        from leitplanke.reporters.json_report import pieces

        return pieces(report, texts)
    if given["form"] == "sarif":
        from leitplanke.reporters.sarif import render as render_sarif

        return iter((render_sarif(report, texts, results=given["sarif_results"]).encode(),))
    from leitplanke.reporters.style import Style
    from leitplanke.reporters.text import render as render_text

    terminal = sys.stdout.isatty() and not given["output"]
    text = render_text(report, texts, style=Style(terminal), everything=given["everything"])
    # Where the terminal cannot show umlauts, other characters stand for them.
    encoding = "utf-8" if given["output"] else sys.stdout.encoding
    return iter((text.encode(encoding, "replace"),))
