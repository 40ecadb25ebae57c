"""Ways to write the same estate: what is read from it is the same, modulo addresses."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.sources.terraform.trees import attributes, codes, read

_VARIABLES = (
    'variable "known" {\n  default = "k"\n}\n'
    'variable "open" {\n  type = string\n}\n'
    'variable "flag" {\n  type = bool\n}\n'
    'variable "stage" {\n  validation {\n    condition = contains(["dev", "prod"], var.stage)\n  }\n}\n'
)
_NAMES = ("known", "open", "flag", "stage")
_OTHER = 'resource "aws_other" "o" {\n  name = "other"\n}\n'

_texts = st.sampled_from(
    ['"text"', "var.known", "var.open", "var.stage", "aws_other.o.id", "aws_other.o.name", '"a-${var.stage}"', "null"]
)
_conditions = st.sampled_from(["var.flag", "true", 'var.known == "k"', 'var.open == "x"', 'var.stage == "prod"'])
_expressions = st.recursive(
    _texts,
    lambda inner: st.one_of(
        st.builds("coalesce({}, {})".format, inner, inner),
        st.builds("({} ? {} : {})".format, _conditions, inner, inner),
        st.builds("[{}, {}][0]".format, inner, inner),
        st.builds("merge({{ a = {} }}, {{ b = {} }}).a".format, inner, inner),
        st.builds("try({}, {})".format, inner, inner),
        st.builds('join("-", compact([{}, {}]))'.format, inner, inner),
    ),
    max_leaves=4,
)
_bodies = st.dictionaries(st.sampled_from("abc"), _expressions, min_size=1, max_size=3)


def _resource(name: str, body: Mapping[str, str], meta: str = "") -> str:
    lines = "".join(f"  {key} = {expression}\n" for key, expression in body.items())
    return f'resource "aws_x" "{name}" {{\n{meta}{lines}}}\n'


def _read(files: Mapping[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        inventory, diagnostics = read(Path(folder), files)
    return {**attributes(inventory), "diagnostics": sorted(set(codes(diagnostics)))}


def _values(found: Any, **renamed: str) -> Any:
    """Return what was read without the names of assumptions, and with addresses renamed."""
    if isinstance(found, dict):
        if found and all(isinstance(key, tuple) for key in found):
            return ["worlds", *sorted((_values(one, **renamed) for one in found.values()), key=repr)]
        return {_renamed(key, renamed): _values(one, **renamed) for key, one in found.items()}
    if isinstance(found, set):
        return sorted(_renamed(one, renamed) for one in found)
    return [_values(one, **renamed) for one in found] if isinstance(found, list) else found


def _renamed(text: Any, renamed: Mapping[str, str]) -> Any:
    for old, new in renamed.items():
        text = text.replace(old, new) if isinstance(text, str) else text
    return text


@given(_bodies)
@settings(max_examples=60)
def test_inlining_a_local_changes_nothing(body: dict[str, str]) -> None:
    moved = {key: f"local.{key}" for key in body}
    local = "".join(f"  {key} = {expression}\n" for key, expression in body.items())
    direct = _read({"main.tf": _VARIABLES + _OTHER + _resource("y", body)})
    through = _read({"main.tf": f"{_VARIABLES}{_OTHER}{_resource('y', moved)}locals {{\n{local}}}\n"})
    assert direct == through


@given(_bodies)
@settings(max_examples=60)
def test_wrapping_in_a_module_only_changes_addresses(body: dict[str, str]) -> None:
    content = _OTHER + _resource("y", body)
    passed = "".join(f"  {name} = var.{name}\n" for name in _NAMES)
    inner = "".join(f'variable "{name}" {{}}\n' for name in _NAMES)
    direct = _read({"main.tf": _VARIABLES + content})
    files = {
        "main.tf": f'{_VARIABLES}module "w" {{\n  source = "./w"\n{passed}}}\n',
        "w/main.tf": inner + content,
    }
    assert _values(_read(files), **{"module.w.": ""}) == _values(direct)


@given(st.dictionaries(st.sampled_from("pqr"), _texts, min_size=1), _bodies)
@settings(max_examples=60)
def test_a_for_each_is_as_many_resources(instances: dict[str, str], body: dict[str, str]) -> None:
    entries = ", ".join(f"{key} = {{ v = {text} }}" for key, text in instances.items())
    grouped = {**body, "key": "each.key", "value": "each.value.v"}
    together = _read({"main.tf": _VARIABLES + _OTHER + _resource("y", grouped, f"  for_each = {{ {entries} }}\n")})
    single = [_resource(key, {**body, "key": f'"{key}"', "value": text}) for key, text in instances.items()]
    apart = _read({"main.tf": _VARIABLES + _OTHER + "".join(single)})
    renamed = {f'aws_x.y["{key}"]': f"aws_x.{key}" for key in instances}
    assert _values(together, **renamed) == _values(apart)


@given(st.permutations(range(5)), st.permutations(range(5)), _bodies)
@settings(max_examples=40)
def test_the_order_of_files_and_blocks_never_matters(
    first: Sequence[int], second: Sequence[int], body: dict[str, str]
) -> None:
    parts = [
        _VARIABLES,
        _OTHER,
        _resource("y", {**body, "up": "module.m.up", "down": "local.down"}),
        'locals {\n  down = "${module.m.up}-${aws_other.o.name}"\n}\n',
        'module "m" {\n  source = "./m"\n  name = aws_other.o.name\n}\n',
    ]
    module = {"m/main.tf": 'variable "name" {}\noutput "up" {\n  value = upper(var.name)\n}\n'}
    apart = _read({f"{at}.tf": parts[index] for at, index in enumerate(first)} | module)
    together = _read({"main.tf": "".join(parts[index] for index in second)} | module)
    assert apart == together
