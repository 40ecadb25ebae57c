"""``format`` and ``formatlist``."""

import re
from decimal import Decimal
from typing import Any

from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known, Unknown
from leitplanke.sources.terraform.evaluate.conversion import needed, number_of, text_of, truth_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.encoding import json_text
from leitplanke.sources.terraform.evaluate.functions.function import Function, unsure
from leitplanke.sources.terraform.evaluate.functions.number_format import number_format
from leitplanke.sources.terraform.evaluate.graphemes import graphemes
from leitplanke.sources.terraform.evaluate.structure import known_items, openness, wholly_known
from leitplanke.sources.terraform.evaluate.text import join_text
from leitplanke.sources.terraform.evaluate.worlds import apply

_VERB = re.compile(r"%(?:%|([ +\-#0]*)(\d+)?(?:\.(\d*))?(?:\[(\d+)\])?([a-zA-Z]))")
_WIDTH_AT_MOST = 1_000


def _format(pattern: AnyValue, *values: AnyValue) -> AnyValue:
    text = needed(pattern)
    if isinstance(text, Unknown):
        return join(text, nullable=False)
    parts: list[AnyValue] = []
    end, following, used = 0, 0, 0
    source = text_of(text.data)
    for verb in _VERB.finditer(source):
        _refuse_percent(source[end : verb.start()])
        parts.append(Known(source[end : verb.start()]))
        end = verb.end()
        if verb.group() == "%%":
            parts.append(Known("%"))
            continue
        place = int(verb.group(4)) - 1 if verb.group(4) else following
        if not 0 <= place < len(values):
            raise EvaluationError("wrong-argument-count", function="format", given=len(values))
        following, used = place + 1, max(used, place + 1)
        parts.append(_one(verb, values[place]))
    _refuse_percent(source[end:])
    parts.append(Known(source[end:]))
    if used < len(values):
        raise EvaluationError("wrong-argument-count", function="format", given=len(values))
    return apply(lambda *chosen: join_text(chosen), parts)


def _refuse_percent(text: str) -> None:
    if "%" in text:
        raise EvaluationError("invalid-argument", reason="verb")


def _one(verb: re.Match[str], value: AnyValue) -> AnyValue:
    flags, width, precision, mode = verb.group(1), verb.group(2), verb.group(3), verb.group(5)
    if max(int(width or 0), int(precision or 0)) > _WIDTH_AT_MOST:
        raise EvaluationError("invalid-argument", reason="width")
    if not wholly_known(value):
        plain = isinstance(value, Unknown) and mode in {"s", "v"} and not (flags or width or precision)
        return value if plain else unsure((value,))
    if isinstance(value, Absent) and mode != "v":
        raise EvaluationError("null-value")
    text = _verb(mode, flags, precision, value.data if isinstance(value, Known) else None, value)
    # Terraform ignores the width of truth values.
    missing = int(width or 0) * (mode != "t") - len(graphemes(text))
    if missing > 0:
        text = _padded(text, missing, flags, mode)
    return Known(text)


def _padded(text: str, missing: int, flags: str, mode: str) -> str:
    if "-" in flags:
        return text + " " * missing
    if "0" in flags and mode not in {"s", "q", "v"}:
        sign = text[:1] if text[:1] in {"-", "+", " "} else ""
        return sign + "0" * missing + text[len(sign) :]
    return ("0" if "0" in flags else " ") * missing + text


def _verb(mode: str, flags: str, precision: str | None, data: Any, value: AnyValue) -> str:
    digits = int(precision or 0) if precision is not None else None
    if mode == "v":
        if "#" in flags or isinstance(data, (Items, Fields)) or data is None:
            return json_text(value)
        if isinstance(data, (int, Decimal)) and not isinstance(data, bool):
            return number_format("g", flags, digits, data)
        return text_of(data) if not isinstance(data, str) else data[:digits]
    if mode == "t":
        return "true" if truth_of(data) else "false"
    if mode in {"s", "q"}:
        text = "".join(graphemes(text_of(data))[:digits])
        return text if mode == "s" else json_text(Known(text))
    return number_format(mode, flags, digits, number_of(data))


def _format_list(pattern: AnyValue, *values: AnyValue) -> AnyValue:
    lists = [value for value in values if isinstance(value, Known) and isinstance(value.data, Items)]
    if any(openness(one) is not None for one in lists) or any(isinstance(one, Unknown) for one in values):
        # One that is not known may be a list of any length.
        return unsure(values)
    sizes = {len(one.data.items) for one in lists}
    if len(sizes) > 1:
        raise EvaluationError("invalid-argument", reason="lists of different length")
    rows = range(sizes.pop() if sizes else 1)
    return known_items(apply(_format, (pattern, *(_at(value, row) for value in values))) for row in rows)


def _at(value: AnyValue, row: int) -> AnyValue:
    return value.data.items[row] if isinstance(value, Known) and isinstance(value.data, Items) else value


FUNCTIONS: dict[str, Function] = {
    "format": Function(_format, 1, None),
    "formatlist": Function(_format_list, 1, None),
}
