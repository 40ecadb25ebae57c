"""Running python-hcl2 on a text, and what its parse trees and errors look like.

python-hcl2's own objects lose positions, so its Lark tree is read directly. Its grammar is cached in its own package
folder; where that cannot be written, each process that comes here pays 1.8 CPU seconds once.
"""

from typing import Any, TypeAlias

from hcl2.api import parses_to_tree
from lark import Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.offsets import Offsets
from leitplanke.sources.terraform.syntax.problems import MAXIMUM_DEPTH, NestedTooDeeplyError, Problem, expected

Node: TypeAlias = Tree[Any]

_SIGNS = {
    "COLON": ":",
    "COMMA": ",",
    "DBLQUOTE": '"',
    "EQ": "=",
    "FOR_OBJECT_ARROW": "=>",
    "IN": "in",
    "LBRACE": "{",
    "RBRACE": "}",
    "RPAR": ")",
    "RSQB": "]",
}


class SyntaxFailureError(Exception):
    """Raised where python-hcl2 does not understand a text."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message.code)
        self.problem = problem


class Reading:
    """One text while it is converted: characters, their byte offsets, the depth reached, the problems found.

    ``shift`` is added to every position of the tree: an expression out of a heredoc is read on its own.
    """

    __slots__ = ("_offsets", "data", "depth", "problems", "shift", "text")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._offsets = Offsets(data)
        self.text = self._offsets.text
        self.shift = 0
        self.depth = 0
        self.problems: list[Problem] = []

    def at(self, position: int) -> int:
        """Return the byte offset of a position of the tree."""
        return self._offsets.at(position + self.shift)

    def start(self, node: "Node | Token") -> int:
        """Return the byte at which a node begins."""
        place = node if isinstance(node, Token) else node.meta
        return self.at(place.start_pos or 0)

    def end(self, node: "Node | Token") -> int:
        """Return the byte behind a node."""
        place = node if isinstance(node, Token) else node.meta
        return self.at(place.end_pos or 0)

    def deepen(self, levels: int, at: int) -> None:
        """Enter ``levels`` of nesting; a negative number leaves them."""
        self.depth += levels
        if self.depth > MAXIMUM_DEPTH:
            raise NestedTooDeeplyError(at)

    def parse(self, text: str) -> Node:
        """Return python-hcl2's tree of a text. Raises `SyntaxFailureError`."""
        try:
            return parses_to_tree(text)
        except UnexpectedInput as error:
            raise SyntaxFailureError(self._problem(error)) from error
        except RecursionError as error:
            raise NestedTooDeeplyError(self.at(0)) from error

    def _problem(self, error: UnexpectedInput) -> Problem:
        position = error.pos_in_stream
        names: set[str] = set()
        if isinstance(error, UnexpectedToken):
            names = set(error.accepts or error.expected)
            blanks = len(error.token) - len(error.token.lstrip(" \t"))
            position = len(self.text) if error.token.type == "$END" else (error.token.start_pos or 0) + blanks
        elif isinstance(error, UnexpectedCharacters):
            names = set(error.allowed or ())
        if "LBRACE" in names and "INT_LITERAL" not in names:  # a block's header ends with its line
            header = len(self.text[:position].rstrip())
            position = header if "\n" in self.text[header:position] else position
        at = min(self.at(position or 0), len(self.data))
        return expected(_expectation(names), validate.found(self.data, at), at, at + 1)


def _expectation(names: set[str]) -> Message | tuple[str, ...]:
    """Put the terminals that the grammar would accept into one word of Terraform's language."""
    if {"INT_LITERAL", "LPAR"} <= names:
        return Message("token-expression")
    if {"EQ", "LBRACE"} <= names and "PLUS" not in names:
        return ("=", "{")
    if "NAME" in names and names & {"RBRACE", "$END"}:
        return validate.NEW_LINE if "PLUS" in names else Message("token-argument-or-block")
    signs = tuple(sorted(_SIGNS[name] for name in names if name in _SIGNS))
    if signs:
        return signs
    return Message("token-name") if "NAME" in names else Message("token-expression")


def significant(node: Node) -> "list[Node | Token]":
    """Return a node's children without line breaks and comments."""
    return [child for child in node.children if isinstance(child, Token) or child.data != "new_line_or_comment"]


def subtrees(node: Node) -> list[Node]:
    """Return a node's children without line breaks, comments and tokens."""
    return [child for child in node.children if isinstance(child, Tree) and child.data != "new_line_or_comment"]
