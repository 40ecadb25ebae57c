"""What goes wrong while an expression is evaluated, before it is a diagnostic."""

from leitplanke.core.diagnostic import Diagnostic, warning
from leitplanke.core.message import Argument, Message
from leitplanke.core.source import Source, Span
from leitplanke.core.value import CauseKind, Unknown


class EvaluationError(Exception):
    """Terraform would stop here. Caught by ``try`` and ``can``, else at the border of the expression.

    ``code`` and ``arguments`` are a message's. ``span`` is filled in by the innermost expression that is at fault.
    ``kind`` is the cause of the unknown that results; one of kind ``LIMIT`` is ours, and ``try`` lets it pass.
    """

    def __init__(self, code: str, *, kind: CauseKind = CauseKind.ERROR, **arguments: Argument) -> None:
        super().__init__(code)
        self.code = code
        self.kind = kind
        self.arguments = arguments
        self.span: Span | None = None

    def at(self, source: Source, start: int, end: int) -> None:
        """Say where the error is, unless that is known more exactly."""
        if self.span is None:
            self.span = Span(source, start, end)

    @property
    def catchable(self) -> bool:
        """Whether Terraform would fail too, so that ``try`` goes on to its next argument.

        A name that is nowhere declared stops Terraform before it evaluates anything.
        """
        return self.kind is not CauseKind.LIMIT and self.code != "reference-undeclared"

    def diagnostic(self) -> Diagnostic:
        """Return what to tell the user."""
        return warning(Message(self.code, self.arguments), span=self.span)


class Failure(Unknown, frozen=True, eq=False, kw_only=True):
    """What an expression yields in a world in which Terraform would stop, while it goes on in others."""

    error: EvaluationError


def limit(what: str, most: int) -> EvaluationError:
    """Return the error for more than we are willing to compute: ``what`` is a word such as ``elements``."""
    return EvaluationError("expansion-limit", kind=CauseKind.LIMIT, what=what, most=most)
