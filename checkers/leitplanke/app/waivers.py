"""The waivers of a project: those of its configuration, and those in the files that were judged."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum

from leitplanke.app.configuration import FILE_NAME, Configuration
from leitplanke.core.diagnostic import Diagnostic
from leitplanke.engine.finding import StackReport
from leitplanke.engine.inline_waivers import inline_waivers
from leitplanke.engine.waivers import Waiver, apply_waivers


class Judged(Enum):
    """How much has been judged: parts of stacks, whole stacks, all stacks of the project."""

    PARTS = 0
    STACKS = 1
    PROJECT = 2


def waived(
    stacks: Sequence[StackReport],
    configuration: Configuration,
    outside: str | None,
    as_of: date,
    *,
    judged: Judged = Judged.PROJECT,
) -> tuple[list[StackReport], list[Diagnostic]]:
    """Return the reports with what is waived marked, and what is wrong with waivers.

    With a configuration from ``outside``, comments count only if it lets the repository add waivers. That a waiver fits
    nothing is said only where all that it could fit has been ``judged``.
    """
    place = outside or FILE_NAME
    waivers = [
        Waiver(
            policies=one.policies,
            resources=one.resources,
            stacks=one.stacks,
            reason=one.reason,
            owner=one.owner,
            approved_by=one.approved_by,
            until=one.until,
            place=place,
        )
        for one in configuration.waiver
    ]
    diagnostics: list[Diagnostic] = []
    if outside is None or "waiver" in configuration.allow_repository:
        written, diagnostics = inline_waivers(stacks)
        waivers += written
    marked, problems = apply_waivers(
        stacks,
        waivers,
        as_of,
        days_at_most=configuration.gate.waiver_days_at_most,
        may_be_unused=_may_be_unused(judged),
    )
    return marked, [*diagnostics, *problems]


def _may_be_unused(judged: Judged) -> Callable[[Waiver], bool]:
    """Return what tells if a waiver that fits nothing is unused: a comment is about its stack, others about all."""

    def may_be(waiver: Waiver) -> bool:
        return judged is Judged.PROJECT or (judged is Judged.STACKS and waiver.span is not None)

    return may_be
