"""A short spelling of syntax trees, for tests."""

import json
from decimal import Decimal
from typing import Any

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.message import Message
from leitplanke.core.source import Source
from leitplanke.sources.terraform.syntax.parse import Parsed, parse
from leitplanke.sources.terraform.syntax.tree import (
    Argument,
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Expression,
    Index,
    Literal,
    SplatItem,
    Variable,
)

_PLACES = {"start", "end", "name_start", "name_end", "header_end"}


def sexp(node: Any) -> str:
    """Spell a node: ``(Template "a" var.b)``; fields in order, places left out."""
    match node:
        case None:
            return "-"
        case bool():
            return str(node).lower()
        case str():
            return node
        case tuple():
            return "[" + " ".join(map(sexp, node)) + "]"
        case Literal(value=str() as text):
            return json.dumps(text, ensure_ascii=False)
        case Literal(value=Decimal() as amount):
            return f"{amount}d"
        case Literal(value=bool() as truth):
            return str(truth).lower()
        case Literal(value=value):
            return "null" if value is None else str(value)
        case Variable(name=name):
            return name
        case SplatItem():
            return "@"
        case Attribute(base=base, name=name):
            return f"{sexp(base)}.{name}"
        case Index(base=base, key=key):
            return f"{sexp(base)}[{sexp(key)}]"
        case Binary(operator=operator, left=left, right=right):
            return f"({operator} {sexp(left)} {sexp(right)})"
        case Call(name=name, arguments=arguments, expand=expand):
            return "(" + " ".join([name, *map(sexp, arguments)]) + ("..." if expand else "") + ")"
        case Argument(name=name, value=value):
            return f"{name}={sexp(value)}"
        case Block(type=kind, labels=labels, body=body):
            return "(" + " ".join([kind, *map(json.dumps, labels), sexp(body)]) + ")"
        case Body(arguments=arguments, blocks=blocks):
            return "{" + " ".join(map(sexp, (*arguments, *blocks))) + "}"
        case _:
            pass
    fields = (getattr(node, field) for field in node.__struct_fields__ if field not in _PLACES)
    return "(" + " ".join([type(node).__name__, *map(sexp, fields)]) + ")"


def read(text: str | bytes, *, path: str = "main.tf", reader: str = "tree-sitter") -> Parsed:
    """Parse a text."""
    return parse(Source(path, text.encode() if isinstance(text, str) else text), reader=reader)


def expression(text: str, *, reader: str = "tree-sitter") -> Expression:
    """Parse a text as the value of an argument; it must be without mistakes."""
    parsed = read(f"x = {text}\n", reader=reader)
    assert parsed.diagnostics == (), [told(diagnostic) for diagnostic in parsed.diagnostics]
    assert parsed.body is not None
    return parsed.body.arguments[0].value


def told(diagnostic: Diagnostic) -> str:
    """Spell a diagnostic: ``2:5 syntax-error expected=…, found=…``."""
    position = diagnostic.span.begin if diagnostic.span else (0, 0)
    values = ", ".join(f"{name}={_spelled(value)}" for name, value in diagnostic.message.arguments.items())
    return f"{position[0]}:{position[1]} {diagnostic.message.code} {values}".rstrip()


def _spelled(value: object) -> str:
    if isinstance(value, Message):
        return value.code.removeprefix("token-")
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
