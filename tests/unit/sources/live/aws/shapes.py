"""Follows JMESPath through botocore's shapes: a path that no answer can have is a mistake in a collector file."""

from typing import Any

import jmespath  # type: ignore[import-untyped]


class Text:
    """A plain text that a collector file gives a name (``item``)."""

    type_name = "string"


class Table:
    """A shape whose members are known: the doc of a resource, with what details add."""

    type_name = "structure"

    def __init__(self, members: dict[str, Any]) -> None:
        self.members = members
        self.name = ",".join(members)


class Listed:
    """A list whose elements are known."""

    type_name = "list"

    def __init__(self, member: Any) -> None:
        self.member = member


def follow(expression: str, shape: Any) -> Any:
    """Return the shape that a JMESPath leads to; None if it is not known. Raises ``LookupError`` for a wrong path."""
    return _follow(jmespath.compile(expression).parsed, shape)


def _follow(node: dict[str, Any], shape: Any) -> Any:
    kind = node["type"]
    children = node["children"]
    if kind in ("identity", "current"):
        return shape
    if kind == "field":
        return _member(node["value"], shape)
    if kind in ("subexpression", "index_expression", "pipe"):
        for child in children:
            shape = _follow(child, shape)
        return shape
    if kind in ("projection", "value_projection"):
        inner = _follow(children[0], shape)
        if kind == "value_projection":
            inner = inner.value if getattr(inner, "type_name", "") == "map" else None
        else:
            inner = _element(inner)
        return _listed(_follow(children[1], inner))
    if kind == "filter_projection":
        inner = _element(_follow(children[0], shape))
        _follow(children[2], inner)
        return _listed(_follow(children[1], inner))
    if kind == "flatten":
        outer = _follow(children[0], shape)
        inner = _element(outer)
        return inner if getattr(inner, "type_name", "") == "list" else outer
    if kind == "multi_select_dict":
        return Table({one["value"]: _follow(one["children"][0], shape) or Text() for one in children})
    if kind in ("index", "slice"):
        return _element(shape)
    if kind == "literal":
        return None
    for child in children:
        _follow(child, shape)
    return None


def _listed(member: Any) -> Any:
    return None if member is None else Listed(member)


def _member(name: str, shape: Any) -> Any:
    if shape is None:
        return None
    if shape.type_name == "map":
        return shape.value
    if shape.type_name != "structure":
        raise LookupError(f"{name} of a {shape.type_name}")
    if name not in shape.members:
        raise LookupError(f"{name} is not among {', '.join(shape.members)}")
    return shape.members[name]


def _element(shape: Any) -> Any:
    if shape is None:
        return None
    if shape.type_name != "list":
        raise LookupError(f"a {shape.type_name} is not a list")
    return shape.member
