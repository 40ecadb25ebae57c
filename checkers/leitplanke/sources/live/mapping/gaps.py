"""What may be missing of an account: refusals, what was not asked for, and what no inventory shows."""

from collections.abc import Iterable, Mapping, Sequence

from leitplanke.catalogue.live_loader import LiveCatalogue
from leitplanke.core.value import Cause, CauseKind
from leitplanke.inventory.coverage import Coverage
from leitplanke.sources.live.mapping.above import Above
from leitplanke.sources.live.mapping.beside import cause


def gaps(live_rows: LiveCatalogue, above: Sequence[Above | None] | None) -> list[tuple[str, Cause]]:
    """Return, by resource type, why there may be more that hold from above than were read."""
    found: list[tuple[str, Cause]] = []
    for type_name, live in live_rows.rows.items():
        for of in live.inherited:
            if above is None or None in above:
                found.append((type_name, Cause(CauseKind.NOT_READ, f"{of} of what the account is in")))
            for level in above or ():
                lines = [line for line in level.coverage if line.type == of] if level is not None else []
                found += [(type_name, cause(line)) for line in lines if not line.is_whole]
                if level is not None and not lines:
                    found.append((type_name, Cause(CauseKind.NOT_READ, of)))
    return list(dict.fromkeys(found))


def hidden(live_rows: LiveCatalogue, lines: Iterable[Coverage]) -> list[tuple[str, Cause]]:
    """Return, by resource type, why there may be more than were read: refusals, and what no inventory shows."""
    by_type: dict[str, list[Coverage]] = {}
    for line in lines:
        by_type.setdefault(line.type, []).append(line)
    anywhere = [cause(line) for line in by_type.pop("*", ()) if not line.is_whole]
    found = [("*", one) for one in anywhere]
    for type_name in live_rows.rows:
        found += [(type_name, one) for one in _why_more(live_rows, type_name, by_type)]
    return list(dict.fromkeys(found))


def _why_more(live_rows: LiveCatalogue, type_name: str, by_type: Mapping[str, list[Coverage]]) -> list[Cause]:
    live = live_rows.rows[type_name]
    if live.read_as:
        return [one for name in live.read_as for one in _why_more(live_rows, name, by_type)]
    if not live.type:
        return [Cause(CauseKind.NOT_READ, f"{type_name} ({live.none_because})")]
    if live.type not in by_type:
        return [Cause(CauseKind.NOT_READ, live.type)]
    return [cause(line) for line in by_type[live.type] if not line.is_whole]
