"""From the records of an account to the resources that rules are about, and to what may be missing."""

from pathlib import Path
from typing import Any

import pytest

from leitplanke.catalogue.live_loader import LiveCatalogue, load_live_catalogue
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.value import CauseKind, Known, Unknown
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.inventory.inventory import Inventory, Scope
from leitplanke.sources.live.mapping.account import Account, AccountReader
from leitplanke.sources.live.record import Record
from tests.unit.sources.live.rows import plain

CATALOGUE, LIVE = load_catalogue(), load_live_catalogue("aws")
OWN, REGION = "111122223333", "eu-central-1"
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY = f"arn:aws:kms:{REGION}:{OWN}:key/{KEY_ID}"
BUCKET = "arn:aws:s3:::calls"
QUEUE = f"arn:aws:sqs:{REGION}:{OWN}:calls"
TAGS = "AWS::ResourceGroups::Tags"
_KEY_OF_RULE = "rule.apply_server_side_encryption_by_default.kms_master_key_id"


def record(type_name: str, identity: str, doc: dict[str, Any], unknown: dict[str, str] | None = None) -> Record:
    return Record("aws", type_name, identity, OWN, REGION, doc, unknown or {})


def lines(*types: str, **states: State) -> list[Coverage]:
    whole = [Coverage(OWN, REGION, "test", one, State.COMPLETE) for one in types]
    return whole + [Coverage(OWN, REGION, "test", one.replace("__", "::"), state) for one, state in states.items()]


def account(*records: Record, coverage: list[Coverage] | None = None, live: LiveCatalogue = LIVE) -> Account:
    said = lines(*{one.type for one in records}) if coverage is None else coverage
    return AccountReader("aws", CATALOGUE, live).read(OWN, records, said)


def inventory(*records: Record, coverage: list[Coverage] | None = None, live: LiveCatalogue = LIVE) -> Inventory:
    return account(*records, coverage=coverage, live=live).inventory


def bucket(doc: dict[str, Any] | None = None, unknown: dict[str, str] | None = None) -> Record:
    return record("AWS::S3::Bucket", BUCKET, {"Name": "calls"} | (doc or {}), unknown)


def encrypted_with(key: str) -> Record:
    default = {"ApplyServerSideEncryptionByDefault": {"KMSMasterKeyID": key}}
    return bucket({"Encryption": {"Rules": [default]}})


def key_of(*records: Record) -> Any:
    found = inventory(*records).get(f"{BUCKET}#Encryption")
    assert found is not None
    return found.read(_KEY_OF_RULE)


def small(folder: Path, text: str) -> LiveCatalogue:
    (folder / "rows.toml").write_text(text)
    return LiveCatalogue(str(folder))


def test_a_record_becomes_a_resource_and_its_companions() -> None:
    found = inventory(bucket({"Policy": "{}", "Versioning": {"Status": "Enabled"}}))
    assert {one.address: one.type for one in found} == {
        BUCKET: "aws_s3_bucket",
        f"{BUCKET}#Policy": "aws_s3_bucket_policy",
        f"{BUCKET}#Versioning": "aws_s3_bucket_versioning",
    }
    own = found.get(BUCKET)
    assert own is not None
    assert (plain(own.read("arn")), plain(own.read("region")), own.cloud_id) == (BUCKET, REGION, BUCKET)
    assert plain(own.provider_settings) == {"region": REGION, "allowed_account_ids": [OWN]}
    assert found.closed >= {Scope.MODULE, Scope.ACCOUNT}


def test_a_part_that_was_refused_may_be_there() -> None:
    found = inventory(bucket(unknown={"Policy": "AccessDenied on s3:GetBucketPolicy"})).get(f"{BUCKET}#Policy")
    assert found is not None
    assert isinstance(found.exists, Unknown)
    assert isinstance(found.read("policy"), Unknown)
    assert plain(found.read("bucket")) == "calls"
    assert inventory(bucket()).get(f"{BUCKET}#Policy") is None


@pytest.mark.parametrize(("part", "name"), [("P[]", "P[1]"), ("P{}", "P[1]"), ("P", "P")])
def test_a_part_is_one_resource_or_one_for_each_element(tmp_path: Path, part: str, name: str) -> None:
    at = "role = '@.Role'" if part != "P" else "role = 'P.Role'"
    live = small(tmp_path, f"[aws_iam_role_policy]\ntype = 'A::B::C'\npart = '{part}'\npaths = {{ {at} }}\n")
    inside = {
        "P[]": [{"Role": "a"}, {"Role": "b"}],
        "P{}": {"x": {"Role": "a"}, "y": {"Role": "b"}},
        "P": {"Role": "b"},
    }
    found = inventory(record("A::B::C", "arn:c", {"P": inside[part]}), live=live)
    resource = found.get(f"arn:c#{name}")
    assert resource is not None
    assert plain(resource.read("role")) == "b"
    assert not inventory(record("A::B::C", "arn:c", {"P": {} if part == "P{}" else []}), live=live).resources
    refused = inventory(record("A::B::C", "arn:c", {}, {"P": "denied"}), live=live)
    assert [(one.address, plain(one.read("role")), plain(one.exists)) for one in refused] == [("arn:c#P", "?", "?")]


def test_two_types_that_are_the_same_part_have_addresses_of_their_own(tmp_path: Path) -> None:
    rows = "".join(
        f"[{name}]\ntype = 'A::B::C'\npart = 'P[]'\npaths = {{ id = '@.Id' }}\n"
        for name in ("aws_iam_role_policy", "aws_iam_user_policy")
    )
    found = inventory(record("A::B::C", "arn:c", {"P": [{"Id": 1}, {"Id": 2}]}), live=small(tmp_path, rows))
    assert len(found) == len({one.address for one in found}) == 4


def test_a_record_is_of_the_types_whose_conditions_hold(tmp_path: Path) -> None:
    live = small(
        tmp_path,
        "[aws_db_instance]\ntype = 'A::B::C'\nunless = [{path = 'Cluster', present = true}]\npaths = {id = 'Id'}\n"
        "[aws_rds_cluster_instance]\ntype = 'A::B::C'\nwhen = [{path = 'Cluster', present = true}]\npaths.id = 'Id'\n",
    )
    for doc, types in ({"Cluster": "c"}, ["aws_rds_cluster_instance"]), ({}, ["aws_db_instance"]):
        (only,) = inventory(record("A::B::C", "arn:c", doc), live=live)
        assert ([only.type], only.address, plain(only.exists)) == (types, "arn:c", True)
    either = account(record("A::B::C", "arn:c", {"Id": "i"}, {"Cluster": "denied"}), live=live)
    assert either.inventory.resources == ()  # it is one of them, and nobody knows which
    assert either.unmapped == {"A::B::C": 1}
    for name in ("aws_db_instance", "aws_rds_cluster_instance"):
        assert either.inventory.why_incomplete(name) is not None


def test_a_key_that_was_read_is_the_customers_and_one_that_aws_manages_is_not() -> None:
    key = record("AWS::KMS::Key", KEY, {"KeyId": KEY_ID, "Arn": KEY, "KeyManager": "CUSTOMER", "KeyState": "Enabled"})
    for text in (KEY, KEY_ID):
        value = key_of(encrypted_with(text), key)
        assert isinstance(value, Known)
        assert value.ref is not None
        assert value.ref.address == KEY
    alias = record("AWS::KMS::Alias", "arn:alias", {"AliasName": "alias/aws/s3", "TargetKeyId": KEY_ID})
    for text in (KEY, KEY_ID):
        assert plain(key_of(encrypted_with(text), alias)) == "alias/aws/s3"
    found = inventory(encrypted_with(KEY), alias)
    assert not [one for one in found if one.type == "aws_kms_alias"]  # it is the cloud's own: nothing to judge


def test_a_key_of_the_own_account_that_nobody_read_is_unknown_and_a_foreign_one_is_not() -> None:
    assert isinstance(key_of(encrypted_with(KEY)), Unknown)
    foreign = KEY.replace(OWN, "444455556666")
    assert plain(key_of(encrypted_with(foreign))) == foreign


def test_a_reference_by_arn_leads_to_the_resource() -> None:
    queue = record("AWS::SQS::Queue", QUEUE, {"QueueUrl": "https://sqs/calls", "QueueArn": QUEUE})
    logged = bucket({"Replication": {"Rules": [{"Destination": {"Bucket": QUEUE}}]}})
    found = inventory(logged, queue).get(f"{BUCKET}#Replication")
    assert found is not None
    (value,) = found.read_all("rule.destination.bucket")
    assert isinstance(value, Known)
    assert value.ref is not None
    assert value.ref.address == QUEUE


def test_tags_that_were_read_apart(tmp_path: Path) -> None:
    live = small(
        tmp_path,
        "[aws_sns_topic]\ntype = 'A::B::C'\n[aws_sns_topic.paths]\ntags = {path = '$tags', pairs = ['Key', 'Value']}\n",
    )
    one, doc = record("A::B::C", "arn:c", {}), {"ResourceARN": "arn:c", "Tags": [{"Key": "data", "Value": "calls"}]}

    def tags(*records: Record, coverage: list[Coverage]) -> Any:
        (topic,) = inventory(one, *records, coverage=coverage, live=live)
        return plain(topic.read("tags"))

    assert tags(record(TAGS, "arn:c#tags", doc), coverage=lines(TAGS)) == {"data": "calls"}
    assert tags(coverage=lines(TAGS)) is None
    assert tags(coverage=[]) == "?"
    denied = [Coverage(OWN, REGION, "test", TAGS, State.DENIED)]
    assert tags(coverage=denied) == "?"
    assert tags(record(TAGS, "arn:c#tags", doc), coverage=denied) == {"data": "calls"}


@pytest.mark.parametrize(
    ("state", "hidden"),
    [
        (State.COMPLETE, False),
        (State.CLOSED, False),
        (State.DENIED, True),
        (State.FAILED, True),
        (State.THROTTLED, True),
        (State.EXPIRED, True),
        (State.INTERRUPTED, True),
    ],
)
def test_what_was_not_read_whole_may_hide_more(state: State, hidden: bool) -> None:
    said = [*lines("AWS::S3::Bucket"), Coverage(OWN, "us-east-1", "s3", "AWS::S3::Bucket", state)]
    why = inventory(coverage=said).why_incomplete("aws_s3_bucket")
    assert (why is not None) is hidden
    if why is not None:
        (cause,) = why.causes
        assert cause.kind is (CauseKind.ACCESS_DENIED if state is State.DENIED else CauseKind.NOT_READ)
        assert cause.name == "AWS::S3::Bucket (us-east-1)"


def test_what_nobody_asked_for_may_hide_anything() -> None:
    found = inventory(coverage=lines("AWS::S3::Bucket"))
    assert found.why_incomplete("aws_sqs_queue") is not None
    assert found.why_incomplete("aws_s3_bucket_policy") is None  # a part of what was read
    everything = inventory(coverage=[*lines("AWS::S3::Bucket"), Coverage(OWN, "", "iam", "*", State.FAILED)])
    assert everything.why_incomplete("aws_s3_bucket") is not None


def test_a_type_that_is_read_as_others_hides_what_they_hide(tmp_path: Path) -> None:
    live = small(
        tmp_path,
        "[aws_a]\nread_as = ['aws_b', 'aws_c']\n[aws_b]\ntype = 'A::B::B'\n[aws_c]\ntype = 'A::B::C'\n"
        "[aws_d]\nnone_because = 'nobody shows it'\n",
    )
    found = inventory(coverage=lines("A::B::B", A__B__C=State.DENIED), live=live)
    assert [found.why_incomplete(f"aws_{one}") is not None for one in "abcd"] == [True, False, True, True]
    (cause,) = found.why_incomplete("aws_d").causes  # type: ignore[union-attr]
    assert "nobody shows it" in cause.name
    assert inventory(coverage=lines("A::B::B", "A::B::C"), live=live).why_incomplete("aws_a") is None


def test_records_that_no_row_is_about_are_counted() -> None:
    assert account(record("AWS::Odd::Thing", "arn:odd", {}), record(TAGS, "arn:t", {})).unmapped == {
        "AWS::Odd::Thing": 1
    }


def test_places_are_those_of_the_records() -> None:
    assert account(bucket({"Policy": "{}"})).places == {
        BUCKET: (REGION, "AWS::S3::Bucket"),
        f"{BUCKET}#Policy": (REGION, "AWS::S3::Bucket"),
    }
