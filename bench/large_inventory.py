"""Judge a saved inventory of many resources: ``python bench/large_inventory.py --resources 1000000``.

Writes an inventory of AWS that does not exist (tables and log groups of 200 accounts), judges it by a process of its
own, and prints processor time and the most memory that took.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from leitplanke import __version__
from leitplanke.catalogue.live_loader import load_live_catalogue
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Task
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving.projection import Projection
from leitplanke.sources.live.saving.saved import VERSION, Header
from leitplanke.sources.live.saving.spool import Spool

_ACCOUNTS = 200
_REGION = "eu-central-1"


def main() -> None:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--resources", type=int, default=1_000_000)
    options.add_argument("--wrong-every", type=int, default=100, help="one resource in so many is wrong")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="leitplanke-bench-") as scratch:
        path = Path(scratch) / "large.jsonl.zst"
        most = write(path, Path(scratch), given.resources, given.wrong_every)
        print(
            f"{given.resources} records in {path.stat().st_size / 1e6:.0f} MB; most memory while writing {most:.0f} MB"
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [str(Path(sys.executable).parent / "leitplanke"), "check", str(path), "--as-of", "2026-11-24"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        print("\n".join(done.stdout.splitlines()[:3]))
        print(f"exit {done.returncode}, CPU {cpu:.1f} s, {1e6 * cpu / given.resources:.0f} us a resource")
        print(f"most memory {used.ru_maxrss / 1024:.0f} MB")


def write(path: Path, scratch: Path, resources: int, wrong_every: int) -> float:
    """Write the inventory as a scan does, and return the most memory that took, in MB."""
    live = load_live_catalogue("aws")
    projection = Projection(live)
    folder = scratch / "spool"
    folder.mkdir()
    spool = Spool(str(folder), projection)
    for number in range(resources):
        account = str(100_000_000_000 + number % _ACCOUNTS)
        task = Task(account, _REGION, "bench", lambda: iter(()))  # type: ignore[arg-type, return-value]
        spool.found(task, record(number, account, wrong=number % wrong_every == 0))
    for number in range(_ACCOUNTS):
        account = str(100_000_000_000 + number)
        task = Task(account, _REGION, "bench", lambda: iter(()))  # type: ignore[arg-type, return-value]
        for type_ in live.by_record_type:
            spool.found(task, Coverage(account, _REGION, "bench", type_, State.COMPLETE))
    header = Header(
        version=VERSION, cloud="aws", tool=__version__, begun="", catalogue=live.digest(), kept=projection.paths
    )
    with path.open("wb") as file:
        spool.save(file, header, complete=True)
    for spooled in folder.iterdir():
        spooled.unlink()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def record(number: int, account: str, *, wrong: bool) -> Record:
    """Return a resource: of two kinds in turn."""
    name = f"calls-{number:07}"
    tags = [{"Key": "data-class", "Value": "recordings"}]
    if number // _ACCOUNTS % 2:
        arn = f"arn:aws:logs:{_REGION}:{account}:log-group:{name}"
        group = {"logGroupName": name, "arn": arn, "retentionInDays": None if wrong else 30, "Tags": tags}
        return Record("aws", "AWS::Logs::LogGroup", arn, account, _REGION, group)
    recovery = {"PointInTimeRecoveryStatus": "DISABLED" if wrong else "ENABLED", "RecoveryPeriodInDays": 35}
    doc = {
        "TableName": name,
        "DeletionProtectionEnabled": True,
        "ContinuousBackups": {"PointInTimeRecoveryDescription": recovery},
        "Tags": tags,
    }
    arn = f"arn:aws:dynamodb:{_REGION}:{account}:table/{name}"
    return Record("aws", "AWS::DynamoDB::Table", arn, account, _REGION, doc)


if __name__ == "__main__":
    main()
