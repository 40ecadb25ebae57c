"""Network policies of OpenSearch Serverless: whether one lets the internet reach a collection, by its name.

A policy is a JSON list of grants, each with rules that name collections, a ``*`` at the end standing for any text.
Source: Amazon OpenSearch Serverless developer guide, "Network access"; checked 2026-11-24.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from leitplanke.catalogue.row import Condition
from leitplanke.core.document import decode_document
from leitplanke.core.logic import all_of, any_of, elements, equals, join, lift
from leitplanke.core.text import outline
from leitplanke.core.value import AnyValue, CauseKind, Fields, Known, Template, Unknown, Value, unknown
from leitplanke.facets.context import Context
from leitplanke.facets.same_region import same_region
from leitplanke.facets.same_text import same_text
from leitplanke.inventory.facets import Evidence
from leitplanke.inventory.inventory import Scope
from leitplanke.inventory.resource import Resource

_POLICY = "aws_opensearchserverless_security_policy"
_PREFIX = "collection/"


def public_collection(context: Context, condition: Condition) -> tuple[Value[bool], Evidence]:
    """Return whether a network policy opens the collection; without one in this stack, another may hold it."""
    evidence = context.evidence(condition.path)
    covered: list[Value[bool]] = []
    public: list[Value[bool]] = []
    for policy in context.inventory.of_type(_POLICY):
        is_there = all_of(policy.exists, equals(policy.read("type"), "network"), same_region(context, policy))
        if isinstance(is_there, Known) and not is_there.data:
            continue
        for names_it, opens_it in _grants(policy, context.resource.read("name")):
            covered.append(all_of(is_there, names_it))
            opened = all_of(is_there, names_it, opens_it)
            public.append(opened)
            if isinstance(opened, Known) and opened.data is True:
                evidence = context.evidence("policy", policy.read("policy"), of=policy)
    if Scope.ACCOUNT in context.inventory.closed:
        return any_of(*public), evidence
    elsewhere = all_of(_none(covered), unknown(CauseKind.SCOPE, _POLICY))
    return any_of(*public, elsewhere), evidence


def _none(answers: list[Value[bool]]) -> Value[bool]:
    found = any_of(*answers)
    return Known(not found.data) if isinstance(found, Known) else join(found)


def _grants(policy: Resource, name: AnyValue) -> Iterator[tuple[Value[bool], Value[bool]]]:
    """Yield, for each grant of a policy, whether it names the collection, and whether it lets everybody in."""
    items, more = elements(decode_document(policy.read("policy")))
    for item in items:
        if not isinstance(item, Known) or not isinstance(item.data, Fields):
            yield join(item), join(item)
            continue
        inner = Resource(policy.stack, policy.address, policy.type, policy.provider, item.data)
        patterns: list[AnyValue] = []
        for value in inner.read_all("Rules.Resource"):
            named, rest = elements(value)
            patterns += named if rest is None else (*named, rest)
        yield any_of(*(_names(one, name) for one in patterns)), equals(inner.read("AllowFromPublic"), expected=True)
    if more is not None:
        yield join(more), join(more)


def _names(pattern: AnyValue, name: AnyValue) -> Value[bool]:
    def leaf(one: AnyValue, own: AnyValue) -> AnyValue:
        if isinstance(one, Known) and isinstance(own, Known):
            return Known(fnmatchcase(f"{_PREFIX}{own.data}", str(one.data)), one.origin)
        if isinstance(one, Known) and one.data == f"{_PREFIX}*":
            return Known(True, one.origin)
        if not isinstance(own, Unknown) or (outline(one) or "*").endswith("*"):
            return join(one, own)
        alike = same_text(one, Unknown(own.causes, partial=Template((_PREFIX, own))))
        return join(one, own) if alike is None else Known(alike)

    return lift(leaf, pattern, name)
