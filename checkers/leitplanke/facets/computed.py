"""Conditions that take more than reading an attribute. A row names them in ``computed``."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from leitplanke.catalogue.row import Condition
from leitplanke.core.logic import all_of, any_of, choose, equals, join, negate, one_of
from leitplanke.core.text import matches
from leitplanke.core.value import Absent, AnyValue, Known, Unknown, Value
from leitplanke.facets.backup_coverage import backed_up
from leitplanke.facets.collection_policies import public_collection
from leitplanke.facets.context import Context
from leitplanke.facets.google_audit import data_access_log
from leitplanke.facets.google_policies import organisation_policy
from leitplanke.facets.grants.aws_policy import statements
from leitplanke.facets.grants.google import bindings, is_anyone
from leitplanke.facets.joins import companions
from leitplanke.inventory.facets import Effect, Evidence, Grant, Selection
from leitplanke.inventory.grants import includes_anyone, is_narrowed
from leitplanke.inventory.resource import Resource

Computed: TypeAlias = Callable[[Context, Condition], tuple[Value[bool], Evidence]]

_EVERY_ACTION = r"(?i)\*|(s3|sqs|sns|elasticfilesystem):\*|elasticfilesystem:Client(\*|Mount)|sns:Publish"
"""Actions that take in every use of data; what cannot be mounted cannot be read. Their case does not matter."""
_SECURE_TRANSPORT = ("bool aws:securetransport", "boolifexists aws:securetransport")
"""Every request has the key, so ``IfExists`` changes nothing."""
_PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")


def _sources(context: Context, condition: Condition) -> tuple[tuple[tuple[Resource, AnyValue], ...], Unknown | None]:
    """Return the values at the condition's path with the resources that hold them, and why there may be more."""
    if not condition.of:
        return ((context.resource, context.resource.read(condition.path)),), None
    related = companions(context.inventory, context.row, context.resource, condition.of)
    return tuple((one, one.read(condition.path)) for one in related.resources), related.more


def _over_policies(
    context: Context, condition: Condition, judge: Callable[[Grant], Value[bool]]
) -> tuple[Value[bool], Evidence]:
    """Return whether a statement of the policies at the condition's path is as asked."""
    found, more = _sources(context, condition)
    answers: list[Value[bool]] = []
    evidence = context.evidence(condition.path)
    for resource, value in found:
        if isinstance(value, Absent):
            continue
        grants, rest = statements(context, resource, value, "resource", condition.path)
        one = any_of(*(judge(grant) for grant in grants), *((rest,) if rest is not None else ()))
        answers.append(choose(resource.exists, one, Known(False)))
        evidence = context.evidence(condition.path, value, of=resource)
    if not answers:
        return (more if more is not None else Known(False)), evidence
    return any_of(*answers), evidence


def _tls_only(context: Context, condition: Condition) -> tuple[Value[bool], Evidence]:
    """A statement denies everybody every request that is not made over TLS."""

    def judge(grant: Grant) -> Value[bool]:
        denies = equals(grant.effect, Effect.DENY)
        everyone = all_of(includes_anyone(grant), Known(not grant.principals.excluded))
        every_action = all_of(_names_any(grant.actions, _EVERY_ACTION), Known(not grant.actions.excluded))
        # Objects have ARNs of their own: `arn:aws:s3:::recordings` alone is about the bucket's listing only.
        no_objects = Known(context.resource.type != "aws_s3_bucket")
        every_object = any_of(no_objects, Known(grant.resources.excluded), _names_any(grant.resources, r".*\*"))
        # Any other condition narrows what is denied.
        insecure = (_is_insecure(name, value) for name, value in grant.conditions)
        return all_of(denies, everyone, every_action, every_object, *insecure, Known(bool(grant.conditions)))

    return _over_policies(context, condition, judge)


def _names_any(selection: Selection, pattern: str) -> Value[bool]:
    """Return whether one of the actions or resources that are listed is of a form."""
    rest = (selection.open,) if selection.open is not None else ()
    return any_of(*(matches(one, pattern) for one in (*selection.items, *rest)))


def _is_insecure(name: str, value: AnyValue) -> Value[bool]:
    """Return whether a condition holds just for requests without TLS."""
    if name == "? ?":
        return join(value)
    return _is_false(value) if name.casefold() in _SECURE_TRANSPORT else Known(False)


def _is_false(value: AnyValue) -> Value[bool]:
    return any_of(one_of(value, ("false", "False", "FALSE")), equals(value, expected=False))


def _public_policy(context: Context, condition: Condition) -> tuple[Value[bool], Evidence]:
    """A statement allows something to anyone, and no condition narrows it."""

    def judge(grant: Grant) -> Value[bool]:
        return all_of(equals(grant.effect, Effect.ALLOW), includes_anyone(grant), negate(is_narrowed(grant)))

    return _over_policies(context, condition, judge)


def _public_acl(context: Context, condition: Condition) -> tuple[Value[bool], Evidence]:
    """The access control list is one of the canned ones that let anyone in."""
    found, more = _sources(context, condition)
    answers = [
        choose(resource.exists, one_of(value, _PUBLIC_ACLS), Known(False))
        for resource, value in found
        if not isinstance(value, Absent)
    ]
    telling = found[0] if found else None
    evidence = context.evidence(condition.path, telling[1], of=telling[0]) if telling else context.evidence("")
    if not answers:
        return (more if more is not None else Known(False)), evidence
    return any_of(*answers), evidence


def _public_bindings(context: Context, condition: Condition) -> tuple[Value[bool], Evidence]:
    """A binding of the Google IAM policy is for anyone."""
    found, more = _sources(context, condition)
    answers: list[Value[bool]] = []
    evidence = context.evidence(condition.path)
    for resource, value in found:
        written, rest = bindings(context, value)
        one = any_of(*(is_anyone(binding) for binding in written), *((rest,) if rest is not None else ()))
        answers.append(choose(resource.exists, one, Known(False)))
        evidence = context.evidence(condition.path, value, of=resource)
    return any_of(*answers, *((more,) if more is not None else ())), evidence


def _backed_up(context: Context, condition: Condition) -> tuple[Value[bool], Evidence]:
    """A backup plan selects the resource."""
    del condition
    return backed_up(context)


COMPUTED: Mapping[str, Computed] = {
    "backed-up": _backed_up,
    "tls-only-policy": _tls_only,
    "public-policy": _public_policy,
    "public-acl": _public_acl,
    "public-bindings": _public_bindings,
    "data-access-log": data_access_log,
    "organisation-policy": organisation_policy,
    "public-collection": public_collection,
}
