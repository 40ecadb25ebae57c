"""Measure Leitplanke beside other tools: ``python bench/run.py --date 2026-11-23``.

Generates the input, installs the other tools (each into an environment of its own), runs everything in turn, and
writes a page of results. Judges nothing. ``--no-peers`` measures Leitplanke and the bare floor only.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from measure import Run, measure
from report import Row, page
from tools import BENCH, PEERS, Case, Tool, environment, findings, floor, leitplanke

SIZES = (1000, 5000, 20000)
PLANS = (1000, 10000, 100000)
PEERS_UP_TO = {"synthetic": 5000, "plan": 1000}
"""Larger input than this is for Leitplanke and the floor only: others were killed on it."""
OUTPUT = "output"
LIVE = "## Live"
"""Where the figures of live accounts begin in the page."""
PATIENCE = 60.0
"""A tool that has taken so many seconds on a case is not run again on it."""


def main() -> None:
    """Measure what was asked for, and write the page."""
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="leitplanke-bench-") as scratch:
        folder = Path(scratch)
        tools = [*floor(), *leitplanke()]
        if given.peers:
            tools += [PEERS[name](given.environments) for name in given.tools]
        rows: list[Row] = []
        for case in cases(given, folder / "input"):
            print(f"{case.title}:", flush=True)
            for row in measured(case, tools, given, folder):
                shown = row.problem or f"{row.shown('cpu', 2)} CPU s, {row.shown('wall', 2)} s, {row.findings} failures"
                print(f"  {row.tool}: {shown}", flush=True)
                rows.append(row)
    # What is measured of live accounts is put there by hand, and kept.
    before = given.output.read_text(encoding="utf-8") if given.output.exists() else ""
    live = before[before.index(LIVE) :] if LIVE in before else ""
    text = page(rows, date=given.date, runs=given.runs)
    given.output.write_text(f"{text}\n{live}" if live else text, encoding="utf-8")
    print(f"written: {given.output}")


def arguments() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--date", required=True, help="date of the run, for the page; no clock is asked")
    parser.add_argument("--only", action="append", help="part of a case's name, such as 'synthetic'; may be repeated")
    parser.add_argument("--sizes", type=sizes, default=SIZES, help="resources of the synthetic cases: 1000,5000")
    parser.add_argument("--plans", type=sizes, default=PLANS, help="resources of the plans: 1000,10000")
    parser.add_argument("--runs", type=int, default=5, help="runs of each tool and case, at most")
    parser.add_argument("--corpus", type=Path, action="append", default=[], help="any tree; may be repeated")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True, help="measure other tools too")
    parser.add_argument("--tools", type=lambda text: text.split(","), default=list(PEERS), help="which: checkov,trivy")
    parser.add_argument("--limit", type=float, default=150, help="seconds after which a command is killed")
    default = Path(tempfile.gettempdir()) / "leitplanke-bench-environments"
    parser.add_argument("--environments", type=Path, default=default, help="folder for the other tools; kept")
    parser.add_argument("--output", type=Path, default=BENCH / "RESULTS.md", help="page to write")
    return parser.parse_args()


def sizes(text: str) -> tuple[int, ...]:
    """Return numbers separated by commas."""
    return tuple(int(number) for number in text.split(",") if number)


def cases(given: argparse.Namespace, target: Path) -> list[Case]:
    """Return the cases asked for, their input generated."""
    planned = [Case(path.name, f"`{path.name}`", path.resolve(), "tree", path.resolve()) for path in given.corpus]
    root, repository, mono = target / "root-module", target / "small-repository", target / "monorepo"
    changed = root / "storage_000.tf"
    title = "One changed file in a root module of 50 files, 1,000 resources"
    planned.append(Case("one changed file", title, changed, "file", root, edited=changed))
    title = "Small repository: 47 files, 95 KB, 126 resources"
    planned.append(Case("small repository", title, repository, "tree", repository / "stacks" / "telephony"))
    title = "Module repository: 87 files, 505 KB, 84 module calls"
    planned.append(Case("module repository", title, target / "module-repository", "tree", target / "module-repository"))
    title = "Monorepo: 798 files, 2.9 MB, 133 folders"
    module = mono / "modules" / "store-00"
    planned.append(Case("monorepo", title, mono, "tree", module))
    edited = module / "main.tf"
    planned.append(Case("monorepo, one changed file", f"{title}; one changed", mono, "tree", module, False, 0, edited))
    booleans = target / "booleans"
    planned.append(Case("booleans", "Twenty independent unknown booleans", booleans, "tree", booleans, peers=False))
    for size in given.sizes:
        folder = target / f"synthetic-{size}"
        peers = size <= PEERS_UP_TO["synthetic"]
        planned.append(Case(f"synthetic {size}", f"Synthetic: {size:,} resources", folder, "tree", folder, peers, size))
    for size in given.plans:
        path = target / f"plan-{size}.json"
        peers = size <= PEERS_UP_TO["plan"]
        planned.append(Case(f"plan {size}", f"Plan JSON: {size:,} resources", path, "plan", path, peers, size))
    chosen = [case for case in planned if not given.only or any(part in case.name for part in given.only)]
    for case in chosen:
        generate(case, target)
    return chosen


def generate(case: Case, target: Path) -> None:
    """Write a case's input, by a process of its own, so that this one stays small."""
    if not case.path.is_relative_to(target):
        return
    top = target / case.path.relative_to(target).parts[0]
    shape = case.name.partition(" ")[0] if case.size else top.name
    size = ("--size", str(case.size)) if case.size else ()
    subprocess.run([sys.executable, str(BENCH / "generate.py"), shape, str(top), *size], check=True)


def measured(case: Case, tools: Sequence[Tool], given: argparse.Namespace, folder: Path) -> list[Row]:
    """Return what each tool took: all tools once, then all again, so that no tool has the better hour."""
    able = [tool for tool in tools if (case.peers or not tool.peer) and tool.command(case) is not None]
    runs: dict[str, list[Run]] = {tool.name: [] for tool in able}
    found: dict[str, int | None] = {}
    with tempfile.TemporaryDirectory(dir=folder) as kept:
        for tool in able:
            if tool.warm:
                once(case, tool, given, folder, Path(kept))
        for _ in range(given.runs):
            for tool in able:
                before = runs[tool.name]
                if sum(run.wall for run in before) > PATIENCE or any(run.killed for run in before):
                    continue
                with tempfile.TemporaryDirectory(dir=folder) as empty:
                    before.append(once(case, tool, given, folder, Path(kept if tool.warm else empty)))
                if tool.findings_in is not None and len(before) == 1:
                    found[tool.name] = counted(tool.findings_in, folder / OUTPUT)
    return [row(case, tool, runs[tool.name], found.get(tool.name)) for tool in able]


def once(case: Case, tool: Tool, given: argparse.Namespace, folder: Path, home: Path) -> Run:
    """Run a tool on a case, after the edit that the case is about."""
    if case.edited is not None:
        with case.edited.open("a", encoding="utf-8") as file:
            file.write("# edited\n")
    command = tool.command(case) or ()
    return measure(command, limit=given.limit, environment=environment(home), output=folder / OUTPUT)


def counted(count: Callable[[Any], int], output: Path) -> int | None:
    """Count findings in a process of its own: what this one holds in memory counts as the peak of each it starts."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(findings, count, output).result()


def row(case: Case, tool: Tool, runs: Sequence[Run], found: int | None) -> Row:
    """Return a row; a run that did not do its work, by its exit code or for want of a report, does not count."""
    codes = {run.code for run in runs if not run.killed}
    killed = any(run.killed for run in runs)
    if not codes <= set(tool.codes):
        return Row(case, tool.name, runs, None, f"failed (exit code {', '.join(map(str, sorted(codes)))})")
    if tool.findings_in is not None and found is None and not killed:
        return Row(case, tool.name, runs, None, "printed no report")
    return Row(case, tool.name, runs, found)


if __name__ == "__main__":
    main()
