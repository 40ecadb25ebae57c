"""What stands for an attribute: the second expression of a rule, as a function of a view."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

import msgspec

from leitplanke.catalogue.live_row import LivePath, LiveTest
from leitplanke.core.value import CauseKind, Unknown, unknown
from leitplanke.sources.live.mapping.paths import MISSING, steps
from leitplanke.sources.live.mapping.view import View

Expression: TypeAlias = Callable[[View, Any], Any]
"""From a view, and the element that a block is made of, to plain JSON, `MISSING` or an `Unknown`."""
_HOLE = re.compile(r"\{([^{}]+)\}")
_EMPTY: tuple[Any, ...] = ("", [], {})


def compiled(written: str | LivePath, prefix: str = "") -> Expression:
    """Return the expression that is written; paths that begin with ``prefix`` (``Rules[]``) go on from the element."""
    if isinstance(written, str):
        return _path(written, prefix)
    if written.text:
        read = _text(written.text, prefix)
    else:
        read = _elsewhere(written, prefix) if written.of else _path(written.path, prefix)
        read = _either(read, _path(written.else_, prefix)) if written.else_ else read
    shaped = _shaped(read, written)
    return _unclear(shaped, written.unclear) if written.unclear else shaped


def _unclear(read: Expression, because: str) -> Expression:
    def doubted(view: View, element: Any) -> Any:
        found = read(view, element)
        told = found is MISSING or isinstance(found, Unknown) or found in _EMPTY
        return found if told else unknown(CauseKind.CLOUD, because)

    return doubted


def holds(test: LiveTest, view: View) -> bool | Unknown:
    """Tell whether a test holds of a record."""
    found = view.get(test.path, steps(test.path))
    if isinstance(found, Unknown):
        return found
    there = not (found is MISSING or found in _EMPTY)
    if test.present is not None and there is not test.present:
        return False
    listed = found if isinstance(found, list) else [found]
    any_case = _any_case(view)
    if test.is_ and not any(_same(one, value, any_case=any_case) for one in listed for value in test.is_):
        return False
    if test.is_not and any(_same(one, value, any_case=any_case) for one in listed for value in test.is_not):
        return False
    text = str(found).casefold() if there else ""
    if any(part.casefold() in text for part in test.lacks):
        return False
    return not test.contains or any(part.casefold() in text for part in test.contains)


def _any_case(view: View) -> bool:
    """Tell whether capitals mean nothing: services of Azure answer with one value as `Enabled` and as `enabled`."""
    return view.record.cloud == "azure"


def _same(one: Any, value: Any, *, any_case: bool) -> bool:
    if isinstance(one, bool) or isinstance(value, bool):
        return one is value
    if any_case and isinstance(one, str) and isinstance(value, str):
        return one.casefold() == value.casefold()
    return bool(one == value)


def _path(path: str, prefix: str) -> Expression:
    if prefix and path == prefix:
        return lambda _view, element: element
    parsed = steps(path)
    if prefix and path.startswith((f"{prefix}.", f"{prefix}[", f"{prefix}{{")):
        rest = parsed[len(steps(prefix)) :]
        return lambda view, element: view.get(path, rest, element)
    return lambda view, _element: view.get(path, parsed)


def _elsewhere(written: LivePath, prefix: str) -> Expression:
    named, path, parsed = _path(written.named, prefix), written.path, steps(written.path)

    def read(view: View, element: Any) -> Any:
        identity = named(view, element)
        return view.elsewhere(written.of, identity, path, parsed) if isinstance(identity, str) else identity

    return read


def _either(first: Expression, second: Expression) -> Expression:
    def read(view: View, element: Any) -> Any:
        found = first(view, element)
        return (
            second(view, element) if found is MISSING or (not isinstance(found, Unknown) and found in _EMPTY) else found
        )

    return read


def _text(template: str, prefix: str) -> Expression:
    holes = [(match.start(), match.end(), _path(match[1], prefix)) for match in _HOLE.finditer(template)]

    def read(view: View, element: Any) -> Any:
        made, end = "", 0
        for start, after, part in holes:
            found = part(view, element)
            if isinstance(found, Unknown):
                return found
            if found is MISSING or isinstance(found, (list, dict)):
                return MISSING
            made += template[end:start] + (str(found).rstrip("/") if template[after : after + 1] == "/" else str(found))
            end = after
        return made + template[end:]

    return read


def _shaped(read: Expression, written: LivePath) -> Expression:
    folded = {name.casefold(): name for name in written.values}

    def shaped(view: View, element: Any) -> Any:
        found = read(view, element)
        if isinstance(found, Unknown):
            return found
        empty = found is MISSING or found in _EMPTY
        if written.present:
            return not empty
        if empty and (found is MISSING or "" not in written.values):
            return MISSING if written.absent is None else written.absent
        if written.pairs is not None:
            return _map(found, written.pairs)
        if written.json and not isinstance(found, str):
            return msgspec.json.encode(found).decode()
        names = folded if _any_case(view) else None
        if isinstance(found, list):
            return [_scalar(one, written, names) for one in found]
        return _scalar(found, written, names)

    return shaped


def _map(found: Any, pairs: tuple[str, str]) -> Any:
    if not isinstance(found, list):
        return found
    name, value = pairs
    return {str(one[name]): one.get(value, "") for one in found if isinstance(one, dict) and name in one}


def _scalar(found: Any, written: LivePath, folded: dict[str, str] | None) -> Any:
    if isinstance(found, str):
        after = next((mark for mark in written.after if mark in found), None)
        found = found if after is None else found.partition(after)[2]
        before = next((mark for mark in written.before if mark in found), None)
        found = found if before is None else found.partition(before)[0]
    if written.values or written.otherwise is not None:
        name = _written(found)
        if folded is not None:
            name = folded.get(name.casefold(), name)
        if name in written.values:
            return written.values[name]
        if written.otherwise is not None:
            return written.otherwise
    if written.divide != 1 and not isinstance(found, bool):
        return _divided(found, written.divide)
    return found


def _written(found: Any) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found)


def _divided(found: Any, by: int) -> Any:
    try:
        number = Decimal(str(found)) / by
    except ArithmeticError:
        return found
    return int(number) if number == number.to_integral_value() else number
