"""Names that the cloud gives, and the resources that have them: a known ARN leads to its resource."""

from collections.abc import Iterable, Sequence

import msgspec

from leitplanke.core.value import Reference
from leitplanke.sources.documents.addresses import without_keys


class Names(msgspec.Struct, gc=False):
    """The attributes of a resource that name it in its cloud."""

    arn: str | None = None
    id: str | None = None
    self_link: str | None = None


_DECODER = msgspec.json.Decoder(Names | None)


def names_in(values: msgspec.Raw) -> Names:
    """Return the names in a resource's values; none of what is not text."""
    try:
        return _DECODER.decode(values) or Names()
    except msgspec.ValidationError:
        return Names()


def cloud_id(names: Names) -> str | None:
    """Return the name by which a cloud knows the resource."""
    return names.arn or names.id


class Identities:
    """Which resource a name belongs to.

    ARNs, links and ids that are paths are looked up everywhere; short ids, such as a bucket's name, only among
    ``dependencies``, since resources of other types may well have the same.
    """

    __slots__ = ("_holders",)

    def __init__(self, resources: Iterable[tuple[str, Names]]) -> None:
        self._holders: dict[str, list[Reference]] = {}
        for address, names in resources:
            for attribute in ("arn", "self_link", "id"):
                text = getattr(names, attribute)
                if text:
                    self._holders.setdefault(text, []).append(Reference(address, attribute))

    def find(self, text: str, holder: str, dependencies: Sequence[str] = ()) -> Reference | None:
        """Return the attribute that a text in the resource at ``holder`` was read from; None if that is not clear."""
        found = self._holders.get(text)
        if found is None:
            return None
        others = [one for one in found if one.address != holder]
        if not others:
            return None
        near = [one for one in others if without_keys(one.address) in dependencies]
        if not near and (len(found) > len(others) or not _is_unique(text)):
            return None
        addresses = {one.address for one in near or others}
        return (near or others)[0] if len(addresses) == 1 else None


def _is_unique(text: str) -> bool:
    """Tell whether a name is one that no two resources have, companions of one aside."""
    return text.startswith("arn:") or "/" in text
