from pathlib import Path

import msgspec
import pytest

from leitplanke.catalogue.loader import Catalogue, load_catalogue

FACTS = 'location_setting = "region"\nlocation_cause = "region of provider aws"\ntags = ["tags"]\n'
ROW = """[aws_x_thing]
title = "Thing"
role = "store"
evidence = { source = "documentation", confidence = "high", checked = "2026-11-23" }
"""


def write(folder: Path, name: str, text: str) -> Catalogue:
    for provider in ("aws", "azurerm", "genesyscloud", "google"):
        (folder / provider).mkdir(exist_ok=True)
        (folder / provider / "provider.toml").write_text(FACTS)
    (folder / "aws" / name).write_text(text)
    return Catalogue(str(folder))


def test_every_row_lies_in_the_file_that_is_looked_in() -> None:
    catalogue = load_catalogue()
    assert [name for name in catalogue.types() if catalogue.row(name) is None] == []


@pytest.mark.parametrize(
    "name", ["aws_s3_bucketeer", "aws_nothing", "aws", "", "hcloud_server", "data.aws_kms_key", "../aws_s3_bucket"]
)
def test_a_type_without_a_row_is_none(name: str) -> None:
    assert load_catalogue().row(name) is None


def test_the_longest_file_name_that_fits_holds_the_row(tmp_path: Path) -> None:
    catalogue = write(tmp_path, "x.toml", ROW.replace("Thing", "Wrong"))
    (tmp_path / "aws" / "x_thing.toml").write_text(ROW)
    row = catalogue.row("aws_x_thing")
    assert row is not None
    assert row.title == "Thing"
    assert catalogue.row("aws_x_thing") is row


@pytest.mark.parametrize("wrong", ['colour = "red"', "identity = [1]", "data_class = true"])
def test_a_row_that_does_not_fit_the_form_is_an_error(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        write(tmp_path, "x.toml", ROW + wrong + "\n").row("aws_x_thing")


def test_the_digest_follows_every_file(tmp_path: Path) -> None:
    before = write(tmp_path, "x.toml", ROW).digest()
    assert write(tmp_path, "x.toml", ROW).digest() == before
    assert write(tmp_path, "x.toml", ROW.replace("Thing", "Other")).digest() != before
    assert write(tmp_path, "provider.toml", FACTS.replace("tags", "labels")).digest() != before


def test_provider_facts() -> None:
    catalogue = load_catalogue()
    assert catalogue.provider("aws").location_setting == "region"
    assert catalogue.provider("google-beta") == catalogue.provider("google")
    assert "hcloud" in catalogue.provider("hcloud").location_cause
