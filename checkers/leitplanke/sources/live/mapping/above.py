"""What holds for an account from above it: policies and roles of organisations, folders, management groups."""

from collections.abc import Iterable, Mapping

import msgspec

from leitplanke.catalogue.live_loader import LiveCatalogue
from leitplanke.inventory.coverage import Coverage
from leitplanke.sources.live.mapping.paths import steps
from leitplanke.sources.live.mapping.view import View
from leitplanke.sources.live.record import Record


class Above(msgspec.Struct, frozen=True):
    """What an account has for those below it: records of inherited types, and their lines of coverage."""

    records: list[Record]
    coverage: list[Coverage]


def inherited(
    account: str, records: Iterable[Record], above: Iterable[Above | None], named: Mapping[str, set[str]]
) -> Iterable[Record]:
    """Yield what holds for an account from above, as if it were its own; of one name, only the nearest.

    ``named`` has the names that alone count, for types of which not all count.
    """
    met = {_name(one) for one in records}
    for level in above:
        for one in level.records if level is not None else ():
            name = _name(one)
            if name not in met and (one.type not in named or name[1].casefold() in named[one.type]):
                met.add(_name(one))
                yield msgspec.structs.replace(one, account=account)


def named_above(live: LiveCatalogue, records: Iterable[Record]) -> dict[str, set[str]]:
    """Return, by type of record, the ends of ids of what an account names that is made above it."""
    found: dict[str, set[str]] = {}
    for of, rows in live.by_inherited_type.items():
        for named in (live.rows[row].inherited_named for row in rows):
            if named is None:
                continue
            holder, path = named
            texts = (View(one).get(path, steps(path)) for one in records if one.type == holder)
            names = (one.rpartition("/")[2].casefold() for one in texts if isinstance(one, str))
            found.setdefault(of, set()).update(names)
    return found


def _name(record: Record) -> tuple[str, str]:
    return record.type, record.id.rpartition("/")[2]
