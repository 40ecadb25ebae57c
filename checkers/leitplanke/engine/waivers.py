"""Waivers: findings that somebody has accepted, for a reason and for a time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import msgspec

from leitplanke.core.diagnostic import Diagnostic, note, warning
from leitplanke.core.message import message
from leitplanke.core.source import Span
from leitplanke.core.text import fits
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, StackReport, Waived


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """One waiver, wherever it is written.

    ``policies`` are ids or patterns of them, ``resources`` and ``stacks`` patterns of addresses and names. ``place`` is
    where it is written, ``span`` if that is in a scanned file; then it is about what ``line`` of that file begins: an
    attribute, a resource, or a module call and all that the call makes.
    """

    policies: tuple[str, ...]
    reason: str
    until: date
    place: str
    owner: str = ""
    approved_by: str = ""
    resources: tuple[str, ...] = ("*",)
    stacks: tuple[str, ...] = ("*",)
    span: Span | None = None
    line: int = 0


def apply_waivers(
    stacks: Sequence[StackReport],
    waivers: Sequence[Waiver],
    as_of: date,
    *,
    days_at_most: int,
    may_be_unused: Callable[[Waiver], bool],
) -> tuple[list[StackReport], list[Diagnostic]]:
    """Return the reports with what is waived marked, and what is wrong with waivers.

    One that has expired, or that was given for more than ``days_at_most`` days from the date of judgement, waives
    nothing; one that fits no finding is reported as unused, if it ``may_be_unused``.
    """
    valid: list[Waiver] = []
    diagnostics: list[Diagnostic] = []
    for waiver in waivers:
        if waiver.until < as_of:
            text = message("waiver-expired", policies=waiver.policies, until=waiver.until.isoformat())
            diagnostics.append(_about(waiver, warning(text)))
        elif (waiver.until - as_of).days > days_at_most:
            text = message(
                "waiver-too-long", policies=waiver.policies, until=waiver.until.isoformat(), days=days_at_most
            )
            diagnostics.append(_about(waiver, warning(text)))
        else:
            valid.append(waiver)
    used: set[int] = set()
    marked = [_marked(stack, valid, used) for stack in stacks] if valid else list(stacks)
    for number, waiver in enumerate(valid):
        if number not in used and may_be_unused(waiver):
            diagnostics.append(_about(waiver, note(message("waiver-unused", policies=waiver.policies))))
    return marked, diagnostics


def _marked(stack: StackReport, waivers: Sequence[Waiver], used: set[int]) -> StackReport:
    by_policy = {
        policy: [(number, one) for number, one in enumerate(waivers) if _any_fits(one.policies, policy)]
        for policy in {finding.policy.id for finding in stack.findings}
    }
    findings = tuple(_with_waiver(finding, by_policy[finding.policy.id], used) for finding in stack.findings)
    return msgspec.structs.replace(stack, findings=findings)


def _with_waiver(finding: Finding, waivers: Sequence[tuple[int, Waiver]], used: set[int]) -> Finding:
    if finding.verdict is Verdict.PASS:
        return finding
    for number, waiver in waivers:
        if _fits(waiver, finding):
            used.add(number)
            waived = Waived(waiver.reason, waiver.until, waiver.place, waiver.owner, waiver.approved_by)
            return msgspec.structs.replace(finding, waived=waived)
    return finding


def _fits(waiver: Waiver, finding: Finding) -> bool:
    """Tell whether a waiver of the finding's policy is about the finding's place."""
    if waiver.span is None:
        return _any_fits(waiver.resources, finding.address) and _any_fits(waiver.stacks, finding.stack)
    spans = (finding.span, finding.body, *finding.calls)
    path = waiver.span.source.path
    return any(span is not None and span.source.path == path and span.begin.line == waiver.line for span in spans)


def _any_fits(patterns: Iterable[str], text: str) -> bool:
    return any(fits(text, pattern) for pattern in patterns)


def _about(waiver: Waiver, diagnostic: Diagnostic) -> Diagnostic:
    if waiver.span is None:
        return msgspec.structs.replace(diagnostic, path=waiver.place)
    return msgspec.structs.replace(diagnostic, path=waiver.span.source.path, span=waiver.span)
