"""Live rows and records, made by hand, and what attributes come of them."""

from collections.abc import Mapping
from typing import Any

import msgspec

from leitplanke.catalogue.live_row import LivePath, LiveRow
from leitplanke.core.origin import Origin
from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known, Unknown
from leitplanke.sources.live.mapping.attributes import AttributesOf
from leitplanke.sources.live.mapping.paths import MISSING
from leitplanke.sources.live.mapping.view import View
from leitplanke.sources.live.record import Cloud, Record

ACCOUNT = "111122223333"


def row(**fields: Any) -> LiveRow:
    """Return a live row as TOML would give it: keys are those of the files (``else``, ``is``)."""
    return msgspec.convert({"type": "AWS::Test::Thing"} | fields, LiveRow, strict=True)


def path(**fields: Any) -> LivePath:
    """Return what stands for an attribute, as TOML would give it."""
    return msgspec.convert(fields, LivePath, strict=True)


def record(doc: dict[str, Any], unknown: dict[str, str] | None = None, cloud: Cloud = "aws") -> Record:
    """Return a record of a document; ``unknown`` says why parts of it could not be read."""
    identity = f"arn:aws:test:eu-central-1:{ACCOUNT}:thing/a" if cloud == "aws" else "/subscriptions/a/things/b"
    return Record(cloud, "AWS::Test::Thing", identity, ACCOUNT, "eu-central-1", doc, unknown or {})


def view(doc: dict[str, Any], unknown: dict[str, str] | None = None, cloud: Cloud = "aws", **more: Any) -> View:
    """Return a record as rows read it."""
    return View(record(doc, unknown, cloud), more.pop("element", MISSING), **more)


def attributes(live: LiveRow, seen: View) -> Fields:
    """Return the attributes of a record."""
    return AttributesOf("aws_thing", live).build(seen, _text)


def plain(value: AnyValue | Fields) -> Any:
    """Return a value as plain data: ``"?"`` is what is not known, None what is absent."""
    if isinstance(value, Unknown):
        return "?"
    if isinstance(value, Absent):
        return None
    data = value.data if isinstance(value, Known) else value
    if isinstance(data, Fields):
        return {name: plain(one) for name, one in data.entries.items()}
    if isinstance(data, Items):
        return [plain(one) for one in data.items]
    return data


def read(doc: dict[str, Any], paths: Mapping[str, Any], unknown: dict[str, str] | None = None) -> Any:
    """Return the attributes that paths stand for, as plain data."""
    return plain(attributes(row(paths=dict(paths)), view(doc, unknown)))


def _text(text: str, origin: Origin) -> AnyValue:
    return Known(text, origin)
