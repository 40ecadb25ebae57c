"""What can be said of a grant, whatever cloud it is written for."""

from leitplanke.core.logic import any_of, elements, join, lift, negate
from leitplanke.core.text import matches
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

_ANY_TEXT = r"\*|0\.0\.0\.0/0|::/0"


def includes_kind(principals: Selection, kind: PrincipalKind) -> Value[bool]:
    """Return whether somebody of a kind is among the principals that are listed, not whether they are left out."""
    rest = (join(principals.open),) if principals.open is not None else ()
    return any_of(*(_is_kind(one, kind) for one in principals.items), *rest)


def first_of_kind(principals: Selection, kind: PrincipalKind) -> AnyValue | None:
    """Return the first principal that is certainly of a kind, for showing where it is written."""
    return next((one for one in principals.items if _is_kind_for_certain(one, kind)), None)


def includes_anyone(grant: Grant) -> Value[bool]:
    """Return whether the grant is for anyone: it says so, or it leaves out a few (``NotPrincipal``)."""
    return Known(True) if grant.principals.excluded else includes_kind(grant.principals, PrincipalKind.ANYONE)


def is_narrowed(grant: Grant) -> Value[bool]:
    """Return whether a condition narrows who may use the grant.

    A condition that also holds where its key is missing (``...IfExists``, ``ForAllValues:``), that says who may
    not, or that takes every value does not narrow. Source: IAM user guide, "Condition operators".
    """
    return any_of(*(_narrows(name, value) for name, value in grant.conditions), Known(False))


def _is_kind(value: AnyValue, kind: PrincipalKind) -> Value[bool]:
    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Known) and isinstance(one.data, Principal):
            return Known(one.data.kind is kind, one.origin)
        return join(one) if isinstance(one, Unknown) else Known(False)

    return lift(leaf, value)


def _is_kind_for_certain(value: AnyValue, kind: PrincipalKind) -> bool:
    return isinstance(value, Known) and isinstance(value.data, Principal) and value.data.kind is kind


def _narrows(name: str, value: AnyValue) -> Value[bool]:
    if name == "? ?":
        return join(value)
    operator, _, key = name.rpartition(" ")
    if key.casefold() not in NARROWING or "Not" in operator or operator.startswith("ForAllValues:"):
        return Known(False)
    if operator.endswith("IfExists") or operator == "Null":
        return Known(False)
    if operator.removeprefix("ForAnyValue:") == "StringEquals":
        return Known(True)
    items, more = elements(value)
    every = (matches(one, _ANY_TEXT) for one in items)
    return negate(any_of(*every, *((join(more),) if more is not None else ())))
