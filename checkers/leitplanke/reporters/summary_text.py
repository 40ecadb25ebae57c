"""The summary, the diagnostics and the gate as text."""

from collections.abc import Iterator

from leitplanke.core.diagnostic import Diagnostic, Gravity
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.finding import Report
from leitplanke.reporters.assumptions import together
from leitplanke.reporters.finding_text import account_text, cause_text
from leitplanke.reporters.style import Style
from leitplanke.reporters.texts import Texts

_CAUSES_AT_MOST = 8
_TYPES_AT_MOST = 6
_WAIVED_AT_MOST = 10
_ACCOUNTS_AT_MOST = 3


def summary_lines(report: Report, texts: Texts, style: Style) -> Iterator[str]:
    """Yield what was judged, by which rules, and how it came out."""
    resources = sum(stack.resources for stack in report.stacks)
    rules = ", ".join(sorted({name for stack in report.stacks for name in stack.rule_sets}))
    live = [stack.path for stack in report.stacks if stack.cloud]
    kinds = [("stack", len(report.stacks) - len(live)), ("account", len(set(live)))]
    stacks = ", ".join(_counted(noun, count, texts) for noun, count in kinds if count or (noun == "stack" and not live))
    heading = texts.label(
        "heading", stacks=stacks, resources=_counted("resource", resources, texts), rules=rules or "-"
    )
    yield style.strong(heading)
    yield from _rules_of_accounts(report, texts)
    counts = [f"{_standing(report, verdict)} {texts.label('verdict-' + verdict.value)}" for verdict in _SHOWN]
    if report.waived:
        counts.append(texts.label("waived-count", count=len(report.waived)))
    share = report.decided_share
    of = "decided-of-read" if report.unread else "decided"
    # Rounded down: with anything open, it is not all of them.
    decided = f"  {texts.label(of, share=int(share * 100 + 1e-9))}" if share is not None else ""
    yield f"{', '.join(counts)}{decided}"
    failures = _by_severity(report, texts, style)
    if failures:
        yield failures
    causes = report.unknown_by_cause()
    if causes:
        yield ""
        yield texts.label("unknown-heading")
        for cause, count in causes[:_CAUSES_AT_MOST]:
            yield f"  {texts.label('verdict-count', count=count)}: {cause_text(cause, texts)}"
        if len(causes) > _CAUSES_AT_MOST:
            yield f"  {texts.label('more', count=len(causes) - _CAUSES_AT_MOST)}"
    assumptions = [texts.say(one) for one in together(one for stack in report.stacks for one in stack.assumptions)]
    if assumptions:
        yield ""
        yield texts.label("assumed")
        yield from (f"  {line}" for line in assumptions)
    yield from _not_judged(report, texts)


_SHOWN = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE, Verdict.PASS)


def _counted(noun: str, count: int, texts: Texts) -> str:
    return texts.label(f"one-{noun}") if count == 1 else texts.label(f"{noun}s", count=count)


def _rules_of_accounts(report: Report, texts: Texts) -> Iterator[str]:
    """Yield which live accounts are judged by which rules, where these are not the same."""
    accounts: dict[tuple[str, ...], list[str]] = {}
    for stack in report.stacks:
        if stack.cloud:
            # Where a table is about a part of an account, its name stands behind.
            table = stack.name.removeprefix(stack.path).strip(" ()")
            accounts.setdefault(stack.rule_sets, []).append(
                f"{account_text(stack, texts)}{f' [{table}]' if table else ''}"
            )
    if len(accounts) > 1:
        for rules, names in accounts.items():
            more = f" +{len(names) - _ACCOUNTS_AT_MOST}" if len(names) > _ACCOUNTS_AT_MOST else ""
            yield f"  {', '.join(rules)}: {', '.join(names[:_ACCOUNTS_AT_MOST])}{more}"


def _standing(report: Report, verdict: Verdict) -> int:
    unlisted = sum(stack.passed for stack in report.stacks) if verdict is Verdict.PASS else 0
    return unlisted + sum(finding.verdict is verdict and finding.waived is None for finding in report.findings)


def waived_lines(report: Report, texts: Texts, *, everything: bool) -> Iterator[str]:
    """Yield what somebody has accepted: why, until when, and where that is written."""
    waived = report.waived
    yield texts.label("waived-heading")
    for finding in waived if everything else waived[:_WAIVED_AT_MOST]:
        if finding.waived is not None:
            until = texts.label("waived-until", until=finding.waived.until.isoformat(), place=finding.waived.place)
            yield f"  {finding.policy.id} {finding.address}: {finding.waived.reason} ({until})"
    if len(waived) > _WAIVED_AT_MOST and not everything:
        yield f"  {texts.label('more', count=len(waived) - _WAIVED_AT_MOST)}"


def _by_severity(report: Report, texts: Texts, style: Style) -> str:
    failures = [one for one in report.findings if one.verdict is Verdict.FAIL and one.waived is None]
    parts = []
    for severity in Severity:
        count = sum(finding.severity is severity for finding in failures)
        if count:
            parts.append(style.severity(severity.value, f"{count} {texts.label('severity-' + severity.value)}"))
    return ", ".join(parts)


def _not_judged(report: Report, texts: Texts) -> Iterator[str]:
    counts: dict[str, int] = {}
    for stack in report.stacks:
        for name, count in stack.not_judged.items():
            counts[name] = counts.get(name, 0) + count
    if counts:
        ranked = sorted(counts, key=lambda name: (-counts[name], name))
        names = ", ".join(ranked[:_TYPES_AT_MOST]) + (", ..." if len(ranked) > _TYPES_AT_MOST else "")
        yield ""
        yield texts.label("not-judged", count=sum(counts.values()), types=len(counts), names=names)


def diagnostic_lines(report: Report, texts: Texts, style: Style) -> Iterator[str]:
    """Yield what is wrong with the input."""
    if report.diagnostics:
        yield ""
    for one in report.diagnostics:
        yield diagnostic_text(one, texts, style)


def diagnostic_text(one: Diagnostic, texts: Texts, style: Style) -> str:
    """Return a diagnostic as a line that begins with its place."""
    place = f"{one.span}" if one.span is not None else (one.path or "")
    label = texts.label(f"gravity-{one.gravity.value}")
    marked = style.bad(label) if one.gravity.value == "error" else style.unknown(label)
    return f"{place + ': ' if place else ''}{marked}: {texts.say(one.message)}"


def gate_lines(report: Report, texts: Texts, style: Style) -> Iterator[str]:
    """Yield whether the gate is open, and why not."""
    if report.gate.open:
        unreadable = any(one.gravity is Gravity.ERROR for one in report.diagnostics)
        yield style.unknown(texts.label("gate-open-in-part")) if unreadable else style.good(texts.label("gate-open"))
        return
    reasons = "; ".join(texts.say(reason) for reason in report.gate.reasons)
    yield f"{style.bad(texts.label('gate-closed'))}: {reasons}"
