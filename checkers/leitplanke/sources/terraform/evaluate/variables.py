"""Input variables: what is given, what is the default, and what they can be if nobody says."""

from collections.abc import Iterator, Mapping

import msgspec

from leitplanke.core.diagnostic import warning
from leitplanke.core.logic import gather, lift
from leitplanke.core.message import message
from leitplanke.core.origin import written
from leitplanke.core.value import (
    WORLDS_AT_MOST,
    Absent,
    AnyValue,
    Cause,
    CauseKind,
    Fields,
    Known,
    Unknown,
    World,
    mark_sensitive,
    with_origin,
)
from leitplanke.sources.terraform.evaluate.configuration import Declared, Written
from leitplanke.sources.terraform.evaluate.context import Place
from leitplanke.sources.terraform.evaluate.errors import EvaluationError
from leitplanke.sources.terraform.evaluate.expressions import evaluate
from leitplanke.sources.terraform.evaluate.types import Type, convert, parse_type
from leitplanke.sources.terraform.evaluate.validation import allowed
from leitplanke.sources.terraform.evaluate.worlds import without_failures
from leitplanke.sources.terraform.syntax.tree import Literal, Variable


def variable_value(declared: Declared, given: AnyValue | None, place: Place, address: str) -> AnyValue:
    """Return the value of a variable of a module instance.

    ``given`` is what the caller says, None if nothing; ``address`` is the variable's, such as ``module.db.var.size``.
    Without value and default it is unknown by that name; where the variable is a truth value, or its validation
    lists what is allowed, one of finitely many.
    """
    value = given
    if value is None or declared.flag("nullable") is False:
        default = _default(declared, place)
        if default is None:
            default = missing(declared, address)
        value = default if value is None else lift(lambda one: default if isinstance(one, Absent) else one, value)
    value = typed(declared, value, place)
    if isinstance(value, Unknown) and not value.worlds:
        value = _narrowed(declared, value, place, address)
    elif not isinstance(value, Unknown):
        _validate(declared, value, place)
    return mark_sensitive(value) if declared.flag("sensitive") else value


def _validate(declared: Declared, value: AnyValue, place: Place) -> None:
    """Report a value that the variable's own validation refuses; its condition may name other variables too."""
    for nested in declared.blocks:
        condition = next((one for one in nested.block.body.arguments if one.name == "condition"), None)
        if nested.block.type != "validation" or condition is None:
            continue
        scope = place.scope(nested.source)
        every = scope.lookup("var")
        if not isinstance(every, Known):
            return
        entries = _With(every.data.entries, declared.name, value)
        found = evaluate(condition.value, scope.bind({"var": Known(Fields(entries, every.data.open))}))
        if isinstance(found, Known) and found.data is False:
            span = value.origin.span if value.origin is not None else None
            text = message("value-refused", name=f"var.{declared.name}")
            place.context.report(warning(text, span=span or declared.header))


class _With(Mapping[str, AnyValue]):
    """The entries of a mapping, one of them given, since it is still being computed there."""

    def __init__(self, entries: Mapping[str, AnyValue], name: str, value: AnyValue) -> None:
        self._entries = entries
        self._name = name
        self._value = value

    def __getitem__(self, key: str) -> AnyValue:
        return self._value if key == self._name else self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def missing(declared: Declared, address: str) -> Unknown:
    """Return the value of a variable that nobody sets."""
    nullable = declared.flag("nullable") is not False
    return Unknown(
        (Cause(CauseKind.VARIABLE, address),), written(declared.header, f"var.{declared.name}"), nullable=nullable
    )


def typed(declared: Declared, value: AnyValue, place: Place) -> AnyValue:
    """Return a value as the variable's type has it; what does not fit is unknown, and reported."""
    constraint = declared.arguments.get("type")
    if constraint is None:
        return value
    try:
        found = without_failures(convert(value, _type_of(constraint, place)))
        return with_origin(found, value.origin) if value.origin is not None else found
    except EvaluationError as failed:
        given = value.origin.span if value.origin is not None else None
        failed.span = constraint.span if failed.code == "invalid-type-constraint" else given or constraint.span
        place.context.report(failed.diagnostic())
        return Unknown((Cause(failed.kind, failed.code),), value.origin, value.sensitive)


def _type_of(constraint: Written, place: Place) -> Type:
    # Instances of a module share its types, which cannot depend on anything.
    types = place.context.types
    key = (constraint.source.path, constraint.argument.start)
    found = types.get(key)
    if found is None:
        scope = place.scope(constraint.source)
        found = types[key] = parse_type(constraint.argument.value, lambda default: evaluate(default, scope))
    return found


def is_required(declared: Declared) -> bool:
    """Tell whether the variable has no default."""
    return "default" not in declared.arguments


def _default(declared: Declared, place: Place) -> AnyValue | None:
    default = declared.arguments.get("default")
    return place.value(default, f"var.{declared.name}") if default is not None else None


def _narrowed(declared: Declared, value: Unknown, place: Place, address: str) -> AnyValue:
    """Return an unknown with the finite set of values that it can take, if there is one."""
    options = _options(declared, place, value)
    if options is None or not 0 < len(options) <= WORLDS_AT_MOST:
        return value
    origin = value.origin or written(declared.header, f"var.{declared.name}")
    worlds = [World(((address, _name(option)),), with_origin(option, origin)) for option in options]
    found = gather(worlds)
    if isinstance(found, Unknown):
        return msgspec.structs.replace(found, causes=value.causes, origin=value.origin, sensitive=value.sensitive)
    return found


def _options(declared: Declared, place: Place, value: Unknown) -> list[AnyValue] | None:
    for nested in declared.blocks:
        if nested.block.type != "validation":
            continue
        condition = next((one.value for one in nested.block.body.arguments if one.name == "condition"), None)
        found = allowed(condition, declared.name) if condition is not None else None
        if found is not None:
            return [typed(declared, Absent() if one is None else Known(one), place) for one in found]
    if is_bool(declared):
        return [Known(True), Known(False), *([Absent()] if value.nullable else [])]
    return None


def is_bool(declared: Declared) -> bool:
    """Tell whether the variable's type is ``bool``."""
    constraint = declared.arguments.get("type")
    kind = constraint.argument.value if constraint is not None else None
    return (isinstance(kind, Variable) and kind.name == "bool") or (isinstance(kind, Literal) and kind.value == "bool")


def _name(option: AnyValue) -> str:
    if not isinstance(option, Known):
        return "null"
    return str(option.data).lower() if isinstance(option.data, bool) else str(option.data)
