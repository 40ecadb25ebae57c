"""The command with results of earlier runs, without, and where there can be none: always the same report."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import ENGINE, ROOT

_COMMAND = Path(sys.executable).parent / "leitplanke"
_ESTATE = ROOT / "fixtures" / "estates" / "health-insurer" / "violating"
_SECRET = "correct-horse-battery-staple"
_CLOSED = 1
_USAGE = 2


class Place:
    """A copy of an estate, and a cache beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.estate = folder / "estate"
        self.cache = folder / "cache"
        shutil.copytree(_ESTATE, self.estate)
        self.environment = {**os.environ, "LEITPLANKE_CACHE_DIR": str(self.cache)}

    def command(self, *options: str) -> list[str]:
        return [str(_COMMAND), "check", "--rules", "gkv-statutory", "--as-of", "2026-11-23", *options]

    def run(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*options),
            cwd=self.estate,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def check(self, *options: str, expected: int = _CLOSED, **environment: str) -> str:
        """Return what the command says of the estate, or of the paths among the options."""
        paths = [] if any(not option.startswith("-") for option in options) else ["."]
        done = self.run(*options, *paths, **environment)
        assert done.returncode == expected, done.stderr
        assert not done.stderr
        return done.stdout

    def kept(self) -> dict[str, int]:
        """Return the cache's reports; another number stands for one that was written again."""
        return {path.name: path.stat().st_ino for path in self.cache.glob("*/stack-*")}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a copy of an estate, and a cache that is empty."""
    return Place(tmp_path)


def test_every_format_is_the_same_from_the_cache(place: Place) -> None:
    formats = [["--format=text", "--all", "--lang=de"], ["--format=json"], ["--format=sarif", "--sarif-results=all"]]
    expected = [place.check(*options, "--no-cache") for options in formats]
    assert not place.cache.exists()
    assert place.check(*formats[0]) == expected[0]
    before = place.kept()
    assert len(before) == 2
    assert [place.check(*options) for options in formats] == expected
    assert place.kept() == before


def test_a_part_is_the_same_from_the_cache_and_does_not_stand_for_the_whole(place: Place) -> None:
    changed = ["--format=json", "--changed", "modules/recording-store/main.tf"]
    part, whole = place.check(*changed, "--no-cache"), place.check("--format=json", "--no-cache")
    assert place.check(*changed) == part
    kept = place.kept()
    assert place.check(*changed) == part
    assert place.check("--format=json") == whole
    assert kept.items() < place.kept().items()
    assert place.check(*changed) == part


def test_runs_at_the_same_time_do_not_disturb_each_other(place: Place) -> None:
    expected = place.check("--format=json", "--no-cache")
    running = [
        subprocess.Popen(
            place.command("--format=json", "."),
            cwd=place.estate,
            env=place.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert [one.communicate()[0] for one in running] == [expected] * 3
    assert place.check("--format=json") == expected
    assert [path.name for path in place.cache.glob("*/.*")] == []


def test_a_cache_that_cannot_be_written_is_done_without(place: Place) -> None:
    expected = place.check("--no-cache")
    (place.folder / "file").write_text("")
    assert place.check(LEITPLANKE_CACHE_DIR=str(place.folder / "file" / "cache")) == expected
    assert place.check(LEITPLANKE_CACHE_DIR="", XDG_CACHE_HOME="", HOME="") == expected
    assert place.check(LEITPLANKE_CACHE_DIR="", XDG_CACHE_HOME="", HOME=os.devnull) == expected


def test_the_users_cache_is_found_as_elsewhere(place: Place) -> None:
    place.check(LEITPLANKE_CACHE_DIR="", XDG_CACHE_HOME=str(place.folder / "xdg"))
    assert list((place.folder / "xdg" / "leitplanke").glob("*/stack-*"))
    place.check(LEITPLANKE_CACHE_DIR="", XDG_CACHE_HOME="", HOME=str(place.folder / "home"))
    assert list((place.folder / "home" / ".cache" / "leitplanke").glob("*/stack-*"))
    place.check(LEITPLANKE_CACHE_DIR="", XDG_CACHE_HOME="relative", HOME=str(place.folder / "other"))
    assert not (place.estate / "relative").exists()


def test_secrets_are_not_kept(place: Place) -> None:
    (place.estate / "secret.tf").write_text(
        'variable "login" {\n  sensitive = true\n  default = "' + _SECRET + '"\n}\n'
        'variable "given" {\n  type = string\n}\n'
        'resource "aws_s3_bucket" "secret" {\n  bucket = var.login\n  tags = { given = var.given }\n}\n'
    )
    (place.estate / "terraform.tfvars").write_text(f'login = "{_SECRET}-in-a-file"\n')
    place.check(".", f"--var=given={_SECRET}-in-an-option")
    kept = b"".join(path.read_bytes() for path in place.cache.glob("*/*"))
    assert b"aws_s3_bucket.secret" in kept
    assert _SECRET.encode() not in kept


def test_another_row_of_the_catalogue_makes_another_report(place: Place) -> None:
    engine = place.folder / "checkers"
    shutil.copytree(ENGINE, engine / "leitplanke", ignore=shutil.ignore_patterns("__pycache__"))
    place.environment["PYTHONPATH"] = str(engine)
    first = place.check("--format=text")
    before = place.kept()
    assert place.check("--format=text") == first
    assert place.kept() == before
    row = engine / "leitplanke" / "catalogue" / "data" / "aws" / "s3.toml"
    row.write_text(row.read_text().replace('title = "S3 bucket"', 'title = "Bucket"', 1))
    place.check("--format=text")
    after = place.kept()
    assert {name: after[name] != number for name, number in before.items()} == dict.fromkeys(after, True)


def test_changed_files_may_be_gone(place: Place) -> None:
    changed = "modules/recording-store/main.tf"
    assert place.check("--changed", changed) == place.check(changed)
    (place.estate / changed).unlink()
    (place.estate / "package.json").write_text("{}")
    assert "0 failed" in place.check("--changed", changed, "package.json", "docs/gone.md", expected=0)
    assert place.run(changed).returncode == _USAGE
    assert place.run("--changed").stdout.startswith("0 stacks")
