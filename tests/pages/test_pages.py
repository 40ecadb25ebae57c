"""Generated pages are as the data are."""

from pathlib import Path

import pytest

from tests.pages.write import pages
from tests.project import ROOT

_PAGES = pages()


@pytest.mark.parametrize("path", sorted(_PAGES), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == _PAGES[path], "run `python -m tests.pages.write`"
