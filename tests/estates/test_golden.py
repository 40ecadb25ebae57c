"""Every estate is reported word for word as it is kept, in every format and language."""

from difflib import unified_diff
from itertools import islice
from pathlib import Path

import pytest

from tests.estates.golden import ESTATES, outputs

_LINES_AT_MOST = 40


@pytest.mark.parametrize("estate", ESTATES, ids=[f"{path.parent.name}-{path.name}" for path in ESTATES])
def test_outputs_are_as_they_are_kept(estate: Path) -> None:
    for one in outputs(estate):
        if one.kept != one.now:
            changes = unified_diff(one.kept.splitlines(), one.now.splitlines(), "kept", "now", lineterm="", n=0)
            shown = "\n".join(islice(changes, _LINES_AT_MOST))
            pytest.fail(f"{one.path.name}: `python -m tests.estates.golden` writes it anew\n{shown}")
