"""Our values beside Terraform's."""

import json
import shutil
import tempfile
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from leitplanke.core.diagnostic import Diagnostic, Gravity
from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known, Unknown
from leitplanke.inventory.resource import Stack
from leitplanke.sources.terraform import stack_reader
from leitplanke.sources.terraform.evaluate.functions.encoding import json_text
from leitplanke.sources.terraform.evaluate.structure import wholly_known
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_table import StackPlan
from tests.conformance.recordings import EXPRESSIONS, UNKNOWN, Options, Plan, options_of, plan_of, refusals

STRICTER = {
    "required-variable-missing": "a variable that nobody sets is unknown: the pipeline sets it",
    "sensitive-output-unmarked": "a root module's outputs hold no resources, and are not evaluated by a check",
}
"""Layouts that Terraform refuses and we do not, and why: their values count as unknown."""
OTHER_LINE = {
    "heredoc-without-end.tf": "Terraform names the end of the file; we name the heredoc that is not closed",
    "json-missing-brace.tf.json": "Terraform names the first line; we name the end of the file",
    "json-trailing-comma.tf.json": "Terraform reads on and names what is missing; we name the comma",
    "line-break-in-conditional.tf": "Terraform names the line that begins with `?`; we the line that is not complete",
}
"""Bad files that we refuse at another line than Terraform, and why: they count as unknown."""


class Outcome(StrEnum):
    """How our answer stands to Terraform's."""

    EQUAL = "equal"
    UNKNOWN = "unknown"
    DIFFERENT = "different"


class Verdict(NamedTuple):
    """An outcome, and what we said, for the message of a test."""

    outcome: Outcome
    ours: str


PROJECT = ProjectFiles(str(EXPRESSIONS))
STACK = StackPlan(Stack(".", "."))


def _refuses(diagnostics: list[Diagnostic]) -> bool:
    return any(one.gravity is not Gravity.NOTE for one in diagnostics)


def of_expression(expression: str, answer: str | None) -> Verdict:
    """Return how our answer to an expression stands to Terraform's.

    Where Terraform refuses, we must too: to know a value is different, to say nothing of an error is unknown.
    """
    value, diagnostics = stack_reader.evaluate_in_stack(PROJECT, STACK, expression, variables={})
    if isinstance(value, Unknown) or not wholly_known(value):
        said = answer is None and _refuses(diagnostics)
        return Verdict(Outcome.EQUAL if said else Outcome.UNKNOWN, f"{value} {diagnostics}")
    ours = f"[{json_text(value)}]"
    same = ours == answer and not _refuses(diagnostics)
    return Verdict(Outcome.EQUAL if same else Outcome.DIFFERENT, f"{ours} {diagnostics}")


def of_layout(folder: Path) -> dict[str, Verdict]:
    """Return how our values in a layout stand to Terraform's, by output and by address."""
    theirs = plan_of(folder)
    ours, diagnostics = _plan(folder, options_of(folder))
    said = f"{ours} {diagnostics}"
    if theirs.refused is not None:
        outcome = Outcome.EQUAL if _refuses(diagnostics) else Outcome.DIFFERENT
        return {"refused": Verdict(Outcome.UNKNOWN if folder.name in STRICTER else outcome, said)}
    found = {f"{kind}": _compared(one, other) for kind, one, other in [("sensitive", ours.sensitive, theirs.sensitive)]}
    found["accepted"] = Verdict(Outcome.DIFFERENT if _refuses(diagnostics) else Outcome.EQUAL, said)
    for one, other in ((ours.outputs, theirs.outputs), (ours.inputs, theirs.inputs)):
        for name in sorted({*one, *other}):
            there = name in one and name in other
            found[name] = _compared(one[name], other[name]) if there else Verdict(Outcome.DIFFERENT, said)
    return found


def of_bad_file(path: Path) -> Verdict:
    """Return whether we refuse a file at a line at which Terraform does."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copy(path, name)
        _, diagnostics = _plan(Path(name), Options())
    places = [one.span.begin.line for one in diagnostics if one.span is not None and one.gravity is not Gravity.NOTE]
    if not places:
        return Verdict(Outcome.DIFFERENT, "accepted")
    same = min(places) in refusals()[path.name].lines
    differs = Outcome.UNKNOWN if path.name in OTHER_LINE else Outcome.DIFFERENT
    return Verdict(Outcome.EQUAL if same else differs, f"{diagnostics}")


def _plan(folder: Path, options: Options) -> tuple[Plan, list[Diagnostic]]:
    """Return what we know of a root module, in the form of Terraform's plan, and what we say of it."""
    project = ProjectFiles(str(folder))
    stack = StackPlan(Stack(".", "."), var_files=options.var_files, workspace=options.workspace)
    root, context = stack_reader._root(project, stack, options.variables, "tree-sitter")
    outputs = root.outputs("output")
    assert isinstance(outputs, Known)
    entries: dict[str, AnyValue] = {name: outputs.data.entries[name] for name in outputs.data.entries}
    resources = [one for one in root.resources() if one.type == "terraform_data"]
    plan = Plan(
        "",
        {name: _plain(value) for name, value in entries.items()},
        tuple(sorted(name for name, value in entries.items() if value.sensitive)),
        {one.address: _plain(one.read("input")) for one in resources},
    )
    return plan, [*project.diagnostics, *context.diagnostics]


def _compared(ours: Any, theirs: Any) -> Verdict:
    """Compare plain data, of which ``1`` is not ``true``; what we do not know may be anything."""
    one, other = (json.dumps(data, sort_keys=True) for data in (ours, theirs))
    if one == other:
        return Verdict(Outcome.EQUAL, one)
    return Verdict(Outcome.UNKNOWN if _agree(ours, theirs) else Outcome.DIFFERENT, one)


def _agree(ours: Any, theirs: Any) -> bool:
    if ours == UNKNOWN:
        return True
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(_agree(ours[name], theirs[name]) for name in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_agree, ours, theirs))
    return json.dumps(ours) == json.dumps(theirs)


def _plain(value: AnyValue) -> Any:
    """Return a value as the JSON of a plan has it, with what is not known in the form of the recordings."""
    if isinstance(value, Absent):
        return None
    if isinstance(value, Unknown):
        return UNKNOWN
    data = value.data
    if isinstance(data, Items):
        return [_plain(item) for item in data.items] + ([UNKNOWN] if data.open is not None else [])
    if isinstance(data, Fields):
        return {name: _plain(data.entries[name]) for name in data.entries}
    return json.loads(json_text(Known(data))) if isinstance(data, (int, Decimal)) else data
