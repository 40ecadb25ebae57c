"""Every collector file fits botocore's models: operations, parameters and paths exist, and calls only read."""

from functools import cache
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest

from leitplanke.sources.live.aws import form
from leitplanke.sources.live.aws.form import Collect, Detail, Form
from leitplanke.sources.live.aws.services import BotocoreServices
from leitplanke.sources.live.aws.templates import paths
from tests.unit.sources.live.aws.shapes import Table, Text, follow

_READS = ("batch_get_", "describe_", "get_", "list_", "lookup_", "search_", "select_")
_VARIABLES = {"$partition", "$region", "$account"}


@cache
def _services() -> BotocoreServices:
    return BotocoreServices(botocore.session.Session().get_component("data_loader"))


def _operation(client: str, name: str) -> Any:
    services = _services()
    assert services.model(client) is not None, f"botocore knows no service {client}"
    own = services.operation(client, name)
    assert own is not None, f"{client} has no {name}"
    assert name.startswith(_READS), f"{name} does not read"
    return services.model(client).operation_model(own)


def _check_parameters(operation: Any, parameters: dict[str, Any], doc: Any) -> None:
    shape = operation.input_shape
    given = shape.members if shape else {}
    assert set(parameters) <= set(given), f"{operation.name} takes {', '.join(given)}"
    required = set(shape.required_members if shape else ())
    assert required <= set(parameters), f"{operation.name} needs {', '.join(required)}"
    _check_paths(parameters, doc)


def _check_paths(template: Any, doc: Any) -> None:
    for path in paths(template):
        if path.startswith("$"):
            assert path in _VARIABLES
        else:
            follow(path, doc)


def _check_pages(client: str, name: str, operation: Any) -> None:
    if _services().pages(client, name) is None and operation.output_shape is not None:
        tokens = ("nexttoken", "pagetoken", "marker")
        left = [key for key in operation.output_shape.members if key.lower().endswith(tokens)]
        assert not left, f"{name} has pages that nobody turns: {left}"


def _items(one: Collect, client: str) -> dict[str, Any]:
    operation = _operation(client, one.operation)
    _check_pages(client, one.operation, operation)
    found = follow(one.items, operation.output_shape)
    element = found.member if getattr(found, "type_name", "") == "list" else found
    if one.item:
        assert element is None or element.type_name == "string"
        return {one.item: Text()}
    assert element is None or element.type_name == "structure", f"{one.items} is a {element.type_name}"
    return dict(element.members) if element is not None else {}


def _detail(detail: Detail, default: str, doc: Table) -> None:
    client = detail.client or default
    operation = _operation(client, detail.operation)
    _check_pages(client, detail.operation, operation)
    _check_parameters(operation, detail.parameters, doc)
    if detail.when:
        follow(detail.when, doc)
    answer = follow(detail.take, operation.output_shape) if detail.take else operation.output_shape
    if detail.target == ".":
        assert answer.type_name == "structure"
        doc.members.update(answer.members)
    else:
        assert "." not in detail.target
        doc.members[detail.target] = answer


def _check(form_: Form) -> None:
    docs: dict[str, Table] = {}
    for one in form_.collect:
        client = one.client or form_.client
        doc = Table(_items(one, client))
        parent = docs[one.parent] if one.parent else Table({})
        operation = _operation(client, one.operation)
        _check_parameters(operation, {**one.parameters, **dict.fromkeys(one.each, "")}, parent)
        _check_paths(one.keep, parent)
        doc.members.update(dict.fromkeys((*one.keep, *one.each), Text()))
        if one.only:
            follow(one.only, doc)
        for detail in one.details:
            _detail(detail, client, doc)
        if one.region:
            follow(one.region, doc)
        assert paths(one.id), "an id that is the same for all"
        _check_paths(one.id, doc)
        docs[one.type] = doc


@pytest.mark.parametrize("name", form.names())
def test_file(name: str) -> None:
    _check(form.read(name))


def test_no_type_is_in_two_files() -> None:
    seen: dict[str, str] = {}
    for name in form.names():
        for type_ in form.read(name).all_types:
            assert seen.setdefault(type_, name) == name, f"{type_} is in {seen[type_]} and {name}"
