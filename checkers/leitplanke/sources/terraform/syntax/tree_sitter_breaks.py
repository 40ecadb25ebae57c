"""Line breaks inside an expression but outside brackets: the grammar allows them, Terraform does not."""

from tree_sitter import Node

from leitplanke.sources.terraform.syntax import tree_sitter_kinds as kinds

_OPEN = frozenset(
    {
        kinds.ATTRIBUTE_SPLAT,
        kinds.BINARY,
        kinds.CONDITIONAL,
        kinds.EXPRESSION,
        kinds.FULL_SPLAT,
        kinds.GET_ATTRIBUTE,
        kinds.OPERATION,
        kinds.SPLAT,
        kinds.UNARY,
    }
)
"""Nodes whose children stand in the open; all others begin and end with a bracket or a quote."""


def loose_line_break(data: bytes, node: Node) -> int:
    """Return where an expression breaks the line outside brackets, or -1."""
    pending = [node]
    while pending:
        current = pending.pop()
        children = current.children
        if len(children) == 1:
            if children[0].kind_id in _OPEN:
                pending.append(children[0])
            continue
        behind = current.start_byte
        inside = 0
        for child in children:
            kind = child.kind_id
            if not inside:
                at = data.find(b"\n", behind, child.start_byte)
                if at >= 0:
                    return at
                if kind in _OPEN and data.find(b"\n", child.start_byte, child.end_byte) >= 0:
                    pending.append(child)
            inside += (kind == kinds.PARENTHESIS) - (kind == kinds.CLOSING_PARENTHESIS)
            behind = child.end_byte
    return -1
