"""The report as JSON, by the contract of `leitplanke.reporters.report_model`."""

from collections.abc import Iterator

import msgspec

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.origin import Origin
from leitplanke.core.source import Span
from leitplanke.core.value import Cause
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, Report, RequirementStatus, Served, StackReport, Waived
from leitplanke.inventory.coverage import Coverage
from leitplanke.policy.ruleset import Norm
from leitplanke.reporters import report_model as model
from leitplanke.reporters.finding_text import cause_text
from leitplanke.reporters.texts import Texts

_FINDINGS = b'\n  "findings": ['
"""Where the list of findings begins in the text of a report."""


def render(report: Report, texts: Texts) -> str:
    """Return the report as JSON text, keys in the order of the contract, each finding on a line of its own."""
    return b"".join(pieces(report, texts)).decode()


def pieces(report: Report, texts: Texts) -> Iterator[bytes]:
    """Yield the text of the report, piece by piece: with a large plan it is several times as large as the plan."""
    frame = msgspec.json.format(msgspec.json.encode(_frame(report, texts)), indent=2)
    head, mark, tail = frame.partition(_FINDINGS)
    yield head + mark
    encode, separator = msgspec.json.Encoder().encode, b""
    for entry in entries(report, texts):
        yield separator + b"\n    " + encode(entry)
        separator = b","
    yield (b"\n  " if separator else b"") + tail + b"\n"


def entries(report: Report, texts: Texts) -> Iterator[model.FindingEntry]:
    """Yield the entry of each finding; what many of them share is made once."""
    shared = _Shared(texts)
    return (_finding(finding, texts, shared) for finding in report.findings)


def _frame(report: Report, texts: Texts) -> model.JsonReport:
    """Return the report as the types of the contract, without findings."""
    return model.JsonReport(
        schema_version=model.SCHEMA_VERSION,
        tool="leitplanke",
        version=report.version,
        as_of=report.as_of,
        language=texts.language,
        gate=model.GateEntry(report.gate.open, [texts.say(reason) for reason in report.gate.reasons]),
        summary=_summary(report, texts),
        stacks=[_stack(stack, texts) for stack in report.stacks],
        findings=[],
        requirements=[_requirement(s, one, texts) for s in report.stacks for one in s.requirements],
        diagnostics=[_diagnostic(one, texts) for one in report.diagnostics],
        coverage=[_coverage(one) for one in report.coverage],
        partial=report.partial,
        digests=report.digests,
    )


def place(span: Span | None) -> model.Place | None:
    """Return a span as a place."""
    if span is None:
        return None
    (line, column), (end_line, end_column) = span.begin, span.finish
    return model.Place(span.source.path, line, column, end_line, end_column)


def _summary(report: Report, texts: Texts) -> model.Summary:
    share = report.decided_share
    shown = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE, Verdict.PASS)
    return model.Summary(
        stacks=len(report.stacks),
        resources=sum(stack.resources for stack in report.stacks),
        judged=sum(stack.judged for stack in report.stacks),
        left_out=report.left_out,
        verdicts={verdict.value: report.count(verdict) for verdict in shown},
        decided_share=round(share, 4) if share is not None else None,
        unknown_by_cause=[
            model.UnknownEntry(_cause(cause, texts), count) for cause, count in report.unknown_by_cause()
        ],
        unlisted=report.unlisted,
        waived=len(report.waived),
    )


def _stack(stack: StackReport, texts: Texts) -> model.StackEntry:
    return model.StackEntry(
        stack.name,
        stack.path,
        stack.template,
        list(stack.rule_sets),
        stack.resources,
        stack.judged,
        stack.not_judged,
        stack.left_out,
        stack.not_applicable,
        [texts.say(one) for one in stack.assumptions],
        stack.cloud or None,
        stack.account_name or None,
        stack.passed,
    )


def _coverage(one: Coverage) -> model.CoverageEntry:
    return model.CoverageEntry(
        one.account, one.region, one.service, one.type, one.state.value, one.resources, one.error
    )


class _Shared:
    """Parts that many findings have in common: places, requirements, causes."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._places: dict[Span, model.Place | None] = {}
        self._served: dict[int, model.ServedEntry] = {}
        self._causes: dict[Cause, model.CauseEntry] = {}

    def place(self, span: Span | None) -> model.Place | None:
        """Return a span as a place."""
        if span is None:
            return None
        if span not in self._places:
            self._places[span] = place(span)
        return self._places[span]

    def served(self, one: Served) -> model.ServedEntry:
        """Return a requirement that findings serve; the engine shares them too, and the report keeps them alive."""
        found = self._served.get(id(one))
        if found is None:
            found = self._served[id(one)] = _served(one, self._texts)
        return found

    def cause(self, cause: Cause) -> model.CauseEntry:
        """Return why something is unknown."""
        found = self._causes.get(cause)
        if found is None:
            found = self._causes[cause] = _cause(cause, self._texts)
        return found

    def link(self, link: Origin) -> model.Link:
        """Return one link of a chain."""
        return model.Link(link.kind.value, link.label, self.place(link.span))


def _finding(finding: Finding, texts: Texts, shared: _Shared) -> model.FindingEntry:
    return model.FindingEntry(
        fingerprint=finding.fingerprint,
        policy=finding.policy.id,
        domain=finding.policy.domain.value,
        verdict=finding.verdict.value,
        severity=finding.severity.value,
        stack=finding.stack,
        address=finding.address,
        type=finding.type,
        slot=finding.slot,
        message=texts.say(finding.message, finding.verdict),
        message_code=finding.message.code,
        attribute=finding.attribute,
        evidence_address=finding.evidence_address,
        location=shared.place(finding.span),
        chain=[shared.link(link) for link in finding.chain],
        causes=[shared.cause(cause) for cause in finding.causes],
        worlds=[model.WorldEntry(dict(guard), verdict.value) for guard, verdict in finding.worlds],
        data_classes=list(finding.data_classes),
        classified=finding.classified,
        requirements=[shared.served(one) for one in finding.requirements],
        fix=finding.fix,
        region=finding.region or None,
        waived=_waived(finding.waived),
    )


def _waived(one: Waived | None) -> model.WaivedEntry | None:
    return model.WaivedEntry(one.reason, one.until, one.place, one.owner, one.approved_by) if one is not None else None


def _cause(cause: Cause, texts: Texts) -> model.CauseEntry:
    return model.CauseEntry(cause.kind.value, cause.name, cause_text(cause, texts))


def _norms(norms: tuple[Norm, ...]) -> list[model.NormEntry]:
    return [model.NormEntry(norm.act, norm.section, norm.edition) for norm in norms]


def _served(one: Served, texts: Texts) -> model.ServedEntry:
    title = getattr(one.title, texts.language)
    return model.ServedEntry(
        one.rule_set, one.requirement, title, _norms(one.norms), one.verdict.value, one.severity.value, one.parameters
    )


def _requirement(stack: StackReport, one: RequirementStatus, texts: Texts) -> model.RequirementEntry:
    return model.RequirementEntry(
        stack.name,
        one.rule_set,
        one.requirement,
        getattr(one.title, texts.language),
        _norms(one.norms),
        one.duty,
        one.evidence,
        one.verdict.value,
        one.counts,
        one.fact,
    )


def _diagnostic(one: Diagnostic, texts: Texts) -> model.DiagnosticEntry:
    return model.DiagnosticEntry(one.gravity.value, one.message.code, texts.say(one.message), one.path, place(one.span))
