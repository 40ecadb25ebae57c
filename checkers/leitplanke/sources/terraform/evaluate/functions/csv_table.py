"""Comma-separated values, by the strict rules of RFC 4180."""

import re
from collections.abc import Iterator

from leitplanke.sources.terraform.evaluate.errors import EvaluationError

_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",\n]*)', re.DOTALL)


def rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of a text, without empty lines; raise for a quote where none belongs."""
    text = text.replace("\r\n", "\n")
    at = 0
    row: list[str] = []
    while at < len(text):
        if not row and text[at] == "\n":
            at += 1
            continue
        field = _FIELD.match(text, at)
        if field is None:
            raise EvaluationError("invalid-argument", reason="not CSV")
        row.append(field.group(2) if field.group(1) is None else field.group(1).replace('""', '"'))
        at = field.end()
        if at == len(text) or text[at] == "\n":
            yield row
            row = []
        elif text[at] != ",":
            raise EvaluationError("invalid-argument", reason="quote in CSV")
        elif at + 1 == len(text):
            yield [*row, ""]
            return
        at += 1
