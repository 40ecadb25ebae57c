"""Values of which parts are forgotten, and whether what was concluded from them agrees with the whole truth."""

import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from leitplanke.core.document import decode_document
from leitplanke.core.value import (
    Absent,
    AnyValue,
    Cause,
    CauseKind,
    Encoded,
    Fields,
    Items,
    ItemsKind,
    Known,
    Template,
    Unknown,
    World,
    unknown,
)
from leitplanke.sources.terraform.evaluate.conversion import text_of
from leitplanke.sources.terraform.evaluate.structure import make_set

WORD = st.sampled_from(["", "a", "b", "ab", "c", "eu", "1"])
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "s": WORD,
    "t": WORD,
    "n": st.integers(-2, 4),
    "f": st.booleans(),
    "l": st.lists(WORD, max_size=4),
    "p": st.sets(WORD, max_size=3),
    "m": st.dictionaries(st.sampled_from(["a", "b", "c"]), WORD, max_size=3),
    "ll": st.lists(st.lists(WORD, max_size=3), max_size=3),
    "o": st.lists(st.fixed_dictionaries({"k": WORD, "v": st.integers(0, 2)}), max_size=3),
    "z": st.none() | WORD,
}
"""The names that expressions use, and what each may be."""


def value_of(data: Any) -> AnyValue:
    """Return plain data as a value."""
    if data is None:
        return Absent()
    if isinstance(data, list):
        return Known(Items(tuple(map(value_of, data)), ItemsKind.LIST))
    if isinstance(data, set):
        return Known(make_set(map(value_of, data)))
    if isinstance(data, dict):
        return Known(Fields({name: value_of(entry) for name, entry in data.items()}))
    return Known(data)


@st.composite
def forgotten(draw: st.DrawFn, data: Any, name: str, others: st.SearchStrategy[Any] | None = None) -> AnyValue:
    """Return the value of the data with some of it forgotten."""
    hidden = unknown(CauseKind.VARIABLE, f"var.{name}")
    how = draw(st.integers(0, 6))
    if how == 0:
        return hidden
    if how == 1 and others is not None:
        choices = [data, *draw(st.lists(others, min_size=1, max_size=2))]
        worlds = tuple(World(((f"var.{name}", str(at)),), value_of(one)) for at, one in enumerate(choices))
        nullable = any(one is None for one in choices)
        return Unknown((Cause(CauseKind.VARIABLE, f"var.{name}"),), worlds=worlds, nullable=nullable)
    if isinstance(data, (list, set)):
        members = sorted(data) if isinstance(data, set) else data
        kept = tuple(draw(forgotten(one, f"{name}{at}")) for at, one in enumerate(members))
        if how == 2 and isinstance(data, list):
            prefix = draw(st.integers(0, len(kept)))
            return Known(Items(kept[:prefix], ItemsKind.LIST, hidden, prefix))
        if isinstance(data, set):
            return Known(make_set(kept[:1], hidden) if how == 2 else make_set(kept))
        return Known(Items(kept, ItemsKind.LIST))
    if isinstance(data, dict):
        entries = {key: draw(forgotten(one, f"{name}.{key}")) for key, one in data.items()}
        if how == 2 and not {"k", "v"} <= data.keys():
            gone = draw(st.sets(st.sampled_from(["a", "b", "c"])))
            return Known(Fields({key: one for key, one in entries.items() if key not in gone}, hidden))
        return Known(Fields(entries))
    if how == 3 and isinstance(data, str) and data:
        rest = unknown(CauseKind.VARIABLE, f"var.{name}", nullable=False)
        return Unknown(rest.causes, partial=Template((data[:1], rest)), nullable=False)
    return value_of(data)


def agrees(concluded: AnyValue, truth: AnyValue) -> bool:
    """Tell whether a conclusion from partial knowledge holds of the truth. Where Terraform fails, anything does."""
    if isinstance(truth, Unknown):
        return True
    if isinstance(concluded, Unknown):
        return _may_turn_out(concluded, truth)
    if isinstance(concluded, Absent) or isinstance(truth, Absent):
        return isinstance(concluded, Absent) and isinstance(truth, Absent)
    one, other = concluded.data, truth.data
    if isinstance(one, Items):
        return isinstance(other, Items) and _agree_items(one, other)
    if isinstance(one, Fields):
        if not isinstance(other, Fields) or not one.entries.keys() <= other.entries.keys():
            return False
        same = one.open is not None or one.entries.keys() == other.entries.keys()
        return same and all(agrees(entry, other.entries[name]) for name, entry in one.entries.items())
    return not isinstance(other, (Items, Fields)) and text_of(one) == text_of(other)


def _agree_items(one: Items, other: Items) -> bool:
    if ItemsKind.SET in {one.kind, other.kind}:
        return all(any(agrees(item, found) for found in other.items) for item in one.items) and (
            one.open is not None or all(any(agrees(item, found) for item in one.items) for found in other.items)
        )
    if one.open is None:
        return len(one.items) == len(other.items) and all(map(agrees, one.items, other.items))
    placed = one.items[: one.prefix]
    return (
        len(placed) <= len(other.items)
        and all(agrees(item, found) for item, found in zip(placed, other.items, strict=False))
        and all(any(agrees(item, found) for found in other.items) for item in one.items)
    )


def _may_turn_out(concluded: Unknown, truth: Known[Any] | Absent) -> bool:
    if isinstance(truth, Absent):
        return concluded.nullable
    if concluded.worlds:
        return any(agrees(world.value, truth) for world in concluded.worlds)
    if isinstance(concluded.partial, Template):
        if not isinstance(truth.data, (str, bool, int, Decimal)):
            return False
        parts = (re.escape(part) if isinstance(part, str) else ".*" for part in concluded.partial.parts)
        return re.fullmatch("".join(parts), text_of(truth.data), re.DOTALL) is not None
    if isinstance(concluded.partial, Encoded) and concluded.partial.form == "json":
        return agrees(concluded.partial.content, decode_document(truth))
    return True
