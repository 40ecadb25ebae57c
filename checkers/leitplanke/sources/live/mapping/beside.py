"""What is read beside a record: tags that were asked for apart, and records of what is part of it."""

from collections.abc import Callable, Container, Sequence
from typing import Any

from leitplanke.core.value import Cause, CauseKind, Unknown, unknown
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.mapping.paths import MISSING
from leitplanke.sources.live.mapping.view import Child
from leitplanke.sources.live.record import Record

TAGS = "AWS::ResourceGroups::Tags"
"""Type of the records that hold tags alone, for resources of which other calls do not tell them."""


def cause(line: Coverage) -> Cause:
    """Return why something was not read."""
    place = f" ({line.region})" if line.region else ""
    kind = CauseKind.ACCESS_DENIED if line.state is State.DENIED else CauseKind.NOT_READ
    what = (line.service or "all") if line.type == "*" else line.type
    return Cause(kind, f"{line.error or what}{place}")


def distinct(records: Sequence[Record]) -> list[Record]:
    """Return each resource once: what is in several regions, such as a global database, is listed in each of them."""
    found: dict[tuple[str, str], Record] = {}
    for one in records:
        found.setdefault((one.type, one.id), one)
    return list(found.values())


def tags_of(records: Sequence[Record], lines: Sequence[Coverage]) -> Callable[[str], Any]:
    """Return what finds the tags of a record by its id, or why they are not known."""
    by_id = {one.doc.get("ResourceARN"): one for one in records if one.type == TAGS}
    asked = any(line.type == TAGS for line in lines)
    refused = next((line for line in lines if line.type in (TAGS, "*") and not line.is_whole), None)

    def tags(identity: str) -> Any:
        record = by_id.get(identity)
        if record is not None:
            refusal = _refusal(record)
            return record.doc.get("Tags") or (MISSING if refusal is None else refusal)
        if refused is not None:
            return _unknown(refused)
        return MISSING if asked else unknown(CauseKind.NOT_READ, TAGS)

    return tags


def children_of_all(records: Sequence[Record], lines: Sequence[Coverage], types: Container[str]) -> Child:
    """Return what finds records of some types by type and by their own id, or that of what they are part of."""
    found: dict[tuple[str, str], list[Record]] = {}
    for one in records:
        if one.type in types:
            found.setdefault((one.type, one.id), []).append(one)
            found.setdefault((one.type, one.id.rpartition("/")[0]), []).append(one)
    states: dict[str, list[Coverage]] = {}
    for line in lines:
        states.setdefault(line.type, []).append(line)

    def child(of: str, identity: str) -> list[Record] | Unknown:
        own = found.get((of, identity), [])
        if any(one.id == identity for one in own):
            return own
        asked = states.get(of, [])
        refused = next((line for line in (*asked, *states.get("*", ())) if not line.is_whole), None)
        if refused is not None:
            return _unknown(refused)
        return own if asked else unknown(CauseKind.NOT_READ, of)

    return child


def _refusal(record: Record) -> Unknown | None:
    reason = next(iter(record.unknown.values()), None)
    return None if reason is None else unknown(CauseKind.ACCESS_DENIED, reason)


def _unknown(line: Coverage) -> Unknown:
    there = cause(line)
    return unknown(there.kind, there.name)
