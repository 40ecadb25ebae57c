"""From a stack's plan to its inventory."""

import re
from collections.abc import Iterable, Mapping

from leitplanke.core.diagnostic import Diagnostic, distinct
from leitplanke.core.value import AnyValue, CauseKind, Known, unknown
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Resource
from leitplanke.sources.terraform.evaluate.configuration import Configuration, Declared
from leitplanke.sources.terraform.evaluate.context import Context, Place
from leitplanke.sources.terraform.evaluate.inputs import RootInputs, expression_value
from leitplanke.sources.terraform.evaluate.installed import read_manifest
from leitplanke.sources.terraform.evaluate.layout import SUFFIXES, configuration_files
from leitplanke.sources.terraform.evaluate.module import Module
from leitplanke.sources.terraform.evaluate.reach import reach_of
from leitplanke.sources.terraform.evaluate.touched import Joins, touched
from leitplanke.sources.terraform.evaluate.variables import is_required
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_table import StackPlan

EXPRESSION = "<expression>"
"""What stands for a file in places of an expression that is in none."""

_WORKSPACE = b"terraform.workspace"
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
    inventory = _inventory(plan, context, root.resources(), closed)
    return inventory, distinct([*project.diagnostics, *context.diagnostics])


class Part:
    """The resources of a stack, of which only those that some files can touch are to be judged.

    ``addresses`` are theirs. What the others hold is evaluated when it is read; `problems`, asked for when all is
    judged, leaves out what is wrong with the rest of them.
    """

    def __init__(
        self, project: ProjectFiles, context: Context, inventory: Inventory, addresses: frozenset[str]
    ) -> None:
        self.inventory = inventory
        self.addresses = addresses
        self._project = project
        self._context = context

    def problems(self) -> list[Diagnostic] | None:
        """Return what was wrong; None where the order of evaluation may have made a difference."""
        if self._context.depends_on_order:
            return None
        return distinct([*self._project.diagnostics, *self._context.diagnostics])


def read_part(
    project: ProjectFiles,
    plan: StackPlan,
    files: frozenset[str],
    joins: Joins,
    *,
    variables: Mapping[str, str],
    reader: str = "tree-sitter",
    closed: Iterable[Scope] = (Scope.MODULE,),
) -> Part | None:
    """Return a stack as far as a finding may lead to one of the files; None where it is to be read as a whole.

    That is so if one of the files may be no configuration: nobody knows what it is to the stack.
    """
    if not all(path.endswith(SUFFIXES) for path in files):
        return None
    root, context = _root(project, plan, variables, reader)
    if not root.is_whole():
        return None
    blocks = touched(root, files, joins)
    resources: list[Resource] = []
    addresses: set[str] = set()
    for group, found in root.by_block(blocks):
        resources += found
        if group.address in blocks:
            addresses.update(one.address for one in found)
    inventory = _inventory(plan, context, resources, closed)
    return Part(project, context, inventory, frozenset(addresses))


def _inventory(plan: StackPlan, context: Context, resources: Iterable[Resource], closed: Iterable[Scope]) -> Inventory:
    resources = list(resources)
    found = {cause: reach_of(*call) for cause, call in context.unseen.items()}
    reach = {cause: one for cause, one in found.items() if one is not None}
    return Inventory(plan.stack, resources, closed=closed, hidden=sorted(context.hidden), reach=reach)


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
    value = expression_value(expression, EXPRESSION, root.place)
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
    if plan.workspaces_differ or any(_WORKSPACE in text and _BRANCHES_ON_WORKSPACE.search(text) for text in texts):
        return unknown(CauseKind.VARIABLE, "terraform.workspace", nullable=False)
    return Known("default")
