import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.sources.terraform.syntax.json_values import Array, JsonError, JsonText, Record, Value
from tests.unit.sources.terraform.syntax.sexp import read, sexp, told


def tree(value: object) -> str:
    parsed = read(json.dumps(value), path="main.tf.json")
    assert parsed.diagnostics == (), [told(one) for one in parsed.diagnostics]
    return sexp(parsed.body)


def test_labels_are_nested_objects_and_blocks_may_be_arrays() -> None:
    assert tree({"resource": {"aws_s3_bucket": {"a": {"bucket": "x"}, "b": [{"bucket": "y"}]}}}) == (
        '{(resource "aws_s3_bucket" "a" {bucket="x"}) (resource "aws_s3_bucket" "b" {bucket="y"})}'
    )
    assert tree([{"locals": {"a": 1}}, {"locals": [{"b": None}]}]) == "{(locals {a=1}) (locals {b=null})}"


def test_strings_and_names_are_templates() -> None:
    assert tree(
        {"locals": {"a": ["${var.x}", "${var.x} ", "$${x}", -3, 1.5], "b": {"${f(1)}": "%{if x}y%{endif}"}}}
    ) == (
        '{(locals {a=(Tuple [var.x (Template [var.x " "]) "${x}" -3 1.5d]) '
        'b=(Object [(ObjectItem (f 1) (Template [(TemplateIf x (Template ["y"]) (Template []))]))])})}'
    )


def test_strip_marks_reach_to_the_end_of_their_line() -> None:
    """Recorded from Terraform 1.11.4."""
    assert tree({"output": {"a": {"value": "${x ~}\n\n  y"}}}) == '{(output "a" {value=(Template [x "\\n  y"])})}'


def test_references_types_and_defaults_are_no_templates() -> None:
    assert tree(
        {
            "resource": {"t": {"n": {"depends_on": ["aws_vpc.main"], "provider": "aws.west"}}},
            "variable": {"v": {"type": "list(string)", "default": "${x}"}},
            "module": {"m": {"providers": {"aws": "aws.west"}}},
        }
    ) == (
        '{(resource "t" "n" {depends_on=(Tuple [aws_vpc.main]) provider=aws.west}) '
        '(variable "v" {type=(list string) default="${x}"}) '
        '(module "m" {providers=(Object [(ObjectItem "aws" aws.west)])})}'
    )


def test_blocks_that_terraform_itself_defines_inside_a_resource() -> None:
    resource = {
        "lifecycle": {"ignore_changes": ["tags"], "precondition": [{"condition": "${a}"}]},
        "dynamic": {"disk": {"for_each": "${var.d}", "content": {"size": "${disk.value}"}}},
        "rule": [{"id": 1}],
        "//": "a comment",
    }
    assert tree({"resource": {"t": {"n": resource}}}) == (
        '{(resource "t" "n" {rule=(Tuple [(Object [(ObjectItem "id" 1)])]) '
        "(lifecycle {ignore_changes=(Tuple [tags]) (precondition {condition=a})}) "
        '(dynamic "disk" {for_each=var.d (content {size=disk.value})})})}'
    )


def test_variable_files_hold_literals() -> None:
    parsed = read('{"a": "${x}", "b": {"c": [true]}}', path="prod.tfvars.json")
    assert sexp(parsed.body) == '{a="${x}" b=(Object [(ObjectItem "c" (Tuple [true]))])}'


def test_places() -> None:
    text = '{\n  "resource": {\n    "t": {\n      "n": {\n        "ä": "ö ${var.x}"\n      }\n    }\n  }\n}\n'.encode()
    parsed = read(text, path="main.tf.json")
    assert parsed.body is not None
    (block,) = parsed.body.blocks
    assert text[block.start : block.header_end] == b'"n"'
    (argument,) = block.body.arguments
    assert text[argument.name_start : argument.name_end].decode() == '"ä"'
    assert text[argument.value.start : argument.value.end].decode() == '"ö ${var.x}"'
    inner = argument.value.parts[1]  # type: ignore[union-attr]
    assert text[inner.start : inner.end] == b"var.x"


@pytest.mark.parametrize(
    ("text", "diagnostic"),
    [
        ('{"a": 1', "1:8 syntax-error expected=, }, found=end-of-file"),
        ('{\n  "a": 1,\n}', '3:1 syntax-error expected=", found=}'),
        ("{'a': 1}", "1:2 syntax-error expected=\" }, found='"),
        ('{"a" 1}', "1:6 syntax-error expected=:, found=1"),
        ('{"a": nope}', "1:7 syntax-error expected=json-value, found=nope"),
        ('{"a": "b\n"}', '1:9 syntax-error expected=", found=new-line'),
        ("{} x", "1:4 syntax-error expected=end-of-file, found=x"),
        ('{"locals": {"a": "${b +}"}}', "1:24 syntax-error expected=expression, found=)"),
        ('{"locals": {"a": "${b"}}', '1:22 syntax-error expected=}, found="'),
        ('{"locals": {"a": 1, "a": 2}}', "1:21 argument-set-twice name=a"),
        ('{"resources": {}}', "1:2 unknown-block-type name=resources"),
        ('{"resource": 5}', "1:14 syntax-error expected={, found=5"),
        ("[" * 5000, "1:122 nested-too-deeply limit=120"),
    ],
)
def test_what_is_wrong_and_where(text: str, diagnostic: str) -> None:
    assert [told(one) for one in read(text, path="main.tf.json").diagnostics] == [diagnostic]


def plain(value: Value) -> object:
    if isinstance(value, Array):
        return [plain(item) for item in value.items]
    if isinstance(value, Record):
        return {str(key.value): plain(item) for key, item in value.members}
    return value.value


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('aä"\\', max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_values_are_those_of_the_standard_library(value: object, ascii_only: bool, indent: int | None) -> None:
    assert plain(JsonText(json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()).read()) == value


@given(st.text('{}[]",:0-1.e tnu\\\n', max_size=12))
def test_a_text_is_rejected_when_the_standard_library_rejects_it(text: str) -> None:
    try:
        expected = json.loads(text, parse_float=Decimal, parse_constant=lambda word: [][len(word)])
    except (json.JSONDecodeError, IndexError):
        expected = JsonError
    try:
        found: object = plain(JsonText(text.encode()).read())
    except JsonError:
        found = JsonError
    assert found == expected
