import pytest

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.catalogue.row import Row
from tests.unit.catalogue.schema import FOLDER, schemas, uses

CATALOGUE = load_catalogue()
UNJUDGED_AT_MOST = 257
"""Types that hold customers' data and have no row. Lower it when rows are added; it never rises."""


def row_of(type_name: str) -> Row:
    row = CATALOGUE.row(type_name)
    assert row is not None
    return row


def _is_free(path: str, paths: dict[str, str], holder: Row | None) -> bool:
    """Keys of a map are free, ``database_flags.alloydb.enable_pgaudit``, and so is what stands in a document."""
    documents = holder.documents if holder is not None else ()
    heads = [path[:end] for end, character in enumerate(path) if character == "."]
    return any(head in documents or paths.get(head, "").startswith("map(string)") for head in heads)


@pytest.mark.parametrize("type_name", CATALOGUE.types())
def test_every_path_exists_and_is_of_a_fitting_type(type_name: str) -> None:
    row = row_of(type_name)
    companions = {one.type for one in row.companions}
    assert type_name in schemas()
    for use in uses(type_name, row):
        paths = schemas().get(use.type)
        assert paths is not None, f"{use.type} does not exist"
        holder = CATALOGUE.row(use.type)
        if holder is not None and use.path in holder.other_versions:
            continue
        if _is_free(use.path, paths, holder):
            continue
        assert use.path in paths, f"{use.type} has no {use.path}"
        kind = paths[use.path].partition("/")[0]
        assert not use.kinds or kind in use.kinds, f"{use.type}.{use.path} is {kind}"
        assert not use.companion or use.companion in companions, f"{use.companion} is no companion of {type_name}"


@pytest.mark.parametrize("type_name", [name for name in CATALOGUE.types() if row_of(name).renamed])
def test_renamed_attributes_are_called_so_today(type_name: str) -> None:
    paths = schemas()[type_name]
    for former, current in row_of(type_name).renamed.items():
        assert former not in paths
        assert current in paths


def test_unjudged_types_may_only_fall() -> None:
    data_bearing = (FOLDER / "data_bearing_types.txt").read_text().split()
    unjudged = [name for name in data_bearing if CATALOGUE.row(name) is None]
    assert len(unjudged) == UNJUDGED_AT_MOST, "a row is gone, or the number is to be lowered"
