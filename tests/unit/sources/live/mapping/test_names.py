"""Texts lead to the resources that they name, and keys of KMS are never guessed at."""

import pytest

from leitplanke.core.value import CauseKind, Known, Unknown
from leitplanke.sources.live.mapping.names import Names, is_unique

OWN, OTHER = "111122223333", "444455556666"
ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
ARN = f"arn:aws:kms:eu-central-1:{OWN}:key/{ID}"
TOPIC = f"arn:aws:sns:eu-central-1:{OWN}:calls"


def names() -> Names:
    found = Names()
    found.add(TOPIC, TOPIC, "arn")
    found.add(ARN, ARN, "arn")
    found.add("calls", TOPIC, "name")
    found.synonyms["00000000-1111-2222-3333-444444444444"] = "alias/aws/s3"
    return found


def test_a_unique_name_leads_to_its_resource() -> None:
    value = names().value(TOPIC, "bucket", OWN, None)
    assert isinstance(value, Known)
    assert (value.data, value.ref and value.ref.address) == (TOPIC, TOPIC)
    assert names().value("calls", "bucket", OWN, None).ref is None  # others may be called so, too


def test_a_resource_and_its_parts_do_not_lead_to_themselves() -> None:
    assert names().value(TOPIC, TOPIC, OWN, None).ref is None
    assert names().value(TOPIC, f"{TOPIC}#Policy", OWN, None).ref is None


def test_the_first_to_have_a_name_keeps_it() -> None:
    found = names()
    found.add(TOPIC, "another", "arn")
    assert found.holders[TOPIC].address == TOPIC


@pytest.mark.parametrize(
    "text", [f"arn:aws:kms:eu-central-1:{OWN}:key/{'0' * 8}{ID[8:]}", f"{'0' * 8}{ID[8:]}", f"mrk-{'0' * 32}"]
)
def test_a_key_of_the_own_account_that_was_not_read_is_unknown(text: str) -> None:
    value = names().value(text, "bucket", OWN, None)
    assert isinstance(value, Unknown)
    assert [cause.kind for cause in value.causes] == [CauseKind.SCOPE]


def test_a_key_of_another_account_is_what_it_is() -> None:
    text = f"arn:aws:kms:eu-central-1:{OTHER}:key/{ID}"
    value = names().value(text, "bucket", OWN, None)
    assert isinstance(value, Known)
    assert value.data == text


def test_a_synonym_stands_for_the_key_that_aws_manages() -> None:
    value = names().value("00000000-1111-2222-3333-444444444444", "bucket", OWN, None)
    assert isinstance(value, Known)
    assert value.data == "alias/aws/s3"


def test_projects_and_subscriptions_have_no_keys_of_aws() -> None:
    for account in ("calls-prod", "00000000-0000-0000-0000-000000000001"):
        assert isinstance(names().value(ID, "thing", account, None), Known)


@pytest.mark.parametrize(
    ("text", "unique"),
    [("arn:aws:s3:::calls", True), ("projects/p/x", True), (ID, True), ("calls", False), ("", False)],
)
def test_names_are_unique_or_not(text: str, unique: bool) -> None:
    assert is_unique(text) is unique
