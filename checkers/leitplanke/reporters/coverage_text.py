"""The completeness of live inventories as a table: what was read whole, and what was not, by service and reason."""

import re
from collections.abc import Iterator, Mapping, Sequence

from leitplanke.engine.finding import Report
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.reporters.style import Style
from leitplanke.reporters.texts import Texts

_LINES_AT_MOST = 12
_PLACES_AT_MOST = 3
_DENIED = re.compile("denied|forbidden|unauthori[sz]ed|authorizationfailed|authorizationerror", re.IGNORECASE)
_IN_PART = "in-part"
"""A list that is complete, of which details of some resources could not be read."""


def coverage_lines(report: Report, texts: Texts, style: Style, *, everything: bool) -> Iterator[str]:
    """Yield how complete the inventory is: a line for each service, state and reason that keeps something unread."""
    if not report.coverage:
        return
    groups: dict[tuple[str, str, str], list[Coverage]] = {}
    for line in report.coverage:
        if _state(line) not in (State.COMPLETE, State.CLOSED):
            groups.setdefault((line.service, _state(line), line.error), []).append(line)
    yield ""
    yield from _heading(report, texts, style, sum(map(len, groups.values())))
    names = {stack.path.partition("/")[2]: stack.account_name for stack in report.stacks if stack.account_name}
    ranked = sorted(groups, key=lambda key: (-len(groups[key]), key))
    shown = ranked if everything else ranked[:_LINES_AT_MOST]
    rows = [
        (
            key[0],
            texts.label(f"state-{key[1]}"),
            _places(groups[key], names, everything),
            key[2] or _types(groups[key], everything),
        )
        for key in shown
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
    for row in rows:
        yield "  " + "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]])
    if len(ranked) > len(shown):
        yield f"  {texts.label('more-alike', count=len(ranked) - len(shown))}"
    yield from _next_steps(list(groups), texts)


def _state(line: Coverage) -> str:
    return _IN_PART if line.state is State.COMPLETE and line.error else line.state.value


def _heading(report: Report, texts: Texts, style: Style, unread: int) -> Iterator[str]:
    count = len({line.account for line in report.coverage})
    accounts = texts.label("one-account") if count == 1 else texts.label("accounts", count=count)
    lines = len(report.coverage)
    heading = texts.label("coverage-heading", whole=lines - unread, lines=lines, accounts=accounts)
    yield style.unknown(heading) if unread else heading
    closed = sum(line.state is State.CLOSED for line in report.coverage)
    if closed:
        yield f"  {texts.label('coverage-nothing-there', count=closed)}"


def _next_steps(unread: Sequence[tuple[str, str, str]], texts: Texts) -> Iterator[str]:
    """Yield what to do about what was not read: service, state and reason."""
    if any(state == State.DENIED or (state == _IN_PART and _DENIED.search(reason)) for _, state, reason in unread):
        yield f"  {texts.label('coverage-denied')}"
    if unread:
        yield f"  {texts.label('coverage-again')}"


def _places(lines: Sequence[Coverage], names: Mapping[str, str], everything: bool) -> str:
    """Return where, shortened: ``111122223333 (voice) us-east-1, us-east-2; 444455556666 us-east-1 +7``."""
    places = list(dict.fromkeys((line.account, line.region) for line in lines))
    shown = places if everything else places[:_PLACES_AT_MOST]
    regions: dict[str, list[str]] = {}
    for account, region in shown:
        regions.setdefault(account, []).append(region)
    called = {account: f"{account} ({names[account]})" if account in names else account for account in regions}
    texts = [f"{called[account]} {', '.join(those)}".strip() for account, those in regions.items()]
    return "; ".join(texts) + (f" +{len(places) - len(shown)}" if len(places) > len(shown) else "")


def _types(lines: Sequence[Coverage], everything: bool) -> str:
    """Return what was not read, where there is no reason to be told."""
    return _shortened([line.type for line in lines], everything)


def _shortened(names: Sequence[str], everything: bool) -> str:
    names = list(dict.fromkeys(names))
    shown = names if everything else names[:_PLACES_AT_MOST]
    return ", ".join(shown) + (f" +{len(names) - len(shown)}" if len(names) > len(shown) else "")
