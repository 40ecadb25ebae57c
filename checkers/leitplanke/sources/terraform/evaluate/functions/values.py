"""Functions of any value: choosing, converting, marking."""

from collections.abc import Callable

import msgspec

from leitplanke.core.logic import join
from leitplanke.core.value import Absent, AnyValue, Known, Template, Unknown, mark_sensitive
from leitplanke.sources.terraform.evaluate.constraints import LIST, MAP, SET, Type, convert
from leitplanke.sources.terraform.evaluate.conversion import common_scalar, to_scalar, unify
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.functions.function import Function, not_computed
from leitplanke.sources.terraform.evaluate.functions.lists import listed
from leitplanke.sources.terraform.evaluate.structure import openness


def _coalesce(*values: AnyValue) -> AnyValue:
    """Return the first value that is neither null nor empty text."""
    known = [value for value in values if isinstance(value, Known)]
    common = common_scalar(known)
    if common is None:
        unify(known)
    pending: list[AnyValue] = []
    for value in values:
        if isinstance(value, Absent) or (isinstance(value, Known) and value.data == "" and _is_text(value)):
            continue
        if isinstance(value, Unknown) and not _is_certain(value):
            pending.append(value)
            continue
        if pending:
            return join(*pending, value, nullable=False)
        return to_scalar(value, common) if common else value
    if pending:
        return join(*pending, nullable=False)
    raise EvaluationError("null-value")


def _is_text(value: Known[object]) -> bool:
    return isinstance(value.data, str)


def _is_certain(value: Unknown) -> bool:
    """Tell whether the unknown is neither null nor empty text, whatever it is."""
    if isinstance(value.partial, Template):
        return any(isinstance(part, str) for part in value.partial.parts)
    return value.partial is not None or (value.ref is not None and not value.nullable)


def _coalesce_list(*values: AnyValue) -> AnyValue:
    """Return the first list that has elements."""
    pending: list[AnyValue] = []
    for value in values:
        found = listed(value)
        because = found if isinstance(found, Unknown) else openness(found)
        if isinstance(found, Known) and found.data.items:
            return join(*pending, value, nullable=False) if pending else found
        if because is not None:
            pending.append(because)
    if pending:
        return join(*pending, nullable=False)
    raise EvaluationError("null-value")


def _converting(kind: Type) -> Function:
    return Function(lambda value: convert(value, kind), 1, 1)


def _unmark(value: AnyValue) -> AnyValue:
    return msgspec.structs.replace(value, sensitive=False) if value.sensitive else value


def _is_sensitive(value: AnyValue) -> AnyValue:
    return Known(value.sensitive)


def _same(value: AnyValue) -> AnyValue:
    return value


MARKING: dict[str, Callable[[AnyValue], AnyValue]] = {
    "issensitive": _is_sensitive,
    "nonsensitive": _unmark,
    "sensitive": mark_sensitive,
}
"""Functions of one value that see the mark itself, and the value with all its worlds."""

FUNCTIONS: dict[str, Function] = {
    "coalesce": Function(_coalesce, 1, None),
    "coalescelist": Function(_coalesce_list, 1, None),
    "ephemeralasnull": Function(_same, 1, 1),
    "tobool": _converting(Type("bool")),
    "tolist": _converting(LIST),
    "tomap": _converting(MAP),
    "tonumber": _converting(Type("number")),
    "toset": _converting(SET),
    "tostring": _converting(Type("string")),
    "type": not_computed("type", 1, 1),
}
