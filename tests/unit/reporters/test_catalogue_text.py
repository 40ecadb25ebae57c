"""The catalogue as text, in both languages."""

from itertools import pairwise
from typing import get_args, get_type_hints

import pytest

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.catalogue.row import Row
from leitplanke.policy.policy import FacetName
from leitplanke.reporters.catalogue_text import FACETS, render_list, render_one
from leitplanke.reporters.texts import LANGUAGES, Texts


def _row(name: str) -> Row:
    row = load_catalogue().row(name)
    assert row is not None
    return row


def test_a_page_names_role_and_facets_in_english() -> None:
    said = render_one("aws_s3_bucket", _row("aws_s3_bucket"), Texts("en", {})).splitlines()

    assert said[0] == "aws_s3_bucket"
    assert said[1].endswith("; role: store, object")
    headings = [line for previous, line in pairwise(said) if not previous]
    assert headings[:3] == ["placement", "encryption at rest", "encryption in transit"]
    assert len(headings) == len(FACETS) + 1


def test_a_page_names_role_and_facets_in_german() -> None:
    said = render_one("aws_s3_bucket", _row("aws_s3_bucket"), Texts("de", {})).splitlines()

    assert said[1].endswith("; Rolle: Speicher, object")
    headings = [line for previous, line in pairwise(said) if not previous]
    assert headings[:-1] == [
        "Standort",
        "Verschlüsselung ruhender Daten",
        "Verschlüsselung der Übertragung",
        "Sicherung und Wiederherstellung",
        "Erreichbarkeit",
        "Protokollierung",
        "Aufbewahrung",
        "Berechtigungen",
        "Anmeldung",
    ]


def test_a_list_has_a_line_a_type_with_its_role() -> None:
    rows = [(name, _row(name)) for name in ("aws_kms_key", "aws_s3_bucket")]

    *lines, empty, hint = render_list(rows, Texts("de", {})).splitlines()

    assert [line.split()[:2] for line in lines] == [["aws_kms_key", "Schlüssel"], ["aws_s3_bucket", "Speicher"]]
    assert len({line.index(row.title) for line, (_, row) in zip(lines, rows, strict=True)}) == 1
    assert (empty, hint[:16]) == ("", "2 Ressourcentype")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_facet_and_role_has_a_name(language: str) -> None:
    texts = Texts(language, {})
    assert set(get_args(FacetName)) == set(FACETS)
    facets = {texts.label(f"facet-{facet.replace('_', '-')}") for facet in FACETS}
    roles = {texts.label(f"role-{role}") for role in get_args(get_type_hints(Row)["role"])}
    assert (len(facets), len(roles)) == (9, 7)
