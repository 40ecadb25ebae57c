"""Regular expressions, by RE2 as in Terraform: linear in the text, whatever the pattern."""

import re
from collections.abc import Iterator
from typing import Any

from leitplanke.core.value import Fields, FieldsKind, Items, ItemsKind
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, pure, wrap
from leitplanke.sources.terraform.evaluate.structure import known_items

_EXPANSION = re.compile(r"\$(?:(\$)|(\w+)|\{(\w+)\})", re.ASCII)


def compile_pattern(pattern: str) -> Any:
    """Return a compiled pattern; raise for one that RE2 does not take."""
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        raise EvaluationError("invalid-argument", reason="not a regular expression") from None


def _captured(compiled: Any, match: Any) -> Any:
    names = {place: name for name, place in compiled.groupindex.items()}
    if names and len(names) != compiled.groups:
        raise EvaluationError("invalid-argument", reason="named and unnamed groups")
    if not compiled.groups:
        return match.group()
    if names:
        found = {names[place]: wrap(match.group(place)) for place in sorted(names)}
        return Fields(found, kind=FieldsKind.OBJECT)
    return Items(tuple(wrap(group) for group in match.groups()), ItemsKind.TUPLE)


def _matches(compiled: Any, text: str) -> Iterator[Any]:
    """Yield all matches. As in Go, one without characters does not follow the one before it directly."""
    end = -1
    for match in compiled.finditer(text):
        if match.start() != match.end() or match.start() != end:
            yield match
            end = match.end()


def _regex(pattern: str, text: str) -> Any:
    compiled = compile_pattern(pattern)
    match = compiled.search(text)
    if match is None:
        raise EvaluationError("not-found")
    return _captured(compiled, match)


def _regex_all(pattern: str, text: str) -> Any:
    compiled = compile_pattern(pattern)
    return known_items((wrap(_captured(compiled, match)) for match in _matches(compiled, text)), ItemsKind.LIST)


def _replace(text: str, wanted: str, by: str) -> str:
    if len(wanted) < 2 or not (wanted[0] == wanted[-1] == "/"):
        return text.replace(wanted, by)
    compiled = compile_pattern(wanted[1:-1])
    found: list[str] = []
    end = 0
    for match in _matches(compiled, text):
        found.extend((text[end : match.start()], _expand(compiled, match, by)))
        end = match.end()
    found.append(text[end:])
    return "".join(found)


def _expand(compiled: Any, match: Any, by: str) -> str:
    def group(reference: re.Match[str]) -> str:
        if reference.group(1):
            return "$"
        name = reference.group(2) or reference.group(3)
        place = int(name) if name.isdecimal() else compiled.groupindex.get(name, -1)
        return (match.group(place) or "") if 0 <= place <= compiled.groups else ""

    return _EXPANSION.sub(group, by) if "$" in by else by


FUNCTIONS: dict[str, Function] = {
    "regex": pure(_regex, "string", "string"),
    "regexall": pure(_regex_all, "string", "string"),
    "replace": pure(_replace, "string", "string", "string"),
}
