"""The ``[[account]]`` tables: which rule sets hold where in a live organisation."""

import pytest

from leitplanke.app.account_table import AccountTable, service_of, shared_out
from leitplanke.app.configuration import ConfigurationError, parse_configuration

PLACES = {
    "calls": ("eu-central-1", "AWS::S3::Bucket"),
    "queue": ("eu-central-1", "AWS::SQS::Queue"),
    "far": ("us-east-1", "AWS::S3::Bucket"),
}


def tables(text: str) -> tuple[AccountTable, ...]:
    return parse_configuration(f"version = 1\n{text}".encode(), "leitplanke.toml").account


def shares(text: str, account: str = "1", above: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    found = shared_out(tables(text), account, above, PLACES)
    return [(table.name if table is not None else "", sorted(addresses)) for table, addresses in found]


def table(name: str, **fields: list[str]) -> str:
    return f"[[account]]\nname = '{name}'\n" + "".join(f"{key} = {value}\n" for key, value in fields.items())


def test_without_tables_all_is_judged_alike() -> None:
    assert shares("") == [("", ["calls", "far", "queue"])]


@pytest.mark.parametrize(
    ("fields", "account", "above", "is_about"),
    [
        ({}, "1", (), True),
        ({"accounts": ["1"]}, "1", (), True),
        ({"accounts": ["2"]}, "1", (), False),
        ({"subscriptions": ["1"]}, "1", (), True),
        ({"projects": ["1"]}, "1", (), True),
        ({"organisational_units": ["Insurer"]}, "1", ("ou-1", "Insurer", "r-1"), True),
        ({"organisational_units": ["ou-1"]}, "1", ("ou-1", "Insurer"), True),
        ({"organisational_units": ["1"]}, "1", ("ou-1",), False),
        ({"management_groups": ["mg"]}, "1", ("mg",), True),
        ({"folders": ["folders/4"]}, "1", ("folders/4", "4"), True),
        ({"folders": ["4"]}, "1", ("folders/4", "4"), True),
        ({"folders": ["5"], "accounts": ["1"]}, "1", ("folders/4", "4"), True),
    ],
)
def test_a_table_is_about_accounts_and_what_is_in_groups(
    fields: dict[str, list[str]], account: str, above: tuple[str, ...], is_about: bool
) -> None:
    (found,) = tables(table("a", **fields))
    assert found.is_about(account, above) is is_about
    assert shares(table("a", **fields), account, above)[0][0] == ("a" if is_about else "")


def test_the_first_table_that_fits_a_resource_holds() -> None:
    text = table("storage", services=["s3"], regions=["eu-central-1"]) + table("europe", regions=["eu-central-1"])
    assert shares(text) == [("", ["far"]), ("storage", ["calls"]), ("europe", ["queue"])]
    assert shares(text + table("rest")) == [("storage", ["calls"]), ("europe", ["queue"]), ("rest", ["far"])]
    assert shares(table("rest") + text) == [("rest", ["calls", "far", "queue"])]
    assert shares(table("other", accounts=["2"]) + table("own", accounts=["1"])) == [("own", ["calls", "far", "queue"])]


def test_an_account_in_which_there_is_nothing_has_its_table_too() -> None:
    text = table("storage", services=["s3"]) + table("bank", accounts=["1"])
    (share,) = shared_out(tables(text), "1", (), {})
    assert (share[0] and share[0].name, share[1]) == ("bank", frozenset())
    assert shared_out(tables(text), "2", (), {}) == [(None, frozenset())]


def test_services_are_those_of_each_cloud() -> None:
    assert service_of("AWS::S3::Bucket") == "s3"
    assert service_of("microsoft.storage/storageaccounts/blobservices") == "microsoft.storage"
    assert service_of("storage.googleapis.com/Bucket") == "storage.googleapis.com"


def test_a_table_that_says_something_else_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="region"):
        tables("[[account]]\nname = 'a'\nregion = ['eu-central-1']\n")
    with pytest.raises(ConfigurationError, match="name"):
        tables("[[account]]\naccounts = ['1']\n")
