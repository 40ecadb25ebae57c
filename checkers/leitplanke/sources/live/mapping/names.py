"""Names that a cloud gives: which resource of an account they belong to, and what else they are called."""

import re

import msgspec

from leitplanke.core.origin import Origin
from leitplanke.core.value import AnyValue, CauseKind, Known, Reference, unknown

_KEY = re.compile(
    r"(?:arn:[^:]+:kms:[^:]*:(?P<account>\d{12}):key/)?"
    r"(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"
)
"""A key of AWS KMS: one of the customer's and one that AWS manages look just alike."""

_VERSION_OF_KEY = re.compile(r"(https://[^/]+/keys/[^/]+)/[0-9a-f]{32}")
"""A version of a key in an Azure key vault."""


class Names(msgspec.Struct, gc=False):
    """The names of all resources of an account.

    ``holders`` are by names that no two resources of a cloud share: ARNs, resource ids, links. ``synonyms`` say which
    name stands for a text: an alias of AWS's own for the key behind it.
    """

    holders: dict[str, Reference] = {}
    synonyms: dict[str, str] = {}

    def add(self, text: str, address: str, attribute: str) -> None:
        """Say that a text names the resource at an address; the first to say so keeps it."""
        if is_unique(text):
            self.holders.setdefault(text, Reference(address, attribute))

    def value(self, text: str, address: str, account: str, origin: Origin | None) -> AnyValue:
        """Return a text of the resource at ``address`` as a value that leads to what it names."""
        synonym = self.synonyms.get(text)
        if synonym is not None:
            return Known(synonym, origin)
        found = self.holders.get(text) or self._in_any_version(text)
        if found is not None:
            return Known(
                text, origin, ref=found if found.address.partition("#")[0] != address.partition("#")[0] else None
            )
        key = _KEY.fullmatch(text)
        if key is not None and account.isdecimal() and (key["account"] or account) == account:
            return unknown(CauseKind.SCOPE, f"key {text}", origin)
        return Known(text, origin)

    def _in_any_version(self, text: str) -> Reference | None:
        """Return the key that a text names one version of."""
        version = _VERSION_OF_KEY.fullmatch(text)
        return self.holders.get(version[1]) if version is not None else None


def is_unique(text: str) -> bool:
    """Tell whether a name is one that no two resources have."""
    return text.startswith("arn:") or "/" in text or _KEY.fullmatch(text) is not None
