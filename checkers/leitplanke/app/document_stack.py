"""The stack that a plan or a state tells of, read together with the configuration that it is of."""

import os
from collections.abc import Mapping

import msgspec

from leitplanke.app.configuration import Configuration
from leitplanke.app.documents import (
    Opened,
    open_document,
    read_document,
    source_folder,
    stack_of,
    variables_of,
)
from leitplanke.core.diagnostic import Diagnostic
from leitplanke.inventory.inventory import Inventory
from leitplanke.sources.terraform.discover import find_stacks
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_reader import read_stack
from leitplanke.sources.terraform.stack_table import StackPlan


class DocumentReader(msgspec.Struct, frozen=True):
    """What is needed to read the documents of a project.

    ``source`` is the folder of the configuration that they are of, None for where each lies.
    """

    root: str
    files: ProjectFiles
    configuration: Configuration
    variables: Mapping[str, str]
    reader: str
    source: str | None

    def read(self, path: str, data: bytes, shown: str) -> tuple[StackPlan | None, Inventory | None, list[Diagnostic]]:
        """Return the stack that a document tells of and its resources, if it can be read, and what is wrong with it."""
        opened = open_document(data, shown)
        if not isinstance(opened, Opened):
            return None, None, [opened]
        plan = self._plan_of(source_folder(path, self.source))
        source: Inventory | None = None
        if plan is not None:
            source, _ = read_stack(
                self.files,
                plan,
                variables=self.variables,
                reader=self.reader,
                closed=self.configuration.closed,
                given=variables_of(opened),
            )
        stack = stack_of(opened, plan)
        inventory, problems = read_document(
            opened,
            stack,
            source=source,
            regions=plan.provider_regions if plan is not None else {},
            closed=self.configuration.closed,
        )
        return msgspec.structs.replace(plan or StackPlan(stack), stack=stack), inventory, problems

    def _plan_of(self, folder: str | None) -> StackPlan | None:
        """Return the stack whose root module is in a folder of the project."""
        if folder is None:
            return None
        relative = os.path.relpath(os.path.abspath(folder), self.root).replace(os.sep, "/")
        if relative == ".." or relative.startswith("../"):
            return None
        plans, _ = find_stacks(self.files, [relative], self.configuration.stack, reader=self.reader)
        return next((plan for plan in plans if plan.stack.path == relative), None)
