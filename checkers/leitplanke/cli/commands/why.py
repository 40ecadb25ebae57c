"""``leitplanke why``: every verdict on a resource, passes too."""

from typing import Any

import click

from leitplanke.cli.options import input_options, request


@click.command(short_help="Show every verdict on a resource, passes too.")
@click.argument("address")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@input_options
def why(address: str, paths: tuple[str, ...], **given: Any) -> None:
    """Show what was judged of the resource at ADDRESS, how, and by which law, also where it passed."""
    from leitplanke.app.explain import findings_of
    from leitplanke.cli.installed_packs import installed_packs
    from leitplanke.reporters.explain_text import render_why
    from leitplanke.reporters.texts import Texts

    packs = installed_packs()
    texts = Texts(given["lang"], packs.texts(given["lang"]))
    found = findings_of(request(paths, None, **given), packs, address)
    click.echo(render_why(found, texts), nl=False)
