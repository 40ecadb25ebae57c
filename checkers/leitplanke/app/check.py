"""Check a project: from paths to a report."""

import os
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from leitplanke import __version__
from leitplanke.app.configuration import Configuration
from leitplanke.app.digests import digests
from leitplanke.app.packs import Packs
from leitplanke.app.project import load_configuration, project_root
from leitplanke.catalogue.loader import Catalogue, load_catalogue
from leitplanke.core.diagnostic import Diagnostic, distinct
from leitplanke.core.verdict import Severity
from leitplanke.engine.finding import Finding, Report, StackReport
from leitplanke.engine.gate import decide
from leitplanke.engine.judge import judge
from leitplanke.engine.select import Selection
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.inventory import Inventory
from leitplanke.policy.ruleset import RuleSet
from leitplanke.sources.terraform.discover import find_stacks
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_reader import read_stack
from leitplanke.sources.terraform.stack_table import StackPlan

DEFAULT_RULES = ("gdpr-baseline",)


class InputError(ValueError):
    """What was asked for cannot be done; the text says what to do instead."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to check, and how.

    ``paths`` are folders or files as the user wrote them; files are mapped to the stacks that they belong to, and
    only findings that lie in them are listed. ``variables`` and ``var_files`` apply to every stack. ``fail_on`` is
    ``none``, a severity, or None for what the configuration says.
    """

    paths: tuple[str, ...]
    rules: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}
    var_files: tuple[str, ...] = ()
    config: str | None = None
    fail_on: str | None = None
    as_of: date
    reader: str = "tree-sitter"


class Judged(msgspec.Struct, frozen=True):
    """One stack's inventory and facets, for commands that ask further."""

    plan: StackPlan
    inventory: Inventory
    facets: Facets
    selection: Selection


def check(request: Request, packs: Packs) -> Report:
    """Return the report on all stacks that the paths lead to.

    Raises `InputError` for a path that is not there, and the errors of configurations and packs.
    """
    project = Project(request, packs)
    stacks: list[StackReport] = []
    for judged in project.stacks():
        report = judge(
            judged.inventory,
            judged.facets,
            judged.selection,
            as_of=request.as_of,
            facts=project.configuration.facts,
        )
        stacks.append(report)
    listed, unlisted = _listed(stacks, project.files_asked_for)
    rule_sets = project.used_rule_sets()
    policies = packs.policies(rule_sets)
    return Report(
        version=__version__,
        as_of=request.as_of,
        stacks=tuple(listed),
        diagnostics=tuple(distinct(project.diagnostics)),
        gate=decide(listed, rule_sets, _fail_on(request, project.configuration)),
        rule_sets=tuple(rule_sets),
        policies=tuple(policies.values()),
        digests=digests(project.configuration, rule_sets, project.catalogue),
        unlisted=unlisted,
    )


class Project:
    """One project while it is read: its root, configuration, files and stacks."""

    def __init__(self, request: Request, packs: Packs) -> None:
        missing = next((path for path in request.paths if not os.path.exists(path)), None)
        if missing is not None:
            raise InputError(f"{missing}: there is no such file or folder")
        self.request = request
        self.packs = packs
        self.root = project_root(list(request.paths))
        self.configuration = load_configuration(self.root, request.config)
        self.catalogue: Catalogue = load_catalogue()
        self.files = ProjectFiles(self.root)
        self.diagnostics: list[Diagnostic] = []
        self.files_asked_for = frozenset(self.relative(path) for path in request.paths if not os.path.isdir(path))
        self._selections: dict[tuple[str, ...], Selection] = {}

    def stacks(self) -> list[Judged]:
        """Read every stack that the paths lead to. Diagnostics are collected on the way."""
        paths = [self.relative(path) for path in self.request.paths]
        return [self._read(plan) for plan in self.plans(paths)]

    def plans(self, paths: Sequence[str]) -> list[StackPlan]:
        """Return the stacks that paths concern, without those in excluded folders."""
        plans, found = find_stacks(self.files, paths, self.configuration.stack, reader=self.request.reader)
        self.diagnostics += found
        excluded = tuple(folder.rstrip("/") + "/" for folder in self.configuration.exclude)
        return [plan for plan in plans if not f"{plan.stack.path}/".startswith(excluded)]

    def used_rule_sets(self) -> list[RuleSet]:
        """Return the rule sets in use, each once, in order of their ids."""
        used = {rules.id: rules for selection in self._selections.values() for rules in selection.rule_sets}
        return [used[key] for key in sorted(used)]

    def _read(self, plan: StackPlan) -> Judged:
        own = tuple(self.relative(path) for path in self.request.var_files)
        plan = msgspec.structs.replace(plan, var_files=(*plan.var_files, *own))
        inventory, problems = read_stack(
            self.files,
            plan,
            variables=self.request.variables,
            reader=self.request.reader,
            closed=self.configuration.closed,
        )
        self.diagnostics += problems
        classes = self.configuration.classes
        facets = Facets(inventory, self.catalogue, Classification(classes.tags, classes.resources))
        return Judged(plan, inventory, facets, self._selection(plan))

    def _selection(self, plan: StackPlan) -> Selection:
        names = self.request.rules or plan.rules or self.configuration.rules or DEFAULT_RULES
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
        unlisted += sum(finding.verdict.value != "pass" for finding in stack.findings) - sum(
            finding.verdict.value != "pass" for finding in kept
        )
        listed.append(msgspec.structs.replace(stack, findings=kept))
    return listed, unlisted


def _lies_in(finding: Finding, files: frozenset[str]) -> bool:
    """Tell whether the finding's place, or a link of the chain that led to its value, is in one of the files."""
    spans = [finding.span, *(link.span for link in finding.chain), *finding.calls]
    return any(span is not None and span.source.path in files for span in spans)
