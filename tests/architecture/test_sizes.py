"""Files and class hierarchies stay small enough to be read at once."""

import ast
from pathlib import Path
from statistics import median

import pytest

from tests.project import ENGINE, PACK, name, python_files

_ENGINE, _PACK, _TESTS = (python_files(folder) for folder in (str(ENGINE), str(PACK), "tests"))
_POLICIES = [path for path in _PACK if path.parent != PACK and path.name != "__init__.py"]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _longer_than(limit: int, files: list[Path]) -> dict[str, int]:
    return {name(path): _lines(path) for path in files if _lines(path) > limit}


def test_no_module_is_longer_than_500_lines() -> None:
    assert _longer_than(500, [*_ENGINE, *_PACK, *_TESTS]) == {}


def test_half_of_the_engines_modules_are_no_longer_than_130_lines() -> None:
    assert median(_lines(path) for path in _ENGINE) <= 130


def test_policies_are_short() -> None:
    assert _POLICIES
    assert median(_lines(path) for path in _POLICIES) <= 65
    assert _longer_than(120, _POLICIES) == {}


def _bases(path: Path) -> dict[str, list[str]]:
    """Return the classes that a file defines, each with the names of its bases, without their modules."""
    classes = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.ClassDef))
    return {node.name: [_last_name(base) for base in node.bases] for node in classes}


def _last_name(base: ast.expr) -> str:
    match base:
        case ast.Subscript(value=value):
            return _last_name(value)
        case ast.Attribute(attr=attribute):
            return attribute
        case ast.Name(id=identifier):
            return identifier
        case _:
            return ""


def _depth(cls: str, bases: dict[str, list[str]]) -> int:
    """Return how many of our own classes stand above and including ``cls``."""
    return 1 + max((_depth(base, bases) for base in bases[cls] if base in bases and base != cls), default=0)


def test_inheritance_is_at_most_two_deep() -> None:
    """Names are resolved over both packages as if each were unique, which can only overstate the depth."""
    bases: dict[str, list[str]] = {}
    for path in (*_ENGINE, *_PACK):
        for cls, above in _bases(path).items():
            bases.setdefault(cls, []).extend(above)
    assert {cls: depth for cls in bases if (depth := _depth(cls, bases)) > 2} == {}


@pytest.mark.parametrize(("code", "depth"), [("class A(B): ...", 1), ("class A: ...\nclass B(x.A[int]): ...", 2)])
def test_depth_counts_our_own_classes(tmp_path: Path, code: str, depth: int) -> None:
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    bases = _bases(tmp_path / "module.py")
    assert max(_depth(cls, bases) for cls in bases) == depth
