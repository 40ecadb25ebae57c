"""What is wrong with a ``leitplanke.toml``, in the words of the file rather than of the decoder."""

import re
from collections.abc import Callable, Sequence

_PLACE = re.compile(r" - at `(?:key in )?\$\.?(.*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_MISSING = re.compile(r"Object missing required field `(.+)`")
_VALUE = re.compile(r"Invalid enum value (.+)")
_TYPE = re.compile(r"Expected `(.+)`, got `(.+)`")
_DATE = re.compile(r"Invalid RFC3339 encoded date")
_EMPTY = re.compile(r"Expected `str` of length >= 1")
_TYPES = {
    "array": "a list",
    "bool": "true or false",
    "date": "a date (YYYY-MM-DD, without quotes)",
    "int": "a whole number",
    "object": "a table",
    "str": "a text in quotes",
}


def said(problem: str, *, top_level: Sequence[str]) -> str:
    """Return the sentence for a problem as msgspec tells it; ``top_level`` are the names at the top of the file."""
    found = _PLACE.search(problem)
    place = found[1].replace("[...]", "") if found else ""
    fact = problem[: found.start()] if found else problem
    sentences: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_UNKNOWN, lambda match: f"there is no setting {match[1]}{_hint(match[1], place, top_level)}"),
        (_MISSING, lambda match: f"{match[1]} is missing"),
        (_VALUE, lambda match: f"{match[1]} is not possible; write {_possible(place)}"),
        (_DATE, lambda _: "this is no date; write YYYY-MM-DD, without quotes"),
        (_EMPTY, lambda _: "must not be empty"),
        (_TYPE, lambda match: f"expected {_types(match[1])}, got {_types(match[2])}"),
    )
    for pattern, sentence in sentences:
        match = pattern.fullmatch(fact)
        if match:
            return f"{place}: {sentence(match)}" if place else sentence(match)
    return f"{place}: {fact}" if place else fact


def _hint(name: str, place: str, top_level: Sequence[str]) -> str:
    if place:
        return "; check its spelling"
    from difflib import get_close_matches

    near = get_close_matches(name, top_level, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(top_level)}"


def _possible(place: str) -> str:
    return "critical, high, medium, low or info" if place.endswith("fail_on") else "open or closed"


def _types(names: str) -> str:
    return " or ".join(_TYPES.get(name, name) for name in names.split(" | "))
