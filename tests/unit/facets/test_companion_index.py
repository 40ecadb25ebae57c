"""The index of companions leaves out only those that certainly name another resource."""

from pathlib import Path

import pytest

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.value import Unknown
from leitplanke.facets.companion_index import CompanionIndex
from leitplanke.facets.joins import companions, names, owner
from tests.unit.sources.terraform.trees import read

_BUCKETS = """
variable "given" {
  type = string
}
variable "chosen" {
  type = string
  validation {
    condition     = contains(["eu", "us"], var.chosen)
    error_message = "no"
  }
}
resource "random_pet" "name" {}
resource "aws_s3_bucket" "literal" {
  bucket = "calls"
}
resource "aws_s3_bucket" "given" {
  bucket = var.given
}
resource "aws_s3_bucket" "pet" {
  bucket = random_pet.name.id
}
resource "aws_s3_bucket" "eu" {
  bucket = "eu"
}
"""
_NAMED = (
    '"calls"',
    '"eu"',
    '"other"',
    "aws_s3_bucket.literal.id",
    "aws_s3_bucket.given.bucket",
    "aws_s3_bucket.pet.id",
    "random_pet.name.id",
    "var.given",
    "var.chosen",
    "aws_s3_bucket_versioning.v0.id",
    "null",
)
_VERSIONING = "aws_s3_bucket_versioning"


@pytest.mark.parametrize("bucket", ["literal", "given", "pet", "eu"])
def test_whatever_may_name_a_resource_is_a_candidate(tmp_path: Path, bucket: str) -> None:
    blocks = "".join(
        f'resource "{_VERSIONING}" "v{at}" {{\n  bucket = {named}\n}}\n' for at, named in enumerate(_NAMED)
    )
    inventory, _ = read(tmp_path, _BUCKETS + blocks)
    row = load_catalogue().row("aws_s3_bucket")
    resource = inventory.get(f"aws_s3_bucket.{bucket}")
    assert row is not None
    assert resource is not None
    values = [one.read("bucket") for one in inventory.of_type(_VERSIONING)]
    found = CompanionIndex(inventory, row, "aws_s3_bucket", values, owner).candidates(resource)
    answers = [names(inventory, row, resource, value) for value in values]
    assert {at for at, answer in enumerate(answers) if answer is not False} <= set(found)
    assert len(found) < len(values)
    certain = [
        one.address for one, answer in zip(inventory.of_type(_VERSIONING), answers, strict=True) if answer is True
    ]
    related = companions(inventory, row, resource, _VERSIONING)
    assert [one.address for one in related.resources] == certain
    assert isinstance(related.more, Unknown) is any(isinstance(answer, Unknown) for answer in answers)


def test_an_image_is_not_named_by_its_copy(tmp_path: Path) -> None:
    inventory, _ = read(
        tmp_path,
        """
resource "aws_ami" "base" {
  name = "base"
}
resource "aws_ami_copy" "copy" {
  name              = "copy"
  source_ami_id     = aws_ami.base.id
  source_ami_region = "eu-central-1"
}
resource "aws_ami_launch_permission" "everyone" {
  image_id = aws_ami_copy.copy.id
  group    = "all"
}
""",
    )
    base = inventory.get("aws_ami.base")
    row = load_catalogue().row("aws_ami")
    assert base is not None
    assert row is not None
    related = companions(inventory, row, base, "aws_ami_launch_permission")
    assert related.resources == ()
    assert related.more is None
