"""The hook, run by the real pre-commit from a clone of this tree, without a network."""

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml

from leitplanke.reporters.texts import Texts
from tests.e2e import wheelhouse
from tests.project import ROOT, name, tree

_DATABASE = """\
resource "aws_db_instance" "crm" {
  identifier          = "crm"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  publicly_accessible = true
}
"""
_OUTPUTS = """\
output "endpoint" {
  value = aws_db_instance.crm.endpoint
}
"""


@dataclass(frozen=True)
class Repository:
    """A scratch repository of a user of the hook."""

    root: Path
    environment: dict[str, str]

    def hook(self, *files: str) -> subprocess.CompletedProcess[str]:
        """Run the hook on files, as `git commit` would on staged ones."""
        command = [sys.executable, "-m", "pre_commit", "run", "--verbose", "--color=never", "--files", *files]
        return subprocess.run(command, cwd=self.root, env=self.environment, check=False, capture_output=True, text=True)


def _git(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def _commit_all(folder: Path, environment: dict[str, str]) -> str:
    _git(folder, environment, "init", "--quiet", "--initial-branch=main")
    _git(folder, environment, "add", "--all", "--force")
    _git(folder, environment, "commit", "--quiet", "--message=State under test")
    return _git(folder, environment, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository whose pre-commit configuration names a clone of the working tree."""
    scratch = tmp_path_factory.mktemp("hook")
    backend = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    house = wheelhouse.build([*(requires("leitplanke") or ()), *backend], scratch / "wheelhouse")
    environment = wheelhouse.offline(house) | {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(scratch / "cache"),
    }
    hook = scratch / "leitplanke"
    for path in tree("checkers", "policies", "pyproject.toml", "LICENSE", "README.md", ".pre-commit-hooks.yaml"):
        target = hook / name(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    revision = _commit_all(hook, environment)

    root = scratch / "user"
    root.mkdir()
    (root / "database.tf").write_text(_DATABASE, encoding="utf-8")
    (root / "outputs.tf").write_text(_OUTPUTS, encoding="utf-8")
    (root / "notes.md").write_text("Nothing to judge.\n", encoding="utf-8")
    use = {"id": "leitplanke", "args": ["--rules", "all"]}
    configuration = {"repos": [{"repo": str(hook), "rev": revision, "hooks": [use]}]}
    (root / ".pre-commit-config.yaml").write_text(yaml.safe_dump(configuration), encoding="utf-8")
    _commit_all(root, environment)
    return Repository(root, environment)


def test_a_finding_in_a_changed_file_stops_the_commit(repository: Repository) -> None:
    ran = repository.hook("database.tf")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "exposure/not-public" in ran.stdout
    assert "database.tf:5" in ran.stdout


def test_what_a_changed_file_cannot_touch_is_not_judged(repository: Repository) -> None:
    ran = repository.hook("outputs.tf")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "database.tf:5" not in ran.stdout
    assert Texts("en", {}).label("left-out", count=0, resources=1) in ran.stdout


def test_other_files_do_not_start_the_hook(repository: Repository) -> None:
    ran = repository.hook("notes.md")
    assert ran.returncode == 0
    assert "no files to check" in ran.stdout


def test_the_hook_is_for_all_files_that_terraform_and_opentofu_read() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    pattern = re.compile(hook["files"])
    read = ("main.tf", "a/b/main.tf.json", "main.tofu", "main.tofu.json", "prod.tfvars", "prod.auto.tfvars.json")
    assert [path for path in read if not pattern.search(path)] == []
    not_read = ("main.tf.bak", "terraform.tfstate", "plan.json", "tf", "readme.md", "x.tftpl")
    assert [path for path in not_read if pattern.search(path)] == []
    assert hook["require_serial"] is True
