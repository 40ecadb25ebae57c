"""Judge saved inventories: account by account, so that memory holds no more than one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import IO

import msgspec

from leitplanke.app.account_table import shared_out
from leitplanke.app.configuration import Configuration
from leitplanke.catalogue.live_loader import PROVIDERS, load_live_catalogue
from leitplanke.catalogue.loader import Catalogue
from leitplanke.core.diagnostic import Diagnostic, error
from leitplanke.core.message import message
from leitplanke.core.verdict import Verdict
from leitplanke.engine.finding import Finding, StackReport
from leitplanke.engine.judge import judge
from leitplanke.engine.select import Selection
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.ancestry import levels
from leitplanke.sources.live.mapping.above import Above
from leitplanke.sources.live.mapping.account import Account, AccountReader
from leitplanke.sources.live.record import Record
from leitplanke.sources.live.saving.projection import Projection, unsaved
from leitplanke.sources.live.saving.saved import (
    AccountLine,
    CoverageLine,
    End,
    Header,
    Line,
    RecordLine,
    SavedError,
    lines_of,
)

PASSES_LISTED_AT_MOST = 20_000
"""Beyond so many, passes are only counted: who looks at a million of them?"""


class Judgement(msgspec.Struct):
    """What became of a saved inventory, while it is judged."""

    stacks: list[StackReport] = []
    coverage: list[Coverage] = []
    complete: bool = False
    passes: int = 0


class Inventories:
    """Judges the accounts of saved inventories by the rules of a configuration.

    ``selection`` returns the rule sets of names that a table gives; of none, those that hold by default.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        configuration: Configuration,
        selection: Callable[[tuple[str, ...]], Selection],
        as_of: date,
        passes_listed_at_most: int = PASSES_LISTED_AT_MOST,
        passes_of: str = "",
    ) -> None:
        self._passes_of = passes_of
        self._catalogue = catalogue
        self._configuration = configuration
        self._selection = selection
        self._as_of = as_of
        self._passes_listed_at_most = passes_listed_at_most

    def judge(self, file: IO[bytes], name: str) -> Judgement:
        """Return the judgement of a saved inventory. Raises `SavedError` where it is none."""
        lines = lines_of(file, name)
        header = next(lines)
        if not isinstance(header, Header):
            raise SavedError(f"{name}: this is no saved inventory")
        found = Judgement()
        reader = self._reader(header)
        above: dict[str, Above] = {}
        with_some_below = {one for name, lineage in header.above.items() for one in levels(name, lineage)}
        for account, records, coverage in _accounts(lines, found):
            found.coverage += coverage
            if account in with_some_below:
                above[account] = reader.above(records, coverage)
            lineage = levels(account, header.above[account]) if account in header.above else None
            made = reader.read(
                account, records, coverage, [above.get(one) for one in lineage] if lineage is not None else None
            )
            for report in self._reports(header, account, made):
                found.passes += sum(one.verdict is Verdict.PASS for one in report.findings)
                too_many = found.passes > self._passes_listed_at_most
                found.stacks.append(_without_passes(report, self._passes_of) if too_many else report)
        return found

    def _reader(self, header: Header) -> AccountReader:
        live = load_live_catalogue(PROVIDERS[header.cloud])
        same = header.catalogue == live.digest()
        missing = None if same else unsaved(header.kept, Projection(live).paths)
        return AccountReader(header.cloud, self._catalogue, live, unsaved=missing)

    def _reports(self, header: Header, account: str, made: Account) -> Iterator[StackReport]:
        classes, roles = self._configuration.classes, self._configuration.role
        shares = shared_out(self._configuration.account, account, header.above.get(account, ()), made.places)
        for at, (table, addresses) in enumerate(shares):
            within = addresses if len(shares) > 1 else None
            facets = Facets(made.inventory, self._catalogue, Classification(classes.tags, classes.resources), within)
            selection = self._selection(table.rules if table is not None else ())
            facts = self._configuration.facts
            report = judge(made.inventory, facets, selection, as_of=self._as_of, facts=facts, roles=roles)
            yield msgspec.structs.replace(
                report,
                name=f"{report.name} ({table.name})" if table is not None and within is not None else report.name,
                findings=tuple(_placed(report.findings, made.places)),
                cloud=header.cloud,
                account_name=header.names.get(account, ""),
                resources=report.resources - report.left_out,
                not_judged=_not_known(header, made.unmapped) if at == 0 else {},
                left_out=0,
                assumptions=tuple(one for one in report.assumptions if one.code != "assumed-closed"),
            )


def incompleteness(found: Judgement, path: str) -> list[Diagnostic]:
    """Return what is said of an inventory that does not hold all that was asked for."""
    said: list[Diagnostic] = []
    if not found.complete:
        said.append(error(message("inventory-partial"), path=path))
    unread = [line for line in found.coverage if not line.is_whole]
    if unread:
        first = next((line for line in unread if line.error), unread[0])
        place = " ".join(part for part in (first.account, first.region, first.type) if part)
        said.append(
            error(
                message(
                    "inventory-unread",
                    count=len(unread),
                    lines=len(found.coverage),
                    first=place,
                    error=first.error.rstrip(".") or message("inventory-not-reached"),
                ),
                path=path,
            )
        )
    if not any(stack.resources for stack in found.stacks):
        said.append(error(message("inventory-empty"), path=path))
    return said


def _accounts(lines: Iterator[Line], found: Judgement) -> Iterator[tuple[str, list[Record], list[Coverage]]]:
    """Yield each account with all its records and lines of coverage; one at which the file was cut off has more."""
    account: str | None = None
    records: list[Record] = []
    coverage: list[Coverage] = []
    for line in lines:
        if isinstance(line, RecordLine):
            records.append(line.record)
        elif isinstance(line, CoverageLine):
            coverage.append(line.coverage)
        elif isinstance(line, (AccountLine, End)):
            if account is not None:
                yield account, records, coverage
            records, coverage = [], []
            account = line.account if isinstance(line, AccountLine) else None
            found.complete = isinstance(line, End) and line.complete
    if account is not None:
        cut_off = Coverage(account, "", "*", "*", State.INTERRUPTED, error="the file was cut off here")
        yield account, records, [*coverage, cut_off]


def _placed(findings: Iterable[Finding], places: Mapping[str, tuple[str, str]]) -> Iterator[Finding]:
    """Yield the findings with the regions that their resources are in."""
    for one in findings:
        region = places[one.address][0] if one.address in places else ""
        yield msgspec.structs.replace(one, region=region) if region else one


def _not_known(header: Header, unmapped: Mapping[str, int]) -> dict[str, int]:
    """Return the types that somebody should know of, and how many resources have them.

    AWS and Google Cloud are asked for types by their names only, and so is Azure for some: what no rule is about was
    read for the sake of others.
    """
    if header.cloud != "azure" or not unmapped:
        return {}
    from leitplanke.sources.live.azure.form import types_by_name

    asked = types_by_name()
    return {name: count for name, count in unmapped.items() if name not in asked}


def _without_passes(report: StackReport, but_of: str) -> StackReport:
    """Return the report with its passes counted, and not listed, but of one address."""
    kept = tuple(one for one in report.findings if one.verdict is not Verdict.PASS or one.address == but_of)
    return msgspec.structs.replace(report, findings=kept, passed=len(report.findings) - len(kept))
