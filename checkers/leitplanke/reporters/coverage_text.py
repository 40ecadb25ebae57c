"""The completeness of live inventories as a table: what was read whole, and what was not, by service and reason."""

from collections.abc import Iterator, Sequence

from leitplanke.engine.finding import Report
from leitplanke.inventory.coverage import Coverage
from leitplanke.reporters.style import Style
from leitplanke.reporters.texts import Texts

_LINES_AT_MOST = 12
_PLACES_AT_MOST = 3


def coverage_lines(report: Report, texts: Texts, style: Style, *, everything: bool) -> Iterator[str]:
    """Yield how complete the inventory is: a line for each service, state and reason that keeps something unread."""
    if not report.coverage:
        return
    unread = report.unread
    accounts = len({line.account for line in report.coverage})
    yield ""
    whole = len(report.coverage) - len(unread)
    heading = texts.label("coverage-heading", whole=whole, lines=len(report.coverage), accounts=accounts)
    yield heading if not unread else style.unknown(heading)
    groups: dict[tuple[str, str, str], list[Coverage]] = {}
    for line in unread:
        groups.setdefault((line.service, line.state.value, line.error or line.type), []).append(line)
    ranked = sorted(groups, key=lambda key: (-len(groups[key]), key))
    shown = ranked if everything else ranked[:_LINES_AT_MOST]
    rows = [(key[0], texts.label(f"state-{key[1]}"), _places(groups[key], everything), key[2]) for key in shown]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
    for row in rows:
        yield "  " + "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]])
    if len(ranked) > len(shown):
        yield f"  {texts.label('more', count=len(ranked) - len(shown))}"


def _places(lines: Sequence[Coverage], everything: bool) -> str:
    """Return where, shortened: ``111122223333 us-east-1, 111122223333 us-east-2, ...``."""
    places = list(dict.fromkeys(f"{line.account} {line.region}".strip() for line in lines))
    shown = places if everything else places[:_PLACES_AT_MOST]
    return ", ".join(shown) + (f" +{len(places) - len(shown)}" if len(places) > len(shown) else "")
