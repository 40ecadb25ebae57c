"""The real Terraform, asked for its answers. Nothing that is asked here needs a provider or a network."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conformance.recordings import (
    EXPRESSIONS,
    LAYOUT_FILES,
    UNKNOWN,
    Answers,
    Plan,
    Refusal,
    options_of,
)

BINARY = shutil.which("terraform")
"""Where Terraform is installed, or None."""
_REFUSED = "REFUSED"


class RefusedError(Exception):
    """Terraform stops; ``diagnostics`` are its errors, as its JSON output has them."""

    def __init__(self, diagnostics: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(str(one["summary"]) for one in diagnostics))
        self.diagnostics = diagnostics


def version() -> str:
    """Return the version of the binary."""
    with _folder() as folder:
        return str(json.loads(_run(folder, "version", "-json"))["terraform_version"])


def answers_to(expressions: Sequence[str]) -> Answers:
    """Return what the expressions are worth in ``fixtures/terraform/expressions``.

    `try` catches most of what Terraform refuses. What it cannot catch stops the whole configuration: therefore each
    expression has a file of its own, which is taken away when Terraform complains of it.
    """
    with _folder() as folder:
        shutil.copytree(EXPRESSIONS, folder, dirs_exist_ok=True)
        for at, expression in enumerate(expressions):
            text = f'output "e{at}" {{\n  value = nonsensitive(try(jsonencode([{expression}\n]), "{_REFUSED}"))\n}}\n'
            (folder / f"e{at}.tf").write_text(text, "utf-8")
        while True:
            try:
                _checked(folder, "validate", "-json")
                _checked(folder, "apply", "-auto-approve", "-input=false", "-json")
                break
            except RefusedError as refused:
                for name in {one["range"]["filename"] for one in refused.diagnostics}:
                    (folder / name).unlink()
        told = json.loads(_run(folder, "output", "-json"))
    found = (told.get(f"e{at}", {}).get("value", _REFUSED) for at in range(len(expressions)))
    return {
        expression: None if answer == _REFUSED else answer
        for expression, answer in zip(expressions, found, strict=True)
    }


def planned(layout: Path, terraform: str) -> Plan:
    """Return what Terraform plans for a layout."""
    options = options_of(layout)
    arguments = [f"-var-file={path}" for path in options.var_files]
    arguments += [f"-var={name}={value}" for name, value in options.variables.items()]
    with _folder() as folder:
        shutil.copytree(layout, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*LAYOUT_FILES))
        try:
            _checked(folder, "init", "-input=false", "-json")
            if options.workspace:
                _run(folder, "workspace", "new", options.workspace)
            _checked(folder, "plan", "-input=false", "-json", "-out=plan", *arguments)
        except RefusedError as refused:
            return Plan(terraform, refused=refused.diagnostics[0]["summary"])
        plan = json.loads(_run(folder, "show", "-json", "plan"))
    changes = plan.get("output_changes", {})
    resources = {one["address"]: one["change"] for one in plan.get("resource_changes", ()) if one["mode"] == "managed"}
    return Plan(
        terraform,
        {name: _whole(change.get("after"), change["after_unknown"]) for name, change in changes.items()},
        tuple(sorted(name for name, change in changes.items() if change["after_sensitive"] is True)),
        {
            address: _whole(change["after"].get("input"), change["after_unknown"].get("input"))
            for address, change in sorted(resources.items())
        },
    )


def refusal_of(path: Path) -> Refusal | None:
    """Return the errors that Terraform finds in a file that stands alone; None if it takes the file."""
    with _folder() as folder:
        shutil.copy(path, folder)
        try:
            _checked(folder, "validate", "-json")
            _checked(folder, "init", "-input=false", "-json")
            _checked(folder, "plan", "-input=false", "-json")
        except RefusedError as refused:
            errors = sorted(
                (one["range"]["start"]["line"], one["summary"]) for one in refused.diagnostics if "range" in one
            )
            return Refusal(tuple(sorted({line for line, _ in errors})), errors[0][1])
    return None


def _whole(after: Any, unknown: Any) -> Any:
    """Put what is known only after the apply back among the rest of a value."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict):
        found = after if isinstance(after, dict) else {}
        return {key: _whole(found.get(key), unknown.get(key)) for key in sorted({*found, *unknown})}
    if isinstance(unknown, list):
        members = after if isinstance(after, list) else [None] * len(unknown)
        return [_whole(*pair) for pair in zip(members, unknown, strict=True)]
    return after


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _run(folder: Path, *arguments: str, check: bool = True) -> str:
    assert BINARY is not None
    clean = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")} | clean
    command = [BINARY, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, check=check, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ).stdout


def _checked(folder: Path, *arguments: str) -> None:
    """Run a command that tells its errors as JSON: in one document, or one a line."""
    output = _run(folder, *arguments, check=False)
    if output.startswith("{\n"):
        errors = json.loads(output)["diagnostics"]
    else:
        lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
        errors = [line["diagnostic"] for line in lines if "diagnostic" in line]
    errors = [one for one in errors if one["severity"] == "error"]
    if errors:
        raise RefusedError(errors)
