"""JSON text as a tree, also where parts of it are not known."""

import pytest

from leitplanke.core.document import decode_document
from leitplanke.core.value import (
    AnyValue,
    CauseKind,
    Encoded,
    Fields,
    Items,
    Known,
    Template,
    Unknown,
    World,
    mark_sensitive,
    unknown,
)

HOLE = unknown(CauseKind.VARIABLE, "var.u")


def text(*parts: str | Unknown | Known[str]) -> Unknown:
    return Unknown(HOLE.causes, partial=Template(parts), nullable=False)


def at(value: AnyValue, *path: str | int) -> AnyValue:
    for step in path:
        assert isinstance(value, Known), value
        data = value.data
        if isinstance(step, int):
            assert isinstance(data, Items)
            value = data.items[step]
        else:
            assert isinstance(data, Fields)
            value = data.entries[step]
    return value


def test_known_text_is_a_tree() -> None:
    tree = decode_document(Known('{"Statement": [{"Effect": "Allow", "Sid": null, "n": 1.50}]}'))
    effect = at(tree, "Statement", 0, "Effect")
    assert isinstance(effect, Known)
    assert effect.data == "Allow"


def test_a_hole_in_quotes_is_a_part_of_that_text() -> None:
    arn = at(decode_document(text('{"Resource": "arn:aws:s3:::', HOLE, '/*", "Effect": "Deny"}')), "Resource")
    assert isinstance(arn, Unknown)
    assert isinstance(arn.partial, Template)
    assert [part if isinstance(part, str) else ... for part in arn.partial.parts] == ["arn:aws:s3:::", ..., "/*"]


def test_a_whole_value_that_is_a_hole_is_that_value() -> None:
    assert at(decode_document(text('{"a": "', HOLE, '"}')), "a") is HOLE


def test_a_hole_between_elements_opens_the_array() -> None:
    tree = at(decode_document(text('{"l": ["a", ', HOLE, ', "b"]}')), "l")
    assert isinstance(tree, Known)
    assert tree.data.open is not None
    assert tree.data.prefix == 1
    assert len(tree.data.items) == 2


def test_a_hole_in_a_name_may_replace_what_was_before() -> None:
    tree = decode_document(text('{"a": 1, "', HOLE, '": 2, "b": 3}'))
    assert isinstance(tree, Known)
    assert list(tree.data.entries) == ["b"]
    assert tree.data.open is not None


def test_encoded_json_is_its_content() -> None:
    content = Known(Fields({"a": HOLE}))
    assert decode_document(Unknown(HOLE.causes, partial=Encoded("json", content))) is content
    inner = Unknown(HOLE.causes, partial=Encoded("json", content))
    assert at(decode_document(text('{"p": ', inner, "}")), "p", "a") is HOLE


@pytest.mark.parametrize("value", [Known("nope"), text('{"a" ', HOLE, "}"), HOLE, Known("[" * 5000)])
def test_what_is_no_json_is_unknown(value: AnyValue) -> None:
    assert isinstance(decode_document(value), Unknown)


def test_what_all_worlds_have_in_common_is_known() -> None:
    worlds = (
        World((("u", "1"),), Known('{"a": [{"b": 1, "c": 3}]}')),
        World((("u", "2"),), Known('{"a": [{"b": 2, "c": 3}]}')),
    )
    tree = decode_document(Unknown(HOLE.causes, worlds=worlds))
    one = at(tree, "a", 0, "b")
    assert isinstance(one, Unknown)
    assert [world.value.data for world in one.worlds] == [1, 2]  # type: ignore[union-attr]
    same = at(tree, "a", 0, "c")
    assert isinstance(same, Known)
    assert same.data == 3


def test_a_sensitive_text_makes_a_sensitive_tree() -> None:
    assert at(decode_document(mark_sensitive(Known('{"a": {"b": 1}}'))), "a", "b").sensitive
