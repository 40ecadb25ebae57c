"""The results as a page: a table of ratios for each case, budgets, and how times grow."""

import math
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from measure import Run
from tools import WARM, Case

BUDGETS: Mapping[str, float] = {
    "small repository": 0.6,
    "module repository": 2,
    "monorepo": 5,
    "one changed file": 0.45,
    "synthetic 1000": 1.2,
    "synthetic 5000": 5,
    "synthetic 20000": 18,
    "plan 1000": 0.4,
    "plan 10000": 1.5,
    "plan 100000": 12,
}
"""CPU seconds that Leitplanke may take with an empty cache, the writing of it included."""
WARM_BUDGETS: Mapping[str, float] = {"one changed file": 0.25, "monorepo": 0.6, "monorepo, one changed file": 1.5}
"""The same where the run before has left a cache."""
WIDTH = 60
HEAD = """\
{date}, {machine}. Written by `bench/run.py`; what the cases are is in [README.md](README.md). Medians of up
to {runs} runs, in turn, all in one run of the benchmark; whole processes, no network. Caches are empty unless a row
says otherwise. Other work may have shared the machine: quote CPU seconds and ratios. `> N`: killed after N."""


class Row(NamedTuple):
    """All runs of one tool on one case. ``problem`` says why a run did not count."""

    case: Case
    tool: str
    runs: Sequence[Run]
    findings: int | None
    problem: str = ""

    @property
    def killed(self) -> bool:
        """Whether a run met its limit."""
        return any(run.killed for run in self.runs)

    def median(self, of: str) -> float:
        """Return the median of a measure."""
        values: list[float] = [getattr(run, of) for run in self.runs]
        return statistics.median(values)

    def shown(self, of: str, digits: int) -> str:
        """Return the median of a measure as text, with ``>`` where a run was killed."""
        return f"{'> ' if self.killed else ''}{self.median(of):.{digits}f}"


def page(rows: Sequence[Row], *, date: str, runs: int) -> str:
    """Return the whole page as Markdown."""
    cases = list(dict.fromkeys(row.case for row in rows))
    parts = [
        "# Results",
        HEAD.format(date=date, machine=machine(), runs=runs),
        "## Budgets",
        budgets(rows),
        "## How time grows",
        f"```text\n{growth(rows)}\n```",
        *(f"## {case.title}\n\n{table([row for row in rows if row.case == case])}" for case in cases),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def machine() -> str:
    """Return the machine as far as it matters: processors, their model, memory, system, Python."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} processors ({model}), {memory:.0f} GiB, {system}"


def table(rows: Sequence[Row]) -> str:
    """Return the table of one case; ratios are to Leitplanke's CPU seconds."""
    ours = next((row for row in rows if _is_ours(row)), None)
    lines = [
        "| tool | CPU s | ratio | wall s | peak MiB | failures found | runs |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        if row.problem:
            lines.append(f"| {row.tool} | {row.problem} | | | | | {len(row.runs)} |")
            continue
        cpu = row.median("cpu")
        ratio = f"{'> ' if row.killed else ''}{cpu / ours.median('cpu'):.2f}" if ours is not None else ""
        found = "" if row.findings is None or row.killed else f"{row.findings:,}"
        cells = (row.tool, row.shown("cpu", 2), ratio, row.shown("wall", 2), row.shown("peak", 0), found)
        lines.append(f"| {' | '.join(cells)} | {len(row.runs)} |")
    return "\n".join(lines)


def _is_ours(row: Row) -> bool:
    return row.tool.startswith("leitplanke") and not row.tool.endswith(WARM) and not row.problem


def budgets(rows: Sequence[Row]) -> str:
    """Return what Leitplanke took of its budgets."""
    lines = ["| case | cache | budget CPU s | taken | share | peak MiB |", "|---|---|---|---|---|---|"]
    for row in rows:
        warm = row.tool.endswith(WARM)
        budget = (WARM_BUDGETS if warm else BUDGETS).get(row.case.name)
        if budget is None or not row.tool.startswith("leitplanke") or row.problem:
            continue
        share = f"{row.median('cpu') / budget:.0%}"
        cache = "full" if warm else "empty"
        taken = f"{row.shown('cpu', 2)} | {share} | {row.shown('peak', 0)}"
        lines.append(f"| {row.case.title} | {cache} | {budget} | {taken} |")
    return "\n".join(lines) if len(lines) > 2 else ""


def growth(rows: Sequence[Row]) -> str:
    """Return bars, one for each tool and size, on a logarithmic scale, with CPU milliseconds a resource."""
    sized = [row for row in rows if row.case.size and not row.problem and row.tool != "python -c pass"]
    if not sized:
        return "no case with a size was measured"
    least = min(row.median("cpu") for row in sized)
    most = max(row.median("cpu") for row in sized)
    scale = (WIDTH - 1) / max(math.log10(most / least), 1e-9)
    lines = [f"CPU seconds, logarithmic: one # is {least:.2f}, {WIDTH} are {most:.2f}; behind it, ms a resource"]
    for kind in dict.fromkeys(row.case.kind for row in sized):
        lines += ["", "plan JSON" if kind == "plan" else "Terraform"]
        for row in sorted((row for row in sized if row.case.kind == kind), key=lambda row: (row.tool, row.case.size)):
            cpu = row.median("cpu")
            bar = "#" * (1 + round(scale * math.log10(cpu / least)))
            each = f"{'> ' if row.killed else ''}{cpu / row.case.size * 1000:.2f}"
            lines.append(f"{row.tool:<28}{row.case.size:>8,} {bar} {each}")
    return "\n".join(lines)
