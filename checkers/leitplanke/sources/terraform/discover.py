"""Splitting a directory tree into stacks: what Terraform would apply at once."""

import posixpath
from collections.abc import Sequence

import msgspec

from leitplanke.core.diagnostic import Diagnostic, error, warning
from leitplanke.core.message import message
from leitplanke.inventory.resource import Stack
from leitplanke.sources.terraform.call_graph import CallGraph
from leitplanke.sources.terraform.evaluate.layout import automatic_files
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.folder_facts import FolderFacts, ReadFacts
from leitplanke.sources.terraform.stack_table import StackPlan, StackTable

_MODULE_FOLDERS = frozenset({"modules", "module"})
_CALLER_FOLDERS = frozenset({"examples", "example", "tests", "test"})
_SAMPLES = ("example", "sample", "template")


def find_stacks(
    project: ProjectFiles,
    paths: Sequence[str],
    configuration: Sequence[StackTable],
    *,
    reader: str = "tree-sitter",
    facts: FolderFacts | None = None,
    changed: bool = False,
) -> tuple[list[StackPlan], list[Diagnostic]]:
    """Return the stacks that the paths concern, in order of their names.

    A folder concerns the stacks in and below it, or, if there are none, those that call a module there. A file
    concerns the stacks that reach its folder; a variable file also those that it may give values to. No path, or
    ``.``, concerns all. ``configuration`` holds the ``[[stack]]`` tables; each is a stack, whatever else is found.
    ``facts`` answers what takes parsing, by default from the files. With ``changed``, a path may lead to a file that is
    gone.
    """
    facts = facts or ReadFacts()
    graph = CallGraph(project, reader, facts)
    diagnostics: list[Diagnostic] = []
    plans = _tabled(project, graph, configuration, diagnostics)
    taken = {plan.stack.path for plan in plans}
    plans += [
        StackPlan(Stack(folder, folder, _files(graph, folder), _is_template(project, graph, folder, reader, facts)))
        for folder in graph.roots()
        if folder not in taken
    ]
    if not plans:
        diagnostics.append(warning(message("no-configuration"), path="."))
    plans = _with_variable_files(project, graph, plans)
    chosen = _concerned(project, graph, plans, paths, diagnostics, changed)
    return sorted(chosen, key=lambda plan: plan.stack.name), [*project.diagnostics, *diagnostics]


def _files(graph: CallGraph, folder: str) -> tuple[str, ...]:
    return tuple(sorted(path for one in graph.reach([folder]) for path in graph.modules.get(one, ())))


def _tabled(
    project: ProjectFiles, graph: CallGraph, tables: Sequence[StackTable], diagnostics: list[Diagnostic]
) -> list[StackPlan]:
    plans: dict[str, StackPlan] = {}
    named = {posixpath.normpath(table.path) for table in tables if table.workspace is not None}
    for table in tables:
        folder = posixpath.normpath(table.path)
        if table.name in plans:
            diagnostics.append(error(message("duplicate-stack", name=table.name)))
            continue
        if folder not in graph.modules:
            diagnostics.append(error(message("stack-path-empty", name=table.name, path=table.path), path=folder))
            continue
        files = [_variable_file(project, folder, path) for path in table.var_files]
        plans[table.name] = StackPlan(
            Stack(table.name, folder, _files(graph, folder)),
            tuple(files),
            table.workspace,
            workspaces_differ=folder in named and table.workspace is None,
            provider_regions=table.provider_regions,
            rules=table.rules,
        )
    return list(plans.values())


def _variable_file(project: ProjectFiles, folder: str, path: str) -> str:
    """Return a variable file's path; it is relative to the project's root, or to the stack's folder."""
    below = posixpath.normpath(posixpath.join(folder, path))
    path = posixpath.normpath(path)
    return below if not project.exists(path) and project.exists(below) else path


def _is_template(project: ProjectFiles, graph: CallGraph, folder: str, reader: str, facts: FolderFacts) -> bool:
    """Tell whether a folder that nobody calls is a reusable module: it needs values, and says nothing of where.

    Root modules configure providers or keep state; or somebody has put variable files next to them.
    """
    parts = folder.split("/")
    below = "" if folder == "." else f"{folder}/"
    around = any(
        other.startswith(below) and not _CALLER_FOLDERS.isdisjoint(other[len(below) :].split("/")[:1])
        for other in graph.modules
        if other != folder
    )
    if _MODULE_FOLDERS.isdisjoint(parts) and not around:
        return False
    if any(graph.module_of(one) == folder for one in graph.variable_files):
        return False
    return facts.awaits_values(project, folder, graph.modules[folder], reader)


def _with_variable_files(project: ProjectFiles, graph: CallGraph, plans: Sequence[StackPlan]) -> list[StackPlan]:
    """Return the plans with the variable files that may be used for them: those below their folder.

    Files in the folder of no module belong to the only root module there is.
    """
    only = len({plan.stack.path for plan in plans}) == 1
    found: list[StackPlan] = []
    for plan in plans:
        folder = plan.stack.path
        automatic = automatic_files(project, folder)
        mine = [
            path
            for home, files in sorted(graph.variable_files.items())
            if (owner := graph.module_of(home)) == folder or (only and owner is None)
            for path in files
            if path not in automatic and not _is_sample(path)
        ]
        found.append(plan if plan.var_files else msgspec.structs.replace(plan, tfvars=tuple(mine)))
    return found


def _is_sample(path: str) -> bool:
    name = posixpath.basename(path).lower()
    return any(word in name for word in _SAMPLES)


def _concerned(
    project: ProjectFiles,
    graph: CallGraph,
    plans: list[StackPlan],
    paths: Sequence[str],
    diagnostics: list[Diagnostic],
    changed: bool,
) -> list[StackPlan]:
    wanted = [posixpath.normpath(path) for path in paths] or ["."]
    if "." in wanted:
        return plans
    chosen: dict[str, StackPlan] = {}
    reached = {plan.stack.path: graph.reach([plan.stack.path]) for plan in plans}
    for path in wanted:
        if project.is_folder(path):
            inside = [plan for plan in plans if _is_within(plan.stack.path, path)]
            below = [folder for folder in graph.modules if _is_within(folder, path)]
            found = inside or [plan for plan in plans if not reached[plan.stack.path].isdisjoint(below)]
            if not found:
                diagnostics.append(warning(message("no-configuration"), path=path))
        elif changed or project.exists(path):
            owner = graph.module_of(posixpath.dirname(path) or ".")
            found = [
                plan
                for plan in plans
                if owner in reached[plan.stack.path] or path in plan.tfvars or path in plan.var_files
            ]
        else:
            found = []
            diagnostics.append(error(message("path-not-found", path=path), path=path))
        chosen.update((plan.stack.name, plan) for plan in found)
    return list(chosen.values())


def _is_within(folder: str, outer: str) -> bool:
    return folder == outer or folder.startswith(outer + "/")
