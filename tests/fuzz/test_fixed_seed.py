"""A short fuzz with a fixed seed, and all inputs that once failed."""

from pathlib import Path
from random import Random

import pytest

from tests.fuzz.__main__ import corpus
from tests.fuzz.mutation import mutated
from tests.fuzz.target import run
from tests.project import ROOT

_ONCE_FAILED = sorted((ROOT / "fixtures" / "fuzz").glob("*.tf"))


@pytest.mark.parametrize("seed", range(4))
def test_mutated_configurations_end_in_a_report(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    texts = corpus()
    for _ in range(40):
        run(tmp_path, mutated(random.choice(texts), texts, random))


@pytest.mark.parametrize("path", _ONCE_FAILED, ids=lambda path: path.stem)
def test_what_once_failed_ends_in_a_report(path: Path, tmp_path: Path) -> None:
    run(tmp_path, path.read_bytes())
