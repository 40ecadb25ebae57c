"""``leitplanke catalogue``: the resource types that are judged, or one of them."""

import click


@click.command(short_help="List the resource types that are judged, or show what of one.")
@click.argument("resource_type", required=False, metavar="[TYPE]")
@click.option("--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language.")
def catalogue(resource_type: str | None, lang: str) -> None:
    """List the resource types that the catalogue knows.

    With TYPE, what is judged of it: from which attributes, with which defaults, on what evidence. A part of a name,
    such as `aws_s3`, lists the types that have it.
    """
    from leitplanke.catalogue.loader import load_catalogue
    from leitplanke.reporters.catalogue_text import render_list, render_one
    from leitplanke.reporters.texts import Texts

    rows, texts = load_catalogue(), Texts(lang, {})
    row = rows.row(resource_type) if resource_type else None
    if row is not None and resource_type is not None:
        click.echo(render_one(resource_type, row, texts), nl=False)
        return
    names = [name for name in rows.types() if (resource_type or "") in name]
    found = [(name, row) for name in names if (row := rows.row(name)) is not None]
    if not found:
        from difflib import get_close_matches

        near = get_close_matches(resource_type or "", list(rows.types()), n=1)
        hint = f"did you mean {near[0]}?" if near else "`leitplanke catalogue` lists all"
        raise click.UsageError(f"there is no resource type {resource_type} in the catalogue; {hint}")
    click.echo(render_list(found, texts), nl=False)
