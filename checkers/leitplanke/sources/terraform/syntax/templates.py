"""From a flat list of pieces to a template: strip marks, indentation of ``<<-``, nesting of directives.

Terraform works on a flat list of literals, interpolations and directives: first the strip marks (``~``) trim the
neighbouring literal, then ``<<-`` removes the common indentation, and only then are directives nested. Literals of a
heredoc are one a line. Both readers build that list and leave the rest to `assemble`.
"""

from leitplanke.core.message import Message
from leitplanke.sources.terraform.syntax.tree import Expression, Literal, Template, TemplateFor, TemplateIf


class Text:
    """A literal piece, already unescaped; ``value`` is trimmed in place."""

    __slots__ = ("end", "start", "value")

    def __init__(self, value: str, start: int, end: int) -> None:
        self.value = value
        self.start = start
        self.end = end


class Mark:
    """An interpolation (``word`` empty) or one part of a directive: if, else, endif, for, endfor.

    ``expression`` is the interpolated value, the condition or the collection. ``key`` and ``name`` are the names that
    a ``for`` gives. ``strip_before`` and ``strip_after`` say that a ``~`` is there.
    """

    __slots__ = ("end", "expression", "key", "name", "start", "strip_after", "strip_before", "word")

    def __init__(
        self,
        word: str,
        expression: Expression | None,
        start: int,
        end: int,
        *,
        strip_before: bool = False,
        strip_after: bool = False,
        key: str | None = None,
        name: str = "",
    ) -> None:
        self.word = word
        self.expression = expression
        self.key = key
        self.name = name
        self.start = start
        self.end = end
        self.strip_before = strip_before
        self.strip_after = strip_after


Piece = Text | Mark


class TemplateError(Exception):
    """Raised where a template does not hold together: before the byte ``offset`` ``expected`` is missing."""

    def __init__(self, expected: Message | str, offset: int) -> None:
        super().__init__(f"expected {expected}")
        self.expected = (expected,) if isinstance(expected, str) else expected
        self.offset = offset


def assemble(pieces: list[Piece], start: int, end: int, *, flush: bool = False) -> Expression:
    """Return the expression that the pieces make; ``flush`` is ``<<-``. Pieces are used up.

    A template of exactly one interpolation is that interpolation; one without any is a `Literal`.
    """
    if len(pieces) == 1:
        only = pieces[0]
        if isinstance(only, Mark) and not only.word and only.expression is not None:
            return only.expression
    strip(pieces)
    if flush:
        unindent(pieces)
    if all(isinstance(piece, Text) for piece in pieces):
        return Literal("".join([piece.value for piece in pieces if isinstance(piece, Text)]), start, end)
    parts, _, _ = _nest(pieces, 0, ())
    return Template(tuple(parts), start, end)


def strip(pieces: list[Piece]) -> None:
    """Trim the literals that stand next to a strip mark."""
    for index, piece in enumerate(pieces):
        if isinstance(piece, Text):
            continue
        if piece.strip_before and index:
            before = pieces[index - 1]
            if isinstance(before, Text):
                before.value = before.value.rstrip()
        if piece.strip_after and index + 1 < len(pieces):
            after = pieces[index + 1]
            if isinstance(after, Text):
                after.value = after.value.lstrip()


def unindent(pieces: list[Piece]) -> None:
    """Remove the indentation that all lines share. A line that begins with a mark has none; blank lines stay."""
    least: int | None = None
    lines: list[Text] = []
    fresh = True
    for piece in pieces:
        if isinstance(piece, Mark):
            if fresh:
                least, fresh = 0, False
            continue
        if fresh:
            fresh = False
            stripped = piece.value.lstrip()
            if stripped or not piece.value.endswith("\n"):
                indentation = len(piece.value) - len(stripped)
                least = indentation if least is None else min(least, indentation)
                lines.append(piece)
        if piece.value.endswith("\n"):
            fresh = True
    for line in lines:
        line.value = line.value[least:]


def _nest(pieces: list[Piece], at: int, ends: tuple[str, ...]) -> tuple[list[Expression], int, str]:
    """Return the parts up to a directive in ``ends``, the index behind it, and its word ("" at the end of the list)."""
    parts: list[Expression] = []
    text: Literal | None = None  # the last part, if it is text; an interpolation may be a literal, too
    while at < len(pieces):
        piece = pieces[at]
        at += 1
        if isinstance(piece, Text):
            if piece.value:
                if text is not None:
                    text = parts[-1] = Literal(f"{text.value}{piece.value}", text.start, piece.end)
                else:
                    text = Literal(piece.value, piece.start, piece.end)
                    parts.append(text)
            continue
        text = None
        if piece.word in ends:
            return parts, at, piece.word
        if piece.expression is None:
            raise TemplateError(ends[-1] if ends else Message("token-text"), piece.start)
        if not piece.word:
            parts.append(piece.expression)
        elif piece.word == "if":
            part, at = _conditional(pieces, at, piece, piece.expression)
            parts.append(part)
        else:
            body, behind, closing = _nest(pieces, at, ("endfor",))
            if not closing:
                raise TemplateError("endfor", pieces[-1].end)
            inner = Template(tuple(body), piece.end, pieces[behind - 1].start)
            parts.append(
                TemplateFor(piece.key, piece.name, piece.expression, inner, piece.start, pieces[behind - 1].end)
            )
            at = behind
    return parts, at, ""


def _conditional(pieces: list[Piece], at: int, opening: Mark, condition: Expression) -> tuple[TemplateIf, int]:
    then, behind, closing = _nest(pieces, at, ("else", "endif"))
    first = Template(tuple(then), opening.end, pieces[behind - 1].start)
    second = Template((), first.end, first.end)
    if closing == "else":
        begin = pieces[behind - 1].end
        otherwise, behind, closing = _nest(pieces, behind, ("endif",))
        second = Template(tuple(otherwise), begin, pieces[behind - 1].start)
    if not closing:
        raise TemplateError("endif", pieces[-1].end)
    return TemplateIf(condition, first, second, opening.start, pieces[behind - 1].end), behind
