"""Files and bodies from tree-sitter's nodes: the default reader.

tree-sitter repairs what it cannot read and goes on, so a broken file still yields its good blocks. What it accepts
although Terraform does not is found by `validate` on the way.
"""

from typing import NamedTuple

from tree_sitter import Node, Parser

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax import tree_sitter_kinds as kinds
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.problems import NestedTooDeeplyError, Problem, expected, too_deep
from leitplanke.sources.terraform.syntax.templates import TemplateError
from leitplanke.sources.terraform.syntax.tree import Argument, Block, Body, Expression
from leitplanke.sources.terraform.syntax.tree_sitter_breaks import loose_line_break
from leitplanke.sources.terraform.syntax.tree_sitter_expressions import expression
from leitplanke.sources.terraform.syntax.tree_sitter_kinds import Reading, significant
from leitplanke.sources.terraform.syntax.tree_sitter_salvage import lost_blocks
from leitplanke.sources.terraform.syntax.tree_sitter_templates import string

_ITEMS = frozenset({kinds.ATTRIBUTE, kinds.BLOCK})
_ARGUMENT_OR_BLOCK = Message("token-argument-or-block")


SALVAGE_SIZE = 2_000_000
"""The largest broken file, in bytes, in which blocks behind the mistake are looked for one by one."""


class Result(NamedTuple):
    """What a reader made of a file: the body, as far as it is readable, and what is wrong with it.

    ``broken`` is where the first part begins that the reader did not understand, -1 where it understood everything.
    ``trailing`` is what stands there, if it begins with a word behind an argument or block on the same line.
    """

    body: Body
    problems: list[Problem]
    broken: int
    trailing: Problem | None


def read(data: bytes) -> Result:
    """Read a file's bytes, which must be UTF-8. Raises nothing for any text."""
    root = Parser(kinds.LANGUAGE).parse(data).root_node
    reading = Reading(data, expression)
    if root.has_error:
        return _read_broken(reading, root)
    body = Body((), (), 0, len(data))
    for child in root.children:
        if child.kind_id == kinds.BODY:
            items = _top(reading, child.children)
            validate.body(data, items, 0, len(data), reading.problems, nested=False)
            body = _body(items, 0, len(data))
        elif child.kind_id == kinds.OBJECT:
            start = child.start_byte
            reading.problems.append(expected(_ARGUMENT_OR_BLOCK, "{", start, start + 1))
    return Result(body, reading.problems, -1, None)


def _read_broken(reading: Reading, root: Node) -> Result:
    data = reading.data
    broken = _first_error(root)
    nodes = [node for child in root.children if child.kind_id == kinds.BODY for node in child.children]
    good = [node for node in nodes if not node.has_error]
    if len(data) <= SALVAGE_SIZE:
        wrong = min((node.start_byte for node in nodes if node.has_error), default=broken)
        good.extend(lost_blocks(data, good, min(wrong, broken)))
    body = _body(_top(reading, good), 0, len(data))
    return Result(body, reading.problems, broken, _trailing(data, root, broken))


def read_expression(data: bytes) -> tuple[Expression | None, list[Problem]]:
    """Read ``name = expression``, with any white space before it, and return the expression; `None` if it is broken."""
    result = read(data)
    if result.broken >= 0 or len(result.body.arguments) != 1:
        return None, result.problems
    return result.body.arguments[0].value, result.problems


def _top(reading: Reading, nodes: list[Node]) -> list[Argument | Block]:
    """Convert the outermost body. What nests too deeply is left out, its neighbours are kept."""
    items: list[Argument | Block] = []
    for child in nodes:
        kind = child.kind_id
        if kind not in _ITEMS:
            continue
        try:
            items.append(_block(reading, child) if kind == kinds.BLOCK else _argument(reading, child))
        except NestedTooDeeplyError as error:
            reading.depth = 0
            reading.problems.append(too_deep(error.offset))
        except TemplateError as error:
            reading.depth = 0
            at = error.offset
            reading.problems.append(expected(error.expected, validate.found(reading.data, at), at, at + 1))
    return items


def _body(items: list[Argument | Block], start: int, end: int) -> Body:
    arguments = tuple([item for item in items if type(item) is Argument])
    blocks = tuple([item for item in items if type(item) is Block])
    return Body(arguments, blocks, start, end)


def _argument(reading: Reading, node: Node) -> Argument:
    start, end = node.start_byte, node.end_byte
    children = node.children
    if len(children) != 3:
        children = significant(children)
    name, sign, value = children
    name_end, begin = name.end_byte, value.start_byte
    data = reading.data
    text = reading.name(start, name_end)
    if ":" in text:
        at = start + data[start:name_end].find(b":")
        reading.problems.append(expected(("=",), ":", at, at + 1))
    if data.find(b"\n", name_end, begin) >= 0:
        validate.same_line(data, name_end, sign.start_byte, ("=",), reading.problems)
        validate.same_line(data, sign.end_byte, begin, Message("token-expression"), reading.problems)
    known = len(reading.problems)
    result = expression(reading, value)
    if text == "providers" and len(reading.problems) > known:
        # Here `aws.copy = ...` is no key to be evaluated: it names a provider configuration of the called module.
        found = reading.problems[known:]
        reading.problems[known:] = [one for one in found if one.message.code != "ambiguous-object-key"]
    if data.find(b"\n", begin, end) >= 0:
        at = loose_line_break(data, value)
        if at >= 0:
            reading.problems.append(expected(Message("token-rest-of-expression"), validate.NEW_LINE, at, at + 1))
    return Argument(text, result, start, name_end, start, end)


def _block(reading: Reading, node: Node) -> Block:
    data = reading.data
    labels: list[str] = []
    inner: Node | None = None
    start = header_end = node.start_byte
    opening = closing = node.end_byte
    kind_name = ""
    for child in node.children:
        kind = child.kind_id
        if kind == kinds.IDENTIFIER:
            header_end = child.end_byte
            name = reading.name(child.start_byte, header_end)
            if kind_name:
                labels.append(name)
            else:
                kind_name = name
        elif kind == kinds.STRING:
            begin, header_end = child.start_byte, child.end_byte
            labels.append(_label(reading, begin, header_end))
        elif kind == kinds.BLOCK_START:
            opening = child.end_byte
        elif kind == kinds.BODY:
            inner = child
        elif kind == kinds.BLOCK_END:
            closing = child.start_byte
    if data.find(b"\n", start, opening) >= 0:
        validate.same_line(data, start, opening, ("{",), reading.problems)
    items: list[Argument | Block] = []
    if inner is not None:
        reading.deepen(1, start)
        for child in inner.children:
            if child.kind_id == kinds.ATTRIBUTE:
                items.append(_argument(reading, child))
            elif child.kind_id == kinds.BLOCK:
                items.append(_block(reading, child))
        reading.deepen(-1, start)
        validate.body(data, items, opening, closing, reading.problems, nested=True)
    return Block(kind_name, tuple(labels), _body(items, opening, closing), header_end, start, node.end_byte)


def _label(reading: Reading, start: int, end: int) -> str:
    raw = reading.data[start + 1 : end - 1]
    for sign in (b"${", b"%{"):
        at = raw.find(sign)
        if at >= 0 and raw[at - 1 : at] != sign[:1]:
            reading.problems.append(expected(('"',), sign.decode(), start + 1 + at, start + 3 + at))
    return string(reading, start, end)


def _trailing(data: bytes, root: Node, broken: int) -> Problem | None:
    """Return the problem of a word behind an argument or block: python-hcl2 takes it for the type of a block."""
    before = len(data[:broken].rstrip(b" \t"))
    if data[broken : broken + 1].isalnum() or data[broken : broken + 1] in {b'"', b","}:
        node = root.descendant_for_byte_range(max(before - 1, 0), before)
        while node is not None and node.end_byte <= broken:
            if node.kind_id in _ITEMS:
                found = validate.found(data, broken)
                return expected(validate.NEW_LINE, found, broken, broken + 1)
            node = node.parent
    return None


def _first_error(node: Node) -> int:
    """Return where the first node begins that tree-sitter could not read or had to make up."""
    while True:
        for child in node.children:
            if child.is_error or child.is_missing:
                return child.start_byte
            if child.has_error:
                node = child
                break
        else:
            return node.start_byte
