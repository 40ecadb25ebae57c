"""Which types are read to judge which: joins that no reference in a configuration tells."""

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.facets.readers import Reader
from leitplanke.facets.readers import readers as all_readers

_TYPES = (
    "aws_s3_bucket",
    "aws_s3_bucket_versioning",
    "aws_sqs_queue",
    "aws_kms_key",
    "aws_kms_alias",
    "aws_unheard_of",
)


def readers(types: tuple[str, ...]) -> dict[str, list[Reader]]:
    """Who reads by attribute: names that are written out may be read by anyone."""
    found = all_readers(load_catalogue(), types)
    return {name: [one for one in several if not one.names] for name, several in found.items()}


def test_a_name_that_is_written_out_may_be_read_by_anyone() -> None:
    found = all_readers(load_catalogue(), ("aws_s3_bucket", "aws_sns_topic"))
    assert Reader("", names=("id", "arn", "bucket")) in found["aws_s3_bucket"]


def test_a_companion_is_read_for_what_it_names() -> None:
    found = readers(_TYPES)
    assert found["aws_s3_bucket_versioning"] == [Reader("aws_s3_bucket", "bucket")]
    assert "aws_unheard_of" not in found


def test_what_may_concern_all_is_read_for_all() -> None:
    found = readers((*_TYPES, "aws_backup_selection"))
    for everywhere in ("aws_backup_selection", "aws_kms_alias"):
        assert {one.type for one in found[everywhere]} == {*_TYPES, "aws_backup_selection"}
        assert not any(one.on for one in found[everywhere])


def test_a_setting_of_the_account_is_read_for_all_of_a_type() -> None:
    found = readers(("aws_ebs_volume", "aws_ebs_encryption_by_default"))
    assert found["aws_ebs_encryption_by_default"] == [Reader("aws_ebs_volume")]


def test_what_a_companion_leads_to_is_read_too() -> None:
    found = readers(("google_compute_disk", "google_compute_resource_policy", "google_backup_dr_backup_plan"))
    assert found["google_compute_resource_policy"] == [Reader("google_compute_disk")]
    assert found["google_backup_dr_backup_plan"] == [Reader("google_compute_disk")]


def test_a_resource_that_another_follows_is_read() -> None:
    found = readers(("aws_bedrockagent_agent", "aws_bedrock_inference_profile"))
    assert found["aws_bedrock_inference_profile"] == [Reader("aws_bedrockagent_agent")]
