"""Assumptions of several stacks as few sentences: what differs in a number or a name only is said once."""

from collections.abc import Iterable

from leitplanke.core.message import Message


def together(messages: Iterable[Message]) -> list[Message]:
    """Return each assumption once, with counts added up and stacks listed."""
    found: dict[tuple[object, ...], Message] = {}
    for one in messages:
        rest = {name: value for name, value in one.arguments.items() if name not in ("count", "stack")}
        key = (one.code, *sorted(rest.items(), key=lambda item: item[0]))
        before = found.get(key)
        found[key] = one if before is None else Message(one.code, {**rest, **_added(before, one)})
    return list(found.values())


def _added(before: Message, one: Message) -> dict[str, int | str]:
    added: dict[str, int | str] = {}
    if "count" in one.arguments:
        added["count"] = _number(before) + _number(one)
    if "stack" in one.arguments:
        stacks = [*str(before.arguments["stack"]).split(", "), str(one.arguments["stack"])]
        added["stack"] = ", ".join(dict.fromkeys(stacks))
    return added


def _number(message: Message) -> int:
    count = message.arguments["count"]
    return count if isinstance(count, int) else 0
