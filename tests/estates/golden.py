"""What the tool prints of each estate, word for word: ``python -m tests.estates.golden`` writes it anew.

Text is kept as it is, JSON and SARIF compressed. Digests of catalogue and rule sets are left out: they change with
every row.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.reporters import json_report, sarif, text
from leitplanke.reporters.texts import LANGUAGES, Texts
from leitplanke_policies.pack import PACK
from tests.project import ROOT

ESTATES = sorted(path.parent for path in (ROOT / "fixtures" / "estates").glob("*/*/leitplanke.toml"))
_AS_OF = date(2026, 11, 23)
_PACKS = Packs([PACK])


class Golden(NamedTuple):
    """One output of one estate: where it is kept, and what it says now."""

    path: Path
    now: str

    @property
    def kept(self) -> str:
        """What is kept; empty where there is nothing."""
        if not self.path.exists():
            return ""
        data = self.path.read_bytes()
        return (gzip.decompress(data) if self.path.suffix == ".gz" else data).decode()

    def write(self) -> None:
        """Keep what is said now."""
        self.path.parent.mkdir(exist_ok=True)
        data = self.now.encode()
        self.path.write_bytes(gzip.compress(data, mtime=0) if self.path.suffix == ".gz" else data)


def outputs(estate: Path) -> Iterator[Golden]:
    """Yield every output of an estate, in every language."""
    report = check(Request(paths=(str(estate),), as_of=_AS_OF), _PACKS)
    folder = estate.parent / "golden"
    for language in LANGUAGES:
        texts = Texts(language, _PACKS.texts(language))
        name = f"{estate.name}.{language}"
        yield Golden(folder / f"{name}.txt", text.render(report, texts, everything=True))
        yield Golden(folder / f"{name}.json.gz", _without_digests(json_report.render(report, texts)))
        yield Golden(folder / f"{name}.sarif.gz", _without_digests(sarif.render(report, texts)))


def _without_digests(report: str) -> str:
    found = json.loads(report)
    for part in (found, *(run["properties"] for run in found.get("runs", ()) if "properties" in run)):
        part.pop("digests", None)
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every output."""
    for estate in ESTATES:
        for one in outputs(estate):
            one.write()


if __name__ == "__main__":
    main()
