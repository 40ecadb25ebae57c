"""``leitplanke check``: judge a project."""

import gc
from typing import Any

import click

from leitplanke.cli.options import input_options, request
from leitplanke.cli.output import deliver, output_options

_REQUEST = ("fail_on", "rules", "variables", "var_files", "config", "as_of", "reader", "source", "changed", "no_cache")


@click.command(short_help="Judge Terraform, or a saved inventory, by the rules of a sector.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@input_options
@output_options
@click.option("--changed", is_flag=True, help="PATHs are files that have changed; some of them may be gone.")
def check(paths: tuple[str, ...], **given: Any) -> int:
    """Judge the Terraform at PATH (default: here) by the rules of a sector.

    With files instead of folders, judges what they can touch in the stacks that they belong to, and lists what lies
    in them. A plan (of `terraform show -json`) or a state is judged itself; `-` reads one from standard input. So is an
    inventory that `leitplanke scan --save` has written; what holds then is leitplanke.toml of the folder you are in.

    \b
    Exit codes: 0 the gate is open, 1 it is closed, 2 usage or configuration,
    3 some input could not be read, 70 a bug.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from leitplanke.app.check import check as run
    from leitplanke.app.saved_inventories import is_inventory
    from leitplanke.cli.installed_packs import installed_packs

    packs = installed_packs()
    if any(is_inventory(path) for path in paths):
        gc.enable()  # accounts come and go, which a short run need not care about
    return deliver(run(request(paths, **{key: given[key] for key in _REQUEST}), packs), packs, given)
