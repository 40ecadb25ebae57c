"""Small trees of Terraform files, and values as plain Python."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Stack
from leitplanke.sources.terraform.discover import find_stacks
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_reader import evaluate_in_stack, read_stack
from leitplanke.sources.terraform.stack_table import StackPlan, StackTable


def write(root: Path, files: Mapping[str, str]) -> ProjectFiles:
    """Write files below a folder and return them as a project."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return ProjectFiles(str(root))


def plan_of(project: ProjectFiles, stack: str = ".", tables: tuple[StackTable, ...] = ()) -> StackPlan:
    """Return the plan of one of the stacks that are found."""
    plans, _ = find_stacks(project, (), tables)
    return next(plan for plan in plans if plan.stack.name == stack)


def read(
    root: Path, files: Mapping[str, str] | str, stack: str = ".", **variables: str
) -> tuple[Inventory, list[Diagnostic]]:
    """Write files and read one of their stacks."""
    project = write(root, {"main.tf": files} if isinstance(files, str) else files)
    return read_stack(project, plan_of(project, stack), variables=variables)


def value(root: Path, files: Mapping[str, str] | str, expression: str, **variables: str) -> AnyValue:
    """Write files and return the value of an expression in the root module."""
    project = write(root, {"main.tf": files} if isinstance(files, str) else files)
    plan = StackPlan(Stack(".", "."))
    return evaluate_in_stack(project, plan, expression, variables=variables)[0]


def plain(one: AnyValue) -> Any:
    """Return a value as Python has it; an unknown as the set of its causes' names, worlds as a dict by guard."""
    if isinstance(one, Absent):
        return None
    if not isinstance(one, Known):
        if one.worlds:
            return {world.guard: plain(world.value) for world in one.worlds}
        return {cause.name for cause in one.causes}
    if isinstance(one.data, Items):
        items = [plain(item) for item in one.data.items]
        return items if one.data.open is None else [*items, ...]
    if isinstance(one.data, Fields):
        entries = {name: plain(entry) for name, entry in one.data.entries.items()}
        return entries if one.data.open is None else {**entries, ...: ...}
    return one.data


def attributes(inventory: Inventory) -> dict[str, Any]:
    """Return the attributes of all managed resources by address, plain."""
    return {
        resource.address: plain(Known(resource.attributes))
        for resource in inventory
        if not resource.type.startswith("data.")
    }


def codes(diagnostics: list[Diagnostic]) -> list[str]:
    """Return the codes of diagnostics."""
    return [one.message.code for one in diagnostics]
