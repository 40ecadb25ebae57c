"""Functions of text."""

from collections.abc import Callable

from leitplanke.core.logic import causes_of, join
from leitplanke.core.value import AnyValue, Items, ItemsKind, Known, Template, Unknown
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, limit
from leitplanke.sources.terraform.evaluate.functions.function import Function, pure, sequence
from leitplanke.sources.terraform.evaluate.graphemes import graphemes
from leitplanke.sources.terraform.evaluate.structure import openness
from leitplanke.sources.terraform.evaluate.text import TEXT_AT_MOST, interleave, join_text, known_prefix
from leitplanke.sources.terraform.evaluate.traversal import names_a_resource
from leitplanke.sources.terraform.evaluate.worlds import apply

_SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
_SPACE += "\u202f\u205f\u3000"


def _trim_space(value: AnyValue) -> AnyValue:
    found = needed(value)
    if isinstance(found, Unknown):
        return found if names_a_resource(found) else join(found, nullable=False)
    return Known(text_of(found.data).strip(_SPACE))


def _title(text: str) -> str:
    found: list[str] = []
    inside = False
    for character in text:
        found.append(character if inside else _one_title(character))
        inside = character.isalnum() or character == "_" or (not character.isascii() and not character.isspace())
    return "".join(found)


def _one_title(character: str) -> str:
    title = character.title()
    return title if len(title) == 1 else character


def _one_upper(character: str) -> str:
    upper = character.upper()
    return upper if len(upper) == 1 else character


def _upper(text: str) -> str:
    return text.upper() if text.isascii() else "".join(map(_one_upper, text))


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else "".join(one.lower()[0] for one in text)


def _by_part(function: Callable[[str], str]) -> Callable[[AnyValue], AnyValue]:
    """Return a function that changes text character by character, and so the known parts of a partly known one."""

    def applied(value: AnyValue) -> AnyValue:
        found = needed(value)
        if isinstance(found, Known):
            return Known(function(text_of(found.data)))
        if not isinstance(found.partial, Template):
            return join(found, nullable=False)
        parts = tuple(
            function(part) if isinstance(part, str) else join(part, nullable=False) for part in found.partial.parts
        )
        return Unknown(found.causes, None, found.sensitive, partial=Template(parts), nullable=False)

    return applied


def _indent(spaces: int, text: str) -> str:
    if spaces < 0:
        raise EvaluationError("invalid-argument", reason="spaces must not be negative")
    if spaces * (text.count("\n") + 1) > TEXT_AT_MOST:
        raise limit("characters", TEXT_AT_MOST)
    return text.replace("\n", "\n" + " " * spaces)


def _substr(text: str, offset: int, length: int) -> str:
    found = graphemes(text)
    start = max(len(found) + offset, 0) if offset < 0 else offset
    return "".join(found[start:] if length < 0 else found[start : start + length])


def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


def _split(separator: AnyValue, value: AnyValue) -> AnyValue:
    """Return the pieces; of a partly known text those before the first unknown part."""
    by, text = needed(separator), needed(value)
    if isinstance(by, Unknown):
        return join(by, text, nullable=False)
    mark = text_of(by.data)
    if isinstance(text, Known):
        whole = text_of(text.data)
        pieces = whole.split(mark) if mark else list(whole)
        return Known(Items(tuple(Known(piece) for piece in pieces), ItemsKind.LIST))
    certain = known_prefix(text).split(mark)[:-1] if mark else list(known_prefix(text))
    items = tuple(Known(piece) for piece in certain)
    return Known(Items(items, ItemsKind.LIST, join(text), len(items)))


def _join(separator: AnyValue, *lists: AnyValue) -> AnyValue:
    """Return the elements of all lists in a row; what is unknown among them stays a part of its own."""
    parts: list[AnyValue] = []
    by = needed(separator)
    missing: Unknown | None = None
    for one in lists:
        found = sequence(one)
        because = found if isinstance(found, Unknown) else openness(found)
        if isinstance(found, Known):
            certain = because is None or found.data.kind is not ItemsKind.SET
            parts.extend(found.data.items if because is None else found.data.items[: found.data.prefix * certain])
        if because is not None:
            missing = because
            break
    if isinstance(by, Unknown):
        return join(by, *parts, nullable=False)
    mark = text_of(by.data)
    known = interleave(mark, parts)
    if missing is not None:
        return join_text([*known, Unknown(causes_of((missing,)), missing.origin, missing.sensitive, nullable=False)])
    return apply(lambda *chosen: join_text(chosen), known)


def _decided(decide: Callable[[Template, str], bool | None], known: Callable[[str, str], bool]) -> Function:
    """Return a test of a text that a part of it may decide."""

    def applied(value: AnyValue, wanted: AnyValue) -> AnyValue:
        text, other = needed(value), needed(wanted)
        if isinstance(other, Unknown):
            return join(text, other, nullable=False)
        if isinstance(text, Known):
            return Known(known(text_of(text.data), text_of(other.data)))
        if isinstance(text.partial, Template):
            answer = decide(text.partial, text_of(other.data))
            if answer is not None:
                return Known(answer)
        return join(text, nullable=False)

    return Function(applied, 2, 2)


def _starts(template: Template, wanted: str) -> bool | None:
    first = template.parts[0]
    if not isinstance(first, str):
        return True if not wanted else None
    return True if first.startswith(wanted) else None if wanted.startswith(first) else False


def _ends(template: Template, wanted: str) -> bool | None:
    last = template.parts[-1]
    if not isinstance(last, str):
        return True if not wanted else None
    return True if last.endswith(wanted) else None if wanted.endswith(last) else False


def _contains(template: Template, wanted: str) -> bool | None:
    return True if any(isinstance(part, str) and wanted in part for part in template.parts) else None


FUNCTIONS: dict[str, Function] = {
    "chomp": pure(_chomp, "string"),
    "endswith": _decided(_ends, str.endswith),
    "indent": pure(_indent, "whole", "string"),
    "join": Function(_join, 2, None),
    "lower": Function(_by_part(_lower), 1, 1),
    "split": Function(_split, 2, 2),
    "startswith": _decided(_starts, str.startswith),
    "strcontains": _decided(_contains, str.__contains__),
    "strrev": pure(lambda text: "".join(reversed(graphemes(text))), "string"),
    "substr": pure(_substr, "string", "whole", "whole"),
    "title": pure(_title, "string"),
    "trim": pure(str.strip, "string", "string"),
    "trimprefix": pure(str.removeprefix, "string", "string"),
    "trimspace": Function(_trim_space, 1, 1),
    "trimsuffix": pure(str.removesuffix, "string", "string"),
    "upper": Function(_by_part(_upper), 1, 1),
}
