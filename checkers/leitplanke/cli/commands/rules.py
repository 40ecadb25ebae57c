"""``leitplanke rules``: the rule sets, or one of them."""

import click


@click.command(short_help="List the rule sets, or show what one asks.")
@click.argument("rule_set", required=False, metavar="[ID]")
@click.option("--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language.")
def rules(rule_set: str | None, lang: str) -> None:
    """List the rule sets; with ID, what one asks: by which norm, whose duty, and how it is shown."""
    from leitplanke.cli.installed_packs import installed_packs
    from leitplanke.reporters.rules_text import render_list, render_one
    from leitplanke.reporters.texts import Texts

    packs = installed_packs()
    texts = Texts(lang, packs.texts(lang))
    if rule_set is None:
        click.echo(render_list([packs.rule_set(name) for name in packs.rule_set_ids], texts), nl=False)
    else:
        click.echo(render_one(packs.rule_set(rule_set), texts), nl=False)
