"""Companions, keys and grants where modules are not there, or may not exist."""

from pathlib import Path
from typing import Any

import pytest

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.value import Known, Unknown
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.facets import PrincipalKind
from leitplanke.inventory.grants import includes_anyone, includes_kind
from tests.unit.sources.terraform.trees import read


def _facet(root: Path, text: str, address: str, facet: str) -> tuple[Any, ...]:
    inventory, _ = read(root, text)
    found = Facets(inventory, load_catalogue(), Classification()).compute(address, facet)
    assert isinstance(found, tuple)
    return found


_MODULE = 'module "other" {\n  source = "vendor/other/aws"\n  version = "1"\n  given = GIVEN\n}\n'
_STORE = 'resource "random_pet" "p" {}\nresource "aws_s3_bucket" "b" {\n  bucket = NAME\n}\n'


@pytest.mark.parametrize(
    ("name", "given", "known"),
    [
        ('"store"', '"something else"', True),
        ('"store"', "{ tags = { a = random_pet.p.id } }", True),
        ('"store"', '"store"', False),
        ('"store"', '"arn:aws:s3:::store/*"', False),
        ("random_pet.p.id", "random_pet.p.id", False),
        ('"x-${random_pet.p.id}"', '"y-${random_pet.p.id}"', False),
        ('"store"', "[aws_s3_bucket.b.id]", False),
        ('"store"', "aws_s3_bucket.b", False),
    ],
)
def test_a_module_that_is_not_here_matters_where_it_can_name_the_resource(
    tmp_path: Path, name: str, given: str, known: bool
) -> None:
    text = _STORE.replace("NAME", name) + _MODULE.replace("GIVEN", given)
    (entry,) = _facet(tmp_path, text, "aws_s3_bucket.b", "audit_log")
    assert isinstance(entry.active, Known) is known


def test_what_one_absent_module_makes_of_a_resource_another_may_use(tmp_path: Path) -> None:
    text = _STORE.replace("NAME", '"store"') + _MODULE.replace("GIVEN", "aws_s3_bucket.b.id")
    text += _MODULE.replace("GIVEN", "module.other.id").replace('"other"', '"next"')
    (entry,) = _facet(tmp_path, text, "aws_s3_bucket.b", "audit_log")
    assert isinstance(entry.active, Unknown)
    assert {cause.name for cause in entry.active.causes} == {"module.next", "module.other"}


def test_companions_that_exist_with_the_resource_are_certain(tmp_path: Path) -> None:
    text = (
        'variable "on" {\n  type = bool\n}\nresource "aws_s3_bucket" "b" {\n  count = var.on ? 1 : 0\n}\n'
        'resource "aws_s3_bucket_logging" "b" {\n  count = var.on ? 1 : 0\n  bucket = join("", aws_s3_bucket.b[*].id)\n'
        '  target_bucket = "logs"\n  target_prefix = "b/"\n}\n'
    )
    (entry,) = _facet(tmp_path, text, "aws_s3_bucket.b[0]", "audit_log")
    assert isinstance(entry.active, Known)
    assert entry.active.data is True


def test_an_arn_that_is_not_known_yet_is_nobody_in_particular_but_not_anyone(tmp_path: Path) -> None:
    text = (
        'data "aws_caller_identity" "me" {}\nresource "aws_s3_bucket" "b" {}\n'
        'resource "aws_s3_bucket_policy" "b" {\n  bucket = aws_s3_bucket.b.id\n  policy = jsonencode({ Statement = [{\n'
        '    Effect = "Allow", Action = "s3:GetObject", Resource = "*"\n'
        "    Principal = { AWS = data.aws_caller_identity.me.arn }\n  }] })\n}\n"
    )
    (grant,) = _facet(tmp_path, text, "aws_s3_bucket_policy.b", "grants")
    anyone = includes_anyone(grant)
    assert isinstance(anyone, Known)
    assert anyone.data is False
    assert isinstance(includes_kind(grant.principals, PrincipalKind.PERSON), Unknown)
