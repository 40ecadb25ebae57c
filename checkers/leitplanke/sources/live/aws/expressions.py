"""JMESPath, compiled once, and safe where data has nothing: functions of nothing are false, or nothing."""

from functools import cache
from typing import Any


@cache
def _options() -> Any:
    from jmespath import Options, functions  # type: ignore[import-untyped]  # comes with botocore

    any_type: dict[str, list[str]] = {"types": []}

    class NullSafe(functions.Functions):  # type: ignore[misc]
        """JMESPath's own raise for null, which says no more than that a part is not there."""

        @functions.signature(any_type, any_type)  # type: ignore[untyped-decorator]
        def _func_contains(self, subject: Any, search: Any) -> bool:
            return isinstance(subject, list | str) and search is not None and search in subject

        @functions.signature(any_type, any_type)  # type: ignore[untyped-decorator]
        def _func_starts_with(self, subject: Any, prefix: Any) -> bool:
            return isinstance(subject, str) and subject.startswith(str(prefix))

        @functions.signature(any_type, any_type)  # type: ignore[untyped-decorator]
        def _func_ends_with(self, subject: Any, suffix: Any) -> bool:
            return isinstance(subject, str) and subject.endswith(str(suffix))

        @functions.signature(any_type)  # type: ignore[untyped-decorator]
        def _func_length(self, subject: Any) -> int:
            return len(subject) if isinstance(subject, list | str | dict) else 0

        @functions.signature(any_type)  # type: ignore[untyped-decorator]
        def _func_keys(self, subject: Any) -> list[str] | None:
            return list(subject) if isinstance(subject, dict) else None

        @functions.signature(any_type)  # type: ignore[untyped-decorator]
        def _func_values(self, subject: Any) -> list[Any] | None:
            return list(subject.values()) if isinstance(subject, dict) else None

        @functions.signature(any_type)  # type: ignore[untyped-decorator]
        def _func_named(self, subject: Any) -> list[dict[str, Any]] | None:
            """Return the tables of a map as a list, each with its key as ``Name``: JMESPath has nothing for it."""
            if not isinstance(subject, dict):
                return None
            return [{**one, "Name": key} for key, one in subject.items() if isinstance(one, dict)]

    return Options(custom_functions=NullSafe())


@cache
def _compiled(expression: str) -> Any:
    import jmespath

    return jmespath.compile(expression)


def search(expression: str, data: Any) -> Any:
    """Return what a JMESPath finds; None where there is nothing. Raises ``ValueError`` where the data does not fit."""
    return _compiled(expression).search(data, options=_options())
