"""Fuzz for a while: ``python -m tests.fuzz --seconds 600 --seed 7``. Keeps what fails in ``--failures``."""

import argparse
import sys
import tempfile
import time
import traceback
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.fuzz.mutation import mutated
from tests.fuzz.target import run
from tests.project import ROOT

_MEBIBYTE = 1024 * 1024


def corpus() -> list[bytes]:
    """Return the Terraform that mutations start from: all fixtures."""
    paths = sorted((ROOT / "fixtures").rglob("*.tf"))
    return [data for path in paths if (data := path.read_bytes())]


def main() -> int:
    """Mutate and check until the time is up; the exit code says whether anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    _bound_memory()
    random = Random(options.seed)
    texts = corpus()
    end = time.monotonic() + options.seconds
    runs = failures = 0
    with tempfile.TemporaryDirectory() as scratch:
        while time.monotonic() < end:
            data = mutated(random.choice(texts), texts, random)
            runs += 1
            try:
                run(Path(scratch), data)
            except Exception:  # noqa: BLE001 - every exception is a finding
                failures += 1
                _keep(options.failures, data)
    sys.stdout.write(f"{runs} inputs, {failures} failures\n")
    return 1 if failures else 0


def _bound_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (2048 * _MEBIBYTE, 2048 * _MEBIBYTE))


def _keep(folder: Path, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = sha256(data).hexdigest()[:12]
    (folder / f"{name}.tf").write_bytes(data)
    trace = traceback.format_exc()
    (folder / f"{name}.txt").write_text(trace)
    sys.stdout.write(f"{name} {trace.strip().splitlines()[-1]}\n")


if __name__ == "__main__":
    sys.exit(main())
