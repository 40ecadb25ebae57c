"""The report that people read: a summary, then findings by policy, each with its place, its law and its remedy."""

from collections.abc import Iterator, Sequence

from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, Report
from leitplanke.reporters.coverage_text import coverage_lines
from leitplanke.reporters.finding_text import chain_lines, finding_lines
from leitplanke.reporters.style import Style
from leitplanke.reporters.summary_text import diagnostic_lines, gate_lines, summary_lines, waived_lines
from leitplanke.reporters.texts import Texts

_LISTED_AT_MOST = 50
_NAMES_AT_MOST = 6
_MEMBER = "member:"
_OPEN = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE)

__all__ = ["chain_lines", "render"]


def render(report: Report, texts: Texts, *, style: Style | None = None, everything: bool = False) -> str:
    """Return the report as text. Beyond fifty groups of findings it shortens itself, unless ``everything`` is set."""
    style = style or Style()
    lines = list(_lines(report, texts, style, everything=everything))
    return "\n".join(lines) + "\n"


def _lines(report: Report, texts: Texts, style: Style, *, everything: bool) -> Iterator[str]:
    yield from summary_lines(report, texts, style)
    yield from coverage_lines(report, texts, style, everything=everything)
    yield from diagnostic_lines(report, texts, style)
    templates = frozenset() if everything else frozenset(stack.name for stack in report.stacks if stack.template)
    yield from _template_lines(report, texts, templates)
    groups = _grouped(report, templates)
    groups.sort(key=lambda group: group[0].verdict is not Verdict.FAIL)
    heading = ""
    accounts = {stack.path: stack for stack in report.stacks if stack.cloud}
    for group in groups if everything else groups[:_LISTED_AT_MOST]:
        first = group[0]
        if first.policy.id != heading:
            heading = first.policy.id
            title = texts.policy(heading, "title") or first.policy.title
            yield ""
            yield f"{style.strong(heading)}  {style.dim(title)}"
        yield ""
        yield from finding_lines(
            group, texts, style, stacks=len(report.stacks), accounts=accounts, everything=everything
        )
    left = len(groups) - _LISTED_AT_MOST
    if left > 0 and not everything:
        yield ""
        yield texts.label("more-findings", count=left)
    if report.waived:
        yield ""
        yield from waived_lines(report, texts, everything=everything)
    if report.left_out:
        resources = sum(stack.resources for stack in report.stacks)
        yield ""
        yield texts.label("left-out", count=resources - report.left_out, resources=resources)
    elif report.unlisted:
        yield ""
        yield texts.label("unlisted", count=report.unlisted)
    yield ""
    yield from gate_lines(report, texts, style)


def _is_listed(finding: Finding, templates: frozenset[str]) -> bool:
    """Tell whether a finding is shown by itself. What a module's callers decide is not, where there are none."""
    if finding.waived is not None or (finding.verdict is Verdict.UNKNOWN and finding.stack in templates):
        return False
    return finding.verdict in _OPEN


def _template_lines(report: Report, texts: Texts, templates: frozenset[str]) -> Iterator[str]:
    """Yield a line for each module that nothing calls: how much of it depends on callers, and on what they give."""
    for stack in report.stacks:
        unknown = [finding for finding in stack.findings if finding.verdict is Verdict.UNKNOWN]
        if stack.name in templates and unknown:
            names = sorted({cause.name for finding in unknown for cause in finding.causes})
            shown = ", ".join(names[:_NAMES_AT_MOST]) + (", ..." if len(names) > _NAMES_AT_MOST else "")
            yield ""
            yield texts.label("template", path=stack.path, count=len(unknown), names=shown)


def _grouped(report: Report, templates: frozenset[str]) -> list[list[Finding]]:
    """Group the findings that are alike.

    Of Terraform, those on instances of a module or ``for_each``: same policy, place, slot and verdict. Of live
    accounts, those of which the same is to be said: also same type, attribute, message, causes and requirements.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for stack in report.stacks:
        for finding in stack.findings:
            if _is_listed(finding, templates):
                alike = _live_key(finding) if stack.cloud else _place_key(finding)
                groups.setdefault((finding.policy.id, finding.verdict, *alike), []).append(finding)
    return sorted(groups.values(), key=_order)


def _place_key(finding: Finding) -> tuple[object, ...]:
    place = (finding.span.source.path, finding.span.start) if finding.span else (finding.address,)
    return (finding.slot, *place)


def _live_key(finding: Finding) -> tuple[object, ...]:
    served = tuple((one.rule_set, one.requirement) for one in finding.requirements if one.verdict is finding.verdict)
    # Who holds a role may be hundreds: each is a slot of its own.
    slot = _MEMBER if finding.slot.startswith(_MEMBER) else finding.slot
    said = {**finding.message.arguments, "slot": slot}
    message = (finding.message.code, *sorted((name, str(value)) for name, value in said.items()))
    return (slot, finding.severity, finding.type, finding.attribute, message, finding.causes, served)


def _order(group: Sequence[Finding]) -> tuple[object, ...]:
    first = group[0]
    path, start = (first.span.source.path, first.span.start) if first.span else ("", 0)
    return (first.policy.id, -first.severity.rank, path, start, first.slot)
