"""All that is kept of one project."""

import os

import msgspec

from leitplanke.app.cache.discovery import KeptFacts
from leitplanke.app.cache.identity import tool_digest
from leitplanke.app.cache.results import KeptResults
from leitplanke.app.cache.rows import KeptRows
from leitplanke.app.cache.store import Store, digest
from leitplanke.app.cache.trees import KeptTrees
from leitplanke.app.packs import Packs
from leitplanke.catalogue.loader import Catalogue
from leitplanke.sources.terraform.files import ProjectFiles


class CachePlace(msgspec.Struct, frozen=True):
    """Where the cache is, as an absolute path; and what is installed beside the tool, such as its libraries."""

    folder: str
    environment: str


class ProjectCache:
    """Syntax trees, what discovery found out, and reports on stacks; `close` writes what is new.

    ``files`` reads the project, by the trees that are kept here.
    """

    def __init__(self, place: CachePlace, root: str, packs: Packs, catalogue: Catalogue) -> None:
        self._store = Store(place.folder, os.path.realpath(root))
        tool = tool_digest(packs.packs, place.environment)
        self._trees = KeptTrees(self._store, tool, root)
        self.files = ProjectFiles(root, self._trees)
        self.facts = KeptFacts(self._store, tool)
        self._rows = KeptRows(self._store, catalogue)
        self.results = KeptResults(self._store, digest(tool + catalogue.digest().encode()), self.files)

    def close(self) -> None:
        """Write what this run has found out."""
        self.facts.save()
        self._trees.save()
        self._rows.save()
        self._store.close()


def open_cache(place: CachePlace | None, root: str, packs: Packs, catalogue: Catalogue) -> ProjectCache | None:
    """Return the cache of a project; None if there is to be none.

    Nor is there one inside the project: who may write there could plant a report.
    """
    if place is None:
        return None
    folder, inside = os.path.realpath(place.folder), os.path.realpath(root).rstrip(os.sep) + os.sep
    return None if f"{folder}{os.sep}".startswith(inside) else ProjectCache(place, root, packs, catalogue)
