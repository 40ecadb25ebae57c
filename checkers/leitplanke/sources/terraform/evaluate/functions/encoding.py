"""Functions that encode and decode text."""

import base64
import binascii
import json
from collections.abc import Callable
from urllib.parse import quote_plus, unquote_plus

from leitplanke.core.document import NotJsonError, decode_document, parse_json
from leitplanke.core.logic import causes_of, join
from leitplanke.core.value import (
    AnyValue,
    CauseKind,
    Encoded,
    Fields,
    Items,
    ItemsKind,
    Known,
    Unknown,
    unknown,
)
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, pure
from leitplanke.sources.terraform.evaluate.numbers import number_text
from leitplanke.sources.terraform.evaluate.structure import any_sensitive, known_items, unknowns_in, wholly_known

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_text(value: AnyValue) -> str:
    """Return the JSON text of a wholly known value as Terraform writes it: no blanks, sorted names, ``<`` escaped."""
    if not isinstance(value, Known):
        return "null"
    data = value.data
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    if isinstance(data, Items):
        return "[" + ",".join(map(json_text, data.items)) + "]"
    if isinstance(data, Fields):
        inner = (f"{json_text(Known(name))}:{json_text(data.entries[name])}" for name in sorted(data.entries))
        return "{" + ",".join(inner) + "}"
    return number_text(data)


def encoded(form: str, value: AnyValue) -> Unknown:
    """Return the text of a value in a form that is not spelled out, because the value or its text is not known."""
    causes = causes_of(unknowns_in(value))
    return Unknown(causes, None, any_sensitive(value), partial=Encoded(form, value), nullable=False)


def _json_encode(value: AnyValue) -> AnyValue:
    if wholly_known(value):
        return Known(json_text(value), None, any_sensitive(value))
    return encoded("json", value)


def _json_decode(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Known):
        try:
            return parse_json(text_of(found.data), found)
        except NotJsonError:
            raise EvaluationError("invalid-argument", reason="not JSON") from None
    return decode_document(found)


def _yaml_encode(value: AnyValue) -> AnyValue:
    # How YAML is laid out is nobody's business: what matters is what it says, and that is kept.
    found = encoded("yaml", value)
    return (
        found
        if found.causes
        else Unknown(
            unknown(CauseKind.FUNCTION, "yamlencode").causes,
            None,
            found.sensitive,
            partial=found.partial,
            nullable=False,
        )
    )


def _yaml_decode(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Unknown):
        known = isinstance(found.partial, Encoded) and found.partial.form == "yaml"
        return found.partial.content if known and isinstance(found.partial, Encoded) else join(found)
    try:
        return parse_json(text_of(found.data), found)  # JSON is YAML
    except NotJsonError:
        return unknown(CauseKind.FUNCTION, "yamldecode")


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise EvaluationError("invalid-argument", reason="not base64 of UTF-8") from None


def _base64_encode(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Unknown):
        return encoded("base64", found)
    return Known(base64.b64encode(text_of(found.data).encode()).decode())


def _base64_decode_partly(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Known):
        return Known(_base64_decode(text_of(found.data)))
    if isinstance(found.partial, Encoded) and found.partial.form == "base64":
        return found.partial.content
    return join(found, nullable=False)


def _csv(text: str) -> AnyValue:
    import csv

    rows = list(csv.reader(text.splitlines(keepends=True)))
    if not rows:
        raise EvaluationError("invalid-argument", reason="no header line")
    header, *body = [row for row in rows if row]
    if any(len(row) != len(header) for row in body):
        raise EvaluationError("invalid-argument", reason="rows of different length")
    return known_items((Known(Fields(dict(zip(header, map(Known, row), strict=True)))) for row in body), ItemsKind.LIST)


def not_computed(name: str, least: int, most: int | None) -> Function:
    """Return a function whose result is not known before Terraform runs, or that we do not compute."""

    def applied(*values: AnyValue) -> AnyValue:
        missing = [value for value in values if isinstance(value, Unknown)]
        return join(*missing, unknown(CauseKind.FUNCTION, name), nullable=False)

    return Function(applied, least, most)


def _text_encode(text: str, encoding: str) -> str:
    return _guarded(lambda: base64.b64encode(text.encode(encoding)).decode())


def _text_decode(text: str, encoding: str) -> str:
    return _guarded(lambda: base64.b64decode(text, validate=True).decode(encoding))


def _guarded(function: Callable[[], str]) -> str:
    try:
        return function()
    except (LookupError, ValueError):
        raise EvaluationError("invalid-argument", reason="encoding") from None


FUNCTIONS: dict[str, Function] = {
    "base64decode": Function(_base64_decode_partly, 1, 1),
    "base64encode": Function(_base64_encode, 1, 1),
    "base64gunzip": not_computed("base64gunzip", 1, 1),
    "base64gzip": not_computed("base64gzip", 1, 1),
    "csvdecode": pure(_csv, "string"),
    "jsondecode": Function(_json_decode, 1, 1),
    "jsonencode": Function(_json_encode, 1, 1),
    "textdecodebase64": pure(_text_decode, "string", "string"),
    "textencodebase64": pure(_text_encode, "string", "string"),
    "urldecode": pure(unquote_plus, "string"),
    "urlencode": pure(quote_plus, "string"),
    "yamldecode": Function(_yaml_decode, 1, 1),
    "yamlencode": Function(_yaml_encode, 1, 1),
}
