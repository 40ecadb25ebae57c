"""Texts of which only parts are known."""

import re
from fnmatch import fnmatchcase

from leitplanke.core.logic import join, lift
from leitplanke.core.value import Absent, AnyValue, Known, Template, Unknown, Value

HOLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for a part that is not known."""

HIDDEN = "(sensitive)"
"""Stands for what is never shown."""

_FILLINGS = ("x", "*", "")
"""What a hole may turn out to be, as far as patterns are concerned: a name, a wildcard, nothing."""


def outline(value: AnyValue) -> str | None:
    """Return a text with `HOLE` for each part that is not known; None if nothing of it is known."""
    if isinstance(value, Known):
        return value.data if isinstance(value.data, str) else None
    if isinstance(value, Unknown) and isinstance(value.partial, Template):
        return "".join(part if isinstance(part, str) else (outline(part) or HOLE) for part in value.partial.parts)
    return None


def shown_name(value: AnyValue) -> str:
    """Return a text by which people recognise a value: the text itself, what it was read from, or why it is unknown.

    What is sensitive is not shown.
    """
    if value.sensitive:
        return HIDDEN
    text = outline(value)
    if text is not None:
        return text.replace(HOLE, "...")
    if value.ref is not None:
        return f"{value.ref.address}.{value.ref.attribute}"
    return ", ".join(cause.name for cause in value.causes) if isinstance(value, Unknown) else ""


def matches(value: AnyValue, pattern: str) -> Value[bool]:
    """Return whether a text matches a regular expression as a whole; what is absent does not.

    Parts that are not known count only where they could change the answer. What a resource computes (its ARN, its
    id) is a name and never a wildcard; ``pattern`` sees it as ``${address.attribute}``.
    """
    form = re.compile(pattern)

    def leaf(one: AnyValue) -> AnyValue:
        if isinstance(one, Absent):
            return Known(False, one.origin)
        if isinstance(one, Known):
            return Known(form.fullmatch(str(one.data)) is not None, one.origin)
        answers = {form.fullmatch(text) is not None for text in _completions(one)}
        return Known(answers.pop(), one.origin) if len(answers) == 1 else join(one)

    return lift(leaf, value)


def fits(text: str, pattern: str) -> bool:
    """Tell whether an address or a name is as a user's pattern says: ``*`` and ``?`` are wildcards.

    Brackets are none: in an address they hold the key of an instance.
    """
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def _completions(value: Unknown) -> list[str]:
    """Return texts that stand for all that an unknown may be; none if nothing is known of it."""
    if value.ref is not None:
        return [_name(value)]
    if not isinstance(value.partial, Template):
        return []
    texts = [""]
    for part in value.partial.parts:
        if isinstance(part, str):
            options: tuple[str, ...] = (part,)
        elif isinstance(part, Known):
            options = (str(part.data),)
        else:
            options = (_name(part),) if part.ref is not None else _FILLINGS
        texts = [text + option for text in texts for option in options]
        if len(texts) > len(_FILLINGS) ** 4:
            return []
    return texts


def _name(value: Unknown) -> str:
    return f"${{{value.ref.address}.{value.ref.attribute}}}" if value.ref is not None else ""
