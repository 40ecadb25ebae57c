"""Settings that every test shares."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The same examples on each run and machine: a failure on the build server is a failure here. `--hypothesis-profile`
# takes `explore` to look further.
settings.register_profile(
    "fixed", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", max_examples=2_000, deadline=None)
settings.load_profile("fixed")


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep commands that tests run from using the cache of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEITPLANKE_CACHE_DIR", str(tmp_path_factory.mktemp("leitplanke-cache")))
        yield
