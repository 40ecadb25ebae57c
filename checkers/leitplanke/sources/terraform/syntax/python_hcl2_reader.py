"""Files and bodies from python-hcl2's parse tree: the second reader, imported only when it is asked.

It understands a file as a whole or not at all.
"""

from lark import Token

from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.problems import NestedTooDeeplyError, Problem, expected, too_deep
from leitplanke.sources.terraform.syntax.python_hcl2_expressions import closed, expression, word
from leitplanke.sources.terraform.syntax.python_hcl2_tree import (
    Node,
    Reading,
    SyntaxFailureError,
    significant,
    subtrees,
)
from leitplanke.sources.terraform.syntax.templates import TemplateError
from leitplanke.sources.terraform.syntax.tree import Argument, Block, Body, Literal

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read(data: bytes) -> tuple[Body | None, list[Problem]]:
    """Read a file's bytes, which must be UTF-8. The body is `None` where python-hcl2 does not understand it.

    Raises nothing for any text.
    """
    if data.startswith(_BYTE_ORDER_MARK):
        data = b"   " + data[3:]
    reading = Reading(data)
    try:
        tree = reading.parse(reading.text)
        (top,) = subtrees(tree)
        items = _items(reading, top)
    except SyntaxFailureError as failure:
        return None, [failure.problem]
    except NestedTooDeeplyError as error:
        return None, [too_deep(error.offset)]
    except TemplateError as error:
        at = error.offset
        return None, [expected(error.expected, validate.found(data, at), at, at + 1)]
    validate.body(data, items, 0, len(data), reading.problems, nested=False)
    return _body(items, 0, len(data)), reading.problems


def _items(reading: Reading, node: Node) -> list[Argument | Block]:
    return [
        _argument(reading, child) if child.data == "attribute" else _block(reading, child) for child in subtrees(node)
    ]


def _body(items: list[Argument | Block], start: int, end: int) -> Body:
    arguments = tuple([item for item in items if type(item) is Argument])
    blocks = tuple([item for item in items if type(item) is Block])
    return Body(arguments, blocks, start, end)


def _argument(reading: Reading, node: Node) -> Argument:
    name, value = subtrees(node)
    start, name_end = reading.start(name), reading.end(name)
    converted = expression(reading, value)
    return Argument(word(name), converted, start, name_end, start, max(converted.end, closed(reading, value)))


def _block(reading: Reading, node: Node) -> Block:
    start = reading.start(node)
    reading.deepen(1, start)
    words: list[str] = []
    header_end = opening = closing = start
    items: list[Argument | Block] = []
    for child in significant(node):
        if isinstance(child, Token):
            if child.type == "LBRACE":
                opening = reading.end(child)
            elif child.type == "RBRACE":
                closing = reading.start(child)
        elif child.data == "body":
            items = _items(reading, child)
        else:
            header_end = reading.end(child)
            words.append(_label(reading, child))
    reading.deepen(-1, start)
    validate.same_line(reading.data, header_end, opening, ("{",), reading.problems)
    validate.body(reading.data, items, opening, closing, reading.problems, nested=True)
    return Block(words[0], tuple(words[1:]), _body(items, opening, closing), header_end, start, reading.end(node))


def _label(reading: Reading, node: Node) -> str:
    if node.data != "string":
        return word(node)
    value = expression(reading, node)
    if isinstance(value, Literal):
        return str(value.value)
    reading.problems.append(expected(('"',), "${", value.start, value.end))
    return reading.data[reading.start(node) + 1 : reading.end(node) - 1].decode()
