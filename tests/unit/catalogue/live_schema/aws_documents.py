"""The paths into the documents of AWS: of what a collector lists, and of the further calls that it makes for each."""

from functools import cache
from typing import Any

from leitplanke.sources.live.aws import form
from leitplanke.sources.live.aws.form import Collect
from tests.unit.catalogue.live_schema import aws
from tests.unit.catalogue.live_schema.kind import Kind, Paths, add
from tests.unit.sources.live.aws.shapes import follow


@cache
def _collectors() -> dict[str, tuple[str, Collect]]:
    forms = [form.read(name) for name in form.names()]
    return {one.type: (one.client or found.client, one) for found in forms for one in found.collect}


def collected() -> frozenset[str]:
    """Return every type that a collector lists, those of handlers included."""
    return frozenset(type_ for name in form.names() for type_ in form.read(name).all_types)


@cache
def paths_of(type_: str) -> Paths | None:
    """Return the paths into the documents of a type; None for one that data do not describe (a handler makes it)."""
    found = _collectors().get(type_)
    if found is None:
        return None
    client, one = found
    paths: Paths = {name: Kind("string") for name in (*one.keep, *one.each, *((one.item,) if one.item else ()))}
    _merge(paths, "", _element(_output(client, one.operation, one.items)))
    for detail in one.details:
        shape = _output(detail.client or client, detail.operation, detail.take)
        _merge(paths, "" if detail.target == "." else detail.target, shape)
    return paths


def _output(client: str, operation: str, expression: str) -> Any:
    model = aws.operation(f"{client}:{operation}")
    assert model is not None, f"{client}:{operation}"
    return follow(expression, model.output_shape) if expression and expression != "@" else model.output_shape


def _element(shape: Any) -> Any:
    return shape.member if getattr(shape, "type_name", "") == "list" else shape


def _merge(paths: Paths, head: str, shape: Any) -> None:
    if shape is None or not hasattr(shape, "type_name"):
        add(paths, head or "*", Kind("object"))
    elif head:
        aws.open_(paths, head, shape, ())
    elif shape.type_name == "structure":
        aws.members(paths, "", shape, ())
