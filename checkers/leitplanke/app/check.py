"""Check a project: from paths to a report."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from leitplanke import __version__
from leitplanke.app.cache.project_cache import CachePlace, open_cache
from leitplanke.app.cache.results import Question
from leitplanke.app.configuration import Configuration
from leitplanke.app.digests import digests
from leitplanke.app.gate_settings import with_gate_settings
from leitplanke.app.misfits import idle_patterns, misfits
from leitplanke.app.packs import Packs
from leitplanke.app.project import load_configuration, project_root
from leitplanke.app.saved_inventories import is_inventory
from leitplanke.app.waivers import Judged, waived
from leitplanke.catalogue.loader import Catalogue, load_catalogue
from leitplanke.core.diagnostic import Diagnostic, distinct
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.engine.finding import Finding, Report, StackReport
from leitplanke.engine.gate import decide
from leitplanke.engine.select import Selection
from leitplanke.inventory.coverage import Coverage
from leitplanke.policy.ruleset import RuleSet
from leitplanke.sources.terraform.discover import find_stacks
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_table import StackPlan

# Evaluator, facets and readers are imported when a stack is judged: where the cache has all, nothing needs them.
if TYPE_CHECKING:
    from leitplanke.inventory.inventory import Inventory

DEFAULT_RULES = ("gdpr-baseline",)
STANDARD_INPUT = "-"


class InputError(ValueError):
    """What was asked for cannot be done; the text says what to do instead."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to check, and how.

    ``paths`` are folders or files as the user wrote them; files are mapped to the stacks that they belong to, and
    only findings that lie in them are listed. Plans and states are told from other files by what they hold; ``-`` is
    ``standard_input``, and ``source`` the folder of the configuration that they are of. ``variables`` and
    ``var_files`` apply to every stack. ``fail_on`` is ``none``, a severity, or None for what the configuration says.
    ``changed`` says that the paths are a list of changed files, perhaps none, of which some may be gone. ``cache`` is
    where results of earlier runs are, None for nowhere.
    """

    paths: tuple[str, ...]
    rules: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}
    var_files: tuple[str, ...] = ()
    config: str | None = None
    fail_on: str | None = None
    as_of: date
    reader: str = "tree-sitter"
    source: str | None = None
    standard_input: bytes = b""
    changed: bool = False
    cache: CachePlace | None = None
    shown: Mapping[str, str] = {}
    """What to call paths that are not the user's."""
    passes_of: str = ""
    """The address of a live resource whose passes are wanted, however many others there are."""


def check(request: Request, packs: Packs) -> Report:
    """Return the report on all stacks that the paths lead to.

    Raises `InputError` for a path that is not there, and the errors of configurations and packs.
    """
    project = Project(request, packs)
    stacks, problems = waived(
        project.reports(), project.configuration, request.config, request.as_of, judged=project.judged
    )
    listed, unlisted = _listed(stacks, project.files_asked_for)
    rule_sets = project.used_rule_sets()
    problems += misfits(project.configuration, rule_sets, packs, request.config)
    if project.judged is Judged.PROJECT:
        problems += idle_patterns(project.configuration, stacks, request.config)
    settings = project.configuration.gate
    policies = packs.policies(rule_sets)
    return Report(
        version=__version__,
        as_of=request.as_of,
        stacks=tuple(listed),
        diagnostics=tuple(distinct([*project.diagnostics, *problems])),
        gate=decide(listed, list(with_gate_settings(rule_sets, settings)), _fail_on(request, project.configuration)),
        rule_sets=tuple(rule_sets),
        policies=tuple(policies.values()),
        digests=digests(project.configuration, rule_sets, project.catalogue),
        unlisted=unlisted,
        coverage=tuple(sorted(project.coverage)),
        partial=project.partial,
    )


class Project:
    """One project while it is read: its root, configuration, files and stacks."""

    def __init__(self, request: Request, packs: Packs) -> None:
        named = [path for path in (*request.paths, request.source) if path is not None and path != STANDARD_INPUT]
        missing = next((path for path in named if not os.path.exists(path)), None)
        if missing is not None and not request.changed:
            raise InputError(f"{missing}: there is no such file or folder")
        self.request = request
        self.packs = packs
        self.inventories = [path for path in request.paths if not request.changed and is_inventory(path)]
        rest = [path for path in request.paths if path not in self.inventories]
        self.documents = [path for path in rest if not request.changed and _is_document(path)]
        self.folders = [path for path in rest if path not in self.documents]
        self.root = project_root(self._paths_of_root())
        self.configuration = load_configuration(self.root, request.config)
        self.catalogue: Catalogue = load_catalogue()
        self.cache = open_cache(request.cache, self.root, packs, self.catalogue)
        self.files = self.cache.files if self.cache is not None else ProjectFiles(self.root)
        self.diagnostics: list[Diagnostic] = []
        self.coverage: list[Coverage] = []
        self.partial = False
        self.files_asked_for = frozenset(self.relative(path) for path in self.folders if not os.path.isdir(path))
        self._selections: dict[tuple[str, ...], Selection] = {}

    def reports(self) -> list[StackReport]:
        """Judge every stack that the paths lead to. Diagnostics are collected on the way."""
        found: list[StackReport] = []
        if self.folders:
            found += [self._report(plan) for plan in self.plans([self.relative(path) for path in self.folders])]
        found += [one for path in self.documents for one in self._document_reports(path)]
        for path in self.inventories:
            found += self._live_reports(path)
        if self.cache is not None:
            self.cache.close()
        return found

    def plans(self, paths: Sequence[str]) -> list[StackPlan]:
        """Return the stacks that paths concern, without those in excluded folders."""
        plans, found = find_stacks(
            self.files,
            paths,
            self.configuration.stack,
            reader=self.request.reader,
            facts=self.cache.facts if self.cache is not None else None,
            changed=self.request.changed,
        )
        self.diagnostics += found
        excluded = tuple(folder.rstrip("/") + "/" for folder in self.configuration.exclude)
        return [plan for plan in plans if not f"{plan.stack.path}/".startswith(excluded)]

    @property
    def judged(self) -> Judged:
        """How much the paths lead to: only then can it be said that a waiver fits nothing."""
        if self.request.changed or self.files_asked_for:
            return Judged.PARTS
        return Judged.PROJECT if any(self.relative(path) == "." for path in self.folders) else Judged.STACKS

    def used_rule_sets(self) -> list[RuleSet]:
        """Return the rule sets in use, each once, in order of their ids."""
        used = {rules.id: rules for selection in self._selections.values() for rules in selection.rule_sets}
        return [used[key] for key in sorted(used)]

    def _report(self, plan: StackPlan) -> StackReport:
        """Judge a stack, or take the report that an earlier run has made of the same.

        Where files are asked for, only what they can touch is judged, if that can be told.
        """
        own = tuple(self.relative(path) for path in self.request.var_files)
        plan = msgspec.structs.replace(plan, var_files=(*plan.var_files, *own))
        made = self._made(plan, self._judge_part, self.files_asked_for) if self.files_asked_for else None
        made = made or self._made(plan, self._judge_stack, frozenset())
        assert made is not None  # noqa: S101 - a whole stack can always be judged
        report, problems = made
        self.diagnostics += problems
        return report

    def _made(
        self,
        plan: StackPlan,
        judge: Callable[[StackPlan, ProjectFiles], tuple[StackReport, list[Diagnostic]] | None],
        part: frozenset[str],
    ) -> tuple[StackReport, list[Diagnostic]] | None:
        """Return a report of an earlier run, else what is judged now, which is kept; ``part`` tells parts apart."""
        if self.cache is None:
            return judge(plan, self.files)
        selection, results = self._selection(plan), self.cache.results
        question = self._question(plan, selection, part)
        kept = results.load(question, self.request.as_of, self.configuration.facts, selection)
        if kept is None:
            used = self.files.fork()
            kept = judge(plan, used)
            if kept is not None:
                results.save(question, self._unchanged(), *kept, used)
        return kept

    def _judge_stack(self, plan: StackPlan, files: ProjectFiles) -> tuple[StackReport, list[Diagnostic]]:
        from leitplanke.sources.terraform.stack_reader import read_stack

        inventory, problems = read_stack(
            files,
            plan,
            variables=self.request.variables,
            reader=self.request.reader,
            closed=self.configuration.closed,
        )
        return self._judge(plan, inventory), problems

    def _judge_part(self, plan: StackPlan, files: ProjectFiles) -> tuple[StackReport, list[Diagnostic]] | None:
        """Judge what the files that were asked for can touch; None where that cannot be told."""
        from leitplanke.facets.readers import readers
        from leitplanke.sources.terraform.stack_reader import read_part

        part = read_part(
            files,
            plan,
            self.files_asked_for,
            partial(readers, self.catalogue),
            variables=self.request.variables,
            reader=self.request.reader,
            closed=self.configuration.closed,
        )
        if part is None:
            return None
        report = self._judge(plan, part.inventory, part.addresses)
        problems = part.problems()
        return (report, problems) if problems is not None else None

    def _judge(self, plan: StackPlan, inventory: "Inventory", within: frozenset[str] | None = None) -> StackReport:
        from leitplanke.engine.judge import judge
        from leitplanke.facets.compute import Facets
        from leitplanke.facets.data_classes import Classification

        classes = self.configuration.classes
        facets = Facets(inventory, self.catalogue, Classification(classes.tags, classes.resources), within)
        facts, roles = self.configuration.facts, self.configuration.role
        return judge(inventory, facets, self._selection(plan), as_of=self.request.as_of, facts=facts, roles=roles)

    def _question(self, plan: StackPlan, selection: Selection, part: frozenset[str]) -> Question:
        return Question(
            plan=plan,
            part=sorted(part),
            rule_sets=selection.rule_sets,
            variables=self.request.variables,
            reader=self.request.reader,
            configured=(sorted(self.configuration.closed), self.configuration.classes, self.configuration.role),
        )

    def _unchanged(self) -> tuple[date, date]:
        """Return the first and last day of judgement for which verdicts are the same as on this one."""
        if any(pack.dated for pack in self.packs.packs):
            return self.request.as_of, self.request.as_of
        from leitplanke.geography import unchanged

        return unchanged(self.request.as_of)

    def _live_reports(self, path: str) -> list[StackReport]:
        """Judge a saved inventory; nothing where it cannot be read."""
        from leitplanke.app.live import Inventories, incompleteness
        from leitplanke.sources.live.saving.saved import SavedError

        inventories = Inventories(
            self.catalogue,
            self.configuration,
            self.selection,
            self.request.as_of,
            passes_of=self.request.passes_of,
        )
        try:
            with open(path, "rb") as file:
                found = inventories.judge(file, self._shown(path))
        except (OSError, SavedError) as problem:
            raise InputError(str(problem)) from problem
        self.coverage += found.coverage
        self.partial = self.partial or not found.complete
        self.diagnostics += incompleteness(found, self._shown(path))
        return found.stacks

    def _document_reports(self, path: str) -> list[StackReport]:
        """Judge a plan or a state; nothing where it cannot be read."""
        from leitplanke.app.document_stack import DocumentReader
        from leitplanke.app.documents import unreadable

        request = self.request
        reader = DocumentReader(
            self.root, self.files, self.configuration, request.variables, request.reader, request.source
        )
        try:
            data = self._bytes_of(path)
        except OSError:
            self.diagnostics.append(unreadable(self._shown(path)))
            return []
        plan, inventory, problems = reader.read(path, data, self._shown(path))
        self.diagnostics += problems
        return [self._judge(plan, inventory)] if plan is not None and inventory is not None else []

    def _bytes_of(self, path: str) -> bytes:
        if path == STANDARD_INPUT:
            return self.request.standard_input
        with open(path, "rb") as file:
            return file.read()

    def _paths_of_root(self) -> list[str]:
        """Return the paths that tell where the project begins; a plan may lie elsewhere than what it is of."""
        source = [self.request.source] if self.request.source is not None else []
        documents = [path if path != STANDARD_INPUT else "." for path in self.documents]
        return [*self.folders, *source] or documents or ["."]

    def _shown(self, path: str) -> str:
        """Return what to call a document: its path in the project, or as the user wrote it."""
        if path == STANDARD_INPUT or path in self.request.shown:
            return self.request.shown.get(path, path)
        relative = os.path.relpath(os.path.abspath(path), self.root).replace(os.sep, "/")
        return path if relative.startswith("../") else relative

    def _selection(self, plan: StackPlan) -> Selection:
        return self.selection(plan.rules)

    def selection(self, rules: tuple[str, ...]) -> Selection:
        """Return the rule sets of the command, else these, else those of the configuration."""
        names = self.request.rules or rules or self.configuration.rules or DEFAULT_RULES
        if names not in self._selections:
            rule_sets = [self.packs.rule_set(name) for name in dict.fromkeys(names)]
            self._selections[names] = Selection(rule_sets, self.packs.policies(rule_sets))
        return self._selections[names]

    def relative(self, path: str) -> str:
        """Return a path as the project names it. Raises `InputError` for one that lies outside of it."""
        relative = os.path.relpath(os.path.abspath(path), self.root).replace(os.sep, "/")
        if relative == ".." or relative.startswith("../"):
            raise InputError(f"{path}: lies outside the project's root {self.root}; nothing is read there")
        return relative


def _is_document(path: str) -> bool:
    """Tell whether a path is to be read as a plan or a state. What is named as a configuration is none."""
    if os.path.isdir(path) or path.endswith((".tf", ".tofu", ".tfvars")):
        return False
    from leitplanke.app.documents import is_document

    return is_document(path)


def _fail_on(request: Request, configuration: Configuration) -> Severity | None:
    if request.fail_on == "none":
        return None
    return Severity(request.fail_on) if request.fail_on else configuration.gate.fail_on


def _listed(stacks: list[StackReport], files: frozenset[str]) -> tuple[list[StackReport], int]:
    """Return the stacks with the findings that lie in the files asked for, and how many others there are."""
    if not files:
        return stacks, 0
    listed, unlisted = [], 0
    for stack in stacks:
        kept = tuple(finding for finding in stack.findings if _lies_in(finding, files))
        unlisted += sum(map(_stands, stack.findings)) - sum(map(_stands, kept))
        listed.append(msgspec.structs.replace(stack, findings=kept))
    return listed, unlisted


def _stands(finding: Finding) -> bool:
    return finding.verdict is not Verdict.PASS and finding.waived is None


def _lies_in(finding: Finding, files: frozenset[str]) -> bool:
    """Tell whether the finding's place, or a link of the chain that led to its value, is in one of the files."""
    spans = [finding.span, *(link.span for link in finding.chain), *finding.calls]
    return any(span is not None and span.source.path in files for span in spans)
