"""Levels of encryption where there are several keys, none that a resource stands for, or another's."""

from typing import Any

import pytest

from leitplanke.core.logic import worlds_of
from leitplanke.core.value import Absent, Known, Unknown
from leitplanke.facets.at_rest import encryption_at_rest
from leitplanke.inventory.facets import Custody, EncryptionAtRest, Level
from leitplanke.inventory.resource import Resource
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, ref, resource, row

_KEY = "arn:aws:kms:eu-central-1:111122223333:key/a"


def _entries(rule: dict[str, Any], attributes: dict[str, Any], *others: Resource) -> tuple[EncryptionAtRest, ...]:
    rows = {
        "aws_x_store": row(
            companions=[{"type": "aws_x_link", "on": "store"}],
            encryption_at_rest=[{"slot": "storage", "default": "provider-key", **rule}],
        ),
        "aws_x_profile": row(encryption_at_rest=[{"slot": "storage", "default": "none"}]),
    }
    store = resource("aws_x_store.calls", attributes)
    return encryption_at_rest(context(store.address, rows, inventory(store, *others)))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([_KEY], {"storage": Level.CUSTOMER_KEY}),
        (
            [_KEY, "alias/aws/s3"],
            {f"storage:{_KEY}": Level.CUSTOMER_KEY, "storage:alias/aws/s3": Level.PROVIDER_KEY},
        ),
        ([], {"storage": Level.PROVIDER_KEY}),
        (None, {"storage": Level.PROVIDER_KEY}),
        (NOBODY_KNOWS, {"storage": Unknown}),
    ],
)
def test_there_is_an_entry_for_each_key_of_a_list(keys: Any, expected: dict[str, Any]) -> None:
    found = _entries({"keys": [{"path": "key_names"}]}, {"key_names": keys})
    assert {one.slot: data(one.level) for one in found} == expected


def test_a_key_of_the_customers_that_no_resource_stands_for() -> None:
    (entry,) = _entries({"path": "mode", "levels": {"supplied": "customer-key"}}, {"mode": "supplied"})
    assert data(entry.level) is Level.CUSTOMER_KEY
    assert isinstance(entry.key, Known)
    assert entry.key.data.custody is Custody.CUSTOMER
    assert isinstance(entry.key.data.rotates, Unknown)
    assert isinstance(entry.key.data.multi_region, Absent)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (_KEY, [Level.CUSTOMER_KEY]),
        (None, [Level.NONE, Level.PROVIDER_KEY]),
        (NOBODY_KNOWS, [Unknown, Level.PROVIDER_KEY, Level.CUSTOMER_KEY]),
    ],
)
def test_whoever_names_a_key_has_data_encrypted(key: Any, expected: list[Any]) -> None:
    (entry,) = _entries({"default": "none-or-provider-key", "keys": [{"path": "key"}]}, {"key": key})
    assert [data(world.value) for world in worlds_of(entry.level)] == expected


@pytest.mark.parametrize(
    ("kinds", "levels"), [(["plain", "secret"], [Level.NONE]), ([NOBODY_KNOWS], [Unknown]), (["plain"], [])]
)
def test_only_elements_that_count_have_an_entry(kinds: list[Any], levels: list[Any]) -> None:
    rule = {"each": "disk", "each_name": "kind", "each_if": {"path": "kind", "is": ["secret"]}, "default": "none"}
    found = _entries(rule, {"disk": [{"kind": kind} for kind in kinds]})
    assert [data(one.level) for one in found] == levels


def test_encryption_is_taken_from_where_a_companion_leads() -> None:
    profile = resource("aws_x_profile.main", {})
    link = resource("aws_x_link.main", {"store": ref("aws_x_store.calls"), "profile": ref(profile.address)})
    rule = {"inherit": "profile", "inherit_of": "aws_x_link", "default": "encrypted"}
    (entry,) = _entries(rule, {}, profile, link)
    assert data(entry.level) is Level.NONE
    assert entry.evidence.address == link.address


def test_each_volume_counts_also_one_that_nobody_knows() -> None:
    rule = {"each": "volume", "each_name": "name", "keys": [{"path": "key"}]}
    volumes = [{"name": "data", "key": _KEY}, NOBODY_KNOWS]
    found = {entry.slot: data(entry.level) for entry in _entries(rule, {"volume": volumes})}
    assert found == {"storage:data": Level.CUSTOMER_KEY, "storage": Unknown}


def test_volumes_are_judged_as_far_as_the_rule_is_about_the_resource() -> None:
    rule = {"each": "volume", "keys": [{"path": "key"}], "when": {"path": "stores", "absent": True}}
    for stores, expected in ((None, [Level.PROVIDER_KEY]), (False, []), (NOBODY_KNOWS, [Unknown])):
        entries = _entries(rule, {"volume": [{"size": 1}], "stores": stores})
        assert [data(entry.level) for entry in entries] == expected
