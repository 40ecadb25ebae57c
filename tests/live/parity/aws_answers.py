"""Answers of AWS's operations, made of documents that lie on shelves by account, region and name."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.live.fakes.aws_server import Answer, AwsError

Doc = dict[str, Any]


class Shelf:
    """Documents of one kind, by the place that they are in and the names by which they are asked for."""

    def __init__(self) -> None:
        self._docs: dict[tuple[str, str], dict[str, Any]] = {}
        self._names: dict[tuple[str, str, str], Any] = {}

    def put(self, account: str, region: str, doc: Any, *names: str) -> None:
        """Put a document of a resource there."""
        self._docs.setdefault((account, region), {})[names[0]] = doc
        for name in names:
            self._names[account, region, name] = doc

    def get(self, account: str, region: str, name: str) -> Any:
        """Return a document; None where there is none."""
        return self._names.get((account, region, name))

    def all(self, account: str, region: str) -> list[Any]:
        """Return the documents in a place."""
        return list(self._docs.get((account, region), {}).values())

    def listing(self, key: str, *, by: tuple[str, str] | None = None, of: Iterable[str] = (), **more: Any) -> Answer:
        """Return an operation that lists them under ``key``.

        ``by`` are a parameter and the field that has to have its value; ``of`` the only fields that a list tells.
        """
        told = frozenset(of)

        def answer(parameters: Doc, account: str, region: str) -> Doc:
            found = self.all(account, region)
            if by is not None:
                found = [doc for doc in found if doc.get(by[1]) == parameters.get(by[0])]
            if told:
                found = [{name: value for name, value in doc.items() if name in told} for doc in found]
            return {key: found, **more}

        return answer

    def names(self, key: str, field: str, **more: Any) -> Answer:
        """Return an operation that lists one field of each."""

        def answer(_: Doc, account: str, region: str) -> Doc:
            return {key: [doc[field] for doc in self.all(account, region)], **more}

        return answer

    def detail(
        self,
        parameter: str,
        within: str = "",
        *,
        missing: str = "ResourceNotFoundException",
        status: int = 404,
        part: Callable[[Any], Any] | None = None,
    ) -> Answer:
        """Return an operation that tells of one, by its name in ``parameter``.

        The answer has the document in a field ``within``, or is it. ``part`` takes what is told of it; where that is
        None, as where there is no such document, ``missing`` is refused.
        """

        def answer(parameters: Doc, account: str, region: str) -> Doc:
            found = self.get(account, region, str(parameters.get(parameter)))
            if found is not None and part is not None:
                found = part(found)
            if found is None:
                raise AwsError(missing, f"{parameters.get(parameter)} has none", status)
            return {within: found} if within else dict(found)

        return answer


def refused(code: str, status: int = 404) -> Answer:
    """Return an operation of which there is nothing."""

    def answer(*_: Any) -> Doc:
        raise AwsError(code, "there is none", status)

    return answer
