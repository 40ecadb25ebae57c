"""What can be said of a grant, whatever cloud it is written for."""

import re
from collections.abc import Collection

from leitplanke.core.logic import all_of, any_of, elements, join, lift, negate
from leitplanke.core.text import HOLE, matches, outline
from leitplanke.core.value import AnyValue, Known, Unknown, Value
from leitplanke.inventory.facets import Grant, Principal, PrincipalKind, Selection

NARROWING = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "elasticfilesystem:accessedviamounttarget",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
"""Condition keys that narrow who may use a grant to anyone; others, such as ``aws:SecureTransport``, do not."""

_NOTHING = Selection()
_ANY_TEXT = r"\*|0\.0\.0\.0/0|::/0"


def includes_kind(principals: Selection, kind: PrincipalKind) -> Value[bool]:
    """Return whether somebody of a kind is among the principals that are listed, not whether they are left out."""
    rest = (join(principals.open),) if principals.open is not None else ()
    return any_of(*(_is_kind(one, kind) for one in principals.items), *rest)


def includes_only_kind(principals: Selection, kind: PrincipalKind) -> Value[bool]:
    """Return whether all principals that are listed are of a kind; none are left out."""
    if principals.excluded or not principals.items:
        return Known(False)
    rest = (join(principals.open),) if principals.open is not None else ()
    return all_of(*(_is_kind(one, kind) for one in principals.items), *rest)


def includes_named(principals: Selection, kind: PrincipalKind, pattern: str) -> Value[bool]:
    """Return whether somebody of a kind is among the principals whose name, as a whole, matches a pattern."""
    form = re.compile(pattern)

    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Known) and isinstance(one.data, Principal):
            return Known(one.data.kind is kind and form.fullmatch(one.data.name) is not None, one.origin)
        return join(one) if isinstance(one, Unknown) else Known(False)

    rest = (join(principals.open),) if principals.open is not None else ()
    return any_of(*(lift(leaf, one) for one in principals.items), *rest, Known(False))


def share(left: Selection, right: Selection, besides: Collection[PrincipalKind] = ()) -> Value[bool]:
    """Return whether somebody is among the principals of both, kinds ``besides`` not counted.

    Whoever is not known may be anybody, and is himself. Those that are left out count as nobody.
    """
    if left.excluded or right.excluded:
        return Known(False)

    def leaf(one: AnyValue, other: AnyValue) -> AnyValue:
        known = [value.data for value in (one, other) if isinstance(value, Known)]
        if any(not isinstance(data, Principal) or data.kind in besides for data in known):
            return Known(False)
        if len(known) < 2:
            return join(one, other)
        return Known(known[0] == known[1], one.origin)

    pairs = (lift(leaf, one, other) for one in left.items for other in right.items)
    rest = (join(side.open) for side in (left, right) if side.open is not None)
    return any_of(*pairs, *rest, Known(False))


def first_of_kind(principals: Selection, kind: PrincipalKind) -> AnyValue | None:
    """Return the first principal that is certainly of a kind, for showing where it is written."""
    return next((one for one in principals.items if _is_kind_for_certain(one, kind)), None)


def includes_anyone(grant: Grant) -> Value[bool]:
    """Return whether the grant is for anyone: it says so, or it leaves out a few (``NotPrincipal``)."""
    return Known(True) if grant.principals.excluded else includes_kind(grant.principals, PrincipalKind.ANYONE)


def takes_in(selection: Selection, names: Collection[str], less: Selection = _NOTHING) -> Value[bool]:
    """Return whether a selection of actions takes in one of these names, which ``less`` does not take out again.

    ``names`` are in lower case, as names of actions know none. Elements may have the wildcards ``*`` and ``?``.
    """
    if not selection.excluded and not less.items and less.open is None:
        return _lists(selection, names)
    return any_of(*(all_of(_takes_in(selection, name), negate(_lists(less, (name,)))) for name in names))


def is_narrowed(grant: Grant, keys: Collection[str] = NARROWING) -> Value[bool]:
    """Return whether a condition narrows who may use the grant, by one of the ``keys``.

    Keys are in lower case, those of tags (``aws:ResourceTag/stage``) without the tag.

    A condition that also holds where its key is missing (``...IfExists``, ``ForAllValues:``), that says who may
    not, or that takes every value does not narrow. Source: IAM user guide, "Condition operators".
    """
    return any_of(*(_narrows(name, value, keys) for name, value in grant.conditions), Known(False))


def has_condition(grant: Grant, key: str, pattern: str) -> Value[bool]:
    """Return whether a condition asks of a key that matches a pattern for values that all match another one.

    Conditions that also hold where the key is missing, or that say what may not be, ask for nothing.
    """
    form = re.compile(f"(?i:{key})")
    return any_of(*(_asks_for(name, value, form, pattern) for name, value in grant.conditions), Known(False))


def _asks_for(name: str, value: AnyValue, key: re.Pattern[str], pattern: str) -> Value[bool]:
    if name == "? ?":
        return join(value)
    operator, _, named = name.rpartition(" ")
    if not key.fullmatch(named) or _asks_nothing(operator):
        return Known(False)
    if isinstance(value, Unknown):
        return matches(value, pattern)
    items, more = elements(value)
    return all_of(*(matches(one, pattern) for one in items), *((join(more),) if more is not None else ()))


def _asks_nothing(operator: str) -> bool:
    """Tell whether a condition also holds where its key is missing, or says what may not be."""
    if "Not" in operator or operator.startswith("ForAllValues:"):
        return True
    return operator.endswith("IfExists") or operator == "Null"


def _is_kind(value: AnyValue, kind: PrincipalKind) -> Value[bool]:
    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Known) and isinstance(one.data, Principal):
            return Known(one.data.kind is kind, one.origin)
        return join(one) if isinstance(one, Unknown) else Known(False)

    return lift(leaf, value)


def _is_kind_for_certain(value: AnyValue, kind: PrincipalKind) -> bool:
    return isinstance(value, Known) and isinstance(value.data, Principal) and value.data.kind is kind


def _takes_in(selection: Selection, name: str) -> Value[bool]:
    listed = _lists(selection, (name,))
    return negate(listed) if selection.excluded else listed


def _lists(selection: Selection, names: Collection[str]) -> Value[bool]:
    """Return whether one of the names is among the elements, with their wildcards, of a selection."""

    def leaf(one: AnyValue) -> AnyValue:
        text = outline(one)
        if text is None:
            return Known(False) if not isinstance(one, Unknown) else join(one)
        hit = _fits(text.casefold(), names)
        return join(one) if isinstance(one, Unknown) and hit else Known(hit, one.origin)

    rest = (join(selection.open),) if selection.open is not None else ()
    return any_of(*(lift(leaf, one) for one in selection.items), *rest, Known(False))


def _fits(text: str, names: Collection[str]) -> bool:
    if not any(sign in text for sign in ("*", "?", HOLE)):
        return text in names
    form = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".").replace(re.escape(HOLE), ".*")
    return any(re.fullmatch(form, name) for name in names)


def _narrows(name: str, value: AnyValue, keys: Collection[str]) -> Value[bool]:
    if name == "? ?":
        return join(value)
    operator, _, key = name.rpartition(" ")
    if key.casefold().partition("/")[0] not in keys or _asks_nothing(operator):
        return Known(False)
    if operator.removeprefix("ForAnyValue:") == "StringEquals":
        return Known(True)
    if isinstance(value, Unknown) and not value.worlds:
        return negate(matches(value, _ANY_TEXT))
    items, more = elements(value)
    every = (matches(one, _ANY_TEXT) for one in items)
    return negate(any_of(*every, *((join(more),) if more is not None else ())))
