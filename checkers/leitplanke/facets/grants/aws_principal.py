"""Who an AWS principal is."""

import re

from leitplanke.core.logic import join, lift
from leitplanke.core.text import HOLE, outline, shown_name
from leitplanke.core.value import AnyValue, CauseKind, Items, Known, Unknown
from leitplanke.facets.context import Context
from leitplanke.facets.grants.somebody import somebody
from leitplanke.inventory.facets import Principal, PrincipalKind, Selection

_KIND_BY_TYPE = {
    "aws_iam_user": PrincipalKind.PERSON,
    "aws_iam_group": PrincipalKind.GROUP,
    "aws_iam_role": PrincipalKind.ROLE,
    "aws_cloudfront_origin_access_identity": PrincipalKind.SERVICE,
    "aws_billing_service_account": PrincipalKind.ACCOUNT,
    "aws_cloudtrail_service_account": PrincipalKind.ACCOUNT,
    "aws_elb_service_account": PrincipalKind.ACCOUNT,
    "aws_redshift_service_account": PrincipalKind.ACCOUNT,
}
_KIND_BY_ARN = (
    (re.compile(r"^arn:[^:]*:iam::[^:]*:user/"), PrincipalKind.PERSON),
    (re.compile(r"^arn:[^:]*:iam::[^:]*:group/"), PrincipalKind.GROUP),
    (re.compile(r"^arn:[^:]*:(iam|sts)::[^:]*:(assumed-)?role/"), PrincipalKind.ROLE),
    (re.compile(r"^arn:[^:]*:iam::[^:]*:root$"), PrincipalKind.ACCOUNT),
    (re.compile(r"^\d{12}$"), PrincipalKind.ACCOUNT),
)

_ACCOUNT_ATTRIBUTES = ("account_id", "master_account_id")
_NAMED = (PrincipalKind.PERSON, PrincipalKind.ROLE, PrincipalKind.ACCOUNT)
_ROLE_ATTRIBUTES = ("role", "role_arn")
"""Ends of the names of attributes that hold the ARN of a role: ``service_role`` of a Connect instance."""


def principals(context: Context, value: AnyValue, *, excluded: bool = False) -> Selection:
    """Return the principals of a policy's ``Principal`` or ``NotPrincipal`` element."""
    if isinstance(value, Known) and isinstance(value.data, str):
        return Selection((_principal(context, "AWS", value),), excluded)
    if not isinstance(value, Known) or not hasattr(value.data, "entries"):
        return Selection((), excluded, join(value) if isinstance(value, Unknown) else None)
    found: list[AnyValue] = []
    doubts: list[AnyValue] = [value.data.open] if value.data.open is not None else []
    for kind in value.data.entries:
        one = value.data.entries[kind]
        items = one.data.items if isinstance(one, Known) and isinstance(one.data, Items) else (one,)
        found += (_principal(context, kind, item) for item in items)
        if isinstance(one, Known) and isinstance(one.data, Items) and one.data.open is not None:
            doubts.append(one.data.open)
    return Selection(tuple(found), excluded, join(*doubts) if doubts else None)


def principal(context: Context, value: AnyValue, kind: str = "") -> AnyValue:
    """Return who an attribute names; ``kind`` where the attribute itself says it, such as ``user``."""
    fixed = PrincipalKind(kind) if kind else None

    def leaf(one: AnyValue) -> AnyValue:
        name = outline(one) or (one.ref.address if one.ref else None)
        if fixed is not None:
            return Known(Principal(fixed, name or ""), one.origin)
        return _principal(context, "AWS", one)

    return lift(leaf, value)


def _principal(context: Context, kind: str, value: AnyValue) -> AnyValue:
    def leaf(one: AnyValue) -> AnyValue:
        if kind == "Service":
            return Known(Principal(PrincipalKind.SERVICE, outline(one) or ""), one.origin)
        if isinstance(one, Known) and one.data == "*":
            return Known(Principal(PrincipalKind.ANYONE, "*"), one.origin)
        if kind != "AWS":
            name = outline(one) or (shown_name(one) if one.ref is not None else None)
            return Known(Principal(PrincipalKind.OTHER, name), one.origin) if name else join(one)
        referred = _by_reference(context, one)
        return referred if referred is not None else _by_arn(one)

    return lift(leaf, value)


def _by_reference(context: Context, value: AnyValue) -> AnyValue | None:
    target = context.inventory.target(value)
    if target is not None and value.ref is not None and value.ref.attribute in _ACCOUNT_ATTRIBUTES:
        return Known(Principal(PrincipalKind.ACCOUNT, shown_name(value)), value.origin)
    kind = _KIND_BY_TYPE.get(target.type.removeprefix("data.")) if target else None
    return Known(Principal(kind, target.address), value.origin) if target and kind else None


def _by_arn(value: AnyValue) -> AnyValue:
    text = outline(value)
    for form, kind in _KIND_BY_ARN:
        if text is not None and form.match(text):
            return Known(Principal(kind, text.replace(HOLE, "...")), value.origin)
    if isinstance(value, Known):
        return Known(Principal(PrincipalKind.OTHER, str(value.data)), value.origin)
    if value.ref is None:
        return join(value)
    name, attribute = f"{value.ref.address}.{value.ref.attribute}", value.ref.attribute
    computed = isinstance(value, Unknown) and any(cause.kind is CauseKind.COMPUTED for cause in value.causes)
    if computed and attribute.endswith(_ROLE_ATTRIBUTES):
        return Known(Principal(PrincipalKind.ROLE, name), value.origin)
    if attribute == "arn" or (computed and attribute.endswith("_arn")):
        # Whoever it is, an ARN names one; anyone has none.
        return somebody(value, name, _NAMED)
    return join(value)
