"""What is installed from a wheel is the whole tool, and nothing else."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest

from tests.e2e import wheelhouse
from tests.project import ENGINE, PACK, ROOT, tree

_PUBLIC_DATABASE = """\
resource "aws_db_instance" "crm" {
  identifier          = "crm"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  publicly_accessible = true
}
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project's wheel, built with the pinned backend that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    (built,) = folder.glob("leitplanke-*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a virtual environment that holds the wheel, its dependencies and pip."""
    folder = tmp_path_factory.mktemp("installed")
    house = wheelhouse.build(requires("leitplanke") or (), folder / "wheelhouse")
    offline = wheelhouse.offline(house)
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "virtualenv", "--quiet", str(venv)], env=offline, check=True)
    install = [str(venv / "bin" / "pip"), "install", "--quiet", str(wheel)]
    subprocess.run(install, env=offline, check=True)
    return venv


def test_the_wheel_holds_every_file_of_both_packages_and_nothing_generic(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {path.relative_to(root.parent).as_posix() for root in (ENGINE, PACK) for path in tree(str(root))}
    assert ours <= packed
    assert {name.split("/")[0] for name in packed} == {"leitplanke", "leitplanke_policies"}


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith("/METADATA"))).decode()
        entry_points = archive.read(next(name for name in names if name.endswith("/entry_points.txt"))).decode()
    assert "License-Expression: Apache-2.0" in metadata
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert "leitplanke = leitplanke.cli.main:main" in entry_points
    assert "[leitplanke.packs]\nleitplanke = leitplanke_policies.pack:PACK" in entry_points


def test_the_installed_command_judges_with_its_pack(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(_PUBLIC_DATABASE, encoding="utf-8")
    command = [str(environment / "bin" / "leitplanke"), "check", "--rules", "all"]
    judged = subprocess.run(command, cwd=tmp_path, env=wheelhouse.clean(), check=False, capture_output=True, text=True)
    assert judged.returncode == 1, judged.stderr
    assert "exposure/not-public" in judged.stdout
    assert "main.tf:5" in judged.stdout


def test_a_base_installation_is_small(environment: Path) -> None:
    """The budget: 25 MB and ten distributions, compiled files included, the installer's own files not."""
    (site,) = environment.glob("lib/python*/site-packages")
    seeded = {"pip", "setuptools", "wheel", "pkg_resources", "_distutils_hack"}
    ours = [path for path in site.iterdir() if path.name.split("-")[0] not in seeded]
    distributions = [path for path in ours if path.suffix == ".dist-info"]
    size = sum(file.stat().st_size for path in ours for file in (path, *path.rglob("*")) if file.is_file())
    assert len(distributions) <= 10, sorted(path.name for path in distributions)
    assert size <= 25_000_000


def test_both_pin_files_name_the_same_versions_and_no_registry() -> None:
    def pins(name: str) -> dict[str, str]:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        return dict(line.split(" ")[0].split("==", 1) for line in lines if "==" in line)

    constraints, hashed = pins("constraints.txt"), pins(".ci/requirements.txt")
    assert hashed
    assert hashed.items() <= constraints.items()
    for name in ("constraints.txt", ".ci/requirements.txt"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    }
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    missing = {one for one in declared if one.split(">")[0].split("[")[0].lower() not in pinned}
    assert not missing, "run `nox -s constraints`"
