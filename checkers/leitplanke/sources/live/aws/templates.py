"""Templates over docs: ``arn:{$partition}:sqs:{$region}:{$account}:{QueueUrl|last}``."""

import re
from collections.abc import Mapping
from typing import Any

_PART = re.compile(r"\{([^{}|]+)(\|last)?\}")


class Missing(LookupError):  # noqa: N818 - what it is
    """What a template asks for is not in the doc. Its text names the path."""


def fill(template: Any, doc: Any, variables: Mapping[str, str]) -> Any:
    """Fill the templates in ``template``, which may be a text, or lists and tables of them; raises `Missing`.

    ``{A.B}`` is what is at that path of the doc, ``{$name}`` a variable; ``{A|last}`` the part of a text after its last
    ``/``. A template that is nothing but one path keeps the type of what it finds.
    """
    if isinstance(template, dict):
        return {key: fill(value, doc, variables) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [fill(value, doc, variables) for value in template]
    if not isinstance(template, str) or "{" not in template:
        return template
    whole = _PART.fullmatch(template)
    if whole:
        return _look_up(whole, doc, variables)
    return _PART.sub(lambda part: str(_look_up(part, doc, variables)), template)


def paths(template: Any) -> list[str]:
    """Return the paths and ``$variables`` that a template asks for."""
    if isinstance(template, dict):
        return [path for value in template.values() for path in paths(value)]
    if isinstance(template, list | tuple):
        return [path for value in template for path in paths(value)]
    return [part[1] for part in _PART.finditer(template)] if isinstance(template, str) else []


def _look_up(part: re.Match[str], doc: Any, variables: Mapping[str, str]) -> Any:
    path = part[1]
    if path.startswith("$"):
        return variables[path[1:]]
    found = doc
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
        if found is None or found == "":
            raise Missing(path)
    return str(found).rpartition("/")[2] if part[2] else found
