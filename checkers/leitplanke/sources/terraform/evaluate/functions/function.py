"""What a function is, and how a plain Python function becomes one."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import msgspec

from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Items, ItemsKind, Known, Unknown, unknown
from leitplanke.sources.terraform.evaluate.conversion import needed, number_of, text_of, truth_of, whole_of
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.graphemes import normal
from leitplanke.sources.terraform.evaluate.numbers import number
from leitplanke.sources.terraform.evaluate.paths import Evaluate
from leitplanke.sources.terraform.evaluate.scope import Scope
from leitplanke.sources.terraform.evaluate.structure import (
    any_sensitive,
    known_items,
    scalar_kind,
    spread,
    unknowns_in,
    wholly_known,
)
from leitplanke.sources.terraform.evaluate.worlds import apply


class Context(msgspec.Struct, frozen=True):
    """Where a function is called, for the few that read files or evaluate."""

    scope: Scope
    evaluate: Evaluate


class Function(msgspec.Struct, frozen=True):
    """A function of values without worlds, and how many arguments it takes; ``most`` is None for any number.

    With ``in_context`` its first parameter is the `Context`.
    """

    apply: Callable[..., AnyValue]
    least: int
    most: int | None
    in_context: bool = False


def texts_of(data: object) -> list[str]:
    """Return the texts in a sequence; raise for anything else, and for null among them."""
    return [text_of(needed_data(item)) for item in items_of(data)]


def items_of(data: object) -> tuple[AnyValue, ...]:
    """Return the elements of a sequence; raise for anything else."""
    if not isinstance(data, Items):
        raise EvaluationError("invalid-type", expected="list", given=scalar_kind(data))
    return data.items


def needed_data(value: AnyValue) -> Any:
    """Return the data of a known value; raise for null."""
    found = needed(value)
    if isinstance(found, Unknown):
        raise TypeError("only called for values that are wholly known")
    return found.data


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "string": text_of,
    "number": number_of,
    "whole": whole_of,
    "bool": truth_of,
    "strings": texts_of,
    "any": lambda data: data,
}
_WHOLE = frozenset({"strings", "any"})


def pure(function: Callable[..., Any], *parameters: str, rest: str | None = None, optional: int = 0) -> Function:
    """Return a function of plain data: what it is given is converted, and its result is wrapped.

    ``parameters`` names what each argument is converted to: ``string``, ``number``, ``whole``, ``bool``, ``strings``
    (a list of text) or ``any`` (known throughout). ``rest`` names what further ones are. If one is not known, nor is
    the result; null is an error.
    """

    def applied(*values: AnyValue) -> AnyValue:
        data: list[Any] = []
        missing: list[Unknown] = []
        sensitive = False
        for at, value in enumerate(values):
            kind = parameters[at] if at < len(parameters) else rest or "any"
            known = needed(value)
            if isinstance(known, Unknown):
                missing.append(known)
            elif kind in _WHOLE and not wholly_known(known):
                branching = spread(known)
                if isinstance(branching, Unknown) and branching.worlds:
                    return apply(applied, (*values[:at], branching, *values[at + 1 :]))
                missing.extend(unknowns_in(known))
                sensitive = sensitive or any_sensitive(known)
            else:
                sensitive = sensitive or (kind in _WHOLE and any_sensitive(known))
                data.append(_CONVERSIONS[kind](known.data))
        result = join(*missing, nullable=False) if missing else wrap(function(*data))
        return msgspec.structs.replace(result, sensitive=True) if sensitive and not result.sensitive else result

    most = None if rest is not None else len(parameters)
    return Function(applied, len(parameters) - optional, most)


def not_computed(name: str, least: int, most: int | None) -> Function:
    """Return a function whose result is not known before Terraform runs, or that we do not compute."""

    def applied(*values: AnyValue) -> AnyValue:
        missing = [value for value in values if isinstance(value, Unknown)]
        return join(*missing, unknown(CauseKind.FUNCTION, name), nullable=False)

    return Function(applied, least, most)


def wrap(data: Any) -> AnyValue:
    """Return plain data as a value; lists become lists, dicts become maps, None is null."""
    if data is None:
        return Absent()
    if isinstance(data, str):
        return Known(normal(data))
    if isinstance(data, bool):
        return Known(data)
    if isinstance(data, (int, Decimal)):
        return Known(number(data))
    if isinstance(data, (Items, Fields)):
        return Known(data)
    if isinstance(data, dict):
        return Known(Fields({name: wrap(entry) for name, entry in data.items()}))
    if isinstance(data, (list, tuple)):
        return known_items(map(wrap, data), ItemsKind.LIST if isinstance(data, list) else ItemsKind.TUPLE)
    if isinstance(data, (Known, Absent, Unknown)):
        return data
    raise TypeError(f"no value of type {type(data).__name__}")


def sequence(value: AnyValue) -> Known[Items] | Unknown:
    """Return a value that must be a list, tuple or set; raise for null and anything else."""
    found = needed(value)
    if isinstance(found, Known) and not isinstance(found.data, Items):
        raise EvaluationError("invalid-type", expected="list", given=scalar_kind(found.data))
    return found


def mapping(value: AnyValue) -> Known[Fields] | Unknown:
    """Return a value that must be a map or object; raise for null and anything else."""
    found = needed(value)
    if isinstance(found, Known) and not isinstance(found.data, Fields):
        raise EvaluationError("invalid-type", expected="map", given=scalar_kind(found.data))
    return found


def unsure(values: Iterable[AnyValue]) -> Unknown:
    """Return the unknown that results from all that is unknown in the values, at any depth."""
    found = [inner for value in values for inner in unknowns_in(value)]
    return join(*found, nullable=False)
