"""One record as live rows read it: paths, what they lead to, and why something is not known."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.value import CauseKind, Unknown, unknown
from leitplanke.sources.live.mapping.paths import MISSING, Step, follow, names_in
from leitplanke.sources.live.record import Record

_ARN = re.compile(r"arn:(?P<partition>[^:]+):")
_ARM_ID = re.compile(r"/(?:subscriptions|providers)/", re.IGNORECASE)

CHILD, CHILDREN, GROUP = "$child", "$children", "$group"
GROUPS = "microsoft.resources/subscriptions/resourcegroups"
"""The type of what ``$group`` stands for."""
Child: TypeAlias = Callable[[str, str], list[Record] | Unknown]
"""From a type and the beginning of an id to the records that have them; unknown where there may be more."""


class View:
    """A record, and the element of it (``@``, at the path ``part``) that a resource is about.

    ``tags`` gives the tags that were read apart from the record, ``child`` the record of a type and id; ``unsaved``
    names, by type of record, the paths that a saved inventory did not keep.
    """

    __slots__ = ("child", "element", "part", "record", "tags", "unsaved")

    def __init__(
        self,
        record: Record,
        element: Any = MISSING,
        *,
        part: str = "",
        tags: Callable[[str], Any] | None = None,
        child: "Child | None" = None,
        unsaved: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.child = child
        self.record = record
        self.element = element
        self.part = part
        self.tags = tags
        self.unsaved = unsaved or {}

    def get(self, path: str, parsed: tuple[Step, ...], within: Any = MISSING) -> Any:
        """Return what a path leads to: plain JSON, `MISSING`, or an `Unknown` where that could not be read.

        With ``within``, the steps start at that element, and the path says where they end.
        """
        record = self.record
        any_case = record.cloud == "azure"
        first = parsed[0]
        if within is not MISSING:
            found = follow(within, parsed, any_case=any_case)
            if found is MISSING and "*" in record.unknown:
                return self._refused(path, record.unknown["*"])
        elif isinstance(first, str) and first.startswith(("$", "@")):
            return self._beside(path, parsed)
        else:
            found = follow(record.doc, parsed, any_case=any_case)
            if record.unknown:
                found = self._unread(path, parsed, found)
        return self._saved(path, found) if self.unsaved else found

    def _beside(self, path: str, parsed: tuple[Step, ...]) -> Any:
        """Return what is not in the document: the element, other records, what is known of the record."""
        first = parsed[0]
        if first in (CHILD, CHILDREN):
            return self._of_children(path, parsed)
        if first == GROUP:
            return self._of_group(path, parsed)
        if first != "@":
            return self._fact(str(first))
        if len(parsed) == 1 or isinstance(self.element, Unknown):
            return self.element
        return self.get(path, parsed[1:], self.element)

    def _saved(self, path: str, found: Any) -> Any:
        """Return what was found, or why it is not known where the saved inventory did not keep it."""
        of = self.record.type
        head, _, below = path.partition(".")
        if head in (CHILD, CHILDREN):
            name, _, path = below.partition(".")
            of = child_type(of, name.removesuffix("[]"))
        elif head == "@":
            path = f"{self.part}.{below}"
        unsaved = self.unsaved.get(of, frozenset())
        if path in unsaved or (
            found is MISSING and any(one.startswith((f"{path}.", f"{path}[", f"{path}{{")) for one in unsaved)
        ):
            return unknown(CauseKind.NOT_KEPT, path, self.origin(path))
        return found

    def origin(self, path: str) -> Origin:
        """Return where a path was read: the interface."""
        return Origin(OriginKind.API, path.removeprefix(f"{CHILD}.").removeprefix(f"{CHILDREN}."))

    def _of_children(self, path: str, parsed: tuple[Step, ...]) -> Any:
        head, name = parsed[0], str(parsed[1])
        name = name.lower() if self.record.cloud == "azure" else name
        identity = f"{self.record.id}/{name}"
        found = self.child(child_type(self.record.type, name), identity) if self.child else []
        if isinstance(found, Unknown):
            return found
        if head == CHILDREN:
            refused = next((reason for one in found for reason in one.unknown.values()), None)
            if refused is not None:
                return self._refused(path, refused)
            listed = follow({name: [one.doc for one in found]}, (name, *parsed[2:]), any_case=True)
            return self._saved(path, listed) if found else listed
        own = next((one for one in found if one.id == identity), None)
        return MISSING if own is None else View(own, unsaved=self.unsaved).get(path.split(".", 2)[2], parsed[2:])

    def elsewhere(self, of: str, identity: str, path: str, parsed: tuple[Step, ...]) -> Any:
        """Return what a path leads to in another record of the account, by its type and id."""
        name = same_name(self.record.cloud, identity)
        found = self.child(of, name) if self.child else []
        if isinstance(found, Unknown):
            return found
        other = next((one for one in found if one.id == name), None)
        return MISSING if other is None else View(other, unsaved=self.unsaved).get(path, parsed)

    def _of_group(self, path: str, parsed: tuple[Step, ...]) -> Any:
        """Return what the resource group says; where it was not read, nothing: only what it says counts."""
        group = self.record.id.partition("/providers/")[0]
        found = self.elsewhere(GROUPS, group, path.partition(".")[2], parsed[1:])
        return MISSING if isinstance(found, Unknown) else found

    def _unread(self, path: str, parsed: tuple[Step, ...], found: Any) -> Any:
        reasons = self.record.unknown
        name = whole = names_in(parsed)
        while name:
            if name in reasons:
                return self._refused(path, reasons[name])
            name = name.rpartition(".")[0]
        if found is not MISSING and found not in ("", [], {}):
            return found
        # A part of what is not there was refused: with it, the whole may be there.
        below = next((one for one in reasons if whole and one.startswith(f"{whole}.")), "*")
        return self._refused(path, reasons[below]) if below in reasons else found

    def _refused(self, path: str, reason: str) -> Unknown:
        return unknown(CauseKind.ACCESS_DENIED, reason, self.origin(path))

    def _fact(self, name: str) -> Any:
        record = self.record
        if name == "$id":
            return record.id
        if name == "$account":
            return record.account or MISSING
        if name == "$region":
            return record.region or MISSING
        if name == "$type":
            return record.type
        if name == "$partition":
            found = _ARN.match(record.id)
            return found["partition"] if found is not None else "aws"
        if name == "$tags":
            return self.tags(record.id) if self.tags is not None else MISSING
        raise ValueError(f"{name} is not known of records")


def child_type(parent: str, name: str) -> str:
    """Return the type of a child: of Azure's ``.../storageaccounts/blobservices`` for ``blobServices/default``.

    What ``config`` is of has it in its type: ``microsoft.web/sites/config/web``. Types of Google Cloud have the name in
    the singular: ``bigtableadmin.googleapis.com/Cluster`` for ``clusters``.
    """
    service, _, kind = parent.partition(".googleapis.com/")
    if kind:
        return f"{service}.googleapis.com/{name[0].upper()}{name[1:].removesuffix('s')}"
    parts = name.lower().split("/")
    return "/".join((parent, *(parts if parts[0] == "config" else parts[0::2])))


def same_name(cloud: str, text: str) -> str:
    """Return a text as all documents of a cloud write it: ids of Azure know no capitals."""
    return text.lower() if cloud == "azure" and _ARM_ID.match(text) else text
