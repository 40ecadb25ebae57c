"""YAML as Terraform reads and writes it: the grammar is libyaml's, the meaning of plain scalars Terraform's own."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from leitplanke.core.value import Absent, AnyValue, Fields, FieldsKind, Items, Known
from leitplanke.sources.terraform.evaluate.conversion import text_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, limit
from leitplanke.sources.terraform.evaluate.graphemes import normal
from leitplanke.sources.terraform.evaluate.numbers import number_text, parse_number
from leitplanke.sources.terraform.evaluate.structure import NODES_AT_MOST

_TAG = "tag:yaml.org,2002:"
_TRUTHS = {
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NOT_FINITE = re.compile(r"[+-]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WHOLE = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:([Tt ])(\d\d?):(\d\d?):(\d\d?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_ESCAPED_SLASH = re.compile(r"(?<!\\)(?:\\\\)*\\/")
_WIDTH = 80

Events = Iterator[Any]


def _refusal(reason: str) -> EvaluationError:
    return EvaluationError("invalid-argument", reason=reason)


def decode_yaml(text: str) -> AnyValue:
    """Return what a document says; raise for text that is no YAML, or none that Terraform takes."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if _ESCAPED_SLASH.search(text) and any(
            getattr(event, "style", None) == '"' and _ESCAPED_SLASH.search(text, *_extent(event))
            for event in yaml.parse(text, Loader=loader)
        ):
            raise _refusal("YAML 1.1 knows no such escape")
        return _Reader(yaml.parse(text, Loader=loader)).document()
    except (yaml.YAMLError, StopIteration, ValueError):
        raise _refusal("not YAML") from None
    except RecursionError:
        raise limit("levels", 100) from None


def _extent(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


class _Reader:
    """Builds values from the events of a parser. ``anchors`` may be used many times, so that parts are counted."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._anchors: dict[str, tuple[AnyValue, int]] = {}
        self._count = 0

    def document(self) -> AnyValue:
        next(self._events)
        start = next(self._events)
        if type(start).__name__ != "DocumentStartEvent" or start.version not in {None, (1, 1)}:
            raise _refusal("not a YAML document")
        value = self._node(next(self._events))
        next(self._events)
        if type(next(self._events)).__name__ != "StreamEndEvent":
            raise _refusal("several YAML documents")
        return value

    def _node(self, event: Any) -> AnyValue:
        before = self._count
        self._count += 1
        kind = type(event).__name__
        if kind == "AliasEvent":
            if event.anchor not in self._anchors:
                raise _refusal("YAML alias without anchor")
            value, size = self._anchors[event.anchor]
            self._count += size
        elif kind == "ScalarEvent":
            value = _scalar(event)
        elif kind == "SequenceStartEvent":
            _check_tag(event.tag, "seq")
            value = self._sequence()
        else:
            _check_tag(event.tag, "map")
            value = self._mapping()
        if self._count > NODES_AT_MOST:
            raise limit("elements", NODES_AT_MOST)
        if kind != "AliasEvent" and event.anchor is not None:
            self._anchors[event.anchor] = (value, self._count - before)
        return value

    def _sequence(self) -> AnyValue:
        found: list[AnyValue] = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            found.append(self._node(event))
        return Known(Items(tuple(found)))

    def _mapping(self) -> AnyValue:
        entries: dict[str, AnyValue] = {}
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._node(event)
            value = self._node(next(self._events))
            if type(event).__name__ == "ScalarEvent" and event.value == "<<":
                if not isinstance(value, Known) or not isinstance(value.data, Fields):
                    raise _refusal("YAML merge of what is no map")
                entries.update(value.data.entries)
            elif isinstance(key, Known):
                entries[text_of(key.data)] = value
            else:
                raise _refusal("YAML key is null")
        return Known(Fields(entries, kind=FieldsKind.OBJECT))


def _check_tag(tag: str | None, kind: str) -> None:
    if tag not in {None, _TAG + kind}:
        raise _refusal("YAML tag")


def _scalar(event: Any) -> AnyValue:
    text = normal(event.value)
    tag = event.tag
    if tag is None:
        return Known(text) if event.style else _plain(text)
    if tag in {_TAG + "str", _TAG + "binary"} or (tag.startswith(_TAG) and event.style):
        return Known(text)
    found = _plain(text)
    kinds: dict[str, Callable[[AnyValue], bool]] = {
        "bool": lambda one: isinstance(one, Known) and isinstance(one.data, bool),
        "int": lambda one: isinstance(one, Known) and isinstance(one.data, int) and not isinstance(one.data, bool),
        "float": lambda one: isinstance(one, Known) and not isinstance(one.data, (str, bool)),
        "null": lambda one: isinstance(one, Absent),
        "timestamp": lambda one: isinstance(one, Known) and isinstance(one.data, str) and one.data != text,
    }
    fits = kinds.get(tag.removeprefix(_TAG)) if tag.startswith(_TAG) else None
    if fits is None or not fits(found):
        raise _refusal("YAML tag")
    return found


def _plain(text: str) -> AnyValue:
    """Return what a scalar without quotes means."""
    if text in _NULLS:
        return Absent()
    if text in _TRUTHS:
        return Known(_TRUTHS[text])
    if _NOT_FINITE.fullmatch(text):
        raise limit("digits", 0)
    if _WHOLE.fullmatch(text):
        return Known(int(text, 0))
    found = parse_number(text)
    return Known(found if found is not None else _moment(text) or text)


def _moment(text: str) -> str | None:
    """Return a date or a point in time in the form of RFC 3339; None for any other text."""
    from datetime import datetime

    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, sign, hour, minute, second, zone = match.groups()
    if sign is not None and (zone is None) != (sign == " "):
        return None
    parts = [int(one or 0) for one in (year, month, day, hour, minute, second)]
    try:
        datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - only whether there is such a day
    except ValueError:
        return None
    return "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}".format(*parts) + (zone or "Z")


def encode_yaml(value: AnyValue) -> str | None:
    """Return the text of a wholly known value, laid out as Terraform does; None where libyaml is not at hand."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", None)
    if dumper is None:
        return None
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *_events(value),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    text = str(yaml.emit(events, Dumper=dumper, allow_unicode=True, width=_WIDTH)).removesuffix("...\n")
    # Releases of libyaml differ on when a document needs an end mark; Terraform's has one behind a bare scalar.
    bare = not isinstance(value, Known) or not isinstance(value.data, (str, Items, Fields))
    return text + "...\n" if bare else text


def _events(value: AnyValue) -> Events:
    import yaml

    data = value.data if isinstance(value, Known) else None
    if isinstance(data, Items):
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=not data.items)
        for item in data.items:
            yield from _events(item)
        yield yaml.SequenceEndEvent()
    elif isinstance(data, Fields):
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=not data.entries)
        for name in sorted(data.entries):
            yield _text_event(name)
            yield from _events(data.entries[name])
        yield yaml.MappingEndEvent()
    elif isinstance(data, str):
        yield _text_event(data)
    else:
        plain = "null" if data is None else number_text(data) if not isinstance(data, bool) else text_of(data)
        yield yaml.ScalarEvent(None, None, (True, False), plain)


def _text_event(text: str) -> Any:
    import yaml

    return yaml.ScalarEvent(None, None, (False, True), text, style="|" if "\n" in text else '"')
