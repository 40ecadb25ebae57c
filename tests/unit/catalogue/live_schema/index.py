"""Which paths a cloud's own JSON has; the counterpart of ``tests/unit/catalogue/schema.py`` for live inventories."""

from functools import cache

from tests.unit.catalogue.live_schema import aws, kind
from tests.unit.catalogue.live_schema.kind import Kind


@cache
def _committed(cloud: str) -> dict[str, dict[str, str]]:
    return {name.lower(): paths for name, paths in kind.read(cloud).items()}


@cache
def paths_of(cloud: str, live_type: str) -> dict[str, Kind] | None:
    """Return the paths into one document of a type, each with its kind, or ``None`` for a type that is not known.

    ``cloud`` is ``aws``, ``azure`` or ``google``. The types are for AWS operations (``rds:DescribeDBInstances``; the
    paths are into the whole answer, see `below`), for Azure ARM's (in any case) and for Google those of Cloud Asset.
    """
    if cloud == "aws":
        return aws.paths_of(live_type)
    found = _committed(cloud).get(live_type.lower())
    return None if found is None else {path: kind.decode(line) for path, line in found.items()}


def below(paths: dict[str, Kind], head: str) -> dict[str, Kind]:
    """Return the paths below one of them, without its name: ``below(paths, "DBInstances[]")``."""
    return {path[len(head) + 1 :]: found for path, found in paths.items() if path.startswith(f"{head}.")}
