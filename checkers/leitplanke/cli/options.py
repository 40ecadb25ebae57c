"""Options that several commands take."""

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from leitplanke.cli.clock import today

if TYPE_CHECKING:
    from leitplanke.app.check import Request

F = TypeVar("F", bound=Callable[..., Any])
LANGUAGES = ("en", "de")


def input_options(command: F) -> F:
    """Add the options that say what is read, and how."""
    options = [
        click.option("--rules", "rules", multiple=True, metavar="ID", help="Rule set to judge by; may be repeated."),
        click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="Value of a root variable."),
        click.option(
            "--var-file", "var_files", multiple=True, type=click.Path(exists=True), help="File of variable values."
        ),
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False),
            help="Configuration to use instead of the project's own leitplanke.toml.",
        ),
        click.option(
            "--source",
            type=click.Path(exists=True, file_okay=False),
            help="Folder of the configuration that a plan or state is of; the file's own if not given.",
        ),
        click.option("--as-of", metavar="DATE", help="Date of judgement, ISO 8601; today if not given."),
        click.option(
            "--reader",
            type=click.Choice(["tree-sitter", "python-hcl2"]),
            default="tree-sitter",
            show_default=True,
            help="Reader of HCL.",
        ),
        click.option("--no-cache", is_flag=True, help="Neither use nor keep results of earlier runs."),
        click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def request(paths: tuple[str, ...], fail_on: str | None, **given: Any) -> "Request":
    """Return the request that the options of `input_options` amount to."""
    from leitplanke.app.check import Request
    from leitplanke.cli.cache_place import cache_place

    return Request(
        paths=paths if paths or given.get("changed") else (".",),
        rules=given["rules"],
        variables=assignments(given["variables"]),
        var_files=given["var_files"],
        config=given["config"],
        fail_on=fail_on,
        as_of=day(given["as_of"]),
        reader=given["reader"],
        source=given["source"],
        changed=given.get("changed", False),
        cache=None if given["no_cache"] else cache_place(),
        standard_input=sys.stdin.buffer.read() if "-" in paths else b"",
    )


def assignments(texts: tuple[str, ...]) -> Mapping[str, str]:
    """Return ``NAME=VALUE`` texts as a mapping. Raises a usage error for a text without ``=``."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--var")
        found[name.strip()] = value
    return found


def day(text: str | None) -> date:
    """Return a date; today if there is no text. Raises a usage error for a text that is no date."""
    if text is None:
        return today()
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError as problem:
        raise click.BadParameter(f"{text!r} is not a date such as 2026-11-23", param_hint="--as-of") from problem
