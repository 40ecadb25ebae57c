"""Which types of resources are read to judge which others, as far as no reference in the configuration tells."""

from collections.abc import Iterable, Iterator

import msgspec

from leitplanke.catalogue.loader import Catalogue
from leitplanke.catalogue.row import AccountDefault, Condition, RecoveryRule, Row

_FOR_ALL = frozenset({"aws_backup_selection"})
"""Types that may concern any resource, by patterns and tags."""
_OF_COMPUTED = {
    "data-access-log": "google_project_iam_audit_config",
    "organisation-policy": "google_org_policy_policy",
    "public-collection": "aws_opensearchserverless_security_policy",
}


class Reader(msgspec.Struct, frozen=True):
    """A type whose resources are judged by those of another, which name them at the attribute ``on``.

    Without ``on``, any of them may be read. With ``names``, the readers are resources of any type that write out what
    the other has at one of these attributes.
    """

    type: str
    on: str = ""
    names: tuple[str, ...] = ()


def readers(catalogue: Catalogue, types: Iterable[str]) -> dict[str, list[Reader]]:
    """Return, by type, who reads resources of it: among the types that occur.

    What a reference leads to is left out: it stands in the configuration.
    """
    occurring = sorted(types)
    found: dict[str, list[Reader]] = {}
    for type_name in occurring:
        row = catalogue.row(type_name)
        if row is None:
            continue
        for read, on in _reads(row).items():
            found.setdefault(read, []).append(Reader(type_name, on))
    for type_name in occurring:
        row = catalogue.row(type_name)
        if row is not None and row.identity:
            found.setdefault(type_name, []).append(Reader("", names=row.identity))
        # The name of a key may be written out wherever a key is asked for.
        is_name_of_key = row is not None and row.key is not None and bool(row.key.same_as)
        if type_name in _FOR_ALL or is_name_of_key:
            found[type_name] = [Reader(one) for one in occurring]
    return found


def _reads(row: Row) -> dict[str, str]:
    """Return the types that a row reads, each with the attribute by which it is certain whom they belong to."""
    found = {one.type: one.on for one in row.companions}
    for part in _parts(row):
        if isinstance(part, AccountDefault):
            found.update({part.of: "", part.key_of: ""})
        elif isinstance(part, Condition):
            if part.through:
                found[part.of] = ""
                if part.by:
                    found.setdefault(part.by, "")
            elif part.computed in _OF_COMPUTED:
                found.setdefault(_OF_COMPUTED[part.computed], "")
        elif isinstance(part, RecoveryRule) and part.days_through:
            found[part.days_of] = ""
        for name in ("of", "days_of", "days_by", "version_of", "inherit_of", "follows"):
            of = getattr(part, name, "")
            if of:
                found.setdefault(of, "")
    return found


def _parts(part: object) -> Iterator[msgspec.Struct]:
    """Yield a part of a row and all parts in it."""
    if isinstance(part, msgspec.Struct):
        yield part
        for name in part.__struct_fields__:
            inner = getattr(part, name)
            if isinstance(inner, (msgspec.Struct, tuple)) and inner:
                yield from _parts(inner)
    elif isinstance(part, tuple):
        for one in part:
            yield from _parts(one)
