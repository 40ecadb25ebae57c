"""``leitplanke eval``: the value of an expression in a stack."""

from typing import Any

import click

from leitplanke.cli.exit_codes import Exit
from leitplanke.cli.options import input_options, request


@click.command("eval", short_help="Show what an expression is, and why.")
@click.argument("path", type=click.Path(exists=True))
@click.argument("expression")
@input_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def evaluate(path: str, expression: str, form: str, **given: Any) -> int:
    """Show what EXPRESSION is in the stack at PATH: known, unknown or absent, why, and where it comes from."""
    from leitplanke.app.evaluate import evaluate as run
    from leitplanke.cli.installed_packs import installed_packs
    from leitplanke.core.diagnostic import Gravity
    from leitplanke.reporters.style import Style
    from leitplanke.reporters.summary_text import diagnostic_text
    from leitplanke.reporters.texts import Texts
    from leitplanke.reporters.value_report import render_json, render_text
    from leitplanke.sources.terraform.stack_reader import EXPRESSION

    packs = installed_packs()
    result = run(request((path,), None, **given), packs, expression)
    texts = Texts(given["lang"], packs.texts(given["lang"]))
    shown = render_json(result.stack, result.value) if form == "json" else render_text(result.value, texts)
    click.echo(shown, nl=False)
    for one in result.diagnostics:
        click.echo(diagnostic_text(one, texts, Style()), err=True)
    if any(one.path == EXPRESSION and one.gravity is Gravity.ERROR for one in result.diagnostics):
        return Exit.USAGE
    return Exit.OPEN
