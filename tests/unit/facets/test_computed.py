import json
from typing import Any

import msgspec
import pytest

from leitplanke.catalogue.row import Condition
from leitplanke.core.value import Known, Unknown
from leitplanke.facets.conditions import answer
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, ref, resource, row

_ROWS = {
    "aws_s3_bucket": row(
        identity=["bucket", "id", "arn"],
        companions=[{"type": f"aws_s3_bucket_{name}", "on": "bucket"} for name in ("policy", "acl")],
    )
}
_BUCKET = resource("aws_s3_bucket.calls", {"bucket": "calls"})


def _ask(computed: str, of: str, path: str, *written: Any) -> Any:
    companions = [
        resource(f"{of}.made{number}", {"bucket": ref("aws_s3_bucket.calls"), path: one})
        for number, one in enumerate(written)
    ]
    asked = msgspec.convert({"computed": computed, "of": of, "path": path}, Condition)
    return data(answer(context(_BUCKET.address, _ROWS, inventory(_BUCKET, *companions)), asked).holds)


def _policy(*statements: dict[str, Any]) -> Known[str]:
    return Known(json.dumps({"Statement": statements}))


_DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
_ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}


def _without(key: str) -> dict[str, Any]:
    return {name: one for name, one in _DENY.items() if name != key}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (_DENY, True),
        ({**_DENY, "Action": ["s3:*"], "Principal": {"AWS": "*"}}, True),
        ({**_DENY, "Effect": "Allow"}, False),
        ({**_DENY, "Action": "s3:PutObject"}, False),
        ({**_without("Action"), "NotAction": "s3:*"}, False),
        ({**_DENY, "Principal": {"AWS": "111122223333"}}, False),
        ({**_without("Principal"), "NotPrincipal": {"AWS": "111122223333"}}, False),
        ({**_DENY, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
        (_without("Condition"), False),
        (
            {**_DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:SourceVpc": "x"}}},
            False,
        ),
    ],
)
def test_a_policy_that_asks_for_tls(statement: dict[str, Any], expected: bool) -> None:
    assert _ask("tls-only-policy", "aws_s3_bucket_policy", "policy", _policy(statement)) is expected
    assert _ask("tls-only-policy", "aws_s3_bucket_policy", "policy", _policy(_ALLOW, statement)) is expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (_ALLOW, True),
        ({**_ALLOW, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
        ({**_ALLOW, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, False),
        ({**_ALLOW, "Effect": "Deny"}, False),
        ({**_ALLOW, "Principal": {"AWS": "111122223333"}}, False),
        ({"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}, True),
    ],
)
def test_a_policy_for_anyone(statement: dict[str, Any], expected: bool) -> None:
    assert _ask("public-policy", "aws_s3_bucket_policy", "policy", _policy(_DENY, statement)) is expected


def test_a_policy_that_is_not_known_or_not_there() -> None:
    for computed in ("tls-only-policy", "public-policy"):
        assert _ask(computed, "aws_s3_bucket_policy", "policy", NOBODY_KNOWS) is Unknown
        assert _ask(computed, "aws_s3_bucket_policy", "policy") is False


@pytest.mark.parametrize(
    ("acl", "expected"),
    [("private", False), ("public-read", True), ("authenticated-read", True), (NOBODY_KNOWS, Unknown), (None, False)],
)
def test_an_access_list_for_anyone(acl: Any, expected: object) -> None:
    assert _ask("public-acl", "aws_s3_bucket_acl", "acl", acl) is expected
