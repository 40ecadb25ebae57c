"""The waivers of a project: those of its configuration, and those in the files that were judged."""

from collections.abc import Sequence
from datetime import date

from leitplanke.app.configuration import FILE_NAME, Configuration
from leitplanke.core.diagnostic import Diagnostic
from leitplanke.engine.finding import StackReport
from leitplanke.engine.inline_waivers import inline_waivers
from leitplanke.engine.waivers import Waiver, apply_waivers


def waived(
    stacks: Sequence[StackReport], configuration: Configuration, outside: str | None, as_of: date
) -> tuple[list[StackReport], list[Diagnostic]]:
    """Return the reports with what is waived marked, and what is wrong with waivers.

    With a configuration from ``outside``, comments count only if it lets the repository add waivers.
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
    marked, problems = apply_waivers(stacks, waivers, as_of, days_at_most=configuration.gate.waiver_days_at_most)
    return marked, [*diagnostics, *problems]
