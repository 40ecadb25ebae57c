"""Functions that encode and decode text."""

import binascii
import json
import re
from collections.abc import Callable

import msgspec

from leitplanke.core.document import NotJsonError, decode_document, parse_json
from leitplanke.core.logic import causes_of, join
from leitplanke.core.value import (
    AnyValue,
    CauseKind,
    Encoded,
    Fields,
    FieldsKind,
    Items,
    ItemsKind,
    Known,
    Unknown,
    mark_sensitive,
    unknown,
)
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.csv_table import rows
from leitplanke.sources.terraform.evaluate.functions.function import Function, not_computed, pure
from leitplanke.sources.terraform.evaluate.functions.yaml_documents import decode_yaml, encode_yaml
from leitplanke.sources.terraform.evaluate.numbers import number_text
from leitplanke.sources.terraform.evaluate.structure import any_sensitive, known_items, unknowns_in, wholly_known

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_LINE_BREAKS = re.compile(r"[\r\n]")
_REGISTERED = re.compile(
    r"utf-(?:8|16|16le|16be)|us-ascii|iso-8859-(?:[2-9]|1[03-6]?)|windows-(?:125[0-8]|874)|koi8-[ru]|macintosh"
    r"|shift_jis|euc-(?:jp|kr)|iso-2022-jp|gbk|gb2312|gb18030|hz-gb-2312|big5|ibm(?:037|43[7]|8(?:5[025]|6[0235-6])|1047)"
    r"|latin[1-6]|l[1-6]|sjis|ms_kanji|cp(?:437|85[025]|86[0235-6]|936)"
)


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
    found = encoded("yaml", value)
    if not wholly_known(value):
        return found
    text = encode_yaml(value)
    if text is None:
        return msgspec.structs.replace(found, causes=unknown(CauseKind.FUNCTION, "yamlencode").causes)
    return Known(text, None, found.sensitive)


def _yaml_decode(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Unknown):
        known = isinstance(found.partial, Encoded) and found.partial.form == "yaml"
        return found.partial.content if known and isinstance(found.partial, Encoded) else join(found)
    decoded = decode_yaml(text_of(found.data))
    return mark_sensitive(decoded) if found.sensitive else decoded


def _base64_decode(text: str) -> str:
    try:
        return binascii.a2b_base64(_LINE_BREAKS.sub("", text), strict_mode=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise EvaluationError("invalid-argument", reason="not base64 of UTF-8") from None


def _base64_encode(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Unknown):
        return encoded("base64", found)
    return Known(_base64(text_of(found.data).encode()))


def _base64_decode_partly(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Known):
        return Known(_base64_decode(text_of(found.data)))
    if isinstance(found.partial, Encoded) and found.partial.form == "base64":
        return found.partial.content
    return join(found, nullable=False)


def _csv(text: str) -> AnyValue:
    found = list(rows(text))
    if not found:
        raise EvaluationError("invalid-argument", reason="no header line")
    header, *body = found
    if len(set(header)) < len(header):
        raise EvaluationError("invalid-argument", reason="two columns of the same name")
    if any(len(row) != len(header) for row in body):
        raise EvaluationError("invalid-argument", reason="rows of different length")
    entries = (dict(zip(header, map(Known, row), strict=True)) for row in body)
    return known_items((Known(Fields(one, kind=FieldsKind.OBJECT)) for one in entries), ItemsKind.LIST)


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def _text_encode(text: str, encoding: str) -> str:
    return _guarded(lambda: _base64(text.encode(_codec(encoding))))


def _text_decode(text: str, encoding: str) -> str:
    return _guarded(lambda: binascii.a2b_base64(_LINE_BREAKS.sub("", text), strict_mode=True).decode(_codec(encoding)))


def _codec(encoding: str) -> str:
    """Return Python's name of an encoding; raise for a name that is not registered with IANA, such as ``utf8``."""
    name = encoding.lower()
    if not _REGISTERED.fullmatch(name):
        raise LookupError(encoding)
    return {"utf-16be": "utf-16-be", "utf-16le": "utf-16-le"}.get(name, name)


def _guarded(function: Callable[[], str]) -> str:
    try:
        return function()
    except (LookupError, ValueError):
        raise EvaluationError("invalid-argument", reason="encoding") from None


def _url_decode(text: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(text)


def _url_encode(text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text)


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
    "urldecode": pure(_url_decode, "string"),
    "urlencode": pure(_url_encode, "string"),
    "yamldecode": Function(_yaml_decode, 1, 1),
    "yamlencode": Function(_yaml_encode, 1, 1),
}
