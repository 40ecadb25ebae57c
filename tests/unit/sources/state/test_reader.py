"""States, in both forms that Terraform writes them in."""

from typing import Any

import msgspec
import pytest

from leitplanke.core.value import Absent, CauseKind, Known, Reference, Unknown, same
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource, Stack
from leitplanke.sources.documents.detect import decode
from leitplanke.sources.state.reader import read_state
from tests.project import ROOT

_FIXTURES = ROOT / "fixtures" / "plans" / "terraform-data"
_KEY = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d"


def _read(data: bytes, **options: Any) -> Inventory:
    _, document = decode(data)
    inventory, _ = read_state(document, "terraform.tfstate", Stack("s", "terraform.tfstate"), **options)
    return inventory


def _instance(attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"schema_version": 0, "attributes": attributes, "sensitive_attributes": [], **more}


def _state(*resources: dict[str, Any]) -> bytes:
    head = {"version": 4, "terraform_version": "1.11.4", "serial": 7, "lineage": "l", "outputs": {}}
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    blocks = [{"mode": "managed", "provider": provider, **one} for one in resources]
    return msgspec.json.encode({**head, "resources": blocks})


def _get(inventory: Inventory, address: str) -> Resource:
    found = inventory.get(address)
    assert found is not None, [one.address for one in inventory]
    return found


def test_both_forms_say_the_same() -> None:
    file, shown = (_read((_FIXTURES / name).read_bytes()) for name in ("terraform.tfstate", "state.json"))

    assert [one.address for one in file] == [one.address for one in shown]
    assert len(file) == 12
    for one in file:
        other = _get(shown, one.address)
        assert set(one.attributes.entries) == set(other.attributes.entries)
        assert one.cloud_id == other.cloud_id
        # `terraform show` rounds numbers.
        if "each" not in one.address:
            assert all(same(value, other.attributes.entries[name]) for name, value in one.attributes.entries.items())


def test_what_is_sensitive_is_marked_in_both_forms() -> None:
    for name in ("terraform.tfstate", "state.json"):
        user = _get(_read((_FIXTURES / name).read_bytes()), 'terraform_data.user["a"]')
        assert user.attributes.entries["input"].sensitive or user.read("input.s").sensitive


def test_a_file_does_not_say_what_the_provider_holds_secret_so_names_do() -> None:
    inventory = _read(_state({"type": "aws_db_instance", "name": "crm", "instances": [_instance({"password": "p"})]}))

    assert _get(inventory, "aws_db_instance.crm").read("password").sensitive


def test_addresses_are_those_of_the_configuration() -> None:
    inventory = _read(
        _state(
            {"module": 'module.a["x"]', "type": "t", "name": "n", "instances": [_instance({"id": "1"}, index_key="k")]},
            {"type": "t", "name": "n", "instances": [_instance({"id": "2"}, index_key=0), _instance({}, index_key=1)]},
            {"type": "t", "name": "d", "instances": [_instance({"id": "3"}, deposed="ab12")]},
            {"mode": "data", "type": "t", "name": "n", "instances": [_instance({"id": "4"})]},
        )
    )

    assert [one.address for one in inventory] == ["data.t.n", 'module.a["x"].t.n["k"]', "t.n[0]", "t.n[1]"]


def _with_key(*, declared: bool) -> Inventory:
    key = {"type": "aws_kms_key", "name": "k", "instances": [_instance({"arn": _KEY, "id": "0a1b2c3d"})]}
    user = {"type": "aws_db_instance", "name": "d", "instances": [_instance({"arn": "x", "kms_key_id": _KEY})]}
    return _read(_state(*((key, user) if declared else (user,))))


def test_a_known_arn_leads_to_its_resource() -> None:
    value = _get(_with_key(declared=True), "aws_db_instance.d").read("kms_key_id")

    assert isinstance(value, Known)
    assert value.ref == Reference("aws_kms_key.k", "arn")


def test_whose_key_it_is_that_is_not_in_the_state_is_not_known() -> None:
    """RDS writes the ARN of its own key where nobody named one."""
    value = _get(_with_key(declared=False), "aws_db_instance.d").read("kms_key_id")

    assert isinstance(value, Unknown)
    assert [cause.kind for cause in value.causes] == [CauseKind.SCOPE]


def test_short_ids_count_among_dependencies_only() -> None:
    bucket = {"type": "aws_s3_bucket", "name": "b", "instances": [_instance({"id": "calls", "bucket": "calls"})]}
    near = _instance({"id": "calls", "bucket": "calls"}, dependencies=["aws_s3_bucket.b"])
    far = _instance({"name": "calls"})
    inventory = _read(
        _state(
            bucket,
            {"type": "aws_s3_bucket_versioning", "name": "v", "instances": [near]},
            {"type": "aws_connect_queue", "name": "q", "instances": [far]},
        )
    )

    assert _get(inventory, "aws_s3_bucket_versioning.v").read("bucket").ref == Reference("aws_s3_bucket.b", "id")
    assert _get(inventory, "aws_connect_queue.q").read("name").ref is None


def test_what_is_empty_is_absent() -> None:
    attributes: dict[str, Any] = {
        "kms_master_key_id": "",
        "tags": {},
        "logging": [],
        "policy": None,
        "delay_seconds": 0,
        "fifo": False,
    }
    inventory = _read(_state({"type": "aws_sqs_queue", "name": "q", "instances": [_instance(attributes)]}))

    assert set(_get(inventory, "aws_sqs_queue.q").attributes.entries) == {"delay_seconds", "fifo"}
    assert isinstance(_get(inventory, "aws_sqs_queue.q").read("kms_master_key_id"), Absent)


@pytest.mark.parametrize(
    ("attributes", "regions", "expected"),
    [
        ({"region": "eu-west-1", "arn": "arn:aws:s3:::calls"}, {}, "eu-west-1"),
        ({"arn": "arn:aws:sqs:eu-west-3:111122223333:calls"}, {}, "eu-west-3"),
        ({"id": "calls"}, {}, "eu-central-1"),
        ({"id": "calls"}, {"aws": "eu-north-1"}, "eu-north-1"),
    ],
)
def test_the_region_is_where_the_resources_are(
    attributes: dict[str, Any], regions: dict[str, str], expected: str
) -> None:
    """A state has no provider configurations: their resources tell."""
    topic = {"arn": "arn:aws:sns:eu-central-1:111122223333:calls"}
    others = [] if "arn" in attributes else [{"type": "aws_sns_topic", "name": "t", "instances": [_instance(topic)]}]
    one = {"type": "aws_sqs_queue", "name": "q", "instances": [_instance(attributes)]}

    settings = _get(_read(_state(one, *others), regions=regions), "aws_sqs_queue.q").provider_settings

    value = settings.entries["region"]
    assert isinstance(value, Known)
    assert value.data == expected


def test_an_empty_state_is_empty() -> None:
    assert len(_read(b'{"format_version": "1.0"}')) == 0
