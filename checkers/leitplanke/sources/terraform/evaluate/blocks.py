"""Arguments and nested blocks of a declaration as values, ``dynamic`` blocks expanded."""

from collections.abc import Iterable, Mapping, Sequence

from leitplanke.core.diagnostic import error
from leitplanke.core.logic import lift
from leitplanke.core.message import message
from leitplanke.core.origin import written
from leitplanke.core.source import Source, Span
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Items, ItemsKind, Known, Unknown, unknown
from leitplanke.sources.terraform.evaluate.configuration import Declared, Nested, Written
from leitplanke.sources.terraform.evaluate.context import Place
from leitplanke.sources.terraform.evaluate.scope import LazyEntries
from leitplanke.sources.terraform.evaluate.structure import inherit, pairs
from leitplanke.sources.terraform.syntax.tree import Block, Expression, Tuple, Variable

META_ARGUMENTS = frozenset({"count", "for_each", "provider", "depends_on"})
"""Arguments that Terraform itself understands: they are no attributes of the resource."""
_META_BLOCKS = frozenset({"provisioner", "connection"})
_UNEVALUATED = frozenset({"replace_triggered_by", "precondition", "postcondition"})


def attributes_of(declared: Declared, place: Place, address: str) -> LazyEntries:
    """Return the arguments and nested blocks of a declaration by name, each computed when it is first read.

    A nested block type is `Items` of `Fields`, also where it occurs once.
    """
    arguments = {name: one for name, one in declared.arguments.items() if name not in META_ARGUMENTS}
    groups = _by_type(declared.blocks)

    def compute(name: str) -> AnyValue:
        if name in groups:
            return _block_list(name, groups[name], place, arguments.get(name))
        return place.value(arguments[name], name)

    return place.context.lazy(f"{address}.", frozenset((*arguments, *groups)), compute)


def _by_type(blocks: Iterable[Nested]) -> dict[str, list[Nested]]:
    groups: dict[str, list[Nested]] = {}
    for nested in blocks:
        block = nested.block
        name = block.labels[-1] if block.type == "dynamic" and block.labels else block.type
        if name not in _META_BLOCKS and name not in _UNEVALUATED:
            groups.setdefault(name, []).append(nested)
    return groups


def _block_list(name: str, blocks: Sequence[Nested], place: Place, argument: Written | None = None) -> AnyValue:
    parts = [
        _dynamic(nested, place)
        if nested.block.type == "dynamic"
        else Known(Items((_fields(nested.block, nested.source, place),), ItemsKind.LIST))
        for nested in blocks
    ]
    if argument is not None:
        parts.append(lift(_as_items, place.value(argument, argument.argument.name)))
    joined = parts[0] if len(parts) == 1 else lift(_concatenate, *parts)
    first = blocks[0]
    origin = written(Span(first.source, first.block.start, first.block.header_end), name)
    return Known(joined.data, origin, joined.sensitive) if isinstance(joined, Known) else joined


def _fields(block: Block, source: Source, place: Place, entries: Mapping[str, AnyValue] | None = None) -> AnyValue:
    origin = written(Span(source, block.start, block.header_end), block.type)
    return Known(Fields(entries if entries is not None else _body(block, source, place)), origin)


def _body(block: Block, source: Source, place: Place) -> dict[str, AnyValue]:
    values: dict[str, AnyValue] = {}
    for argument in block.body.arguments:
        if argument.name == "ignore_changes":
            values[argument.name] = _names(argument.value, source)
        elif argument.name not in _UNEVALUATED:
            values[argument.name] = place.value(Written(argument, source), argument.name)
    groups = _by_type(Nested(inner, source) for inner in block.body.blocks)
    for name, nested in groups.items():
        values[name] = _block_list(name, nested, place)
    return values


def _names(expression: Expression, source: Source) -> AnyValue:
    """Return the attribute names in ``ignore_changes``, which refer to nothing."""
    listed = expression.items if isinstance(expression, Tuple) else (expression,)
    texts = tuple(Known(Span(source, item.start, item.end).text.strip('"')) for item in listed)
    return Known(Items(texts, ItemsKind.LIST), written(Span(source, expression.start, expression.end)))


def _dynamic(nested: Nested, place: Place) -> AnyValue:
    """Return the blocks that a ``dynamic`` block makes; open where ``for_each`` is not known."""
    block, source = nested.block, nested.source
    arguments = {argument.name: argument for argument in block.body.arguments}
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    header = Span(source, block.start, block.header_end)
    if content is None or "for_each" not in arguments or not block.labels:
        place.context.report(error(message("incomplete-dynamic"), span=header))
        return Known(Items((), ItemsKind.LIST, unknown(CauseKind.ERROR, "incomplete-dynamic")))
    given = arguments.get("iterator")
    iterator = given.value.name if given is not None and isinstance(given.value, Variable) else block.labels[-1]
    argument = Written(arguments["for_each"], source)

    def leaf(collection: AnyValue) -> AnyValue:
        if isinstance(collection, Unknown):
            return Known(Items((), ItemsKind.LIST, collection))
        data = collection.data if isinstance(collection, Known) else None
        if isinstance(collection, Absent) or not isinstance(data, (Items, Fields)):
            place.context.report(error(message("invalid-for-each", address=f"dynamic.{iterator}"), span=argument.span))
            return Known(Items((), ItemsKind.LIST, unknown(CauseKind.ERROR, "invalid-for-each")))
        found = list(pairs(collection))
        if not place.context.allow(len(found), argument.span):
            return Known(Items((), ItemsKind.LIST, unknown(CauseKind.LIMIT, "too-many-instances")))
        items: list[AnyValue] = []
        for at, (key, value) in enumerate(found):
            pair = {"key": inherit(key, collection), "value": inherit(value, collection)}
            names = {iterator: Known(Fields(pair))}
            one = place.bind(names, f"{iterator}={at}")
            items.append(Known(Fields(_body(content, source, one)), written(header, block.labels[-1])))
        return Known(Items(tuple(items), ItemsKind.LIST, data.open, data.prefix if isinstance(data, Items) else 0))

    return lift(leaf, place.value(argument, "for_each"))


def _as_items(value: AnyValue) -> AnyValue:
    """Return what stands in an argument of the same name, as JSON has it, as a list of blocks."""
    if isinstance(value, Known) and isinstance(value.data, Items):
        return value
    if isinstance(value, Absent):
        return Known(Items((), ItemsKind.LIST))
    return Known(Items((), ItemsKind.LIST, value) if isinstance(value, Unknown) else Items((value,), ItemsKind.LIST))


def _concatenate(*parts: AnyValue) -> AnyValue:
    items: list[AnyValue] = []
    more: Unknown | None = None
    prefix = 0
    for part in parts:
        data = part.data if isinstance(part, Known) else Items((), open=part if isinstance(part, Unknown) else None)
        if more is None and data.open is not None:
            prefix = len(items) + data.prefix
        items += data.items
        more = data.open if more is None else more
    return Known(Items(tuple(items), ItemsKind.LIST, more, prefix))
