"""From a stack's plan to its inventory."""

import re
from collections.abc import Iterable, Mapping

from leitplanke.core.diagnostic import Diagnostic, distinct
from leitplanke.core.value import AnyValue, CauseKind, Known, unknown
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.sources.terraform.evaluate.configuration import Configuration, Declared
from leitplanke.sources.terraform.evaluate.context import Context, Place
from leitplanke.sources.terraform.evaluate.inputs import RootInputs, expression_value
from leitplanke.sources.terraform.evaluate.installed import read_manifest
from leitplanke.sources.terraform.evaluate.layout import configuration_files
from leitplanke.sources.terraform.evaluate.module import Module
from leitplanke.sources.terraform.evaluate.reach import reach_of
from leitplanke.sources.terraform.evaluate.variables import is_required
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_table import StackPlan

_BRANCHES_ON_WORKSPACE = re.compile(
    rb"terraform\.workspace\s*[=!]=|[=!]=\s*\"?(?:\$\{)?terraform\.workspace|\[\s*\"?(?:\$\{)?terraform\.workspace"
    rb"|(?:lookup|contains)\([^()\n]*terraform\.workspace"
)


def read_stack(
    project: ProjectFiles,
    plan: StackPlan,
    *,
    variables: Mapping[str, str],
    reader: str = "tree-sitter",
    closed: Iterable[Scope] = (Scope.MODULE,),
    given: Mapping[str, AnyValue] | None = None,
) -> tuple[Inventory, list[Diagnostic]]:
    """Return all resources of a stack, and what was wrong with its files.

    ``variables`` are the ``-var`` options: those that the stack does not declare are ignored. Data sources are among
    the resources, with the type ``data.aws_...``. `project` remembers what was read; give a `fork` to know it for
    this stack alone. ``closed`` names the scopes that the user declares complete. ``given`` are the values that root
    variables are known to have, as a plan has them.
    """
    root, context = _root(project, plan, variables, reader, given or {})
    resources = list(root.resources())
    found = {cause: reach_of(*call) for cause, call in context.unseen.items()}
    reach = {cause: one for cause, one in found.items() if one is not None}
    inventory = Inventory(plan.stack, resources, closed=closed, hidden=sorted(context.hidden), reach=reach)
    return inventory, distinct([*project.diagnostics, *context.diagnostics])


def evaluate_in_stack(
    project: ProjectFiles,
    plan: StackPlan,
    expression: str,
    *,
    variables: Mapping[str, str],
    reader: str = "tree-sitter",
) -> tuple[AnyValue, list[Diagnostic]]:
    """Return the value of an expression in a stack's root module, and the diagnostics of what it took."""
    root, context = _root(project, plan, variables, reader)
    value = expression_value(expression, "<expression>", root.place)
    return value, distinct([*project.diagnostics, *context.diagnostics])


def _root(
    project: ProjectFiles,
    plan: StackPlan,
    variables: Mapping[str, str],
    reader: str,
    given: Mapping[str, AnyValue] | None = None,
) -> tuple[Module, Context]:
    folder = plan.stack.path
    configuration = project.library.configuration(project, folder, reader)
    context = Context(
        project,
        project.library,
        reader=reader,
        stack=plan.stack.name,
        folder=folder,
        workspace=_workspace(project, plan),
        regions=plan.provider_regions,
        manifest=read_manifest(project, folder),
    )
    inputs = RootInputs(
        context,
        explicit=plan.var_files,
        possible=plan.tfvars,
        options=variables,
        required=_required(configuration),
        given=given or {},
    )

    def variable(declared: Declared, place: Place) -> AnyValue:
        return inputs.value(declared, place)

    return Module(context, configuration, variable), context


def _required(configuration: Configuration) -> list[str]:
    return [labels[0] for labels, declared in configuration.of("variable").items() if is_required(declared)]


def _workspace(project: ProjectFiles, plan: StackPlan) -> AnyValue:
    """Return ``terraform.workspace``: ``default``, unless there are evidently several and nobody says which."""
    if plan.workspace is not None:
        return Known(plan.workspace)
    primary, override = configuration_files(project, plan.stack.path)
    texts = (project.read(path) or b"" for path in (*primary, *override))
    if plan.workspaces_differ or any(_BRANCHES_ON_WORKSPACE.search(text) for text in texts):
        return unknown(CauseKind.VARIABLE, "terraform.workspace", nullable=False)
    return Known("default")
