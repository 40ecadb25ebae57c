"""The two catalogues of texts, and that every message of the engine has a text in both."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from leitplanke.catalogue.live_loader import PROVIDERS, load_live_catalogue
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.catalogue.row import Condition
from leitplanke.core.message import message
from leitplanke.core.value import CauseKind
from leitplanke.core.verdict import Severity, Verdict
from leitplanke.reporters.catalogue_text import reasons
from leitplanke.reporters.texts import LANGUAGES, Texts
from tests.project import ENGINE, python_files

_MAKERS = ("message", "Message", "EvaluationError", "_problem")
_LIMITS = ("sensitive-for-each", "invalid-for-each", "modules-too-deep", "too-many-modules")
_SOURCES = [ast.parse(path.read_bytes()) for path in python_files(str(ENGINE))]


def _texts(language: str) -> dict[str, dict[str, str]]:
    with (ENGINE / f"reporters/texts/{language}.toml").open("rb") as file:
        return tomllib.load(file)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _codes() -> Iterator[str]:
    for node in (node for tree in _SOURCES for node in ast.walk(tree)):
        match node:
            case ast.Call(func=ast.Name(id=maker) | ast.Attribute(attr=maker), args=[first, *_]) if maker in _MAKERS:
                yield from _constants(first)
            case ast.Call(func=ast.Name(id="unknown_place"), args=[_, _, code, *_]):
                yield from _constants(code)
            case _:
                pass


def _constants(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.Constant, ast.IfExp, ast.BoolOp)):
        found = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
        yield from (value for value in found if isinstance(value, str) and value)


def _noted(data: Any) -> Iterator[str]:
    """Yield the codes that the geography's data carry."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("note", "scope") and isinstance(value, str):
                yield value
            yield from _noted(value)
    elif isinstance(data, list):
        for value in data:
            yield from _noted(value)


def _geography() -> Iterator[str]:
    for path in sorted((ENGINE / "geography/data").glob("*.toml")):
        yield from _noted(tomllib.loads(path.read_text(encoding="utf-8")))
    yield from ("territory-adequacy-partial", "territory-adequacy-scope")


def test_both_languages_say_the_same_things() -> None:
    english, german = (_texts(language) for language in LANGUAGES)
    for part in ("labels", "messages"):
        assert list(english[part]) == list(german[part])
        assert english[part].keys() == german[part].keys()
        for key, text in english[part].items():
            assert _placeholders(text) == _placeholders(german[part][key]), key
            assert text.strip() == text, key
            assert german[part][key].strip() == german[part][key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_engine_has_a_text(language: str) -> None:
    said = _texts(language)["messages"].keys()
    used = {*_codes(), *_geography(), *_LIMITS}
    assert len(used) > 60
    assert used - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_over(language: str) -> None:
    written = (node for tree in _SOURCES for node in ast.walk(tree) if isinstance(node, ast.Constant))
    used = {*_geography(), *(node.value for node in written if isinstance(node.value, str))}
    assert [key for key in _texts(language)["messages"] if not {key, key.removesuffix("-one")} & used] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_fixed_vocabulary_has_a_label(language: str) -> None:
    texts = Texts(language, {})
    for verdict in Verdict:
        assert texts.label(f"verdict-{verdict.value}")
    for severity in Severity:
        assert texts.label(f"severity-{severity.value}")
    for kind in CauseKind:
        assert "var.x" in texts.label(f"cause-{kind.value}", name="var.x")


def test_messages_are_said_with_their_arguments() -> None:
    texts = Texts("de", {"messages": {"held": "{slot}: {reason}", "held.fail": "{slot} fehlt"}})
    inner = message("territory-outside", countries=("GB", "US"))
    assert texts.say(message("held", slot="storage", reason=inner)) == "storage: außerhalb des Gebiets: GB, US"
    assert texts.say(message("held", slot="storage", reason=inner), Verdict.FAIL) == "storage fehlt"
    assert texts.say(message("held", slot="{x}", reason="{y}")) == "{x}: {y}"


def test_one_has_a_form_of_its_own() -> None:
    texts = Texts("de", {"messages": {"lost": "{count} fehlen", "lost-one": "Einer fehlt"}})
    assert [texts.say(message("lost", count=count)) for count in (1, 2)] == ["Einer fehlt", "2 fehlen"]
    assert [texts.label("verdict-count", count=count) for count in (0, 1, 2)] == ["0 Urteile", "1 Urteil", "2 Urteile"]
    assert texts.say(message("wrong-labels", block="variable", expected=1)) == "ein Block variable hat 1 Bezeichner"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_leaves_the_number_open(language: str) -> None:
    said = [text for part in ("labels", "messages") for text in _texts(language)[part].values()]
    assert [text for text in said if re.search(r"\w\((s|e|en|n)\)", text)] == []


def test_a_message_without_a_text_still_tells_what_it_knows() -> None:
    texts = Texts("en", {})
    assert texts.say(message("not-in-any-catalogue", slot="storage")) == "not-in-any-catalogue (slot: storage)"


def _reasons() -> Iterator[str]:
    """Yield why rows of the catalogue leave something open; without a reason, findings name the attribute."""
    catalogue = load_catalogue()
    for name in catalogue.types():
        row = catalogue.row(name)
        assert row is not None
        yield catalogue.provider(name.partition("_")[0]).location_cause
        yield from (one.because for one in row.placement if one.because)
        open_levels = {"unknown", "encrypted"}
        for rule in row.encryption_at_rest:
            if rule.because and open_levels & {rule.default, *rule.levels.values()}:
                yield rule.because
        for one in _conditions(row):
            if one.because and (one.computed or "unknown" in (one.always, one.absent)):
                yield one.because


def _conditions(part: object) -> Iterator[Condition]:
    if isinstance(part, Condition):
        yield part
    if isinstance(part, msgspec.Struct):
        for field in part.__struct_fields__:
            yield from _conditions(getattr(part, field))
    elif isinstance(part, tuple):
        for one in part:
            yield from _conditions(one)


def test_reasons_of_the_catalogue_are_german_too() -> None:
    translated = _texts("reasons_de")["reasons"]
    assert set(_reasons()) - translated.keys() == set()
    assert all(text.strip() == text != "" for text in translated.values())
    assert Texts("de", {}).reason("the region of provider google") == "Die Region des Providers google"
    assert Texts("en", {}).reason("the region of provider google") == "the region of provider google"


_LIVE = [row for name in PROVIDERS.values() for row in load_live_catalogue(name).rows.values()]


def test_what_live_rows_leave_unread_is_said_in_german() -> None:
    translated = _texts("reasons_de")["reasons"]
    assert {reason for row in _LIVE for reason in row.unread.values()} - translated.keys() == set()
    name = "google_spanner_backup_schedule (Cloud Asset Inventory does not list it)"
    said = "google_spanner_backup_schedule (Cloud Asset Inventory führt es nicht auf)"
    assert Texts("de", {}).reason(name) == said
    assert Texts("de", {}).reason("500 on kms:ListKeys (eu-central-1)") == "500 on kms:ListKeys (eu-central-1)"


def test_no_translated_reason_is_left_over() -> None:
    catalogue = load_catalogue()
    rows = [row for row in map(catalogue.row, catalogue.types()) if row is not None]
    given = {reason for row in rows for reason in (*reasons(row), *row.not_applicable.values())}
    given |= {catalogue.provider(name.partition("_")[0]).location_cause for name in catalogue.types()}
    given |= {reason for row in _LIVE for reason in (row.none_because, *row.unread.values())}
    written = (node.value for tree in _SOURCES for node in ast.walk(tree) if isinstance(node, ast.Constant))
    given |= {text for text in written if isinstance(text, str)}
    assert _texts("reasons_de")["reasons"].keys() - given == set()
