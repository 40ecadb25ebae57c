"""``count`` and ``for_each``: how many instances a block has, and what each of them is called."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias

import msgspec

from leitplanke.core.diagnostic import error, note
from leitplanke.core.logic import causes_of, gather, lift, worlds_of
from leitplanke.core.message import message
from leitplanke.core.source import Span
from leitplanke.core.value import (
    AnyValue,
    Cause,
    CauseKind,
    Fields,
    FieldsKind,
    Guard,
    Items,
    ItemsKind,
    Known,
    Reference,
    Unknown,
    World,
    unknown,
)
from leitplanke.sources.terraform.evaluate.configuration import Declared, Written
from leitplanke.sources.terraform.evaluate.context import INSTANCES_AT_MOST, Context, Place
from leitplanke.sources.terraform.evaluate.conversion import whole_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.structure import unknowns_in

Key: TypeAlias = "str | int | None"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Form(StrEnum):
    """What a block is to those who refer to it: one object, a list of them, or a map."""

    ONE = "one"
    COUNT = "count"
    EACH = "each"


class Instance(msgspec.Struct, frozen=True, eq=False):
    """One instance, or a placeholder (``key`` None) for however many there will be.

    ``names`` holds what ``each`` and ``count`` mean in it.
    """

    key: Key
    exists: AnyValue = Known(True)
    names: Mapping[str, AnyValue] = {}

    @property
    def suffix(self) -> str:
        """What the address of the instance ends with: ``[0]``, ``["eu"]`` or nothing."""
        if self.key is None:
            return ""
        if isinstance(self.key, int):
            return f"[{self.key}]"
        text = self.key.translate(_ESCAPES).replace("${", "$${").replace("%{", "%%{")
        return f'["{text}"]'


class Expansion(msgspec.Struct, frozen=True, eq=False):
    """The instances of a block. ``number`` is the value of ``count`` or ``for_each``."""

    form: Form
    instances: tuple[Instance, ...]
    number: AnyValue = Known(1)

    def assemble(
        self, objects: Callable[[Instance], AnyValue], address: str, reference: Reference | None = None
    ) -> AnyValue:
        """Return what a reference to the whole block yields: an object, a list or a map of objects.

        ``reference`` leads to the placeholder where that is what there is.
        """
        if self.form is Form.ONE:
            return objects(self.instances[0])
        by_key = {instance.key: instance for instance in self.instances}

        def leaf(number: AnyValue) -> AnyValue:
            if not isinstance(number, Known) or (None in by_key and self.form is Form.COUNT):
                causes = number.causes if isinstance(number, Unknown) else (Cause(CauseKind.EXPANSION, address),)
                return Unknown(causes, ref=reference, nullable=False)
            if self.form is Form.COUNT:
                return Known(Items(tuple(objects(by_key[at]) for at in range(_size(number) or 0))))
            keys, more = _entries(number)
            if more is None and None in by_key:
                more = unknown(CauseKind.EXPANSION, address)
            entries = {key: objects(by_key[key]) for key in keys if key in by_key}
            return Known(Fields(entries, more, kind=FieldsKind.OBJECT))

        return lift(leaf, self.number)


def expand(declared: Declared, place: Place, address: str) -> Expansion:
    """Return the instances of a block.

    Where ``count`` or ``for_each`` is not known, a placeholder without a key stands for all instances that cannot
    be told apart; ``exists`` says why it is not certain that there are any.
    """
    count, each = declared.arguments.get("count"), declared.arguments.get("for_each")
    context = place.context
    if count is not None:
        number = place.value(count, "count")
        return Expansion(Form.COUNT, _counted(number, context, count.span, address), number)
    if each is not None:
        number = place.value(each, "for_each")
        return Expansion(Form.EACH, _keyed(number, context, each, address), number)
    return Expansion(Form.ONE, (Instance(None),))


def _counted(number: AnyValue, context: Context, span: Span, address: str) -> tuple[Instance, ...]:
    sizes: list[tuple[Guard, int]] = []
    for world in worlds_of(number):
        size = _size(world.value)
        if size is None and not isinstance(world.value, Unknown):
            context.report(error(message("invalid-count", address=address), span=span))
        if size is None or size > INSTANCES_AT_MOST:
            if size is not None:
                context.allow(size, span)
            return (_some(number, context, span, address),)
        sizes.append((world.guard, size))
    most = max(size for _, size in sizes)
    if not context.allow(most, span):
        return (_some(number, context, span, address),)
    return tuple(
        Instance(
            at,
            _existence(number, [World(guard, Known(at < size)) for guard, size in sizes]),
            {"count": Known(Fields({"index": Known(at)}))},
        )
        for at in range(most)
    )


def _keyed(number: AnyValue, context: Context, each: Written, address: str) -> tuple[Instance, ...]:
    span = each.span
    worlds: list[tuple[Guard, dict[str, AnyValue]]] = []
    more = False
    for world in worlds_of(number):
        value = world.value
        fits = isinstance(value, Unknown) or (isinstance(value, Known) and _is_keyed(value.data))
        if not fits or value.sensitive:
            code = "sensitive-for-each" if value.sensitive else "invalid-for-each"
            context.report(error(message(code, address=address), span=span))
            return (_some(number, context, span, address),)
        entries, rest = _entries(value)
        more = more or rest is not None
        worlds.append((world.guard, entries))
    keys = sorted({key for _, entries in worlds for key in entries})
    if not context.allow(len(keys), span):
        return (_some(number, context, span, address),)
    found = [
        Instance(
            key,
            _existence(number, [World(guard, Known(key in entries)) for guard, entries in worlds]),
            _each(
                Known(key, number.origin),
                gather(World(guard, entries[key]) for guard, entries in worlds if key in entries),
            ),
        )
        for key in keys
    ]
    if more:
        found.append(_some(number, context, span, address))
    return tuple(found)


def _some(number: AnyValue, context: Context, span: Span, address: str) -> Instance:
    """Return the placeholder for instances of which is not known how many there are or what they are called."""
    context.report(note(message("instances-unknown", address=address), span=span))
    causes = causes_of(unknowns_in(number)) or (Cause(CauseKind.EXPANSION, address),)
    one = unknown(CauseKind.EXPANSION, address, nullable=False)
    names = {"count": Known(Fields({"index": one})), **_each(one, unknown(CauseKind.EXPANSION, address))}
    return Instance(None, Unknown(causes, number.origin, nullable=False), names)


def _each(key: AnyValue, value: AnyValue) -> dict[str, AnyValue]:
    return {"each": Known(Fields({"key": key, "value": value}))}


def _existence(number: AnyValue, worlds: list[World]) -> AnyValue:
    exists = gather(worlds)
    if isinstance(exists, Unknown) and isinstance(number, Unknown):
        return msgspec.structs.replace(exists, causes=number.causes, origin=number.origin)
    return exists


def _size(number: AnyValue) -> int | None:
    """Return a ``count``; None if it is unknown or no count at all."""
    if not isinstance(number, Known):
        return None
    try:
        size = whole_of(number.data)
    except EvaluationError:
        return None
    return size if size >= 0 else None


def _is_keyed(data: object) -> bool:
    if isinstance(data, Items):
        texts = all(isinstance(item, Unknown) or _is_text(item) for item in data.items)
        return texts and (data.kind is ItemsKind.SET or not data.items)
    return isinstance(data, Fields)


def _is_text(item: AnyValue) -> bool:
    return isinstance(item, Known) and isinstance(item.data, str) and not item.sensitive


def _entries(number: AnyValue) -> tuple[dict[str, AnyValue], Unknown | None]:
    """Return the entries of a ``for_each`` by key, and why there may be others, if so."""
    if not isinstance(number, Known):
        return {}, number if isinstance(number, Unknown) else None
    data = number.data
    if isinstance(data, Fields):
        return dict(data.entries.items()), data.open
    if not isinstance(data, Items):
        return {}, unknown(CauseKind.ERROR, "for_each")  # refused and reported where it is written
    entries: dict[str, AnyValue] = {item.data: item for item in data.items if isinstance(item, Known)}
    nameless = (item for item in data.items if isinstance(item, Unknown))
    return entries, next(nameless, None) if data.open is None else data.open
