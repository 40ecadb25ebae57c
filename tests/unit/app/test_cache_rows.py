"""Rows that are kept are those of the catalogue."""

from pathlib import Path

import pytest

from leitplanke.app.cache.rows import KeptRows
from leitplanke.app.cache.store import Store
from leitplanke.catalogue.loader import load_catalogue

_TYPES = ("aws_s3_bucket", "azurerm_storage_account", "google_storage_bucket")


def test_what_was_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, first = Store(str(tmp_path), "project"), load_catalogue()
    kept = KeptRows(store, first)
    expected = [first.row(one) for one in _TYPES]
    kept.save()
    second = load_catalogue()
    KeptRows(store, second)
    monkeypatch.setattr("tomllib.load", None)
    assert [second.row(one) for one in _TYPES] == expected


def test_rows_of_another_catalogue_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, first = Store(str(tmp_path), "project"), load_catalogue()
    kept = KeptRows(store, first)
    first.row(_TYPES[0])
    kept.save()
    monkeypatch.setattr("leitplanke.catalogue.loader.Catalogue.digest", lambda _: "another")
    second = load_catalogue()
    KeptRows(store, second)
    assert second.contents == {}


def test_what_is_no_catalogue_is_not_taken(tmp_path: Path) -> None:
    store, catalogue = Store(str(tmp_path), "project"), load_catalogue()
    store.write("catalogue", b"\x00")
    KeptRows(store, catalogue)
    assert catalogue.contents == {}
