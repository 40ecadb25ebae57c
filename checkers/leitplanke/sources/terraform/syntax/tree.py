"""The syntax tree of Terraform's language, the same whichever reader built it.

Every node ends with ``start`` and ``end``, byte offsets into the file that it was read from (``start`` included,
``end`` excluded). Nodes carry no file: callers pair them with a `leitplanke.core.source.Source`. Parentheses,
comments and the spelling of strings (quotes, heredocs, escapes) are gone; what they mean is in the nodes.

The structs are arrays with an integer tag, so that msgspec decodes them fast (see `stored`);
they form no cycles, hence ``gc=False``. Names are interned strings.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

if TYPE_CHECKING:
    LiteralValue: TypeAlias = str | bool | int | Decimal | None
else:  # msgspec decodes no union of `str` and `Decimal`; `stored` reads numbers with a fraction as `Decimal`
    LiteralValue = Any


class Literal(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=1):
    """A constant: ``null``, ``true``, a number, or a string without interpolation.

    A number is an `int` when it is written with digits only, else a `Decimal`, never a float.
    """

    value: LiteralValue
    start: int
    end: int


class Template(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=2):
    """A string with interpolations or directives; always yields a string. Its text parts are `Literal`.

    A quoted string that is exactly one interpolation (``"${x}"``) is not a template but that expression.
    """

    parts: tuple["Expression", ...]
    start: int
    end: int


class TemplateIf(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=3):
    """``%{ if … }…%{ else }…%{ endif }``, a part of a template; without ``else``, ``otherwise`` has no parts."""

    condition: "Expression"
    then: Template
    otherwise: Template
    start: int
    end: int


class TemplateFor(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=4):
    """``%{ for key, value in collection }…%{ endfor }``, a part of a template: the bodies joined."""

    key: str | None
    value: str
    collection: "Expression"
    body: Template
    start: int
    end: int


class Tuple(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=5):
    """``[a, b]``."""

    items: tuple["Expression", ...]
    start: int
    end: int


class ObjectItem(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=6):
    """One ``key = value`` of an object. A bare identifier as key is a string `Literal`, ``(k)`` is the expression."""

    key: "Expression"
    value: "Expression"
    start: int
    end: int


class Object(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=7):
    """``{ key = value }``."""

    items: tuple[ObjectItem, ...]
    start: int
    end: int


class Variable(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=8):
    """A root identifier: ``var``, ``local``, ``each``, ``aws_s3_bucket``, or the name that a ``for`` gives."""

    name: str
    start: int
    end: int


class Attribute(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=9):
    """``base.name``."""

    base: "Expression"
    name: str
    start: int
    end: int


class Index(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=10):
    """``base[key]``, and the legacy ``base.0``."""

    base: "Expression"
    key: "Expression"
    start: int
    end: int


class SplatItem(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=11):
    """The element that the body of the innermost enclosing `Splat` is about."""

    start: int
    end: int


class Splat(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=12):
    """``base[*].name`` and ``base.*.name``: ``body`` for every element, where `SplatItem` stands for the element.

    After ``[*]`` everything belongs to the body; after the legacy ``.*`` only attributes (and ``.0``) do, an index
    is applied to the result.
    """

    base: "Expression"
    body: "Expression"
    start: int
    end: int


class Call(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=13):
    """``name(arguments)``; ``expand`` says that ``...`` follows the last argument. Name may hold ``::``."""

    name: str
    arguments: tuple["Expression", ...]
    expand: bool
    start: int
    end: int


class Unary(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=14):
    """``-operand`` or ``!operand``."""

    operator: str
    operand: "Expression"
    start: int
    end: int


class Binary(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=15):
    """``left operator right`` with one of ``* / % + - < <= > >= == != && ||``."""

    operator: str
    left: "Expression"
    right: "Expression"
    start: int
    end: int


class Conditional(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=16):
    """``condition ? then : otherwise``."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"
    start: int
    end: int


class ForTuple(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=17):
    """``[for key, value in collection : result if condition]``."""

    key: str | None
    value: str
    collection: "Expression"
    result: "Expression"
    condition: "Expression | None"
    start: int
    end: int


class ForObject(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=18):
    """``{for key, value in collection : result_key => result... if condition}``; ``group``: the ``...`` is there."""

    key: str | None
    value: str
    collection: "Expression"
    result_key: "Expression"
    result: "Expression"
    group: bool
    condition: "Expression | None"
    start: int
    end: int


Expression: TypeAlias = (
    Literal
    | Template
    | TemplateIf
    | TemplateFor
    | Tuple
    | Object
    | Variable
    | Attribute
    | Index
    | SplatItem
    | Splat
    | Call
    | Unary
    | Binary
    | Conditional
    | ForTuple
    | ForObject
)


class Argument(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``name = value`` in a body; ``name_start`` to ``name_end`` is the name alone."""

    name: str
    value: Expression
    name_start: int
    name_end: int
    start: int
    end: int


class Block(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``type "label" { body }``; ``header_end`` is where the last label (or the type) ends."""

    type: str
    labels: tuple[str, ...]
    body: "Body"
    header_end: int
    start: int
    end: int


class Body(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a file or a block holds, each kind in the order of the text."""

    arguments: tuple[Argument, ...]
    blocks: tuple[Block, ...]
    start: int
    end: int
