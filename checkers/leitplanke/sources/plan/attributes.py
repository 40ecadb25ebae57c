"""The attributes of a planned resource, as its configuration would give them.

What nobody wrote, and the provider or the cloud fills in, is left out: what that means is the catalogue's to say, the
same for every source. Names are kept, and blocks, since ``dynamic`` ones are not in a plan's configuration.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from leitplanke.core.origin import Origin
from leitplanke.core.value import (
    Absent,
    AnyValue,
    Cause,
    CauseKind,
    Fields,
    Items,
    Known,
    Unknown,
)
from leitplanke.inventory.resource import Resource
from leitplanke.sources.documents.entries import Entries
from leitplanke.sources.documents.located import alike, located
from leitplanke.sources.documents.values import Builder, Path, decode_any, decode_entries, is_empty
from leitplanke.sources.plan.joins import Joins, Site

_NAMES = frozenset(
    {
        "arn",
        "bucket",
        "cluster_identifier",
        "function_name",
        "id",
        "identifier",
        "instance_alias",
        "key_id",
        "name",
        "self_link",
        "tags_all",
        "unique_id",
        "url",
        "vault_uri",
    }
)
"""Attributes by which resources are known, which are kept where the provider makes them up too."""


class Decoded(msgspec.Struct, gc=False):
    """What all attributes of a resource need."""

    after: dict[str, msgspec.Raw]
    unknown: Any
    sensitive: Any
    expressions: Mapping[str, msgspec.Raw] | None
    stale: bool


class Planned(Entries[Decoded]):
    """The attributes of one resource instance in a plan.

    ``written`` is the resource as the configuration's source has it, if that is there.
    """

    __slots__ = ("_joins", "_place", "_raws", "_site", "_written")

    def __init__(
        self,
        joins: Joins,
        site: Site,
        raws: tuple[msgspec.Raw, msgspec.Raw, msgspec.Raw],
        written: Resource | None,
    ) -> None:
        super().__init__(joins.recent)
        self._joins = joins
        self._site = site
        self._raws = raws
        self._written = written

    def load(self) -> Decoded:
        """Decode the masks whole, and the values as far as their names."""
        after, unknown, sensitive = self._raws
        entries = decode_entries(after)
        return Decoded(
            entries,
            decode_any(unknown),
            decode_any(sensitive),
            self._joins.expressions(self._site),
            self._written is not None and is_stale(entries, self._written),
        )

    def names(self, decoded: Decoded) -> Iterator[str]:
        """Yield the names of all attributes that the plan, or the source, has."""
        yield from decoded.after
        if isinstance(decoded.unknown, dict):
            yield from decoded.unknown
        if self._written is not None:
            yield from self._written.attributes.entries

    def compute(self, decoded: Decoded, name: str) -> AnyValue | None:
        """Return an attribute; None where nobody wrote it."""
        written = self._written.attributes.entries.get(name) if self._written is not None else None
        if name == "tags":
            return self._tags(decoded, written)
        return self._attribute(decoded, name, written)

    def _attribute(self, decoded: Decoded, name: str, written: AnyValue | None) -> AnyValue | None:
        raw = decoded.after.get(name)
        mask = decoded.unknown.get(name, False) if isinstance(decoded.unknown, dict) else decoded.unknown is True
        expressions = decoded.expressions
        configured = expressions is None or name in expressions or written is not None
        data = decode_any(raw) if raw is not None else None
        if not configured and (mask is True or not _counts(name, data)):
            return None
        if data is None and mask is False:
            return Absent(written.origin) if written is not None else None
        sensitive = decoded.sensitive.get(name) if isinstance(decoded.sensitive, dict) else decoded.sensitive
        if written is None and not sensitive and mask is False and isinstance(data, (bool, int)):
            return Known(data)
        inherited = written is not None and not decoded.stale

        def on_unknown(path: Path) -> AnyValue:
            if inherited:
                return Unknown((Cause(CauseKind.COMPUTED, f"{self._site.address}.{'.'.join(map(str, path))}"),))
            return self._joins.unknown(self._site, path, mask, data)

        def on_text(text: str, path: Path) -> AnyValue:
            return Known(text) if inherited else self._joins.text(self._site, path, text, data)

        value = Builder(on_unknown, on_text).build(data, mask, sensitive, (name,))
        if inherited:
            return located(value, written)
        return _at(value, written.origin if written is not None else None)

    def _tags(self, decoded: Decoded, written: AnyValue | None) -> AnyValue | None:
        """Return the tags, with those that the provider's configuration adds, where the plan knows them all."""
        own = self._attribute(decoded, "tags", written)
        every = self._attribute(decoded, "tags_all", None)
        if not (isinstance(every, Known) and isinstance(every.data, Fields)):
            return own
        if not (isinstance(own, Known) and isinstance(own.data, Fields)):
            return None if isinstance(own, Unknown) or not every.data.entries else every
        return Known(Fields({**every.data.entries, **own.data.entries}), own.origin, own.sensitive)


def _counts(name: str, data: Any) -> bool:
    """Tell whether a value that is not in the configuration counts: a name, or a block, which may be a dynamic one."""
    if name in _NAMES:
        return not is_empty(data)
    return isinstance(data, list) and bool(data) and all(isinstance(one, dict) for one in data)


def _at(value: AnyValue, origin: Origin | None) -> AnyValue:
    return value if origin is None else msgspec.structs.replace(value, origin=origin)


def is_stale(after: Mapping[str, msgspec.Raw], written: Resource) -> bool:
    """Tell whether the source says otherwise than the plan: then it is not what was planned."""
    for name, value in written.attributes.entries.items():
        if not isinstance(value, Known) or isinstance(value.data, (Items, Fields)) or name not in after:
            continue
        planned = decode_any(after[name])
        if isinstance(planned, (str, bool, int)) and not alike(planned, value.data) and not _is_document(planned):
            return True
    return isinstance(written.exists, Unknown)


def _is_document(data: object) -> bool:
    """Tell whether a text is JSON, which providers bring into a form of their own."""
    return isinstance(data, str) and data[:1] in ("{", "[")
