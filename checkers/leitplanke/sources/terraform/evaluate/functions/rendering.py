"""``templatefile`` and ``templatestring``: templates that stand elsewhere, with variables of their own."""

import re
from typing import TypeVar

import msgspec

from leitplanke.core.logic import join
from leitplanke.core.source import Source
from leitplanke.core.value import AnyValue, CauseKind, Known, Unknown, unknown
from leitplanke.sources.terraform.evaluate.conversion import needed, text_of, to_scalar
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Context, mapping
from leitplanke.sources.terraform.evaluate.functions.locations import locate, needed_path
from leitplanke.sources.terraform.evaluate.paths import roots
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.structure import inherit, openness
from leitplanke.sources.terraform.evaluate.worlds import apply
from leitplanke.sources.terraform.syntax import tree
from leitplanke.sources.terraform.syntax.parse import parse

_WORD = "END_OF_TEMPLATE_"
_NAME = re.compile(r"[^\W\d][\w-]*")
Node = TypeVar("Node")


class TemplateScope(Scope):
    """The names in a rendered template. Inside it no further file is rendered, as in Terraform."""

    __slots__ = ()


def template_file(context: Context, path: AnyValue, variables: AnyValue) -> AnyValue:
    """Return the text of a template of the project; unknown parts stay parts."""
    found = needed_path(path, context.scope)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    text = text_of(found.data)
    place = locate(text, context.scope)
    if place is None:
        return unknown(CauseKind.FILE, text, nullable=False)
    data = context.scope.project.read(place)
    if data is None:
        raise EvaluationError("file-not-found", kind=CauseKind.FILE, path=place)
    return _render(context, Source(place, data), variables)


def template_string(context: Context, template: AnyValue, variables: AnyValue) -> AnyValue:
    """Return the text that a template, given as text, makes."""
    found = needed(template)
    if isinstance(found, Unknown):
        return join(found, nullable=False)
    return _render(context, Source(context.scope.source.path, text_of(found.data).encode()), variables)


def _render(context: Context, source: Source, variables: AnyValue) -> AnyValue:
    names = mapping(variables)
    outer: Scope | None = context.scope
    while outer is not None:
        if isinstance(outer, TemplateScope):
            raise EvaluationError("template-in-template")
        outer = outer.outer
    expression = _parse(source)
    entries: dict[str, AnyValue] = {}
    because = names if isinstance(names, Unknown) else openness(names)
    if isinstance(names, Known):
        for name in names.data.entries:
            if not _NAME.fullmatch(name):
                raise EvaluationError("invalid-argument", reason="name of a template's variable")
        entries = {name: inherit(names.data.entries[name], names) for name in names.data.entries}
    if because is not None:
        entries = {**{name: join(because) for name in roots(expression)}, **entries}
    scope = context.scope
    inner = TemplateScope(
        entries,
        source=source,
        folder=scope.folder,
        identity=f"{scope.identity}/{source.path}",
        project=scope.project,
        diagnostics=scope.diagnostics,
        working_folder=scope.working_folder,
    )
    return apply(lambda one: to_scalar(needed(one), "string"), (context.evaluate(expression, inner),))


def _parse(source: Source) -> tree.Expression:
    """Return the template's expression, by reading it as the body of a heredoc.

    A heredoc ends with a line break, so one is added, and taken away again, where the template has none.
    """
    added = not source.data.endswith(b"\n")
    word = _WORD + "_" * source.data.count(_WORD.encode())
    head = f"t = <<{word}\n".encode()
    wrapped = head + source.data + (b"\n" if added else b"") + word.encode() + b"\n"
    parsed = parse(Source(f"{source.path}.tf", wrapped))  # `policy.json` is a template too, not Terraform's JSON
    if parsed.body is None or parsed.diagnostics or len(parsed.body.arguments) != 1 or not source.data.strip(b"\r"):
        if not source.data:
            return tree.Literal("", 0, 0)
        raise EvaluationError("invalid-template", path=source.path)
    expression = _moved(parsed.body.arguments[0].value, -len(head))
    return _without_break(expression) if added else expression


def _moved(node: Node, by: int) -> Node:
    """Return a node whose offsets count from the template's first byte."""
    if isinstance(node, tuple):
        return tuple(_moved(one, by) for one in node)  # type: ignore[return-value]
    if not isinstance(node, msgspec.Struct):
        return node
    changed = {name: _moved(getattr(node, name), by) for name in node.__struct_fields__}
    return type(node)(**{**changed, "start": changed["start"] + by, "end": changed["end"] + by})


def _without_break(expression: tree.Expression) -> tree.Expression:
    if isinstance(expression, tree.Literal) and isinstance(expression.value, str):
        return tree.Literal(expression.value.removesuffix("\n"), expression.start, expression.end)
    if isinstance(expression, tree.Template) and isinstance(expression.parts[-1], tree.Literal):
        last = _without_break(expression.parts[-1])
        kept = (
            expression.parts[:-1]
            if isinstance(last, tree.Literal) and not last.value
            else (
                *expression.parts[:-1],
                last,
            )
        )
        # A template of one interpolation keeps its type, which `templatefile` turns into text anyway.
        return tree.Template(kept, expression.start, expression.end)
    return expression
