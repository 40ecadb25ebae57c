"""What declarations refer to, by their syntax alone: nothing is evaluated."""

from collections.abc import Iterable, Iterator

from leitplanke.sources.terraform.evaluate.configuration import Declared
from leitplanke.sources.terraform.syntax import tree

ANY = "*"
"""Stands in a name for what is not told by syntax: ``var.*`` may be any variable."""
_NEVER = frozenset({"count", "each", "path", "self", "terraform", "tofu"})
_PARTS: dict[type, tuple[str, ...]] = {
    tree.Literal: (),
    tree.SplatItem: (),
    tree.Template: ("parts",),
    tree.TemplateIf: ("condition", "then", "otherwise"),
    tree.TemplateFor: ("collection", "body"),
    tree.Tuple: ("items",),
    tree.ObjectItem: ("key", "value"),
    tree.Object: ("items",),
    tree.Index: ("base", "key"),
    tree.Splat: ("base", "body"),
    tree.Call: ("arguments",),
    tree.Unary: ("operand",),
    tree.Binary: ("left", "right"),
    tree.Conditional: ("condition", "then", "otherwise"),
    tree.ForTuple: ("collection", "result", "condition"),
    tree.ForObject: ("collection", "result_key", "result", "condition"),
    tree.Argument: ("value",),
    tree.Block: ("body",),
    tree.Body: ("arguments", "blocks"),
}
"""The fields of each node that hold other nodes, or tuples of them."""


def references(nodes: Iterable[object]) -> set[str]:
    """Return the names that nodes refer to: ``var.stage``, ``aws_s3_bucket.calls``, ``data.aws_region.here``.

    Names that a ``for`` or a ``dynamic`` block binds may be among them: there are never too few.
    """
    found: set[str] = set()
    waiting: list[object] = list(nodes)
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is tree.Attribute or kind is tree.Variable:
            _follow(node, found, waiting)
        elif kind is tuple:
            waiting += node  # type: ignore[arg-type]
        elif node is not None:
            for name in _PARTS[kind]:
                part = getattr(node, name)
                if type(part) is not tree.Literal:
                    waiting.append(part)
    return found


def references_of(declared: Declared) -> set[str]:
    """Return the names that a declaration refers to, in its arguments and nested blocks."""
    return references(_nodes(declared))


def named_by(expression: tree.Expression) -> tuple[str, str, str] | None:
    """Return type, name and attribute where an expression is no more than ``aws_s3_bucket.calls.id``."""
    if isinstance(expression, tree.Attribute) and isinstance(expression.base, tree.Attribute):
        name, root = expression.base.name, expression.base.base
        if isinstance(root, tree.Variable):
            return root.name, name, expression.name
    return None


def _nodes(declared: Declared) -> Iterator[object]:
    for argument in declared.arguments.values():
        yield argument.argument.value
    for nested in declared.blocks:
        yield nested.block


def _follow(node: object, found: set[str], waiting: list[object]) -> None:
    first = second = ANY
    while isinstance(node, tree.Attribute):
        first, second = node.name, first
        node = node.base
    if not isinstance(node, tree.Variable):
        waiting.append(node)
    elif node.name == "data":
        # `data.aws_region` alone is any of this type.
        found.add(f"data.{first}.{second}" if first != ANY else f"data.{ANY}")
    elif node.name not in _NEVER:
        found.add(f"{node.name}.{first}")
