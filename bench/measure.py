"""One run of a command as a whole process: wall, CPU and peak memory, as the kernel accounts for them."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

KIB = 1024


class Run(NamedTuple):
    """What one run took: seconds, MiB of the largest single process, exit code. ``killed``: it met its limit."""

    wall: float
    cpu: float
    peak: float
    code: int
    killed: bool


def measure(command: Sequence[str], *, limit: float, environment: Mapping[str, str], output: Path) -> Run:
    """Run a command, with what it prints in a file, and kill it and its children after ``limit`` seconds.

    CPU and memory are those of the process and of the children that it waited for.
    """
    killed = threading.Event()
    with output.open("wb") as file:
        begin = time.monotonic()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            start_new_session=True,
        )

        def kill() -> None:
            killed.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return Run(wall, cpu, usage.ru_maxrss / KIB, process.returncode, killed.is_set())
