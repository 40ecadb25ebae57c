"""Applying functions in every world, where some may fail in one world and not in another."""

from collections.abc import Callable, Sequence

import msgspec

from leitplanke.core.logic import lift
from leitplanke.core.value import AnyValue, Cause, Known, Unknown, mark_sensitive
from leitplanke.sources.terraform.evaluate.errors import EvaluationError, Failure


def apply(function: Callable[..., AnyValue], values: Sequence[AnyValue]) -> AnyValue:
    """Return what a function of values without worlds yields, in every world; sensitive if an argument is.

    Raise what the function raises, unless it does not in some worlds: then the others hold a `Failure`.
    """
    for value in values:
        if not isinstance(value, Known) and isinstance(value, Unknown) and value.worlds:
            return _in_every_world(function, values)
    result = function(*values)
    for value in values:
        if value.sensitive:
            return mark_sensitive(result)
    return result


def _in_every_world(function: Callable[..., AnyValue], values: Sequence[AnyValue]) -> AnyValue:
    def guarded(*chosen: AnyValue) -> AnyValue:
        failed = next((value for value in chosen if isinstance(value, Failure)), None)
        if failed is not None:
            return failed
        try:
            return function(*chosen)
        except EvaluationError as error:
            return failure(error)

    result = lift(guarded, *values)
    if isinstance(result, Failure):
        raise result.error
    if isinstance(result, Unknown) and result.worlds and all(isinstance(one.value, Failure) for one in result.worlds):
        raise result.worlds[0].value.error  # type: ignore[union-attr]
    return result


def failure(error: EvaluationError) -> Failure:
    """Return the value that stands for an error in some worlds."""
    return Failure(causes=(Cause(error.kind, error.code),), error=error)


def without_failures(value: AnyValue) -> AnyValue:
    """Return the value without errors in it: they are plain unknowns to whoever comes later."""
    if isinstance(value, Failure):
        return Unknown(value.causes, value.origin, value.sensitive)
    if isinstance(value, Unknown) and value.worlds:
        worlds = tuple(msgspec.structs.replace(one, value=without_failures(one.value)) for one in value.worlds)
        return msgspec.structs.replace(value, worlds=worlds)
    return value
