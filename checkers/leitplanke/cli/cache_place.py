"""Where results of earlier runs are kept, by the environment."""

import os

from leitplanke.app.cache.project_cache import CachePlace
from leitplanke.cli.installed_packs import installed_distributions

_NAME = "leitplanke"


def cache_place() -> CachePlace | None:
    """Return the cache's folder: ``LEITPLANKE_CACHE_DIR``, else by the XDG directory specification; None for nowhere.

    Nowhere is where the user has no home.
    """
    folder = os.environ.get("LEITPLANKE_CACHE_DIR") or _below_cache_home()
    return CachePlace(os.path.abspath(folder), "\n".join(installed_distributions())) if folder else None


def _below_cache_home() -> str | None:
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):  # the specification wants others ignored
        user = os.path.expanduser("~")
        if not os.path.isabs(user):
            return None
        home = os.path.join(user, ".cache")
    return os.path.join(home, _NAME)
