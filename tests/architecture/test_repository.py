"""What the repository as a whole keeps to."""

import re
import tomllib
from pathlib import Path

import pytest

from leitplanke.cli import commands
from leitplanke_policies.pack import PACK as BUNDLED
from tests.project import PACK, ROOT, name, tree

_README = (ROOT / "README.md").read_text(encoding="utf-8")

# Places on one developer's machine: home folders and the roots that containers are fond of.
_MACHINE_PATH = re.compile(rb"(?<![\w.*-])/(?:root|work|home/\w+|Users/\w+)/\w")
# Where packages come from is the installer's setting. (Terraform's provider registry is a name in its language.)
_REGISTRY = re.compile(rb"\b(?:pypi|pythonhosted|artifactory|jfrog)\.(?:org|io|com|net)\b")


def _files_with(pattern: re.Pattern[bytes]) -> dict[str, bytes]:
    return {name(path): found.group() for path in tree() if (found := pattern.search(path.read_bytes()))}


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert _files_with(_MACHINE_PATH) == {}


def test_no_file_names_a_package_registry() -> None:
    assert _files_with(_REGISTRY) == {}


def test_a_policys_id_is_its_path() -> None:
    assert BUNDLED.policies
    for policy_id, place in BUNDLED.policies.items():
        module = place.partition(":")[0]
        assert module == f"leitplanke_policies.{policy_id.replace('/', '.').replace('-', '_')}"


def test_every_policy_file_is_in_the_pack() -> None:
    listed = {place.partition(":")[0].split(".", 1)[1].replace(".", "/") + ".py" for place in BUNDLED.policies.values()}
    files = {path.relative_to(PACK).as_posix() for path in tree(str(PACK)) if path.suffix == ".py"}
    assert {file for file in files if "/" in file and not file.endswith("__init__.py")} == listed


def test_every_rule_set_file_is_in_the_pack() -> None:
    files = {path.relative_to(PACK).as_posix() for path in tree(str(PACK / "rulesets")) if path.suffix == ".toml"}
    assert files == set(BUNDLED.rule_sets.values())


def test_every_policy_has_its_fixtures_and_every_fixture_folder_a_policy() -> None:
    root = ROOT / "fixtures" / "policies"
    folders = {path.parent.relative_to(root).as_posix() for path in tree(str(root)) if path.name == "violation.tf"}
    assert folders == BUNDLED.policies.keys()
    for folder in folders:
        present = {path.name for path in (root / folder).iterdir()}
        assert {"violation.tf", "compliant.tf", "unknown.tf"} <= present, folder
    owned = [path for path in tree(str(root)) if not any((root / folder) in path.parents for folder in folders)]
    assert owned == []


def test_every_command_is_in_the_readme_and_explains_itself() -> None:
    assert commands.ALL
    for one in commands.ALL:
        assert f"leitplanke {one.name}" in _README
        assert one.get_short_help_str(), one.name


def command(marker: str) -> str:
    """Return the README's line of code behind a marker comment."""
    found = re.search(rf"<!-- command: {marker} -->\s*```\w*\n(.+)\n```", _README)
    assert found, f"README.md has no single line of code after <!-- command: {marker} -->"
    return found.group(1)


def test_the_readmes_two_commands_install_what_is_pinned() -> None:
    for marker in ("estate", "tests"):
        assert "pip install -q -c constraints.txt" in command(marker)


def test_the_readmes_estate_is_there() -> None:
    (estate,) = re.findall(r"leitplanke check (\S+)", command("estate"))
    assert (ROOT / estate).is_dir()


def _fragments() -> list[Path]:
    return [path for path in tree(".changelog.d") if path.name != "README.md"]


@pytest.mark.parametrize("fragment", _fragments(), ids=name)
def test_news_fragments_have_a_kind_and_a_sentence(fragment: Path) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"]
    kinds = {kind["directory"] for kind in settings["type"]}
    assert re.fullmatch(rf"[\w+-]+\.(?:{'|'.join(kinds)})\.md", fragment.name)
    assert fragment.read_text(encoding="utf-8").rstrip().endswith(".")
