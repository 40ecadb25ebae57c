"""Evaluate an expression in a stack."""

import msgspec

from leitplanke.app.check import InputError, Project, Request
from leitplanke.app.packs import Packs
from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.value import AnyValue
from leitplanke.sources.terraform.stack_reader import EXPRESSION, evaluate_in_stack


class Evaluated(msgspec.Struct, frozen=True):
    """The value of an expression, the stack it was evaluated in, and what went wrong on the way."""

    stack: str
    value: AnyValue
    diagnostics: tuple[Diagnostic, ...]


def evaluate(request: Request, packs: Packs, expression: str) -> Evaluated:
    """Return the value of an expression in the first stack that the request's path leads to.

    Raises `InputError` where there is no stack.
    """
    project = Project(request, packs)
    plans = project.plans([project.relative(path) for path in request.paths])
    if not plans:
        raise InputError(f"{request.paths[0]}: no Terraform configuration here")
    value, problems = evaluate_in_stack(
        project.files, plans[0], expression, variables=request.variables, reader=request.reader
    )
    return Evaluated(plans[0].stack.name, value, tuple(_without_lines(one) for one in problems))


def _without_lines(one: Diagnostic) -> Diagnostic:
    """Return a diagnostic without its place where that is the expression, which stands on no line of a file."""
    if one.span is None or one.span.source.path != EXPRESSION:
        return one
    return msgspec.structs.replace(one, path=EXPRESSION, span=None)
