"""The grammar of tree-sitter-hcl by the numbers that its nodes carry, and what a reading carries along."""

import sys
from collections.abc import Callable

import tree_sitter_hcl
from tree_sitter import Language, Node

from leitplanke.sources.terraform.syntax.problems import MAXIMUM_DEPTH, NestedTooDeeplyError, Problem
from leitplanke.sources.terraform.syntax.tree import Expression

LANGUAGE = Language(tree_sitter_hcl.language())


def _named(name: str) -> int:
    return LANGUAGE.id_for_node_kind(name, True) or 0


def _token(name: str) -> int:
    return LANGUAGE.id_for_node_kind(name, False) or 0


ATTRIBUTE = _named("attribute")
ATTRIBUTE_SPLAT = _named("attr_splat")
BINARY = _named("binary_operation")
BLOCK = _named("block")
BLOCK_END = _named("block_end")
BLOCK_START = _named("block_start")
BODY = _named("body")
COLLECTION = _named("collection_value")
COMMENT = _named("comment")
CONDITIONAL = _named("conditional")
DIRECTIVE = _named("template_directive")
ELEMENT = _named("object_elem")
ELLIPSIS = _named("ellipsis")
ELSE_INTRO = _named("template_else_intro")
EXPRESSION = _named("expression")
FOR = _named("for_expr")
FOR_CONDITION = _named("for_cond")
FOR_END = _named("template_for_end")
FOR_INTRO = _named("for_intro")
FOR_OBJECT = _named("for_object_expr")
FOR_START = _named("template_for_start")
FULL_SPLAT = _named("full_splat")
FUNCTION = _named("function_call")
FUNCTION_ARGUMENTS = _named("function_arguments")
GET_ATTRIBUTE = _named("get_attr")
HEREDOC = _named("heredoc_template")
HEREDOC_WORD = _named("heredoc_identifier")
IDENTIFIER = _named("identifier")
IF_END = _named("template_if_end")
IF_INTRO = _named("template_if_intro")
INDEX = _named("index")
INTERPOLATION = _named("template_interpolation")
LITERAL = _named("literal_value")
NEW_INDEX = _named("new_index")
OBJECT = _named("object")
OPERATION = _named("operation")
SPLAT = _named("splat")
STRING = _named("string_lit")
STRIP_MARK = _named("strip_marker")
UNARY = _named("unary_operation")
TEMPLATE = _named("template_expr")
TEMPLATE_FOR = _named("template_for")
TEMPLATE_IF = _named("template_if")
VARIABLE = _named("variable_expr")

COMMA = _token(",")
PARENTHESIS = _token("(")
CLOSING_PARENTHESIS = _token(")")
OPERATORS = {
    _token(sign): sign for sign in ("*", "/", "%", "+", "-", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "!")
}


class Reading:
    """One file while it is converted: its bytes, the depth reached, and the problems found.

    ``expression`` converts a node of the kind `EXPRESSION`; it is handed along because templates and expressions
    hold each other.
    """

    __slots__ = ("data", "depth", "expression", "names", "problems")

    def __init__(self, data: bytes, expression: Callable[["Reading", Node], Expression]) -> None:
        self.data = data
        self.depth = 0
        self.expression = expression
        self.names: dict[bytes, str] = {}
        self.problems: list[Problem] = []

    def name(self, start: int, end: int) -> str:
        """Return the identifier between two bytes, interned."""
        raw = self.data[start:end]
        known = self.names.get(raw)
        if known is None:
            known = self.names[raw] = sys.intern(raw.decode())
        return known

    def deepen(self, levels: int, at: int) -> None:
        """Enter ``levels`` of nesting; a negative number leaves them."""
        self.depth += levels
        if self.depth > MAXIMUM_DEPTH:
            raise NestedTooDeeplyError(at)


def significant(children: list[Node]) -> list[Node]:
    """Return the children without comments, which may stand anywhere."""
    return [child for child in children if child.kind_id != COMMENT]
