"""Exit codes, and the handler that turns errors into them."""

import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import click


class Exit(IntEnum):
    """What the command's exit code says. A closed gate beats unreadable input."""

    OPEN = 0
    CLOSED = 1
    USAGE = 2
    UNREADABLE = 3
    BUG = 70
    INTERRUPTED = 130


def guarded(command: Callable[..., Any]) -> int:
    """Run a click command and return its exit code; expected errors are one sentence, a bug asks to be reported."""
    try:
        code = command(standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as problem:
        problem.show()
        return Exit.USAGE
    except click.Abort:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.OPEN
    except ValueError as problem:
        if not _expected(problem):
            return _bug()
        click.echo(f"leitplanke: {problem}", err=True)
        return Exit.USAGE
    except Exception:  # noqa: BLE001 - the one place where a bug becomes an exit code
        return _bug()
    return int(code) if isinstance(code, int) else Exit.OPEN


def _expected(problem: ValueError) -> bool:
    from leitplanke.app.check import InputError
    from leitplanke.app.configuration import ConfigurationError
    from leitplanke.app.packs import PackError
    from leitplanke.engine.select import RuleSetError
    from leitplanke.sources.live.problems import ScanError

    return isinstance(problem, (InputError, ConfigurationError, PackError, RuleSetError, ScanError))


def _bug() -> int:
    import traceback

    click.echo(
        "leitplanke: this is a bug in leitplanke, not in your configuration. Please report what follows.", err=True
    )
    click.echo(traceback.format_exc(), err=True)
    return Exit.BUG
