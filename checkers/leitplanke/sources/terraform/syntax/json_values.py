"""JSON with places: the values of the standard library's decoder, each with where it stands in the file."""

import json
import re
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.escapes import number
from leitplanke.sources.terraform.syntax.offsets import Offsets
from leitplanke.sources.terraform.syntax.problems import MAXIMUM_DEPTH, NestedTooDeeplyError, Problem, expected

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_WORDS = {"true": True, "false": False, "null": None}
_DECODER = json.JSONDecoder()


class Scalar(NamedTuple):
    """A string, number, truth value or null; ``start`` to ``end`` are bytes. ``plain``: a string without escapes."""

    value: str | bool | int | Decimal | None
    start: int
    end: int
    plain: bool = False


class Array(NamedTuple):
    """An array."""

    items: "tuple[Value, ...]"
    start: int
    end: int


class Record(NamedTuple):
    """An object: names and values in the order of the text, a name twice if it is there twice."""

    members: "tuple[tuple[Scalar, Value], ...]"
    start: int
    end: int


Value: TypeAlias = Scalar | Array | Record


class JsonError(Exception):
    """Raised where a text is not JSON."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message.code)
        self.problem = problem


class JsonText:
    """A JSON text while it is read. Offsets are those of ``data``, which may begin with a byte-order mark."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._offsets = Offsets(data)
        self._text = self._offsets.text

    def read(self) -> Value:
        """Return the one value of the text. Raises `JsonError` and `NestedTooDeeplyError`."""
        value, here = self._value(1 if self._text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}") else 0, 0)
        here = self._blank(here)
        if here < len(self._text):
            raise self._error(Message("token-end-of-file"), here)
        return value

    def _value(self, here: int, depth: int) -> tuple[Value, int]:
        here = self._blank(here)
        sign = self._text[here : here + 1]
        if depth > MAXIMUM_DEPTH:
            raise NestedTooDeeplyError(self._offsets.at(here))
        if sign == '"':
            return self._string(here)
        if sign == "{":
            return self._record(here, depth)
        if sign == "[":
            return self._array(here, depth)
        for word, value in _WORDS.items():
            if self._text.startswith(word, here):
                return self._scalar(value, here, here + len(word))
        match = _NUMBER.match(self._text, here)
        if match is None:
            raise self._error(Message("token-json-value"), here)
        amount = number(match[0].lstrip("-"))
        if amount is None:
            raise self._error(Message("token-json-value"), here)
        return self._scalar(-amount if match[0].startswith("-") else amount, here, match.end())

    def _scalar(self, value: str | bool | int | Decimal | None, start: int, end: int) -> tuple[Scalar, int]:
        return Scalar(value, self._offsets.at(start), self._offsets.at(end)), end

    def _string(self, here: int) -> tuple[Scalar, int]:
        try:
            value, end = _DECODER.raw_decode(self._text, here)
        except json.JSONDecodeError as error:
            raise self._error(("\\",) if "escape" in error.msg else ('"',), error.pos) from error
        if not value.isascii():
            value = value.encode("utf-8", "replace").decode()  # a lone surrogate is no text
        plain = self._text.find("\\", here, end) < 0
        return Scalar(value, self._offsets.at(here), self._offsets.at(end), plain), end

    def _array(self, start: int, depth: int) -> tuple[Array, int]:
        items: list[Value] = []
        here = self._blank(start + 1)
        while not self._text.startswith("]", here):
            if items:
                here = self._sign(",", here, (",", "]"))
            item, here = self._value(here, depth + 1)
            items.append(item)
            here = self._blank(here)
        return Array(tuple(items), self._offsets.at(start), self._offsets.at(here + 1)), here + 1

    def _record(self, start: int, depth: int) -> tuple[Record, int]:
        members: list[tuple[Scalar, Value]] = []
        here = self._blank(start + 1)
        while not self._text.startswith("}", here):
            if members:
                here = self._blank(self._sign(",", here, (",", "}")))
            if not self._text.startswith('"', here):
                raise self._error(('"', "}") if not members else ('"',), here)
            key, here = self._string(here)
            here = self._sign(":", self._blank(here), (":",))
            value, here = self._value(here, depth + 1)
            members.append((key, value))
            here = self._blank(here)
        return Record(tuple(members), self._offsets.at(start), self._offsets.at(here + 1)), here + 1

    def _blank(self, here: int) -> int:
        match = _BLANK.match(self._text, here)
        return match.end() if match else here

    def _sign(self, sign: str, here: int, signs: tuple[str, ...]) -> int:
        if not self._text.startswith(sign, here):
            raise self._error(signs, here)
        return here + 1

    def _error(self, what: Message | tuple[str, ...], here: int) -> JsonError:
        at = self._offsets.at(here)
        return JsonError(expected(what, validate.found(self.data, at), at, at + 1))
