"""Which types are read to judge which: joins that no reference in a configuration tells."""

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.facets.readers import Reader, readers

_TYPES = (
    "aws_s3_bucket",
    "aws_s3_bucket_versioning",
    "aws_sqs_queue",
    "aws_kms_key",
    "aws_kms_alias",
    "aws_unheard_of",
)


def test_a_companion_is_read_for_what_it_names() -> None:
    found = readers(load_catalogue(), _TYPES)
    assert found["aws_s3_bucket_versioning"] == [Reader("aws_s3_bucket", "bucket")]
    assert "aws_unheard_of" not in found


def test_what_may_concern_all_is_read_for_all() -> None:
    found = readers(load_catalogue(), (*_TYPES, "aws_backup_selection"))
    for everywhere in ("aws_backup_selection", "aws_kms_alias"):
        assert {one.type for one in found[everywhere]} == {*_TYPES, "aws_backup_selection"}
        assert not any(one.on for one in found[everywhere])


def test_a_setting_of_the_account_is_read_for_all_of_a_type() -> None:
    found = readers(load_catalogue(), ("aws_ebs_volume", "aws_ebs_encryption_by_default"))
    assert found["aws_ebs_encryption_by_default"] == [Reader("aws_ebs_volume")]
