"""Reports on stacks, each with what it rests on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from leitplanke.app.cache.decode_report import DecodingError, decode
from leitplanke.app.cache.store import Store, digest
from leitplanke.app.cache.stored_report import StoredStack
from leitplanke.app.cache.witness import Witness, Witnesses
from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.source import Source
from leitplanke.engine.facts import DeclaredFact, requirement_statuses
from leitplanke.engine.finding import StackReport
from leitplanke.engine.select import Selection
from leitplanke.policy.ruleset import RuleSet
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_table import StackPlan


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of one stack: all that its verdicts depend on besides files, the date and the tool."""

    plan: StackPlan
    part: Sequence[str] = ()
    """The files of which all that they can touch is judged; none of them where the whole stack is."""
    rule_sets: tuple[RuleSet, ...]
    variables: Mapping[str, str]
    reader: str
    configured: Any
    """The parts of the configuration that verdicts depend on, as data."""


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """A stored report. It holds from the ``first`` day of judgement to the ``last``."""

    context: bytes
    first: date
    last: date
    witness: Witness
    report: msgspec.Raw


_DECODER = msgspec.msgpack.Decoder(_Entry)
_REPORT_DECODER = msgspec.msgpack.Decoder(StoredStack)
_ENCODER = msgspec.msgpack.Encoder()


class KeptResults:
    """One entry for each stack and each way of asking about it: by other rules, with other variables.

    ``tool`` identifies the code and the data that judge. ``project`` reads the files; the views of the stacks are
    its forks.
    """

    def __init__(self, store: Store, tool: bytes, project: ProjectFiles) -> None:
        self._store = store
        self._tool = tool
        self._project = project
        self._witnesses = Witnesses(project)
        self._view = project.fork()
        self._sources: dict[str, Source] = {}

    def load(
        self, question: Question, as_of: date, facts: Mapping[str, DeclaredFact], selection: Selection
    ) -> tuple[StackReport, list[Diagnostic]] | None:
        """Return the report and the diagnostics; None if they are to be made.

        The requirements' verdicts are made from the findings and the ``facts``, which may have changed.
        """
        data = self._store.read(_name(question))
        if data is None:
            return None
        try:
            entry = _DECODER.decode(data)
            if entry.context != self._context(question) or not entry.first <= as_of <= entry.last:
                return None
            if not self._witnesses.holds(entry.witness):
                return None
            stored = _REPORT_DECODER.decode(entry.report)
            report, diagnostics = decode(stored, question.rule_sets, selection.policies, self._source)
        except (msgspec.MsgspecError, DecodingError):
            return None
        if report.left_out:
            return report, diagnostics
        statuses = requirement_statuses(question.rule_sets, report.findings, facts, as_of)
        return msgspec.structs.replace(report, requirements=statuses), diagnostics

    def save(
        self,
        question: Question,
        days: tuple[date, date],
        report: StackReport,
        diagnostics: Sequence[Diagnostic],
        used: ProjectFiles,
    ) -> None:
        """Keep a report, and what was used for it; nothing where it could not be told whether that has changed."""
        from leitplanke.app.cache.encode_report import NotStorableError, encode

        witness = self._witnesses.take(used)
        if witness is None:
            return
        try:
            stored = encode(report, diagnostics, question.rule_sets, self._view)
        except NotStorableError:
            return
        first, last = days
        content = msgspec.Raw(_ENCODER.encode(stored))
        entry = _Entry(self._context(question), first, last, witness, content)
        self._store.write(_name(question), _ENCODER.encode(entry))

    def _context(self, question: Question) -> bytes:
        return digest(self._tool + msgspec.json.encode(question, order="deterministic"))

    def _source(self, path: str) -> Source | None:
        found = self._sources.get(path)
        if found is None:
            data = self._view.read(path)
            if data is not None:
                found = self._sources[path] = Source(path, data)
        return found


def _name(question: Question) -> str:
    plan = question.plan
    rules = [one.id for one in question.rule_sets]
    stack = (plan.stack.name, plan.stack.path, question.part)
    asked = (*stack, plan.var_files, rules, question.variables, question.reader)
    return f"stack-{digest(msgspec.json.encode(asked, order='deterministic')).hex()}"
