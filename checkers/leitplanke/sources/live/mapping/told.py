"""Which resources a record tells of."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from leitplanke.catalogue.live_loader import LiveCatalogue
from leitplanke.catalogue.live_row import LiveRow
from leitplanke.catalogue.loader import Catalogue
from leitplanke.core.value import AnyValue, Cause, Known, Unknown
from leitplanke.sources.live.mapping.expressions import holds
from leitplanke.sources.live.mapping.paths import MISSING, steps
from leitplanke.sources.live.mapping.view import Child, View
from leitplanke.sources.live.record import Record

_COMPLETING = ("companion", "setting", "grant")


class Found(msgspec.Struct, frozen=True, gc=False):
    """A resource that a record tells of. ``exists`` is unknown where the record does not say whether it is one."""

    address: str
    type: str
    view: View
    exists: AnyValue = Known(True)


class Told:
    """What the rows of one cloud make of records."""

    __slots__ = ("_catalogue", "_live", "_unsaved")

    def __init__(self, catalogue: Catalogue, live: LiveCatalogue, unsaved: Mapping[str, frozenset[str]]) -> None:
        self._catalogue = catalogue
        self._live = live
        self._unsaved = unsaved

    def resources_of(
        self,
        record: Record,
        named: Iterable[str],
        tags: Callable[[str], Any],
        child: Child,
        doubts: list[tuple[str, Cause]],
    ) -> Iterable[Found]:
        """Yield every resource that a record tells of, of the types that are named.

        To ``doubts`` is added of which types it may be, where what tells it was not read: it is judged as none of them.
        """
        whole = View(record, tags=tags, child=child, unsaved=self._unsaved)
        kinds = {name: _is_about(self._live.rows[name], whole) for name in named}
        doubts += [(name, one) for name, kind in kinds.items() if isinstance(kind, Unknown) for one in kind.causes]
        about = [name for name, kind in kinds.items() if kind is True]
        own = self._own(about)
        taken: set[str] = set()
        for type_name in about:
            live = self._live.rows[type_name]
            if not live.part:
                address = record.id if type_name == own else f"{record.id}#{type_name}"
                yield Found(address, type_name, whole)
                continue
            for name, element in _parts(live, whole):
                address = f"{record.id}#{name}"
                address = f"{address}#{type_name}" if address in taken else address  # two types may be one part
                taken.add(address)
                view = View(record, element, part=live.part, tags=tags, child=child, unsaved=self._unsaved)
                yield Found(address, type_name, view, element if isinstance(element, Unknown) else Known(True))

    def _own(self, about: Iterable[str]) -> str:
        """Return which of the types that a record is about has its id for an address; others complete it."""
        wholes = [name for name in about if not self._live.rows[name].part]
        if len(wholes) == 1:
            return wholes[0]
        rows = ((name, self._catalogue.row(name)) for name in wholes)
        return next((name for name, row in rows if row is None or row.role not in _COMPLETING), "")


def _is_about(live: LiveRow, view: View) -> bool | Unknown:
    """Tell whether a record is one of a row's resources; unknown where what tells it was not read."""
    asked = [holds(test, view) for test in live.when]
    if any(answer is False for answer in asked):
        return False
    against = [holds(test, view) for test in live.unless]
    if against and all(answer is True for answer in against):
        return False
    excluded = any(answer is False for answer in against)
    open_ = [one for one in (*asked, *(() if excluded else against)) if isinstance(one, Unknown)]
    return open_[0] if open_ else True


def _parts(live: LiveRow, view: View) -> Iterable[tuple[str, Any]]:
    """Yield the parts of a document that are resources of their own, with their names."""
    found = view.get(live.part, steps(live.part))
    name = live.part.removesuffix("[]").removesuffix("{}")
    if isinstance(found, Unknown):
        # It may or may not be there: what it says is unknown, attribute by attribute.
        yield name, found
    elif found is not MISSING and live.part.endswith(("[]", "{}")):
        yield from ((f"{name}[{at}]", one) for at, one in enumerate(found))
    elif found is not MISSING and found not in ("", [], {}):
        yield name, found
