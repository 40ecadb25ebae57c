"""Settings that every test shares."""

from hypothesis import HealthCheck, settings

# The same examples on each run and machine: a failure on the build server is a failure here. `--hypothesis-profile`
# takes `explore` to look further.
settings.register_profile(
    "fixed", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", max_examples=2_000, deadline=None)
settings.load_profile("fixed")
