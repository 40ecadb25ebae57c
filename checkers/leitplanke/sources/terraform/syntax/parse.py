"""Read one file of Terraform into a syntax tree, whichever syntax it is written in."""

from collections.abc import Iterable
from typing import NamedTuple

from leitplanke.core.diagnostic import Diagnostic, error
from leitplanke.core.message import Message, message
from leitplanke.core.source import Source, Span
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.problems import Problem
from leitplanke.sources.terraform.syntax.tree import Body, Expression

TREE_SITTER = "tree-sitter"
PYTHON_HCL2 = "python-hcl2"

SECOND_OPINION_SIZE = 500_000
"""The largest broken file, in bytes, that python-hcl2 is asked about: it reads 0.15 MB a second."""

_OPERATORS = frozenset(sign.encode() for sign in "+-*/%<>=&|!?:")


class Parsed(NamedTuple):
    """What a file says, as far as it can be read, and what is wrong with it.

    ``body`` is `None` where nothing could be read. Beside diagnostics it holds the good blocks of a broken file, so
    that one mistake hides no neighbour.
    """

    body: Body | None
    diagnostics: tuple[Diagnostic, ...]


def parse(source: Source, *, reader: str = TREE_SITTER) -> Parsed:
    """Read a file: ``.json`` as Terraform's JSON syntax, any other name as HCL. Raises nothing for any bytes.

    ``reader`` is ``"tree-sitter"`` or ``"python-hcl2"``. Where tree-sitter does not understand a file, python-hcl2 is
    asked for a second opinion: if it understands the file, its tree counts, else its place is in the diagnostic.
    """
    unreadable = validate.undecodable(source)
    if unreadable is not None:
        return _parsed(source, None, [unreadable])
    if source.path.endswith(".json"):
        return _json(source, reader)
    if reader == PYTHON_HCL2:
        return _parsed(source, *_second(source.data))
    from leitplanke.sources.terraform.syntax import tree_sitter_reader

    result = tree_sitter_reader.read(source.data)
    if result.broken < 0:
        return _parsed(source, result.body, [*result.problems, *validate.odd_blanks(source.data)])
    body, problems = _second_opinion(source.data, result.broken)
    if body is not None:
        return _parsed(source, body, problems)
    syntax = problems
    if result.trailing is not None and all(result.trailing.start <= problem.start for problem in problems):
        syntax = [result.trailing]
    return _parsed(source, result.body, [*result.problems, *syntax])


def _parsed(source: Source, body: Body | None, problems: Iterable[Problem]) -> Parsed:
    ordered = sorted(problems, key=lambda problem: problem.start)
    spans = (error(problem.message, span=Span(source, problem.start, problem.end)) for problem in ordered)
    return Parsed(body, tuple(spans))


def _second(data: bytes) -> tuple[Body | None, list[Problem]]:
    from leitplanke.sources.terraform.syntax import python_hcl2_reader

    body, problems = python_hcl2_reader.read(data)
    return (body, problems) if body is not None else (None, _cause(data, problems))


def _second_opinion(data: bytes, broken: int) -> tuple[Body | None, list[Problem]]:
    """Ask python-hcl2 about a file in which tree-sitter did not understand the byte ``broken``.

    Where python-hcl2 stops before that byte it stumbled over something else, which tree-sitter understands.
    """
    body, problems = _second(data) if len(data) <= SECOND_OPINION_SIZE else (None, _cause(data, []))
    if body is not None or any(_tells(problem, broken) for problem in problems):
        return body, [_at_line_end(data, problem) for problem in problems]
    cause = _cause(data, [])
    if cause:
        return None, cause
    text = message("syntax-error", expected=Message("token-valid-syntax"), found=validate.found(data, broken))
    return None, [Problem(text, broken, broken + 1)]


def _at_line_end(data: bytes, problem: Problem) -> Problem:
    """Return a problem with the token behind a line break as one with the line break, where that may not stand.

    Outside of brackets a line break ends an expression: not behind an operator, nor in half of a conditional.
    """
    before = data[: problem.start].rstrip()
    line = before[before.rfind(b"\n") + 1 :]
    broken = b"\n" in data[len(before) : problem.start] and problem.message.code == "syntax-error"
    open_line = before[-1:] in _OPERATORS or (b" ? " in line and b":" not in line.partition(b" ? ")[2])
    if not broken or not before or not open_line or b"#" in line or b"//" in line:
        return problem
    text = message("syntax-error", **{**problem.message.arguments, "found": validate.NEW_LINE})
    return Problem(text, len(before), len(before) + 1)


def _tells(problem: Problem, broken: int) -> bool:
    return problem.start >= broken or problem.message.code != "syntax-error"


def _cause(data: bytes, problems: list[Problem]) -> list[Problem]:
    """Put in the place of an error at the end of the file, or behind a line, what was left open before it."""
    from leitplanke.sources.terraform.syntax.unclosed import unclosed

    cause = unclosed(data)
    return [cause] if cause is not None else problems


def _json(source: Source, reader: str) -> Parsed:
    from leitplanke.sources.terraform.syntax import json_reader

    read = _read_second if reader == PYTHON_HCL2 else _read_expression
    variables = source.path.endswith((".tfvars.json", ".tofuvars.json"))
    return _parsed(source, *json_reader.read(source.data, read, variables=variables))


def _read_expression(data: bytes) -> tuple[Expression | None, list[Problem]]:
    from leitplanke.sources.terraform.syntax import tree_sitter_reader

    value, problems = tree_sitter_reader.read_expression(data)
    return (value, problems) if value is not None else _read_second(data)


def _read_second(data: bytes) -> tuple[Expression | None, list[Problem]]:
    body, problems = _second(data)
    return (body.arguments[0].value if body is not None and body.arguments else None), problems
