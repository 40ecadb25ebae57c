"""Plans made of configurations: what Terraform would write if providers planned just what is configured.

The configuration part is made of the syntax, as Terraform makes it: references with their prefixes, no locals, no
``dynamic`` blocks. The changes are made of our own values: what is known is in ``after``, the rest in
``after_unknown``. So a reader of plans must come to the same verdicts as the evaluator.
"""

import posixpath
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from leitplanke.core.value import Absent, AnyValue, Fields, Items, Known
from leitplanke.inventory.resource import Resource
from leitplanke.sources.documents.addresses import Key, steps
from leitplanke.sources.terraform.discover import find_stacks
from leitplanke.sources.terraform.evaluate.configuration import Configuration, Declared
from leitplanke.sources.terraform.evaluate.providers import Name, passed_providers, reference
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.stack_reader import _root
from leitplanke.sources.terraform.stack_table import StackPlan, StackTable
from leitplanke.sources.terraform.syntax import tree

_READER = "tree-sitter"
_META = frozenset({"count", "for_each", "provider", "depends_on", "providers", "source", "version", "lifecycle"})
_NO_BLOCK = frozenset({"dynamic", "provisioner", "connection"})
HOST = "registry.terraform.io/hashicorp/"


def plan_of(root: Path, folder: str = ".", tables: tuple[StackTable, ...] = ()) -> dict[str, Any]:
    """Return the plan of the root module in a folder of a project."""
    project = ProjectFiles(str(root))
    stacks, _ = find_stacks(project, [folder], tables)
    stack = next(one for one in stacks if one.stack.path == posixpath.normpath(folder))
    return _plan(project, stack)


def _plan(project: ProjectFiles, stack: StackPlan) -> dict[str, Any]:
    module, _ = _root(project, stack, {}, _READER)
    resources = [one for one in module.resources() if isinstance(one.exists, Known)]
    variables = module._names["var"]
    assert isinstance(variables, Known)
    changes = [change for one in resources if (change := _change(one)) is not None]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "variables": {
            name: {"value": _split(value)[0]}
            for name, value in variables.data.entries.items()
            if not isinstance(value, Absent) and _split(value)[1] is not True
        },
        "planned_values": {},
        "resource_changes": changes,
        "configuration": {
            "provider_config": dict(_providers(module.configuration)),
            "root_module": _module(project, module.configuration, {}, ""),
        },
        "timestamp": "2026-11-23T08:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
    }


def _change(resource: Resource) -> dict[str, Any] | None:
    names = steps(resource.address)
    name, index = names[-1]
    data = resource.type.startswith("data.")
    written = {name: value for name, value in resource.attributes.entries.items() if name != "lifecycle"}
    after, unknown, sensitive = _entries(Fields(written))
    unknown |= {computed: True for computed in ("id", "arn") if computed not in after}
    found: dict[str, Any] = {"address": resource.address}
    if resource.module:
        found["module_address"] = resource.module
    found |= {"mode": "data" if data else "managed", "type": resource.type.removeprefix("data."), "name": name}
    if index is not None:
        found["index"] = index
    found["provider_name"] = HOST + resource.provider
    found["change"] = {
        "actions": ["read" if data else "create"],
        "before": None,
        "after": after,
        "after_unknown": unknown,
        "before_sensitive": False,
        "after_sensitive": sensitive,
    }
    return found


def _entries(fields: Fields) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    after: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    sensitive: dict[str, Any] = {}
    for name, value in fields.entries.items():
        data, mask, marks = _split(value)
        if mask is not True:
            after[name] = data
        if mask is not False:
            unknown[name] = mask
        if marks is not False:
            sensitive[name] = marks
    return after, unknown, sensitive


def _split(value: AnyValue) -> tuple[Any, Any, Any]:
    """Return a value as Terraform writes it: data, and the masks of what is unknown and sensitive."""
    if isinstance(value, Absent):
        return None, False, value.sensitive
    if not isinstance(value, Known):
        return None, True, value.sensitive
    data = value.data
    if isinstance(data, Items):
        if data.open is not None:
            return None, True, value.sensitive
        parts = [_split(item) for item in data.items]
        marks = True if value.sensitive else [one[2] for one in parts]
        return [one[0] for one in parts], [one[1] for one in parts], marks
    if isinstance(data, Fields):
        if data.open is not None or data.reference is not None:
            return None, True, value.sensitive
        after, unknown, sensitive = _entries(data)
        return after, unknown, True if value.sensitive else sensitive
    return (float(data) if isinstance(data, Decimal) else data), False, value.sensitive


def _module(
    project: ProjectFiles, configuration: Configuration, passed: Mapping[Name, str], path: str
) -> dict[str, Any]:
    """Return a module of ``configuration``. ``passed`` gives the keys of provider configurations handed down."""
    resources = [
        _block(declared, passed, path) for kind in ("resource", "data") for declared in configuration.of(kind).values()
    ]
    calls: dict[str, Any] = {}
    for labels, declared in configuration.of("module").items():
        source = declared.text("source") or ""
        if not source.startswith("."):
            continue
        folder = posixpath.normpath(posixpath.join(configuration.folder, source))
        below = project.library.configuration(project, folder, _READER)
        handed = dict(passed)
        for inner, (outer, _) in passed_providers(declared.arguments.get("providers")).items():
            handed[inner] = _provider_key(outer, passed, path)
        calls[labels[0]] = {
            "source": source,
            "expressions": _arguments(declared),
            "module": _module(project, below, handed, f"{path}.module.{labels[0]}".lstrip(".")),
            **_repetition(declared),
        }
    return {
        "outputs": {
            labels[0]: {"expression": expression(declared.arguments["value"].argument.value)}
            for labels, declared in configuration.of("output").items()
        },
        "resources": resources,
        "module_calls": calls,
        "variables": {
            labels[0]: {"sensitive": True} if declared.flag("sensitive") else {}
            for labels, declared in configuration.of("variable").items()
        },
    }


def _block(declared: Declared, passed: Mapping[Name, str], path: str) -> dict[str, Any]:
    kind = "data." if declared.type == "data" else ""
    argument = declared.arguments.get("provider")
    named = reference(argument.argument.value) if argument is not None else None
    provider = named[0] if named is not None else (declared.labels[0].partition("_")[0], "")
    return {
        "address": f"{kind}{declared.labels[0]}.{declared.labels[1]}",
        "mode": "data" if kind else "managed",
        "type": declared.labels[0],
        "name": declared.labels[1],
        "provider_config_key": _provider_key(provider, passed, path),
        "expressions": _arguments(declared),
        "schema_version": 0,
        **_repetition(declared),
    }


def _provider_key(name: Name, passed: Mapping[Name, str], path: str) -> str:
    if name in passed:
        return passed[name]
    own = ".".join(part for part in name if part)
    return f"{path}:{own}" if path and name[1] else own


def _providers(configuration: Configuration) -> Iterator[tuple[str, dict[str, Any]]]:
    for declared in configuration.providers:
        alias = declared.text("alias") or ""
        found: dict[str, Any] = {"name": declared.name, "full_name": HOST + declared.name}
        if alias:
            found["alias"] = alias
        yield ".".join(part for part in (declared.name, alias) if part), found | {"expressions": _arguments(declared)}


def _repetition(declared: Declared) -> dict[str, Any]:
    return {
        f"{name}_expression": expression(declared.arguments[name].argument.value)
        for name in ("count", "for_each")
        if name in declared.arguments
    }


def _arguments(declared: Declared) -> dict[str, Any]:
    written = {name: one.argument.value for name, one in declared.arguments.items() if name not in {*_META, "alias"}}
    return _body(written, [nested.block for nested in declared.blocks if nested.block.type != "lifecycle"])


def _body(arguments: Mapping[str, tree.Expression], blocks: list[tree.Block]) -> dict[str, Any]:
    found: dict[str, Any] = {name: expression(value) for name, value in arguments.items()}
    for block in blocks:
        if block.type not in _NO_BLOCK:
            inner = _body({one.name: one.value for one in block.body.arguments}, list(block.body.blocks))
            found.setdefault(block.type, []).append(inner)
    return found


def expression(node: tree.Expression) -> dict[str, Any]:
    """Return an expression as Terraform describes it: a constant, or what it refers to."""
    listed = [text for one in _traversals(node, frozenset()) for text in _with_prefixes(one)]
    if listed:
        return {"references": listed}
    constant = _constant(node)
    return {} if constant is _NO_CONSTANT else {"constant_value": constant}


_NO_CONSTANT = object()


def _constant(node: tree.Expression) -> Any:
    if isinstance(node, tree.Literal):
        return float(node.value) if isinstance(node.value, Decimal) else node.value
    if isinstance(node, tree.Tuple):
        items = [_constant(item) for item in node.items]
        return _NO_CONSTANT if _NO_CONSTANT in items else items
    if isinstance(node, tree.Object):
        entries = {_name(item.key): _constant(item.value) for item in node.items}
        return _NO_CONSTANT if _NO_CONSTANT in entries.values() else entries
    return _NO_CONSTANT


def _name(key: tree.Expression) -> str:
    return key.name if isinstance(key, tree.Variable) else str(getattr(key, "value", ""))


Traversal = list[tuple[str, Key]]


def _traversals(node: object, bound: frozenset[str]) -> Iterator[Traversal]:
    """Yield the references in an expression, each as names with keys; those with other keys end before the key."""
    if isinstance(node, (tree.Attribute, tree.Index, tree.Variable)):
        chain = _chain(node)
        if chain is not None:
            if chain[0][0] not in bound:
                yield chain
            return
    if isinstance(node, (tree.Attribute, tree.Splat)):
        yield from _traversals(node.base, bound)
        return
    if isinstance(node, tree.ObjectItem):
        # A name as a key is a text.
        yield from () if isinstance(node.key, tree.Variable) else _traversals(node.key, bound)
        yield from _traversals(node.value, bound)
        return
    if isinstance(node, (tree.ForTuple, tree.ForObject, tree.TemplateFor)):
        yield from _traversals(node.collection, bound)
        bound |= {name for name in (node.key, node.value) if name}
        inner = ("result_key", "result", "condition", "body")
        for part in (getattr(node, name, None) for name in inner):
            yield from _traversals(part, bound)
        return
    if isinstance(node, tuple):
        for one in node:
            yield from _traversals(one, bound)
    elif hasattr(node, "__struct_fields__"):
        for field in node.__struct_fields__:
            yield from _traversals(getattr(node, field), bound)


def _chain(node: object) -> Traversal | None:
    if isinstance(node, tree.Variable):
        return [(node.name, None)]
    if isinstance(node, tree.Attribute):
        base = _chain(node.base)
        return [*base, (node.name, None)] if base is not None else None
    if isinstance(node, tree.Index) and isinstance(node.key, tree.Literal):
        base = _chain(node.base)
        key = node.key.value
        if base is None or isinstance(key, (bool, Decimal)) or key is None:
            return None
        return [*base[:-1], (base[-1][0], key)] if base[-1][1] is None else [*base, ("", key)]
    return None


def _with_prefixes(chain: Traversal) -> list[str]:
    """Return a reference and what it begins with, down to the object that it is an attribute of."""
    root = chain[0][0]
    whole = {"data": 3, "module": 2, "var": 2, "local": 2, "each": 2, "count": 2, "path": 2}.get(root, 2)
    texts: list[str] = []
    for size in range(len(chain), whole - 1, -1):
        text = _text(chain[:size])
        texts.append(text)
        key = chain[size - 1][1]
        if key is not None and not (root == "module" and size == whole):
            texts.append(text[: -len(_bracket(key))])
    return texts or [_text(chain)]


def _text(chain: Traversal) -> str:
    text = ""
    for name, key in chain:
        text += f".{name}" if text and name else name
        text += _bracket(key) if key is not None else ""
    return text


def _bracket(key: Key) -> str:
    return f"[{key}]" if isinstance(key, int) else f'["{key}"]'
