"""Where a report goes, in which form."""

import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from leitplanke.cli.exit_codes import Exit

F = TypeVar("F", bound=Callable[..., Any])
_SEVERITIES = ("critical", "high", "medium", "low", "info", "none")


def output_options(command: F) -> F:
    """Add the options that say what becomes of the report."""
    options = [
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "sarif"]),
            default="text",
            show_default=True,
            help="What to write: for people, for programs, for code hosts.",
        ),
        click.option("--output", type=click.Path(dir_okay=False, writable=True), help="File to write to."),
        click.option(
            "--fail-on", type=click.Choice(_SEVERITIES), help="Lowest severity that closes the gate.  [default: low]"
        ),
        click.option("--all", "everything", is_flag=True, help="List every finding, however many."),
        click.option(
            "--sarif-results",
            type=click.Choice(["fail", "open", "all"]),
            default="open",
            show_default=True,
            help="Results in SARIF: only failures, also what is open, or passes too.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def deliver(report: Any, packs: Any, given: dict[str, Any]) -> int:
    """Write the report as the options of `output_options` say, and return the exit code."""
    from leitplanke.core.diagnostic import Gravity

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
