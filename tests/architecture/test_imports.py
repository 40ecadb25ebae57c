"""Which module may import which, and what a start costs."""

import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from subprocess import run

import grimp
import pytest
from importlinter import cli as import_linter

from tests.project import ROOT

# What a start must not pay for: cloud SDKs, terminal and data libraries, the second reader, the scan of installed
# distributions, and modules that only some commands need.
_NOT_AT_START = {
    "azure",
    "boto3",
    "botocore",
    "google",
    "hcl2",
    "importlib.metadata",
    "importlib.resources",
    "jsonschema",
    "lark",
    "leitplanke_policies",
    "pydantic",
    "re2",
    "regex",
    "rich",
    "tree_sitter",
    "yaml",
}


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("leitplanke", "leitplanke_policies", include_external_packages=True, cache_dir=None)


def _imports(package: str) -> dict[str, str]:
    """Return what modules of ``package`` import from outside it, each with one module that imports it."""
    graph = _graph()
    modules = {package, *graph.find_descendants(package)}
    return {
        imported: module
        for module in sorted(modules)
        for imported in sorted(graph.find_modules_directly_imported_by(module))
        if imported not in modules and imported.split(".")[0] not in sys.stdlib_module_names
    }


def test_the_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = import_linter.lint_imports(no_cache=True)
    assert status == import_linter.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_core_stands_on_msgspec_alone() -> None:
    assert _imports("leitplanke.core").keys() <= {"msgspec"}


def test_a_pack_imports_the_authors_interface_and_the_inventory_alone() -> None:
    permitted = ("leitplanke.policy", "leitplanke.inventory")
    outside = {
        imported: module
        for imported, module in _imports("leitplanke_policies").items()
        if not any(imported == package or imported.startswith(f"{package}.") for package in permitted)
    }
    assert outside == {}


def test_the_engine_imports_only_what_the_base_installation_brings() -> None:
    """Optional libraries have their own places; each third-party import elsewhere is a declared dependency."""
    optional = ("leitplanke.cli", "leitplanke.sources.live")
    required = {text.split(";")[0] for text in metadata.requires("leitplanke") or () if "extra ==" not in text}
    names = {text.split(">")[0].split("<")[0].strip().lower().replace("-", "_") for text in required}
    declared = {module for module, owners in metadata.packages_distributions().items() for owner in owners
                if owner.lower().replace("-", "_") in names}  # fmt: skip
    undeclared = {
        imported: module
        for imported, module in _imports("leitplanke").items()
        if imported.split(".")[0] not in declared and not module.startswith(optional)
    }
    assert undeclared == {}


def test_a_start_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-c", "import leitplanke.cli.main"]
    started = run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    imported = {line.rpartition("|")[2].strip() for line in started.stderr.splitlines() if "|" in line}
    assert "leitplanke.cli.main" in imported
    paid_for = {
        module for module in imported for name in _NOT_AT_START if module == name or module.startswith(f"{name}.")
    }
    assert paid_for == set()
