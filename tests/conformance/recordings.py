"""What the real Terraform said, as files: its answers, its plans, its refusals."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures" / "terraform"
EXPRESSIONS = FIXTURES / "expressions"
LAYOUTS = FIXTURES / "layouts"
BAD_FILES = FIXTURES / "bad_files"
LAYOUT_FILES = ("expected.json", "options.json")
"""Files in a layout's folder that are not part of it."""

Answers: TypeAlias = dict[str, str | None]
"""JSON text of a list that holds the value, by expression; None where Terraform refuses the expression."""


class AnswerFile(msgspec.Struct, forbid_unknown_fields=True):
    """One file of ``fixtures/terraform/expressions``."""

    terraform: str
    answers: Answers


class Options(msgspec.Struct, forbid_unknown_fields=True):
    """How a layout is planned, ``options.json`` in its folder."""

    var_files: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}
    workspace: str | None = None


class Plan(msgspec.Struct, forbid_unknown_fields=True):
    """What Terraform plans for a layout, ``expected.json`` in its folder.

    ``outputs`` are by name, ``inputs`` those of `terraform_data` resources by address; what is known only after the
    apply is ``{"known after apply": true}``. ``refused`` has the first error if Terraform stops.
    """

    terraform: str
    outputs: Mapping[str, Any] = {}
    sensitive: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = {}
    refused: str | None = None


class Refusal(msgspec.Struct, forbid_unknown_fields=True):
    """The errors in a bad file: all lines that Terraform complains of, and what it says first."""

    lines: tuple[int, ...]
    summary: str


class RefusalFile(msgspec.Struct, forbid_unknown_fields=True):
    """``fixtures/terraform/bad_files/refusals.json``: the refusals by the file's name."""

    terraform: str
    refusals: dict[str, Refusal]


UNKNOWN = {"known after apply": True}
REFUSALS = BAD_FILES / "refusals.json"


def answer_files() -> dict[Path, AnswerFile]:
    """Return the recorded answers by file."""
    paths = sorted(EXPRESSIONS.glob("*.json"))
    return {path: msgspec.json.decode(path.read_bytes(), type=AnswerFile) for path in paths}


def layouts() -> list[Path]:
    """Return the folders of all layouts."""
    return sorted(path for path in LAYOUTS.iterdir() if path.is_dir())


def options_of(layout: Path) -> Options:
    """Return how a layout is planned."""
    path = layout / "options.json"
    return msgspec.json.decode(path.read_bytes(), type=Options) if path.exists() else Options()


def plan_of(layout: Path) -> Plan:
    """Return what is recorded for a layout."""
    return msgspec.json.decode((layout / "expected.json").read_bytes(), type=Plan)


def bad_files() -> list[Path]:
    """Return all bad files."""
    return sorted(path for path in BAD_FILES.iterdir() if path != REFUSALS)


def refusals() -> dict[str, Refusal]:
    """Return what is recorded for the bad files."""
    return msgspec.json.decode(REFUSALS.read_bytes(), type=RefusalFile).refusals


def write(path: Path, recording: msgspec.Struct) -> None:
    """Write a recording, readable and in a fixed form."""
    data = msgspec.to_builtins(recording)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
