"""Paths into a cloud's own JSON, as live rows write them: ``Replicas[].RegionName``, ``Attributes[Key=logging].Value``.

A name with dots in it stands in brackets and quotation marks: ``metadata.annotations["run.googleapis.com/ingress"]``.
"""

import re
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec


class _Missing:
    """There is nothing at a path; ``null`` counts as nothing, too."""

    __slots__ = ()


MISSING: Final = _Missing()
_STEP = re.compile(
    r"(?P<name>[^.\[\]{}]+)|\[(?P<list>\d*)\]|(?P<map>\{\})"
    r'|\["(?P<quoted>[^"\]]+)"\]'
    r"|\[(?P<field>[^=\]]+)=(?P<value>[^\]]*)\]|\."
)


class Each(msgspec.Struct, frozen=True, gc=False):
    """Each element of a list or, with ``of_map``, each value of a map; a single thing counts as a list of one."""

    of_map: bool = False


class At(msgspec.Struct, frozen=True, gc=False):
    """One element of a list, from 0."""

    index: int


class Pick(msgspec.Struct, frozen=True, gc=False):
    """The elements of a list in which a field has a value."""

    field: str
    value: str


Step: TypeAlias = str | Each | At | Pick


@lru_cache(maxsize=16_384)
def steps(path: str) -> tuple[Step, ...]:
    """Return the steps of a path. Raises ValueError for what is no path."""
    found: list[Step] = []
    end, dotted = 0, True
    for match in _STEP.finditer(path):
        if match.start() != end or dotted is (match["name"] is None):
            break  # names stand at the beginning and behind dots, and nothing else does
        end = match.end()
        dotted = False
        if match["name"] is not None:
            found.append(match["name"])
        elif match["map"]:
            found.append(Each(of_map=True))
        elif match["field"] is not None:
            steps(match["field"])
            found.append(Pick(match["field"], match["value"]))
        elif match["quoted"] is not None:
            found.append(match["quoted"])
        elif match["list"] is not None:
            found.append(At(int(match["list"])) if match["list"] else Each())
        else:
            dotted = True
    if end != len(path) or dotted:
        raise ValueError(f"{path!r} is not a path")
    return tuple(found)


def follow(data: Any, path: tuple[Step, ...], *, any_case: bool = False) -> Any:
    """Return what a path leads to: `MISSING`, something, or a list where the path has `Each` or `Pick` in it.

    ``any_case``: names, and the values by which elements are picked, are the same in capitals and small letters, as
    Azure's are.
    """
    for at, step in enumerate(path):
        if isinstance(step, str):
            data = _below(data, step, any_case)
        elif isinstance(step, At):
            data = data[step.index] if isinstance(data, list) and step.index < len(data) else MISSING
        else:
            return _several(_elements(data, step, any_case), path[at + 1 :], any_case)
        if data is None or data is MISSING:
            return MISSING
    return data


def _below(data: Any, name: str, any_case: bool) -> Any:
    if not isinstance(data, dict):
        return MISSING
    found = data.get(name, MISSING)
    if found is MISSING and any_case:
        folded = name.casefold()
        return next((value for key, value in data.items() if key.casefold() == folded), MISSING)
    return found


def _elements(data: Any, step: Each | Pick, any_case: bool) -> list[Any]:
    if data is MISSING or data is None:
        return []
    if isinstance(step, Pick):
        elements = data if isinstance(data, list) else [data]
        fields = ((one, _written(follow(one, steps(step.field), any_case=any_case))) for one in elements)
        if any_case:
            return [one for one, written in fields if written.casefold() == step.value.casefold()]
        return [one for one, written in fields if written == step.value]
    if step.of_map:
        return list(data.values()) if isinstance(data, dict) else []
    return data if isinstance(data, list) else [data]


def _written(value: Any) -> str:
    """Return a value as paths write it: truths as JSON has them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _several(elements: list[Any], rest: tuple[Step, ...], any_case: bool) -> Any:
    if not elements:
        return MISSING
    if not rest:
        return elements
    found: list[Any] = []
    for one in elements:
        below = follow(one, rest, any_case=any_case)
        if below is MISSING:
            continue
        if isinstance(below, list):
            found += below
        else:
            found.append(below)
    return found or MISSING


def names_in(path: tuple[Step, ...]) -> str:
    """Return the names on a path, dotted, up to the first step that is none: ``Replicas`` of ``Replicas[].Region``."""
    found: list[str] = []
    for step in path:
        if not isinstance(step, str):
            break
        found.append(step)
    return ".".join(found)
