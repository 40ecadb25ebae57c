"""How long the command takes to start: ``leitplanke --version`` beside ``python -c pass``, in turn.

The budget is three times ``python -c pass`` and 60 ms, in CPU seconds of the whole process. Prints medians, the ratio
and what the budget leaves; judges nothing.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

RUNS = 15
ROOT = Path(__file__).parents[1]
STACK = ROOT / "fixtures" / "policies" / "encryption" / "at-rest-level"
COMMAND = str(Path(sys.executable).with_name("leitplanke"))
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "leitplanke --version": [COMMAND, "--version"],
    "leitplanke check (one small file)": [COMMAND, "check", str(STACK / "violation.tf"), "--fail-on", "none"],
}
BUDGET_FACTOR = 3
BUDGET_SECONDS = 0.06


def cpu_seconds(command: list[str]) -> float:
    """Return user and system time of one run of a command, in seconds, as the kernel accounts for it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure all commands in turn and print a table."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS + 1):
        for name, command in COMMANDS.items():
            seconds[name].append(cpu_seconds(command))
    medians = {name: statistics.median(runs[1:]) for name, runs in seconds.items()}
    floor = medians["python -c pass"]
    print(f"median of {RUNS} runs, in turn; CPU seconds of the whole process")
    for name, median in medians.items():
        print(f"{name:<36}{median:8.3f}  {median / floor:5.1f} x python -c pass")
    budget = BUDGET_FACTOR * floor + BUDGET_SECONDS
    print(f"budget for --version: {budget:.3f} s; used {medians['leitplanke --version'] / budget:.0%}")


if __name__ == "__main__":
    main()
