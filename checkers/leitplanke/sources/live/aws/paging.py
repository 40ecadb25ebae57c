"""Pages of an operation: what is asked again with what, as botocore's models of the services say."""

from collections.abc import Generator
from typing import Any, Protocol

import msgspec

from leitplanke.sources.live.asking.calls import Call, Refusal, Refused
from leitplanke.sources.live.aws.expressions import search


class Pages(msgspec.Struct, frozen=True, gc=False):
    """How an operation continues: parameters that take the tokens, and where (JMESPath) a page has them."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    more: str = ""
    """JMESPath of what says whether there are more pages, if it is not the token itself."""


class Services(Protocol):
    """Knows the operations of the services, by botocore's names: ``rds``, ``describe_db_instances``."""

    def pages(self, service: str, operation: str) -> Pages | None:
        """Return how an operation continues; None if its answer is one page."""

    def permission(self, service: str, operation: str) -> str:
        """Return the permission that a call needs: ``rds:DescribeDBInstances``."""


class Book:
    """The pages of one call, asked for one after the other.

    ``ask`` is a generator to ``yield from``; it returns the next page, or None after the last one. It raises `Refused`,
    also for a token that was there before: such a list would never end, and what comes after it is not known.
    """

    __slots__ = ("_call", "_name", "_next", "_pages", "_seen")

    def __init__(self, call: Call, services: Services) -> None:
        self._call = call
        self._pages = services.pages(call.lane.service, call.operation)
        self._name = services.permission(call.lane.service, call.operation)
        self._next: dict[str, Any] | None = call.parameters
        self._seen: set[str] = set()

    def ask(self) -> Generator[Call, dict[str, Any] | None, dict[str, Any] | None]:
        """Ask for the next page."""
        if self._next is None:
            return None
        page = yield Call(self._call.lane, self._call.operation, self._next)
        if not isinstance(page, dict):
            raise Refused(Refusal.INVALID, "NoTable", "the answer is not a table", self._name)
        self._next = self._after(page)
        return page

    def _after(self, page: dict[str, Any]) -> dict[str, Any] | None:
        pages = self._pages
        if pages is None or (pages.more and not search(pages.more, page)):
            return None
        tokens = {
            name: token
            for name, path in zip(pages.inputs, pages.outputs, strict=True)
            if (token := search(path, page)) not in (None, "", [], {})
        }
        if not tokens:
            if pages.more:
                raise Refused(Refusal.INVALID, "NoToken", "more pages are there, but no token", self._name)
            return None
        mark = msgspec.json.encode(tokens).decode()
        if mark in self._seen:
            raise Refused(Refusal.INVALID, "RepeatedToken", "the page token repeats", self._name)
        self._seen.add(mark)
        return {**self._call.parameters, **tokens}


def merge(pages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the pages as one answer: lists are joined, anything else is the first page's."""
    merged = dict(pages[0])
    for page in pages[1:]:
        for key, value in page.items():
            if isinstance(value, list) and isinstance(merged.get(key), list):
                merged[key] = merged[key] + value
            else:
                merged.setdefault(key, value)
    return merged
