from typing import Any

import msgspec
import pytest

from leitplanke.catalogue.row import Condition, Row
from leitplanke.core.value import Items, Known, Unknown
from leitplanke.facets.conditions import Answer, answer
from leitplanke.inventory.resource import Resource
from tests.unit.facets.made import NOBODY_KNOWS, context, data, either, inventory, ref, resource, row, template, value

_ROWS: dict[str, Row] = {
    "aws_s3_bucket": row(
        identity=["bucket", "id"],
        companions=[{"type": "aws_s3_bucket_versioning", "on": "bucket"}],
    ),
    "aws_kms_key": row(role="key"),
}


def _ask(condition: dict[str, Any], attributes: dict[str, Any], *others: Resource) -> Answer:
    store = resource("aws_s3_bucket.calls", attributes)
    found = context(store.address, _ROWS, inventory(store, *others))
    return answer(found, msgspec.convert(condition, Condition))


def _holds(condition: dict[str, Any], attributes: dict[str, Any], *others: Resource) -> Any:
    return data(_ask(condition, attributes, *others).holds)


@pytest.mark.parametrize(
    ("condition", "written", "expected"),
    [
        ({"path": "on"}, True, True),
        ({"path": "on"}, "true", True),
        ({"path": "on"}, 1, False),
        ({"path": "on"}, None, False),
        ({"path": "on", "absent": True}, None, True),
        ({"path": "on", "absent": "unknown"}, None, Unknown),
        ({"path": "on"}, NOBODY_KNOWS, Unknown),
        ({"path": "on", "is": ["a", "b"]}, "b", True),
        ({"path": "on", "is": ["a", "b"]}, either("var.x", "a", "b"), True),
        ({"path": "on", "is": [7]}, "7", True),
        ({"path": "on", "is_not": ["a"]}, "b", True),
        ({"path": "on", "is_not": [0]}, "0", False),
        ({"path": "on", "at_least": 7}, 30, True),
        ({"path": "on", "at_least": 7}, None, False),
        ({"path": "on", "present": True}, "x", True),
        ({"path": "on", "present": True}, [], False),
        ({"path": "on", "present": False}, None, True),
        ({"path": "on", "present": True}, ref("aws_kms_key.main", "arn"), True),
        ({"path": "on", "contains": ["0.0.0.0/0"]}, ["10.0.0.0/8", "0.0.0.0/0"], True),
        ({"path": "on", "contains": ["0.0.0.0/0"]}, ["10.0.0.0/8", NOBODY_KNOWS], Unknown),
        ({"path": "on", "contains": ["0.0.0.0/0"]}, Known(Items(open=NOBODY_KNOWS)), Unknown),
        ({"always": True}, None, True),
        ({"all": [{"path": "on"}, {"always": False}]}, NOBODY_KNOWS, False),
        ({"any": [{"path": "on"}, {"always": True}]}, NOBODY_KNOWS, True),
        ({"none": [{"path": "on"}, {"always": False}]}, True, False),
    ],
)
def test_of_an_attribute(condition: dict[str, Any], written: Any, expected: object) -> None:
    assert _holds(condition, {"on": written}) is expected


_RULES = {"path": "rule.status", "where": {"kind": "expire"}, "is": ["Enabled"], "absent": False}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{"kind": "expire", "status": "Enabled"}], True),
        ([{"kind": "move", "status": "Disabled"}, {"kind": "expire", "status": "Enabled"}], True),
        ([{"kind": "expire", "status": "Enabled"}, {"kind": "expire", "status": "Disabled"}], False),
        ([{"kind": "move", "status": "Enabled"}], False),
        ([], False),
        ([{"kind": NOBODY_KNOWS, "status": "Enabled"}], Unknown),
        ([{"kind": NOBODY_KNOWS, "status": "Enabled"}, {"kind": "expire", "status": "Enabled"}], True),
        ([{"kind": NOBODY_KNOWS, "status": "Disabled"}, {"kind": "expire", "status": "Enabled"}], Unknown),
        ([{"kind": NOBODY_KNOWS, "status": "Disabled"}], False),
        ([{"kind": either("var.x", "expire", "move"), "status": True}], False),
        (Known(Items((value({"kind": "expire", "status": "Enabled"}),), open=NOBODY_KNOWS)), Unknown),
    ],
)
def test_of_the_blocks_that_are_meant(rules: Any, expected: object) -> None:
    assert _holds(_RULES, {"rule": rules}) is expected


def _versioning(status: Any, *, name: str = "this", exists: Any = True, **more: Any) -> Resource:
    blocks = [{"status": status}]
    attributes = {"bucket": ref("aws_s3_bucket.calls"), "versioning_configuration": blocks, **more}
    return resource(f"aws_s3_bucket_versioning.{name}", attributes, exists=exists)


_VERSIONED = {"of": "aws_s3_bucket_versioning", "path": "versioning_configuration.status", "is": ["Enabled"]}
_YES = either("var.on", True, False)
_NO = either("var.on", False, True)


@pytest.mark.parametrize(
    ("others", "absent", "expected"),
    [
        ((), False, False),
        ((), True, True),
        ((), "unknown", Unknown),
        ((_versioning("Enabled"),), False, True),
        ((_versioning("Suspended"),), True, False),
        ((_versioning("Enabled", exists=NOBODY_KNOWS),), False, Unknown),
        ((_versioning("Enabled", exists=NOBODY_KNOWS),), True, True),
        ((_versioning("Suspended", exists=NOBODY_KNOWS),), False, False),
        ((_versioning("Enabled", name="a", exists=_YES), _versioning("Enabled", name="b", exists=_NO)), False, True),
        (
            (_versioning("Suspended", name="a", exists=_YES), _versioning("Suspended", name="b", exists=_NO)),
            True,
            False,
        ),
    ],
)
def test_of_companions(others: tuple[Resource, ...], absent: Any, expected: object) -> None:
    assert _holds({**_VERSIONED, "absent": absent}, {"bucket": "calls"}, *others) is expected


@pytest.mark.parametrize(("name", "expected"), [("require_tls", True), ("other", False), (NOBODY_KNOWS, Unknown)])
def test_of_companions_that_are_meant(name: Any, expected: object) -> None:
    condition = {"of": "aws_s3_bucket_versioning", "path": "value", "where": {"name": "require_tls"}}
    attributes = {"bucket": ref("aws_s3_bucket.calls"), "value": "true", "name": name}
    companion = resource("aws_s3_bucket_versioning.this", attributes)
    assert _holds(condition, {}, companion) is expected


def test_through_a_reference() -> None:
    keys = (resource("aws_kms_key.a", {"on": True}), resource("aws_kms_key.b", {"on": False}))
    condition = {"through": "key", "of": "aws_kms_key", "path": "on"}
    assert _holds(condition, {"key": ref("aws_kms_key.a")}, *keys) is True
    assert _holds(condition, {"key": ref("aws_kms_key.b")}, *keys) is False
    assert _holds(condition, {"key": either("var.x", ref("aws_kms_key.a"), ref("aws_kms_key.b"))}, *keys) is Unknown
    assert _holds(condition, {"key": either("var.x", ref("aws_kms_key.a"), None)}, *keys) is Unknown
    assert _holds(condition, {"key": "arn:of:another"}, *keys) is Unknown
    assert _holds(condition, {}, *keys) is False


def test_through_one_of_several_references() -> None:
    keys = (resource("aws_kms_key.a", {"on": True}), resource("aws_kms_key.b", {"on": False}))
    condition = {"through": "keys", "of": "aws_kms_key", "path": "on"}
    assert _holds(condition, {"keys": [ref("aws_kms_key.b"), ref("aws_kms_key.a")]}, *keys) is True
    assert _holds(condition, {"keys": [ref("aws_kms_key.b")]}, *keys) is False
    assert _holds(condition, {"keys": []}, *keys) is False
    assert _holds(condition, {"keys": [ref("aws_kms_key.b"), NOBODY_KNOWS]}, *keys) is Unknown
    assert _holds(condition, {"keys": Known(Items((ref("aws_kms_key.b"),), open=NOBODY_KNOWS))}, *keys) is Unknown


def test_evidence_is_what_decides() -> None:
    given = _ask(_VERSIONED, {"bucket": "calls"}, _versioning("Suspended"))
    assert (given.evidence.address, given.evidence.attribute) == (
        "aws_s3_bucket_versioning.this",
        "versioning_configuration.status",
    )
    given = _ask({"all": [{"path": "a"}, {"path": "b"}]}, {"a": True, "b": False})
    assert given.evidence.attribute == "b"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://crm.example.com", True),
        ("http://crm.example.com", False),
        (None, False),
        (NOBODY_KNOWS, Unknown),
        (template("https://", NOBODY_KNOWS), True),
        (template("http://", NOBODY_KNOWS), False),
        (template("http", NOBODY_KNOWS), Unknown),
        (either("var.stage", "https://a", "https://b"), True),
        (either("var.stage", "https://a", "http://b"), Unknown),
    ],
)
def test_how_a_text_begins(written: Any, expected: Any) -> None:
    assert _holds({"path": "url", "starts_with": ["https://"]}, {"url": written}) == expected


@pytest.mark.parametrize(
    ("links", "expected"),
    [([], False), (["off"], False), (["off", "on"], True), (["elsewhere"], Unknown), ([NOBODY_KNOWS], Unknown)],
)
def test_a_companion_leads_on(links: list[Any], expected: Any) -> None:
    condition = {"by": "aws_s3_bucket_versioning", "through": "key", "of": "aws_kms_key", "path": "on"}
    keys = [resource(f"aws_kms_key.{name}", {"name": name, "on": name == "on"}) for name in ("on", "off")]
    others = [
        resource(
            f"aws_s3_bucket_versioning.v{number}",
            {
                "bucket": ref("aws_s3_bucket.calls"),
                "key": ref(f"aws_kms_key.{link}") if isinstance(link, str) and link != "elsewhere" else link,
            },
        )
        for number, link in enumerate(links)
    ]
    assert _holds(condition, {}, *keys, *others) == expected
