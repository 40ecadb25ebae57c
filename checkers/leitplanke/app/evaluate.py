"""Evaluate an expression in a stack."""

import msgspec

from leitplanke.app.check import InputError, Project, Request
from leitplanke.app.packs import Packs
from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.value import AnyValue
from leitplanke.sources.terraform.stack_reader import evaluate_in_stack


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
    return Evaluated(plans[0].stack.name, value, tuple(problems))
