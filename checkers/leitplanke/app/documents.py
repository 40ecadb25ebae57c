"""Plans and states among the inputs: found by what they hold, and read together with the configuration they are of."""

import os
from collections.abc import Iterable, Mapping

import msgspec

from leitplanke.core.diagnostic import Diagnostic, error
from leitplanke.core.message import message
from leitplanke.core.value import AnyValue
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.inventory.resource import Stack
from leitplanke.sources.documents.detect import DocumentError, Kind, decode, looks_like_document
from leitplanke.sources.documents.form import Document
from leitplanke.sources.documents.values import Builder, decode_any, no_unknown
from leitplanke.sources.plan.reader import read_plan
from leitplanke.sources.state.reader import read_state
from leitplanke.sources.terraform.stack_table import StackPlan

STANDARD_INPUT = "-"
_HEAD = 64
_CONFIGURATION = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")
_DOCUMENTS = (".json", ".tfstate", ".tfplan")


class Opened(msgspec.Struct, frozen=True, eq=False):
    """A document that has been decoded. ``path`` is what to call it."""

    path: str
    kind: Kind
    document: Document


def is_document(path: str) -> bool:
    """Tell whether a path is to be read as a plan or a state: standard input, and files that begin like JSON."""
    if path == STANDARD_INPUT:
        return True
    if not os.path.isfile(path) or path.endswith(_CONFIGURATION):
        return False
    if path.endswith(_DOCUMENTS):
        return True
    try:
        with open(path, "rb") as file:
            return looks_like_document(file.read(_HEAD))
    except OSError:
        return True  # to be reported as a document that could not be read


def unreadable(path: str) -> Diagnostic:
    """Return what is said of a document that could not be read."""
    return error(message("document-unreadable"), path=path)


def open_document(data: bytes, path: str) -> Opened | Diagnostic:
    """Return the decoded document, or what is wrong with it."""
    try:
        kind, document = decode(data)
    except DocumentError as problem:
        return error(problem.text, path=path)
    return Opened(path, kind, document)


def source_folder(path: str, given: str | None) -> str | None:
    """Return the folder of the configuration: the one that is given, else the document's own if it holds any."""
    if given is not None:
        return given
    folder = os.path.dirname(os.path.abspath(path)) if path != STANDARD_INPUT else os.path.abspath(".")
    try:
        names = os.listdir(folder)
    except OSError:
        return None
    return folder if any(name.endswith(_CONFIGURATION[:4]) for name in names) else None


def variables_of(opened: Opened) -> dict[str, AnyValue]:
    """Return the values that the root module's variables had; a state has none."""
    build = Builder(no_unknown).build
    return {
        name: build(decode_any(one.value), unknown_mask=False, sensitive=False, path=())
        for name, one in opened.document.variables.items()
    }


def stack_of(opened: Opened, plan: StackPlan | None) -> Stack:
    """Return the stack that a document is of: the configuration's, else one that is called as the file is."""
    if plan is not None:
        return Stack(plan.stack.name, opened.path, plan.stack.files)
    name = "stdin" if opened.path == STANDARD_INPUT else os.path.splitext(opened.path)[0]
    return Stack(name, opened.path)


def read_document(
    opened: Opened,
    stack: Stack,
    *,
    source: Inventory | None,
    regions: Mapping[str, str],
    closed: Iterable[Scope],
) -> tuple[Inventory, list[Diagnostic]]:
    """Return the resources of a document, and what is wrong with it."""
    read = read_plan if opened.kind is Kind.PLAN else read_state
    return read(opened.document, opened.path, stack, source=source, regions=regions, closed=closed)
