import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitplanke.core.value import Encoded, Reference, Unknown
from tests.unit.sources.terraform.trees import plain, read, value


def _document(tmp_path: Path, body: str, more: str = "") -> Any:
    found = value(
        tmp_path, f'data "aws_iam_policy_document" "p" {{\n{body}\n}}\n{more}', "data.aws_iam_policy_document.p.json"
    )
    if isinstance(found, Unknown):
        assert isinstance(found.partial, Encoded)
        return plain(found.partial.content)
    return json.loads(plain(found))


def test_a_policy_document_is_the_json_that_the_provider_writes(tmp_path: Path) -> None:
    body = """
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::calls/&{aws:username}"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  statement {
    effect      = "Deny"
    not_actions = ["iam:*"]
    resources   = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
"""
    assert _document(tmp_path, body) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:ListBucket"],
                "Resource": "arn:aws:s3:::calls/${aws:username}",
                "Principal": {"AWS": "*"},
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Principal": "*"},
        ],
    }


_STATEMENT = '  statement {{\n    sid = "{sid}"\n    actions = ["{action}"]\n  }}\n'


def test_documents_are_merged_by_sid(tmp_path: Path) -> None:
    source, override = (
        f'data "aws_iam_policy_document" "{name}" {{\n'
        + "".join(_STATEMENT.format(sid=sid, action=name) for sid in sids)
        + "}\n"
        for name, sids in (("source", "ab"), ("override", "bc"))
    )
    body = (
        "  source_policy_documents = [data.aws_iam_policy_document.source.json]\n"
        "  override_policy_documents = [data.aws_iam_policy_document.override.json]\n"
        + "".join(_STATEMENT.format(sid=sid, action="own") for sid in "cd")
    )
    statements = _document(tmp_path, body, source + override)["Statement"]
    assert [(one["Sid"], one["Action"]) for one in statements] == [
        ("a", "source"),
        ("b", "override"),
        ("c", "override"),
        ("d", "own"),
    ]


def test_what_is_not_known_of_a_document_is_unknown_in_its_place(tmp_path: Path) -> None:
    more = 'variable "r" {}\nvariable "other" {}\n'
    body = (
        '  source_policy_documents = [var.other]\n  statement {\n    actions = ["s3:*"]\n    resources = [var.r]\n  }\n'
    )
    assert _document(tmp_path, body, more) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": {"var.r"}}, ...],
    }


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ('"eu-central-1"', ["eu-central-1", "eu-central-1", "aws", "amazonaws.com"]),
        ('"cn-north-1"', ["cn-north-1", "cn-north-1", "aws-cn", "amazonaws.com.cn"]),
        ("var.region", [{"var.region"}] * 4),
    ],
)
def test_region_and_partition_follow_from_the_provider(tmp_path: Path, region: str, expected: list[Any]) -> None:
    text = (
        f'variable "region" {{}}\nprovider "aws" {{\n  region = {region}\n}}\n'
        'data "aws_region" "r" {}\ndata "aws_partition" "p" {}\n'
        "locals {\n  p = data.aws_partition.p\n}\n"
    )
    names = "[data.aws_region.r.name, data.aws_region.r.region, local.p.partition, local.p.dns_suffix]"
    assert plain(value(tmp_path, text, names)) == expected


def test_what_only_the_cloud_knows_is_unknown_by_its_name(tmp_path: Path) -> None:
    text = (
        'data "aws_caller_identity" "me" {}\ndata "aws_vpc" "v" {\n  tags = { a = 1 }\n}\n'
        'resource "aws_x" "y" {\n  account = data.aws_caller_identity.me.account_id\n  vpc = data.aws_vpc.v.cidr\n'
        "  tag = data.aws_vpc.v.tags.a\n}\n"
    )
    inventory, _ = read(tmp_path, text)
    (resource,) = inventory.of_type("aws_x")
    account, vpc = resource.read("account"), resource.read("vpc")
    assert isinstance(account, Unknown)
    assert not account.nullable
    assert account.causes[0].name == "data.aws_caller_identity.me.account_id"
    assert isinstance(vpc, Unknown)
    assert msgspec.structs.astuple(vpc.causes[0]) == ("data-source", "data.aws_vpc.v.cidr")
    assert vpc.ref == Reference("data.aws_vpc.v", "cidr")
    assert plain(resource.read("tag")) == 1
    assert sorted(inventory.types) == ["aws_x", "data.aws_caller_identity", "data.aws_vpc"]
