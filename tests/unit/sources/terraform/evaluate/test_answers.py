"""Our values against those of the real Terraform, which fixtures/terraform/expressions/regenerate.py asked."""

import json
from functools import cache
from pathlib import Path

import pytest

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.source import Source
from leitplanke.core.value import AnyValue, CauseKind, Fields, Known, Unknown
from leitplanke.sources.terraform.evaluate.expressions import evaluate
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.types import convert, parse_type
from leitplanke.sources.terraform.syntax.parse import parse
from tests.unit.sources.terraform.evaluate.scopes import Folder, Texts, fields, text_of_answer, worth

FIXTURE = Path(__file__).parents[5] / "fixtures" / "terraform" / "expressions"
ANSWERS: dict[str, str | None] = json.loads((FIXTURE / "answers.json").read_text("utf-8"))["answers"]


@cache
def environment() -> dict[str, AnyValue]:
    """Return the names that the expressions may refer to, as environment.tf declares them."""
    source = Source("environment.tf", (FIXTURE / "environment.tf").read_bytes())
    body = parse(source).body
    assert body is not None
    scope = Scope({}, source=source, folder=".", identity="", project=Texts(), diagnostics=[])
    variables: dict[str, AnyValue] = {}
    local: dict[str, AnyValue] = {}
    for block in body.blocks:
        arguments = {
            argument.name: evaluate(argument.value, scope)
            for argument in block.body.arguments
            if argument.name != "type"
        }
        if block.type == "locals":
            local |= arguments
            continue
        kinds = [argument.value for argument in block.body.arguments if argument.name == "type"]
        value = arguments["default"]
        if kinds:
            value = convert(value, parse_type(kinds[0], lambda default: evaluate(default, scope)))
        variables[block.labels[0]] = value
    return {
        "var": Known(Fields(variables)),
        "local": Known(Fields(local)),
        "path": fields(module=Known("."), root=Known(".")),
    }


@pytest.mark.parametrize("expression", ANSWERS)
def test_same_as_terraform(expression: str) -> None:
    diagnostics: list[Diagnostic] = []
    value = worth(expression, environment(), project=Folder(FIXTURE), diagnostics=diagnostics)
    answer = ANSWERS[expression]
    if answer is None:
        assert isinstance(value, Unknown), value
        assert value.causes[0].kind in {CauseKind.ERROR, CauseKind.FILE, CauseKind.LIMIT}
        assert diagnostics
    else:
        assert text_of_answer(value) == answer
        assert not diagnostics
