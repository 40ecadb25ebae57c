"""Input that is wrong, hostile or missing: each has one diagnostic, the rest is judged, nothing hangs or breaks."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

_SECONDS = 60
_GOOD = 'resource "aws_s3_bucket" "good" {\n  bucket = "good"\n}\n'
_BUG = 70
_USAGE = 2
_UNREADABLE = 3


def _check(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Judge a folder with the installed command."""
    command = [str(Path(sys.executable).parent / "leitplanke"), "check", str(folder), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert done.returncode != _BUG, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


def _diagnostics(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines that say what is wrong with the input; notes are left out."""
    return [line for line in done.stdout.splitlines() if ": error: " in line or ": warning: " in line]


def _deep(opening: str, inner: str, closing: str, depth: int = 5_000) -> str:
    return "locals {\n  a = " + opening * depth + inner + closing * depth + "\n}\n"


def _growing(step: str, rounds: int) -> str:
    """Return locals of which each is made of four times the one before."""
    lines = [f"  a{at} = " + step.replace("before", f"local.a{at - 1}") for at in range(1, rounds)]
    return "locals {\n  a0 = [1]\n" + "\n".join(lines) + f"\n  all = jsonencode(local.a{rounds - 1})\n}}\n"


@pytest.mark.parametrize(
    ("text", "diagnostic"),
    [
        ("locals {\n  a = [1,\n}\n", "bad.tf:3:1: error: expected an expression, found }"),
        ('locals {\n  a = "é" b = 2\n}\n', "bad.tf:2:11: error: expected a new line, found b"),
        ('locals {\n  a = "open\n}\n', 'bad.tf:2:12: error: expected ", found a new line'),
        ("locals {\n  a = 1\n", "bad.tf:1:8: error: this is never closed: expected } before the end of the file"),
        (_deep("(", "1", ")"), "bad.tf:2:126: error: nested more than 120 levels deep"),
        (_deep("[", "", "]"), "bad.tf:2:126: error: nested more than 120 levels deep"),
        (_deep('"${', "1", '}"'), "error: nested more than 120 levels deep"),
        (_deep("1 + ", "1", ""), "bad.tf:2:7: error: nested more than 120 levels deep"),
        ("a {\n" * 5_000 + "}\n" * 5_000, "bad.tf:121:1: error: nested more than 120 levels deep"),
    ],
)
def test_a_file_that_does_not_parse_is_placed(tmp_path: Path, text: str, diagnostic: str) -> None:
    (tmp_path / "good.tf").write_text(_GOOD)
    (tmp_path / "bad.tf").write_text(text)
    done = _check(tmp_path)
    (line,) = _diagnostics(done)
    assert diagnostic in line
    assert "aws_s3_bucket.good" in done.stdout
    assert done.returncode == _UNREADABLE


@pytest.mark.parametrize(
    ("text", "diagnostic"),
    [
        ('module "m" {\n  source = "./none"\n}\n', "bad.tf:2:3: error: module.m: there is no folder ./none"),
        ('locals {\n  a = local.b\n  b = local.a\n}\noutput "a" {\n  value = local.a\n}\n', "local.a, local.b"),
        (
            "locals {\n  a = range(1e12)\n}\n",
            "bad.tf:2:7: warning: an argument of the function is not valid: more than 1024 numbers",
        ),
        ('resource "aws_s3_bucket" "x" {\n  count = 1e12\n}\n', "bad.tf:2:3: error: more than 10000 instances"),
        ("locals {\n  a = pow(10, 1e9)\n}\n", "bad.tf:2:7: "),
        ('locals {\n  a = format("%1000000000d", 1)\n}\n', "bad.tf:2:"),
        (_growing("[before, before, before, before]", 30), "warning: more than 500000 elements"),
        (_growing("concat(before, before, before, before)", 30), "warning: more than 100000 elements"),
    ],
)
def test_what_cannot_be_computed_is_said_and_the_rest_is_judged(tmp_path: Path, text: str, diagnostic: str) -> None:
    # Only what a resource needs is computed.
    name = "all" if "  all = " in text else "a"
    (tmp_path / "good.tf").write_text(
        f'{_GOOD}resource "aws_s3_bucket" "all" {{\n  tags = {{ a = try(local.{name}, null) }}\n}}\n'
    )
    (tmp_path / "bad.tf").write_text(text)
    done = _check(tmp_path)
    assert diagnostic in _diagnostics(done)[0]
    assert "aws_s3_bucket.good" in done.stdout


def _sparse(folder: Path) -> None:
    with (folder / "bad.tf").open("wb") as file:
        file.truncate(50_000_000)


def _link_outside(folder: Path) -> None:
    outside = folder.parent / "outside.tf"
    outside.write_text('resource "aws_s3_bucket" "outside" {}\n')
    (folder / "bad.tf").symlink_to(outside)


@pytest.mark.parametrize(
    ("make", "diagnostic"),
    [
        (_sparse, "bad.tf: error: the file has 50000000 bytes"),
        (lambda folder: os.mkfifo(folder / "bad.tf"), "bad.tf: error: bad.tf is not a regular file"),
        (_link_outside, "bad.tf: error: bad.tf leads out of the project's root"),
        (lambda folder: (folder / "bad.tf").symlink_to("nowhere"), "bad.tf: error: bad.tf could not be read"),
        (
            lambda folder: (folder / "bad.tf").write_bytes(b'a = "\xff"\n'),
            "bad.tf:1:6: error: byte 5 (0xFF) is not UTF-8",
        ),
        (lambda folder: (folder / "bad.tf.json").write_text("[" * 50_000), "bad.tf.json:1:"),
    ],
)
def test_a_file_that_cannot_be_read_has_one_diagnostic(
    tmp_path: Path, make: Callable[[Path], None], diagnostic: str
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "good.tf").write_text(_GOOD)
    make(folder)
    done = _check(folder)
    (line,) = _diagnostics(done)
    assert diagnostic in line
    assert "aws_s3_bucket.good" in done.stdout
    assert "aws_s3_bucket.outside" not in done.stdout
    assert done.returncode == _UNREADABLE


def test_an_empty_folder_is_a_warning(tmp_path: Path) -> None:
    done = _check(tmp_path)
    assert [line.partition(": ")[2] for line in _diagnostics(done)] == [
        "warning: no Terraform configuration here: no .tf, .tofu or .tf.json file"
    ]
    assert done.returncode == 0


@pytest.mark.parametrize("options", [("--var-file", "none.tfvars"), ("--rules", "none"), ("--config", "none.toml")])
def test_what_the_options_name_must_exist(tmp_path: Path, options: tuple[str, str]) -> None:
    (tmp_path / "good.tf").write_text(_GOOD)
    done = _check(tmp_path, *options)
    assert done.returncode == 2
    assert options[1].partition(".")[0] in done.stderr


def test_output_that_cannot_be_written_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "good.tf").write_text(_GOOD)
    done = _check(tmp_path, "--output", str(tmp_path / "missing" / "report.txt"))

    assert done.returncode == _USAGE
    assert "--output" in done.stderr


def test_an_expression_that_does_not_parse_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "good.tf").write_text(_GOOD)
    command = [str(Path(sys.executable).parent / "leitplanke"), "eval", str(tmp_path), "upper("]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)

    assert done.returncode == _USAGE
    assert done.stderr.startswith("<expression>: error: this is never closed")
