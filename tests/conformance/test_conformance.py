"""Our values are Terraform's own, or honestly unknown; what it refuses, we refuse."""

import re

import pytest

from leitplanke.core.value import Unknown
from leitplanke.sources.terraform.evaluate.functions.table import FUNCTIONS
from leitplanke.sources.terraform.evaluate.functions.values import MARKING
from leitplanke.sources.terraform.stack_reader import evaluate_in_stack
from tests.conformance.comparison import OTHER_LINE, PROJECT, STACK, STRICTER, Outcome, Verdict, of_expression
from tests.conformance.figures import BEGIN, END, README, count, expressions, files, values_of_layouts, with_figures
from tests.conformance.recordings import answer_files, bad_files, layouts, plan_of, refusals

_COMMONEST = """
abs alltrue anytrue base64decode base64encode basename can ceil chunklist cidrsubnet coalesce compact
concat contains csvdecode dirname distinct element endswith file fileexists filebase64 filesha256 fileset
flatten floor format formatlist index join jsondecode jsonencode keys length lookup lower max md5 merge min
nonsensitive one range regex regexall replace reverse sensitive setproduct setsubtract setunion sha256 slice
sort split startswith substr sum templatefile title tobool tolist tomap tonumber toset tostring trim
trimprefix trimspace trimsuffix try upper values yamldecode yamlencode zipmap
"""
COMMONEST = frozenset(_COMMONEST.split())
"""The functions that real configurations call: for these nothing may be unknown."""
OPENTOFU_ONLY = frozenset({"base64gunzip", "cidrcontains", "urldecode"})
CONSOLE_ONLY = frozenset({"type"})
_CALL = re.compile(r"\b(?:core::)?(\w+)\(")
_ANSWERS = {one: answer for file in answer_files().values() for one, answer in file.answers.items()}
_NOT_FIXED = frozenset({"abspath", "base64gzip", "bcrypt", "plantimestamp", "rsadecrypt", "timestamp", "uuid"})
"""Functions whose result is not known before Terraform runs, on another machine, or that take a secret."""


def _calls(expression: str) -> set[str]:
    return set(_CALL.findall(expression))


def _with(outcome: Outcome, verdicts: dict[str, Verdict]) -> dict[str, str]:
    return {name: one.ours for name, one in verdicts.items() if one.outcome is outcome}


@pytest.mark.parametrize("verdicts", [expressions, values_of_layouts, files], ids=lambda one: one.__name__)
def test_nothing_is_different(verdicts: object) -> None:
    assert callable(verdicts)
    assert _with(Outcome.DIFFERENT, verdicts()) == {}


def test_there_is_enough_to_compare() -> None:
    assert count(expressions()).compared >= 2_000
    assert len(layouts()) >= 60
    assert len(bad_files()) >= 60
    assert {path.name for path in bad_files()} == refusals().keys()


def test_hardly_anything_is_unknown() -> None:
    found = count(expressions())
    assert found.unknown <= found.compared * 0.01
    assert len(_with(Outcome.UNKNOWN, values_of_layouts())) <= len(STRICTER) + 1
    assert _with(Outcome.UNKNOWN, files()).keys() == OTHER_LINE.keys()
    assert {name.partition(":")[0] for name in _with(Outcome.UNKNOWN, values_of_layouts())} >= STRICTER.keys()


def test_what_calls_only_common_functions_is_known() -> None:
    assert len(COMMONEST) >= 60
    unknown = [one for one in _with(Outcome.UNKNOWN, expressions()) if not _calls(one) & _NOT_FIXED]
    assert [one for one in unknown if _calls(one) and _calls(one) <= COMMONEST] == []


def test_every_function_is_asked_about_and_answered() -> None:
    asked = {name for expression in _ANSWERS for name in _calls(expression)}
    answered = {name for expression, answer in _ANSWERS.items() if answer is not None for name in _calls(expression)}
    ours = {*FUNCTIONS, *MARKING, "try", "can"} - OPENTOFU_ONLY - CONSOLE_ONLY
    assert ours - asked == set()
    assert ours - answered <= {"rsadecrypt"}


def test_every_function_answers_to_its_name_in_core() -> None:
    found: dict[str, tuple[str, str]] = {}
    for expression, verdict in expressions().items():
        call = _CALL.match(expression)
        if call is not None and verdict.outcome is Outcome.EQUAL and (answer := _ANSWERS[expression]) is not None:
            found.setdefault(call.group(1), (expression, answer))
    assert len(found) >= 100
    for expression, answer in found.values():
        assert of_expression(f"core::{expression.removeprefix('core::')}", answer).outcome is Outcome.EQUAL, expression


def test_functions_of_providers_are_unknown_without_complaint() -> None:
    value, diagnostics = evaluate_in_stack(PROJECT, STACK, "provider::aws::arn_parse(var.names[0])", variables={})
    assert isinstance(value, Unknown)
    assert [cause.name for cause in value.causes] == ["provider::aws::arn_parse"]
    assert diagnostics == []


def test_every_kind_of_refusal_is_a_layout() -> None:
    assert sum(plan_of(layout).refused is not None for layout in layouts()) >= 15


def test_the_figures_in_the_readme_are_current() -> None:
    text = README.read_text(encoding="utf-8")
    assert BEGIN in text
    assert END in text
    assert with_figures(text) == text
