"""Who may reach a collection of OpenSearch Serverless, by the network policies that fit its name."""

import json
from typing import Any

import pytest

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.value import Unknown
from leitplanke.facets.measures import exposure
from leitplanke.inventory.inventory import Scope
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, resource, template

_TYPE = "aws_opensearchserverless_collection"


_NAMES_IT = ('[{"Rules": [{"Resource": ["collection/', NOBODY_KNOWS, '"]}], "AllowFromPublic": true}]')


def _policy(pattern: str, *, public: bool) -> str:
    rules = [{"ResourceType": "collection", "Resource": [f"collection/{pattern}"]}]
    return json.dumps([{"Rules": rules, "AllowFromPublic": public}])


@pytest.mark.parametrize(
    ("name", "policy", "expected"),
    [
        ("calls", _policy("calls", public=True), True),
        ("calls", _policy("ca*", public=True), True),
        ("calls", _policy("*", public=False), False),
        ("calls", _policy("other", public=True), Unknown),
        ("calls", NOBODY_KNOWS, Unknown),
        (NOBODY_KNOWS, _policy("*", public=True), True),
        (NOBODY_KNOWS, _policy("calls", public=True), Unknown),
        (NOBODY_KNOWS, template(*_NAMES_IT), True),
        (NOBODY_KNOWS, template(*_NAMES_IT[:2], "*", *_NAMES_IT[2:]), Unknown),
    ],
)
@pytest.mark.parametrize("closed", [False, True])
def test_a_policy_that_fits_the_name_decides(name: Any, policy: Any, expected: Any, closed: bool) -> None:
    row = load_catalogue().row(_TYPE)
    assert row is not None
    collection = resource(f"{_TYPE}.main", {"name": name}, region="eu-central-1")
    network = resource(
        "aws_opensearchserverless_security_policy.main",
        {"type": "network", "policy": policy},
        region="eu-central-1",
    )
    scopes = (Scope.MODULE, Scope.ACCOUNT) if closed else (Scope.MODULE,)
    found = inventory(collection, network, closed=scopes)
    (entry,) = exposure(context(collection.address, {_TYPE: row}, found))
    other_stacks_matter = isinstance(policy, str) and "other" in policy
    assert data(entry.public) == (False if closed and other_stacks_matter else expected)
