"""A plan as Terraform writes it, written by hand: modules, aliases, keys that are not known yet, things that go."""

from typing import Any

import pytest

from leitplanke.core.value import Absent, AnyValue, CauseKind, Encoded, Fields, Known, Reference, Unknown
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Stack
from leitplanke.sources.documents.detect import decode
from leitplanke.sources.plan.reader import read_plan
from tests.project import ROOT

_PLAN = (ROOT / "fixtures" / "plans" / "contact-centre" / "plan.json").read_bytes()
_TERRAFORM = (ROOT / "fixtures" / "plans" / "terraform-data" / "plan.json").read_bytes()
_BUCKET = 'module.recordings["de"].aws_s3_bucket.this'


def _read(data: bytes, **options: Any) -> Inventory:
    _, document = decode(data)
    inventory, _ = read_plan(document, "plan.json", Stack("s", "plan.json"), **options)
    return inventory


@pytest.fixture(scope="module")
def plan() -> Inventory:
    return _read(_PLAN)


@pytest.fixture(scope="module")
def real() -> Inventory:
    return _read(_TERRAFORM)


def _at(inventory: Inventory, address: str, path: str) -> AnyValue:
    resource = inventory.get(address)
    assert resource is not None, address
    return resource.read(path)


def _ref(value: AnyValue) -> Reference | None:
    assert isinstance(value, (Known, Unknown))
    return value.ref


def test_what_goes_is_left_out_and_what_replaces_it_is_there(plan: Inventory) -> None:
    queues = [one.address for one in plan.of_type("aws_sqs_queue")]

    assert queues == ["aws_sqs_queue.callbacks", "aws_sqs_queue.elsewhere", "aws_sqs_queue.standby"]


def test_drift_is_not_judged(plan: Inventory) -> None:
    assert plan.get("aws_sqs_queue.drifted") is None


def test_an_unknown_leads_to_what_it_will_be_read_from(plan: Inventory) -> None:
    assert _ref(_at(plan, "aws_db_instance.crm", "kms_key_id")) == Reference("aws_kms_key.calls", "arn")


def test_references_lead_through_modules_and_nested_blocks(plan: Inventory) -> None:
    encryption = 'module.recordings["de"].aws_s3_bucket_server_side_encryption_configuration.this'

    assert _ref(_at(plan, encryption, "bucket")) == Reference(_BUCKET, "id")
    key = _at(plan, encryption, "rule.apply_server_side_encryption_by_default.kms_master_key_id")
    assert _ref(key) == Reference("aws_kms_key.calls", "arn")
    assert isinstance(key, Unknown)
    assert [(cause.kind, cause.name) for cause in key.causes] == [(CauseKind.COMPUTED, "aws_kms_key.calls.arn")]


def test_a_known_text_that_was_read_from_a_data_source_leads_there(plan: Inventory) -> None:
    assert _ref(_at(plan, "aws_sqs_queue.standby", "kms_master_key_id")) == Reference(
        "data.aws_kms_alias.sqs", "target_key_arn"
    )


def test_what_nobody_wrote_is_absent_whatever_the_cloud_fills_in(plan: Inventory) -> None:
    """RDS tells the ARN of its own key: that is no key of the customer's."""
    assert isinstance(_at(plan, "aws_db_instance.reports", "kms_key_id"), Absent)
    assert isinstance(_at(plan, _BUCKET, "server_side_encryption_configuration"), Absent)
    assert isinstance(_at(plan, "aws_sqs_queue.callbacks", "kms_data_key_reuse_period_seconds"), Absent)


def test_names_are_kept(plan: Inventory) -> None:
    resource = plan.get("aws_db_instance.reports")

    assert resource is not None
    assert resource.cloud_id == "arn:aws:rds:eu-central-1:111122223333:db:reports"
    value = resource.read("id")
    assert isinstance(value, Known)
    assert value.data == "db-ABC"


def test_null_is_absent(plan: Inventory) -> None:
    assert isinstance(_at(plan, "aws_kms_key.calls", "tags"), Absent)


def test_blocks_are_lists_of_fields_as_in_the_configuration(plan: Inventory) -> None:
    versioning = plan.get('module.recordings["at"].aws_s3_bucket_versioning.this[0]')

    assert versioning is not None
    status = versioning.read("versioning_configuration.status")
    assert isinstance(status, Known)
    assert status.data == "Enabled"
    block = versioning.attributes.entries["versioning_configuration"]
    assert isinstance(block, Known)
    assert isinstance(block.data.items[0].data, Fields)


def test_a_policy_document_that_is_read_later_keeps_its_known_parts(plan: Inventory) -> None:
    policy = _at(plan, 'module.recordings["de"].aws_s3_bucket_policy.this', "policy")

    assert isinstance(policy, Unknown)
    assert isinstance(policy.partial, Encoded)
    assert policy.ref == Reference('module.recordings["de"].data.aws_iam_policy_document.tls', "json")


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("aws_db_instance.crm", "eu-central-1"),
        ("aws_sqs_queue.standby", "eu-west-1"),
        (_BUCKET, "eu-central-1"),
    ],
)
def test_the_region_is_that_of_the_provider_configuration(plan: Inventory, address: str, region: str) -> None:
    resource = plan.get(address)

    assert resource is not None
    value = resource.provider_settings.entries["region"]
    assert isinstance(value, Known)
    assert value.data == region


def test_tags_of_the_provider_count(plan: Inventory) -> None:
    tags = _at(plan, _BUCKET, "tags")

    assert isinstance(tags, Known)
    assert {name: one.data for name, one in tags.data.entries.items()} == {
        "data-class": "recordings",
        "owner": "contact-centre",
    }


def test_what_is_sensitive_is_marked(plan: Inventory, real: Inventory) -> None:
    assert _at(plan, "aws_db_instance.crm", "password").sensitive
    assert not _at(plan, "aws_db_instance.crm", "username").sensitive
    assert _at(real, 'terraform_data.user["a"]', "input.s").sensitive


def test_all_that_terraform_plans_is_read(real: Inventory) -> None:
    assert [one.address for one in real] == sorted(
        [
            "terraform_data.one",
            'terraform_data.each["a"]',
            'terraform_data.each["b"]',
            'terraform_data.user["a"]',
            'terraform_data.user["b"]',
            "terraform_data.counted[0]",
            "terraform_data.counted[1]",
            "terraform_data.pairs[0]",
            "terraform_data.pairs[1]",
            "terraform_data.out",
            'module.m["k1"].terraform_data.inner',
            'module.m["k2"].terraform_data.inner',
        ]
    )


def test_numbers_are_exact_or_honest(real: Inventory) -> None:
    big = _at(real, 'terraform_data.each["a"]', "input.big")

    assert isinstance(big, Known)
    assert big.data == 12345678901234567000


def test_a_value_of_several_references_leads_nowhere(real: Inventory) -> None:
    """An object refers to all at once, and a local to anything: neither says which attribute an element is."""
    for address, path in (('terraform_data.user["a"]', "input.x"), ("terraform_data.pairs[0]", "input")):
        resource = real.get(address)
        assert resource is not None
        for value in resource.read_all(path):
            items = value.data.items if isinstance(value, Known) else (value,)
            assert all(isinstance(one, Unknown) and one.ref is None for one in items)


def test_a_value_of_one_reference_leads_to_it(real: Inventory) -> None:
    assert _ref(_at(real, "terraform_data.counted[0]", "input")) == Reference("terraform_data.one", "id")


def test_an_incomplete_plan_closes_nothing() -> None:
    _, document = decode(_PLAN)
    document.complete = False

    inventory, diagnostics = read_plan(document, "plan.json", Stack("s", "plan.json"))

    assert [one.message.code for one in diagnostics] == ["plan-incomplete"]
    assert inventory.why_incomplete("aws_sqs_queue_policy") is not None
