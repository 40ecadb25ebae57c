"""The command ``leitplanke``."""

import sys

import click

from leitplanke import __version__
from leitplanke.cli.exit_codes import Exit, guarded


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="leitplanke")
def cli() -> None:
    """Guard rails for infrastructure that handles customers' data.

    Judges Terraform by the rules of a sector: where data lie, whose key encrypts them, whether they can be
    restored, and who may reach them.
    """


def main() -> None:
    """Run the command line; never ends in a traceback."""
    from leitplanke.cli import commands

    for command in commands.ALL:
        cli.add_command(command)
    sys.exit(guarded(cli))


__all__ = ["Exit", "cli", "main"]
