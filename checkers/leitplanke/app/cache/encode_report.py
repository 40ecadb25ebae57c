"""From a stack's report to its stored form."""

from collections.abc import Mapping, Sequence

import msgspec

from leitplanke.app.cache.stored_report import (
    NONE,
    StoredDiagnostic,
    StoredFinding,
    StoredLink,
    StoredServed,
    StoredSpan,
    StoredStack,
)
from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.message import Message
from leitplanke.core.origin import Origin
from leitplanke.core.source import Span
from leitplanke.core.value import Cause, Guard
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, Served, StackReport
from leitplanke.policy.ruleset import Requirement, RuleSet
from leitplanke.sources.terraform.files import ProjectFiles

_ENCODER = msgspec.msgpack.Encoder()


class NotStorableError(ValueError):
    """The report holds something that could not be found again, such as a place in the text of an option."""


def encode(
    report: StackReport, diagnostics: Sequence[Diagnostic], rule_sets: Sequence[RuleSet], files: ProjectFiles
) -> StoredStack:
    """Return the stored form. Raises `NotStorableError` where it could not be turned back into the same report."""
    return _Encoder(rule_sets, files).stack(report, diagnostics)


class _Encoder:
    """Numbers what occurs: a table is a dict from what it holds to its number, in order of the numbers.

    What is shared among findings is recognised by its identity first, as there are many findings.
    """

    def __init__(self, rule_sets: Sequence[RuleSet], files: ProjectFiles) -> None:
        self._files = files
        self._by_id: Mapping[tuple[str, str], Requirement] = {
            (rules.id, one.id): one for rules in rule_sets for one in rules.requirements
        }
        self._checked: set[int] = set()
        self._span_numbers: dict[int, int] = {}
        self._chain_numbers: dict[int, int] = {}
        self._served: dict[tuple[int, ...], int] = {}
        self._sources: dict[str, int] = {}
        self._spans: dict[tuple[int, int, int], int] = {}
        self._texts: dict[str, int] = {}
        self._messages: dict[bytes, int] = {}
        self._message_list: list[Message] = []
        self._chains: dict[tuple[StoredLink, ...], int] = {}
        self._causes: dict[tuple[Cause, ...], int] = {}
        self._worlds: dict[tuple[tuple[Guard, Verdict], ...], int] = {}
        self._classes: dict[tuple[str, ...], int] = {}
        self._requirements: dict[tuple[StoredServed, ...], int] = {}

    def stack(self, report: StackReport, diagnostics: Sequence[Diagnostic]) -> StoredStack:
        """Return the stored form of a report and its diagnostics."""
        findings = [self._finding(one) for one in report.findings]
        found = [StoredDiagnostic(one.gravity, one.message, one.path, self._span(one.span)) for one in diagnostics]
        return StoredStack(
            name=report.name,
            path=report.path,
            template=report.template,
            rule_sets=report.rule_sets,
            resources=report.resources,
            judged=report.judged,
            not_judged=report.not_judged,
            not_applicable=report.not_applicable,
            left_out=report.left_out,
            assumptions=report.assumptions,
            findings=findings,
            diagnostics=found,
            sources=list(self._sources),
            spans=[StoredSpan(*one) for one in self._spans],
            texts=list(self._texts),
            messages=self._message_list,
            chains=list(self._chains),
            causes=list(self._causes),
            worlds=list(self._worlds),
            data_classes=list(self._classes),
            requirements=list(self._requirements),
        )

    def _finding(self, one: Finding) -> StoredFinding:
        texts = self._texts
        text = texts.setdefault
        return StoredFinding(
            policy=text(one.policy.id, len(texts)),
            verdict=one.verdict,
            severity=one.severity,
            stack=text(one.stack, len(texts)),
            address=text(one.address, len(texts)),
            type=text(one.type, len(texts)),
            title=text(one.title, len(texts)),
            slot=text(one.slot, len(texts)),
            message=self._message(one.message),
            attribute=text(one.attribute, len(texts)),
            evidence_address=text(one.evidence_address, len(texts)),
            span=self._span(one.span),
            body=self._span(one.body),
            calls=tuple([self._span(call) for call in one.calls]),
            chain=self._chain(one.chain),
            causes=self._causes.setdefault(one.causes, len(self._causes)),
            worlds=self._worlds.setdefault(one.worlds, len(self._worlds)),
            fix=NONE if one.fix is None else text(one.fix, len(texts)),
            data_classes=self._classes.setdefault(one.data_classes, len(self._classes)),
            classified=one.classified,
            requirements=self._requirements_of(one),
            sensitive=one.sensitive,
        )

    def _message(self, message: Message) -> int:
        key = _ENCODER.encode(message)  # its arguments have no hash
        found = self._messages.get(key)
        if found is None:
            found = self._messages[key] = len(self._message_list)
            self._message_list.append(message)
        return found

    def _span(self, span: Span | None) -> int:
        if span is None:
            return NONE
        found = self._span_numbers.get(id(span))
        if found is None:
            source = self._source(span)
            key = (source, span.start, span.end)
            found = self._span_numbers[id(span)] = self._spans.setdefault(key, len(self._spans))
        return found

    def _source(self, span: Span) -> int:
        source = span.source
        if id(source) not in self._checked:
            if self._files.read(source.path) != source.data:
                raise NotStorableError(source.path)
            self._checked.add(id(source))
        return self._sources.setdefault(source.path, len(self._sources))

    def _chain(self, chain: Sequence[Origin]) -> int:
        if not chain:
            return self._chains.setdefault((), len(self._chains))
        found = self._chain_numbers.get(id(chain[0]))
        if found is None:
            texts = self._texts
            links = [
                StoredLink(one.kind, texts.setdefault(one.label, len(texts)), self._span(one.span)) for one in chain
            ]
            number = self._chains.setdefault(tuple(links), len(self._chains))
            found = self._chain_numbers[id(chain[0])] = number
        return found

    def _requirements_of(self, finding: Finding) -> int:
        key = tuple([id(one) for one in finding.requirements])
        found = self._served.get(key)
        if found is None:
            served = tuple([self._one_served(one, finding.policy.id) for one in finding.requirements])
            found = self._served[key] = self._requirements.setdefault(served, len(self._requirements))
        return found

    def _one_served(self, served: Served, policy: str) -> StoredServed:
        requirement = self._by_id[served.rule_set, served.requirement]
        for number, one in enumerate(requirement.policies):
            if one.policy == policy and one.parameters == served.parameters:
                return StoredServed(served.rule_set, served.requirement, number, served.verdict, served.severity)
        raise NotStorableError(f"{served.requirement}: {policy}")
