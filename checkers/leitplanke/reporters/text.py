"""The report that people read: a summary, then findings by policy, each with its place, its law and its remedy."""

from collections.abc import Iterable, Iterator, Sequence

from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, Report
from leitplanke.reporters.finding_text import chain_lines, finding_lines
from leitplanke.reporters.style import Style
from leitplanke.reporters.summary_text import diagnostic_lines, gate_lines, summary_lines
from leitplanke.reporters.texts import Texts

_LISTED_AT_MOST = 50
_OPEN = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE)

__all__ = ["chain_lines", "render"]


def render(report: Report, texts: Texts, *, style: Style | None = None, everything: bool = False) -> str:
    """Return the report as text. Beyond fifty groups of findings it shortens itself, unless ``everything`` is set."""
    style = style or Style()
    lines = list(_lines(report, texts, style, everything=everything))
    return "\n".join(lines) + "\n"


def _lines(report: Report, texts: Texts, style: Style, *, everything: bool) -> Iterator[str]:
    yield from summary_lines(report, texts, style)
    yield from diagnostic_lines(report, texts, style)
    groups = _grouped(finding for finding in report.findings if finding.verdict in _OPEN)
    failures = [group for group in groups if group[0].verdict is Verdict.FAIL]
    undecided = [group for group in groups if group[0].verdict is not Verdict.FAIL]
    shown = groups if everything else [*failures, *undecided][:_LISTED_AT_MOST]
    heading = ""
    for group in [*failures, *undecided]:
        if group not in shown:
            continue
        first = group[0]
        if first.policy.id != heading:
            heading = first.policy.id
            title = texts.policy(heading, "title") or first.policy.title
            yield ""
            yield f"{style.strong(heading)}  {style.dim(title)}"
        yield ""
        yield from finding_lines(group, texts, style, stacks=len(report.stacks))
    left = len(groups) - len(shown)
    if left:
        yield ""
        yield texts.label("more-findings", count=left)
    if report.unlisted:
        yield ""
        yield texts.label("unlisted", count=report.unlisted)
    yield ""
    yield from gate_lines(report, texts, style)


def _grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Group the instances of a module or ``for_each`` that are alike: same policy, place, slot and verdict."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        place = (finding.span.source.path, finding.span.start) if finding.span else (finding.address,)
        key = (finding.policy.id, finding.verdict, finding.slot, *place)
        groups.setdefault(key, []).append(finding)
    return sorted(groups.values(), key=_order)


def _order(group: Sequence[Finding]) -> tuple[object, ...]:
    first = group[0]
    path, start = (first.span.source.path, first.span.start) if first.span else ("", 0)
    return (first.policy.id, -first.severity.rank, path, start, first.slot)
