"""``leitplanke why``: every verdict on a resource, passes too."""

from typing import Any

import click

from leitplanke.cli.options import input_options, request


@click.command(short_help="Show every verdict on a resource, passes too.")
@click.argument("address")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@input_options
def why(address: str, paths: tuple[str, ...], **given: Any) -> None:
    """Show what was judged of the resource at ADDRESS, how, and by which law, also where it passed.

    PATH is what was checked (default: here). In an inventory that `leitplanke scan --save` has written, the address is
    the id that the cloud gives: `leitplanke why arn:aws:s3:::calls aws.jsonl.zst`.
    """
    from leitplanke.app.explain import findings_of
    from leitplanke.cli.installed_packs import installed_packs
    from leitplanke.reporters.explain_text import render_why
    from leitplanke.reporters.texts import Texts

    packs = installed_packs()
    texts = Texts(given["lang"], packs.texts(given["lang"]))
    found = findings_of(request(paths, None, **given), packs, address)
    click.echo(render_why(found.findings, texts, found.accounts.get(found.findings[0].stack)), nl=False)
