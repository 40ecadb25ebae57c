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
from leitplanke.sources.documents.values import Builder, Mask, Path, decode_object, is_empty, is_open, mark
from leitplanke.sources.plan.joins import Joins, Site, is_constant

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


class _All(dict[str, Mask]):
    """The mask of a resource of which nothing is known: whatever is asked for is unknown."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return that an attribute is unknown."""
        del key, default
        return True

    def __contains__(self, key: object) -> bool:
        return True


_ALL = _All()
_NONE: dict[str, Mask] = {}
_TRUE, _FALSE = Known(True), Known(False)


class Decoded(msgspec.Struct, gc=False):
    """What all attributes of a resource need."""

    after: dict[str, Any]
    unknown: Any
    sensitive: Any
    expressions: Mapping[str, Any] | None
    stale: bool


class Planned(Entries[Decoded]):
    """The attributes of one resource instance in a plan.

    ``written`` is the resource as the configuration's source has it, if that is there.
    """

    __slots__ = ("_joins", "_raws", "_site", "_written")

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

    def load(self) -> tuple[Decoded, int]:
        """Decode values and masks."""
        after, unknown, sensitive = self._raws
        joins = self._joins
        entries = decode_object(after)
        mask = joins.mask(unknown)
        decoded = Decoded(
            entries,
            mask if isinstance(mask, dict) else _ALL if mask is True else _NONE,
            joins.mask(sensitive),
            joins.expressions(self._site),
            self._written is not None and is_stale(entries, self._written),
        )
        return decoded, len(memoryview(after))

    def names(self, decoded: Decoded) -> Iterator[str]:
        """Yield the names of all attributes that the plan, or the source, has."""
        yield from decoded.after
        yield from decoded.unknown
        if self._written is not None:
            yield from self._written.attributes.entries

    def get(self, key: str, default: Any = None) -> Any:
        """Return an attribute, or the default where there is none.

        What is null is not even remembered: a provider has many more arguments than anyone sets.
        """
        if self._written is None and key != "tags":
            decoded = self._decoded
            if decoded is None:
                mask = self._joins.mask(self._raws[1])
                if isinstance(mask, dict) and mask.get(key) is True:
                    # What joins go by is often unknown as a whole, and then the values need not be decoded.
                    expressions = self._joins.expressions(self._site)
                    found = self._unknown(key, expressions, _of(self._joins.mask(self._raws[2]), key))
                    return default if found is None else found
            elif decoded.after.get(key) is None and key not in decoded.unknown:
                return default
        return super().get(key, default)

    def compute(self, decoded: Decoded, name: str) -> AnyValue | None:
        """Return an attribute; None where nobody wrote it."""
        written = self._written.attributes.entries.get(name) if self._written is not None else None
        if name == "tags":
            return self._tags(decoded, written)
        return self._attribute(decoded, name, written)

    def _attribute(self, decoded: Decoded, name: str, written: AnyValue | None) -> AnyValue | None:
        data = decoded.after.get(name)
        mask = decoded.unknown.get(name, False)
        if data is None and mask is False:
            return Absent(written.origin) if written is not None else None
        expressions = decoded.expressions
        configured = expressions is None or name in expressions or written is not None
        if not configured and (mask is True or not _counts(name, data)):
            return None
        sensitive = _of(decoded.sensitive, name)
        if mask is True and written is None:
            return self._unknown(name, expressions, sensitive)
        if written is None and not sensitive and mask is False:
            if data is True:
                return _TRUE
            if data is False:
                return _FALSE
            if isinstance(data, int):
                return Known(data)
            if isinstance(data, str):
                return self._joins.text_by(self._site, expressions.get(name) if expressions is not None else None, data)
        if sensitive is not True and not is_open(sensitive):
            sensitive = False
        inherited = written is not None and not decoded.stale

        def on_unknown(path: Path) -> AnyValue:
            if inherited:
                return Unknown((Cause(CauseKind.COMPUTED, f"{self._site.address}.{'.'.join(map(str, path))}"),))
            return self._joins.unknown(self._site, path, mask, data)

        expression = expressions.get(name) if expressions is not None else None
        made_of_nothing = expression is None or is_constant(expression)

        def on_text(text: str, path: Path) -> AnyValue:
            if inherited:
                return Known(text)
            if made_of_nothing:
                return self._joins.text_by(self._site, None, text)
            return self._joins.text(self._site, path, text, data)

        value = Builder(on_unknown, on_text).build(data, mask, sensitive, (name,))
        if inherited:
            return located(value, written)
        return _at(value, written.origin if written is not None else None)

    def _unknown(self, name: str, expressions: Mapping[str, Any] | None, sensitive: Mask) -> AnyValue | None:
        """Return what stands for an attribute that is unknown as a whole; None where nobody wrote it."""
        if expressions is not None and name not in expressions:
            return None
        value = self._joins.unknown(self._site, (name,), True, None)
        return mark(value) if sensitive is True else value

    def _tags(self, decoded: Decoded, written: AnyValue | None) -> AnyValue | None:
        """Return the tags, with those that the provider's configuration adds, where the plan knows them all."""
        own = self._attribute(decoded, "tags", written)
        if own is not None and own.ref is None and not decoded.unknown.get("tags_all"):
            names, more = decoded.after.get("tags"), decoded.after.get("tags_all")
            if isinstance(names, dict) and names == more and not decoded.unknown.get("tags"):
                return own  # the provider's configuration adds none
        every = self._attribute(decoded, "tags_all", None)
        if not (isinstance(every, Known) and isinstance(every.data, Fields)):
            return own
        if not (isinstance(own, Known) and isinstance(own.data, Fields)):
            return None if isinstance(own, Unknown) or not every.data.entries else every
        return Known(Fields({**every.data.entries, **own.data.entries}), own.origin, own.sensitive)


def _of(sensitive: Mask, name: str) -> Mask:
    return sensitive.get(name) if isinstance(sensitive, dict) else sensitive


def _counts(name: str, data: Any) -> bool:
    """Tell whether a value that is not in the configuration counts: a name, or a block, which may be a dynamic one."""
    if name in _NAMES:
        return not is_empty(data)
    return isinstance(data, list) and bool(data) and all(isinstance(one, dict) for one in data)


def _at(value: AnyValue, origin: Origin | None) -> AnyValue:
    return value if origin is None else msgspec.structs.replace(value, origin=origin)


def is_stale(after: Mapping[str, Any], written: Resource) -> bool:
    """Tell whether the source says otherwise than the plan: then it is not what was planned."""
    for name, value in written.attributes.entries.items():
        if not isinstance(value, Known) or isinstance(value.data, (Items, Fields)) or name not in after:
            continue
        planned = after[name]
        if isinstance(planned, (str, bool, int)) and not alike(planned, value.data) and not _is_document(planned):
            return True
    return isinstance(written.exists, Unknown)


def _is_document(data: object) -> bool:
    """Tell whether a text is JSON, which providers bring into a form of their own."""
    return isinstance(data, str) and data[:1] in ("{", "[")
