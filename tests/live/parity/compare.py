"""Parity: an estate that is judged as Terraform and as the live cloud that it builds is judged equally.

    terraform (`tests.live.parity.applied.applied`) ──> report
         │
         └─ builder (`tests.live.parity.google`) ──> the cloud's documents ──> fake ──> scan ──> saved file ──> report

`differences` compares the two reports verdict by verdict. To add a cloud, write a builder::

    def build(estate: Applied) -> Built    # the documents for the cloud's fake, and `ids`

- It reads the evaluated Terraform with `applied.Values`, and answers in ``computed`` what Terraform does not know
  before it is applied (ids, ARNs, e-mail addresses).
- It writes what the cloud's interface answers, with defaults as the cloud reads them back and with what the cloud
  makes by itself. It is written from the documentation of that interface, and never from ``catalogue/live``: else the
  test would only show that the rows agree with themselves.
- ``ids`` leads from the place of a verdict in Terraform to the places of the same in the live inventory. A place is an
  address and a slot; an empty slot stands for all that are not named otherwise, and keeps their names. Addresses of
  Terraform are written ``stack:address``, as several stacks have the same.

Then a test calls `applied`, serves the documents, scans, checks the saved file and asserts that
``differences(...).unexplained(table)`` is empty, with the cloud's table of ``less_known.toml``. Each entry there says
why live knows less than Terraform, or has what no Terraform asked for, and must be needed (`idle`).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

import msgspec

from leitplanke.core.verdict import Verdict, worst
from leitplanke.engine.finding import Finding, Report

Place: TypeAlias = tuple[str, str]
"""Address and slot."""


class Kind(StrEnum):
    """How two reports may differ in one verdict."""

    DIFFERENT = "different"
    """Both are decided, and not the same: always a defect."""
    LESS_KNOWN = "less-known"
    """Terraform is decided; live is unknown, or has no such verdict."""
    ONLY_LIVE = "only-live"
    """Nothing in Terraform stands for it."""


class Difference(msgspec.Struct, frozen=True, order=True):
    """One verdict in which the reports differ. ``type`` is Terraform's; empty verdicts are those that are not there."""

    kind: Kind
    policy: str
    type: str
    slot: str
    terraform: str
    live: str
    address: str
    live_address: str
    because: str = ""
    """What keeps the live verdict open."""

    def __str__(self) -> str:
        """Return it as one line."""
        verdicts = f"{self.terraform or '-'} -> {self.live or '-'}"
        what = f"{self.policy} {self.type} {self.slot}: {self.address} = {self.live_address}"
        return f"{self.kind}: {verdicts}: {what}" + (f" ({self.because})" if self.because else "")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of ``less_known.toml``: patterns as in a shell, and why it is so."""

    kind: Kind
    type: str
    policy: str = "*"
    slot: str = "*"
    live_address: str = "*"
    because: str

    def covers(self, one: Difference) -> bool:
        """Tell whether it explains a difference."""
        given = ((self.type, one.type), (self.policy, one.policy), (self.slot, one.slot))
        return self.kind is one.kind and all(
            fnmatchcase(text, pattern) for pattern, text in (*given, (self.live_address, one.live_address))
        )


class Comparison(msgspec.Struct, frozen=True):
    """What came of comparing two reports."""

    equal: int
    more_known: int
    """Verdicts that are unknown in Terraform and decided in live."""
    differences: tuple[Difference, ...]

    def unexplained(self, table: Iterable[Entry]) -> list[str]:
        """Return the differences that no entry explains, as lines; verdicts that contradict are never explained."""
        entries = list(table)
        return [
            str(one)
            for one in self.differences
            if one.kind is Kind.DIFFERENT or not any(entry.covers(one) for entry in entries)
        ]


def differences(terraform: Report, live: Report, ids: Mapping[Place, tuple[Place, ...]]) -> Comparison:
    """Compare two reports on one estate: of its Terraform, and of the live accounts that this builds.

    ``ids`` leads from places in Terraform (``("platform:google_kms_key_ring.this", "")``) to those in the live
    inventory; what is not in it has no counterpart. Verdicts of several places on either side count by the worst.
    """
    wanted, found = _verdicts(terraform, by_stack=True), _verdicts(live, by_stack=False)
    equal = more_known = 0
    differing: list[Difference] = []
    met: set[tuple[str, Place]] = set()
    for (policy, (address, slot)), findings in wanted.items():
        places = _counterparts(ids, address, slot)
        there = [one for place in places for one in found.get((policy, place), ())]
        met.update((policy, place) for place in places)
        expected = worst(*(one.verdict for one in findings))
        answer = worst(*(one.verdict for one in there)) if there else None
        if expected is Verdict.UNKNOWN:
            more_known += answer not in (None, Verdict.UNKNOWN)
            equal += answer is Verdict.UNKNOWN
        elif answer is expected:
            equal += 1
        else:
            open_ = answer in (None, Verdict.UNKNOWN)
            differing.append(
                Difference(
                    kind=Kind.LESS_KNOWN if open_ else Kind.DIFFERENT,
                    policy=policy,
                    type=findings[0].type,
                    slot=slot,
                    terraform=expected.value,
                    live=answer.value if answer else "",
                    address=address,
                    live_address=", ".join(f"{place[0]} {place[1]}" for place in places),
                    because=_causes(there),
                )
            )
    differing += (_only_live(policy, place, found[policy, place]) for policy, place in found.keys() - met)
    return Comparison(equal, more_known, tuple(sorted(differing)))


def read_table(cloud: str) -> list[Entry]:
    """Return the entries of ``less_known.toml`` for a cloud."""
    data = (Path(__file__).parent / "less_known.toml").read_bytes()
    return msgspec.toml.decode(data, type=dict[str, list[Entry]]).get(cloud, [])


def idle(table: Iterable[Entry], comparisons: Iterable[Comparison]) -> list[Entry]:
    """Return the entries that explain nothing any more."""
    given = [one for comparison in comparisons for one in comparison.differences]
    return [entry for entry in table if not any(entry.covers(one) for one in given)]


def _verdicts(report: Report, *, by_stack: bool) -> dict[tuple[str, Place], list[Finding]]:
    found: dict[tuple[str, Place], list[Finding]] = {}
    for one in report.findings:
        address = f"{one.stack}:{one.address}" if by_stack else one.address
        found.setdefault((one.policy.id, (address, one.slot)), []).append(one)
    return found


def _counterparts(ids: Mapping[Place, tuple[Place, ...]], address: str, slot: str) -> tuple[Place, ...]:
    if (address, slot) in ids:
        return ids[address, slot]
    return tuple((live, name or slot) for live, name in ids.get((address, ""), ()))


def _only_live(policy: str, place: Place, findings: list[Finding]) -> Difference:
    verdict = worst(*(one.verdict for one in findings))
    return Difference(
        Kind.ONLY_LIVE, policy, findings[0].type, place[1], "", verdict.value, "", place[0], _causes(findings)
    )


def _causes(findings: Iterable[Finding]) -> str:
    return "; ".join(sorted({f"{cause.kind}: {cause.name}" for one in findings for cause in one.causes}))
