"""Explain single findings and resources."""

import msgspec

from leitplanke.app.check import InputError, Request, check
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Finding, Report, StackReport


class Explained(msgspec.Struct, frozen=True):
    """What was asked about, and the reports on live accounts that it is in, by ``stack`` of findings."""

    findings: list[Finding]
    accounts: dict[str, StackReport]


def finding_by_fingerprint(request: Request, packs: Packs, fingerprint: str) -> Explained:
    """Return the findings whose fingerprint begins so. Raises `InputError` if there is none."""
    report = check(request, packs)
    found = [one for one in report.findings if one.fingerprint.startswith(fingerprint)]
    if not found:
        raise InputError(f"no finding has the fingerprint {fingerprint}; `leitplanke check --format json` lists them")
    return Explained(found, _accounts(report))


def findings_of(request: Request, packs: Packs, address: str) -> Explained:
    """Return every verdict on the resource at an address, in all stacks. Raises `InputError` if there is none."""
    report = check(msgspec.structs.replace(request, passes_of=address), packs)
    found = [one for one in report.findings if one.address == address]
    if not found:
        addresses = sorted({one.address for one in report.findings})
        near = [one for one in addresses if address in one][:5]
        hint = f"; did you mean {', '.join(near)}?" if near else "; `leitplanke check --format json` lists addresses"
        raise InputError(f"nothing was judged at {address}{hint}")
    return Explained(found, _accounts(report))


def _accounts(report: Report) -> dict[str, StackReport]:
    return {stack.path: stack for stack in report.stacks if stack.cloud}
