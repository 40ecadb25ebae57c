"""The generators of the benchmarks: the same input for everyone, and input that the tool can judge."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

GENERATE = Path(__file__).parents[2] / "bench" / "generate.py"


def _generate(target: Path, shape: str, size: int) -> Path:
    subprocess.run([sys.executable, str(GENERATE), shape, str(target), "--size", str(size)], check=True)
    return target


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.tf"))}


@pytest.mark.parametrize("shape", ["synthetic", "small-repository", "booleans"])
def test_the_same_arguments_write_the_same_bytes(tmp_path: Path, shape: str) -> None:
    first = _bytes(_generate(tmp_path / "a", shape, 60))
    assert first
    assert first == _bytes(_generate(tmp_path / "b", shape, 60))


def test_a_synthetic_module_has_as_many_resources_as_were_asked_for(tmp_path: Path) -> None:
    folder = _generate(tmp_path / "synthetic", "synthetic", 200)
    program = "from leitplanke.cli.main import main; main()"
    command = [sys.executable, "-c", program, "check", str(folder), "--format", "json", "--no-cache"]
    report = json.loads(subprocess.run(command, check=False, capture_output=True).stdout)
    assert report["diagnostics"] == []
    assert 180 <= report["summary"]["resources"] <= 220
    assert all(report["summary"]["verdicts"][verdict] for verdict in ("pass", "fail", "unknown"))


def test_a_plan_has_as_many_resources_as_were_asked_for(tmp_path: Path) -> None:
    plan = json.loads(_generate(tmp_path / "plan.json", "plan", 50).read_bytes())
    parts = (plan["planned_values"], plan["configuration"])
    assert plan["format_version"] == "1.2"
    assert [len(part["root_module"]["resources"]) for part in parts] == [50, 50]
    assert len(plan["resource_changes"]) == 50
