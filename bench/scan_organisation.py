"""Scan an organisation that does not exist, and see what that takes: ``python bench/scan_organisation.py``.

Starts `fake_organisation.py`, runs ``leitplanke scan aws`` against it as a process of its own, and prints calls,
processor time a call, wall time beside what the rate limits alone demand, and memory over time. What they demand: the
calls of the largest lane, at its rate.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

_HERE = Path(__file__).parent
_LISTS = 3
"""Lists that are asked of DynamoDB in each account and region."""
_DETAILS = 6
"""Calls for each table."""


def main() -> None:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--accounts", type=int, default=200)
    options.add_argument("--tables", type=int, default=400)
    options.add_argument("--large", type=int, default=4)
    options.add_argument("--latency", type=float, default=0.05)
    options.add_argument("--rate", type=float, default=10.0)
    options.add_argument("--threads", type=int, default=32)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="leitplanke-bench-") as scratch:
        names = ("accounts", "tables", "large", "latency", "rate")
        arguments = [text for name in names for text in (f"--{name}", str(getattr(given, name)))]
        fake = subprocess.Popen(
            [sys.executable, str(_HERE / "fake_organisation.py"), *arguments], stdout=subprocess.PIPE, text=True
        )
        try:
            assert fake.stdout is not None
            port = int(fake.stdout.readline())
            measure(given, f"http://127.0.0.1:{port}", Path(scratch))
        finally:
            fake.terminate()
            fake.wait()


def measure(given: argparse.Namespace, address: str, scratch: Path) -> None:
    """Run the scan and print what it took."""
    command = [str(Path(sys.executable).parent / "leitplanke"), "scan", "aws", "--organisation"]
    command += ["--role-name", "leitplanke-scan", "--service", "dynamodb", "--service", "kms"]
    command += ["--rate", str(given.rate), "--threads", str(given.threads), "--quiet"]
    command += ["--save", str(scratch / "organisation.jsonl.zst")]
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "AKIA",
        "AWS_SECRET_ACCESS_KEY": "synthetic",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    memory: list[tuple[float, int]] = []
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    watch = threading.Thread(target=_watch, args=(process.pid, begun, memory), daemon=True)
    watch.start()
    assert process.stdout is not None
    report = process.stdout.read()
    process.wait()
    wall = time.monotonic() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with urllib.request.urlopen(f"{address}/figures") as answer:
        figures = json.load(answer)
    cpu = used.ru_utime + used.ru_stime
    demanded = (_LISTS + given.tables // 100 + _DETAILS * given.tables) / given.rate
    print(report.splitlines()[0])
    if process.returncode == 3:
        print("\n".join(line for line in report.splitlines() if line.startswith("  ")))
    refused = f"{figures['throttled']} refused, {figures['unknown']} unknown"
    print(f"exit {process.returncode}, {figures['calls']} calls, {refused}")
    print(f"CPU {cpu:.1f} s, {1000 * cpu / figures['calls']:.2f} ms a call")
    print(f"wall {wall:.1f} s, the limits demand {demanded:.1f} s: {wall / demanded:.2f} x")
    quarters = [
        max((size for at, size in memory if wall * part / 4 <= at < wall * (part + 1) / 4), default=0)
        for part in range(4)
    ]
    print(f"memory by quarter of the time: {', '.join(f'{size / 1024:.0f} MB' for size in quarters)}")


def _watch(pid: int, begun: float, memory: list[tuple[float, int]]) -> None:
    """Note the resident memory, in KB, twice a second."""
    while True:
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        except OSError:
            return
        found = [line for line in status.splitlines() if line.startswith("VmRSS")]
        if not found:
            return
        memory.append((time.monotonic() - begun, int(found[0].split()[1])))
        time.sleep(0.5)


if __name__ == "__main__":
    main()
