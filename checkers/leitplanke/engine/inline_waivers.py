"""Waivers that are written as comments: ``# leitplanke: ignore[ID] reason="..." until=2027-01-31``."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from leitplanke.core.diagnostic import Diagnostic, warning
from leitplanke.core.message import message
from leitplanke.core.source import Source, Span
from leitplanke.engine.finding import StackReport
from leitplanke.engine.waivers import Waiver

_SIGN = b"leitplanke:"
_COMMENT = re.compile(r"(?:#|//|/\*)\s*leitplanke:\s*(?P<rest>.*)$")
_FORM = re.compile(r"^ignore\[(?P<policies>[^\]]+)\]\s*(?P<settings>.*?)(?:\*/)?\s*$")
_SETTING = re.compile(r'(?P<name>[a-z_]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')
_NAMES = ("reason", "until", "owner", "approved_by")


def inline_waivers(stacks: Sequence[StackReport]) -> tuple[list[Waiver], list[Diagnostic]]:
    """Return the waivers in the files that findings lie in, and what of them cannot be read."""
    sources: dict[str, Source] = {}
    for stack in stacks:
        for finding in stack.findings:
            for span in (finding.span, finding.body, *finding.calls):
                if span is not None:
                    sources.setdefault(span.source.path, span.source)
    waivers: list[Waiver] = []
    diagnostics: list[Diagnostic] = []
    for path in sorted(sources):
        if _SIGN in sources[path].data:
            for one in _read(sources[path]):
                if isinstance(one, Waiver):
                    waivers.append(one)
                else:
                    diagnostics.append(one)
    return waivers, diagnostics


def _read(source: Source) -> Iterator[Waiver | Diagnostic]:
    for number, start in enumerate(source.line_starts, start=1):
        text = source.line(number)
        comment = _COMMENT.search(text)
        if comment is None:
            continue
        begin = start + len(text[: comment.start()].encode())
        span = Span(source, begin, start + len(text.encode()))
        alone = not text[: comment.start()].strip()
        yield _waiver(comment["rest"], span, _next_line(source, number) if alone else number)


def _next_line(source: Source, number: int) -> int:
    """Return the next line that is neither blank nor a comment."""
    last = len(source.line_starts)
    number += 1
    while number < last and (not source.line(number).strip() or source.line(number).lstrip().startswith(("#", "//"))):
        number += 1
    return number


def _waiver(text: str, span: Span, line: int) -> Waiver | Diagnostic:
    form = _FORM.match(text)
    if form is None:
        return warning(message("waiver-unreadable"), span=span)
    given = {
        one["name"]: one["quoted"] if one["quoted"] is not None else one["bare"]
        for one in _SETTING.finditer(form["settings"])
    }
    left = _SETTING.sub("", form["settings"]).strip()
    if left or not given.keys() <= set(_NAMES):
        return warning(message("waiver-unreadable"), span=span)
    missing = [name for name in ("reason", "until") if not given.get(name)]
    if missing:
        return warning(message("waiver-incomplete", missing=", ".join(missing)), span=span)
    try:
        until = date.fromisoformat(given["until"])
    except ValueError:
        return warning(message("waiver-date", text=given["until"]), span=span)
    return Waiver(
        policies=tuple(one.strip() for one in form["policies"].split(",")),
        reason=given["reason"],
        until=until,
        place=str(span),
        owner=given.get("owner", ""),
        approved_by=given.get("approved_by", ""),
        span=span,
        line=line,
    )
