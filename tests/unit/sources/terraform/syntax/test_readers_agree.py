"""The second opinion: both readers build the same tree, places included, except for a list of known failures."""

from pathlib import Path

import pytest

from tests.unit.sources.terraform.syntax.sexp import read

FIXTURES = Path(__file__).parents[5] / "fixtures" / "terraform" / "syntax"

TREE_SITTER_CANNOT = ["1e5", "1E3", "{\n  a = 1\n  -b = 2\n}"]
"""Understood by Terraform and python-hcl2."""

PYTHON_HCL2_CANNOT = ['"${~ a}"', '"${a ~}"', "größe"]
"""Understood by Terraform and tree-sitter."""


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.tf")), ids=lambda path: path.name)
def test_same_tree(path: Path) -> None:
    first, second = (read(path.read_bytes(), reader=reader) for reader in ("tree-sitter", "python-hcl2"))
    assert first.diagnostics == second.diagnostics == ()
    assert first.body == second.body


@pytest.mark.parametrize("text", TREE_SITTER_CANNOT)
def test_python_hcl2_steps_in(text: str) -> None:
    first, second = (read(f"x = {text}\n", reader=reader) for reader in ("tree-sitter", "python-hcl2"))
    assert first == second
    assert first.diagnostics == ()


@pytest.mark.parametrize("text", PYTHON_HCL2_CANNOT)
def test_python_hcl2_has_known_failures(text: str) -> None:
    first, second = (read(f"x = {text}\n", reader=reader) for reader in ("tree-sitter", "python-hcl2"))
    assert first.diagnostics == ()
    assert second.body is None


@pytest.mark.parametrize("text", ["a = 1\na = 2\n", "x { y {} }\n", "a = { b = 1 c = 2 }\n", 'a = "\\q"\n'])
def test_both_are_held_to_the_same_rules(text: str) -> None:
    first, second = (read(text, reader=reader) for reader in ("tree-sitter", "python-hcl2"))
    assert [one.message for one in first.diagnostics] == [one.message for one in second.diagnostics]
    assert first.diagnostics
