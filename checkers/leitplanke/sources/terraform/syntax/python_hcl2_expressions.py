"""Expressions from python-hcl2's parse tree."""

from collections.abc import Callable

from lark import Token, Tree

from leitplanke.core.message import Message, message
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.escapes import number
from leitplanke.sources.terraform.syntax.problems import Problem, expected
from leitplanke.sources.terraform.syntax.python_hcl2_templates import heredoc, string
from leitplanke.sources.terraform.syntax.python_hcl2_tree import Node, Reading, significant, subtrees
from leitplanke.sources.terraform.syntax.tree import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    Index,
    Literal,
    Object,
    ObjectItem,
    Splat,
    SplatItem,
    Tuple,
    Unary,
    Variable,
)

_WORDS = {"true": True, "false": False, "null": None}
_OPERATORS = {
    "ASTERISK": "*",
    "DOUBLE_AMP": "&&",
    "DOUBLE_EQ": "==",
    "DOUBLE_PIPE": "||",
    "GEQ": ">=",
    "GT": ">",
    "LEQ": "<=",
    "LT": "<",
    "MINUS": "-",
    "NEQ": "!=",
    "PERCENT": "%",
    "PLUS": "+",
    "SLASH": "/",
}
_HEREDOCS = frozenset({"heredoc_template", "heredoc_template_trim"})
_POSTFIX = frozenset({"attr_splat_expr_term", "full_splat_expr_term", "get_attr_expr_term", "index_expr_term"})


def expression(reading: Reading, node: Node) -> Expression:
    """Convert any node that stands for an expression."""
    start = reading.start(node)
    reading.deepen(1, start)
    result = _RULES[node.data](reading, node)
    reading.deepen(-1, start)
    return result


def word(node: Node) -> str:
    """Return the text of an identifier, a keyword or a constant."""
    return "".join(str(child) for child in node.children)


def closed(reading: Reading, node: Node) -> int:
    """Return where an expression ends that closes with a bracket, else 0: other nodes may take in a line break."""
    inner = node.children[0]
    if node.data != "expr_term" or (isinstance(inner, Tree) and inner.data in _HEREDOCS):
        return 0
    return reading.end(node)


def _term(reading: Reading, node: Node) -> Expression:
    child = next(child for child in significant(node) if isinstance(child, Tree))
    if child.data == "string":
        return string(reading, child, expression)
    return expression(reading, child)


def _identifier(reading: Reading, node: Node) -> Expression:
    return Variable(word(node), reading.start(node), reading.end(node))


def _constant(reading: Reading, node: Node) -> Expression:
    return Literal(_WORDS[word(node)], reading.start(node), reading.end(node))


def _number(reading: Reading, node: Node | Token) -> Expression:
    text = str(node) if isinstance(node, Token) else word(node)
    start, end = reading.start(node), reading.end(node)
    negative = text.startswith("-")  # `-12` is one token, `-1` are two
    value = number(text.lstrip("-"))
    if value is None:
        reading.problems.append(Problem(message("invalid-number", text=text[:40]), start, end))
    literal = Literal(value, start + negative, end)
    return Unary("-", literal, start, end) if negative else literal


def _postfix_chain(reading: Reading, node: Node) -> Expression:
    """Unroll ``a.b[0].c`` from the outside in, then fold it from the inside out."""
    parts: list[Node] = []
    start = reading.start(node)
    while node.data in _POSTFIX:
        base, part = subtrees(node)
        parts.append(part)
        inner = subtrees(base)
        bare = len(inner) == 1 and inner[0].data in _POSTFIX and len(significant(base)) == 1
        node = inner[0] if bare else base
    return _fold(reading, expression(reading, node), parts[::-1], start)


def _fold(reading: Reading, base: Expression, parts: list[Node], start: int) -> Expression:
    reading.deepen(len(parts), start)
    result = base
    for position, part in enumerate(parts):
        end = reading.end(part)
        if part.data == "get_attr":
            result = Attribute(result, word(subtrees(part)[-1]), start, end)
        elif part.data == "short_index":
            result = Index(result, _number(reading, significant(part)[-1]), start, end)
        elif part.data == "braces_index":
            result = Index(result, expression(reading, subtrees(part)[0]), start, end)
        else:
            result = _splat(reading, result, part, parts[position + 1 :], start)
            break
    reading.deepen(-len(parts), start)
    return result


def _splat(reading: Reading, base: Expression, splat: Node, behind: list[Node], start: int) -> Expression:
    sign = splat.children[0]
    parts = subtrees(splat)
    item = SplatItem(reading.start(sign), reading.end(sign))
    if splat.data == "full_splat":
        body = _fold(reading, item, [*parts, *behind], item.start)
        return Splat(base, body, start, body.end)
    leading = 0
    while leading < len(parts) and parts[leading].data != "braces_index":
        leading += 1
    body = _fold(reading, item, parts[:leading], item.start)
    return _fold(reading, Splat(base, body, start, body.end), [*parts[leading:], *behind], start)


def _call(reading: Reading, node: Node) -> Expression:
    arguments: list[Expression] = []
    expand = False
    names: list[str] = []
    for child in subtrees(node):
        if child.data == "identifier":
            names.append(word(child))
            continue
        arguments = [expression(reading, part) for part in subtrees(child)]
        expand = any(isinstance(part, Token) and part.type == "ELLIPSIS" for part in child.children)
    return Call("::".join(names), tuple(arguments), expand, reading.start(node), reading.end(node))


def _unary(reading: Reading, node: Node) -> Expression:
    (operand,) = subtrees(node)
    value = expression(reading, operand)
    return Unary(str(node.children[0]), value, reading.start(node), max(value.end, closed(reading, operand)))


def _binary(reading: Reading, node: Node) -> Expression:
    start = reading.start(node)
    chain: list[tuple[str, Node]] = []
    while node.data == "binary_op":
        node, term = subtrees(node)
        operator, right = subtrees(term)
        sign = operator.children[-1]
        chain.append((_OPERATORS[sign.type if isinstance(sign, Token) else ""], right))
    reading.deepen(len(chain), start)
    result = expression(reading, node)
    for symbol, right in reversed(chain):
        value = expression(reading, right)
        result = Binary(symbol, result, value, start, max(value.end, closed(reading, right)))
    reading.deepen(-len(chain), start)
    return result


def _conditional(reading: Reading, node: Node) -> Expression:
    condition, then, otherwise = (expression(reading, child) for child in subtrees(node))
    end = max(otherwise.end, closed(reading, subtrees(node)[-1]))
    return Conditional(condition, then, otherwise, reading.start(node), end)


def _tuple(reading: Reading, node: Node) -> Expression:
    items = tuple([expression(reading, child) for child in subtrees(node)])
    return Tuple(items, reading.start(node), reading.end(node))


def _object(reading: Reading, node: Node) -> Expression:
    items: list[ObjectItem] = []
    behind = -1
    for child in node.children:
        if isinstance(child, Tree) and child.data == "object_elem":
            key, value = subtrees(child)
            converted = expression(reading, value)
            item = ObjectItem(_key(reading, key), converted, reading.start(child), converted.end)
            if behind >= 0 and reading.data.find(b"\n", behind, item.start) < 0:
                token = validate.found(reading.data, item.start)
                what = Message("token-new-line-or-comma")
                reading.problems.append(expected(what, token, item.start, item.start + 1))
            items.append(item)
            behind = item.end
        elif isinstance(child, Token) and child.type == "COMMA":
            behind = -1
    return Object(tuple(items), reading.start(node), reading.end(node))


def _key(reading: Reading, node: Node) -> Expression:
    (child,) = subtrees(node)
    start, end = reading.start(node), reading.end(node)
    if child.data == "keyword":
        return Literal(word(child), start, end)
    inner = significant(child)
    only = inner[0]
    if len(inner) == 1 and isinstance(only, Tree) and only.data in {"identifier", "literal_value"}:
        return Literal(word(only), start, end)
    return expression(reading, child)


def _for(reading: Reading, node: Node) -> Expression:
    start, end = reading.start(node), reading.end(node)
    intro, *parts = subtrees(node)
    *names, source = subtrees(intro)
    key = word(names[0]) if len(names) == 2 else None
    value, collection = word(names[-1]), expression(reading, source)
    condition: Expression | None = None
    if parts[-1].data == "for_cond":
        condition = expression(reading, subtrees(parts.pop())[0])
    results = [expression(reading, part) for part in parts]
    if node.data == "for_tuple_expr":
        return ForTuple(key, value, collection, results[0], condition, start, end)
    group = any(isinstance(child, Token) and child.type == "ELLIPSIS" for child in node.children)
    return ForObject(key, value, collection, results[0], results[1], group, condition, start, end)


def _heredoc(reading: Reading, node: Node) -> Expression:
    return heredoc(reading, node, expression)


def _string(reading: Reading, node: Node) -> Expression:
    return string(reading, node, expression)


_RULES: dict[str, Callable[[Reading, Node], Expression]] = {
    "binary_op": _binary,
    "conditional": _conditional,
    "expr_term": _term,
    "float_lit": _number,
    "for_object_expr": _for,
    "for_tuple_expr": _for,
    "function_call": _call,
    "heredoc_template": _heredoc,
    "heredoc_template_trim": _heredoc,
    "identifier": _identifier,
    "int_lit": _number,
    "keyword": _identifier,
    "literal_value": _constant,
    "object": _object,
    "string": _string,
    "template_string": _string,
    "tuple": _tuple,
    "unary_op": _unary,
    **dict.fromkeys(_POSTFIX, _postfix_chain),
}
