"""Explain single findings and resources."""

from leitplanke.app.check import InputError, Request, check
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Finding


def finding_by_fingerprint(request: Request, packs: Packs, fingerprint: str) -> list[Finding]:
    """Return the findings whose fingerprint begins so. Raises `InputError` if there is none."""
    found = [one for one in check(request, packs).findings if one.fingerprint.startswith(fingerprint)]
    if not found:
        raise InputError(f"no finding has the fingerprint {fingerprint}; `leitplanke check --format json` lists them")
    return found


def findings_of(request: Request, packs: Packs, address: str) -> list[Finding]:
    """Return every verdict on the resource at an address, in all stacks. Raises `InputError` if there is none."""
    report = check(request, packs)
    found = [one for one in report.findings if one.address == address]
    if not found:
        addresses = sorted({one.address for one in report.findings})
        near = [one for one in addresses if address in one][:5]
        hint = f"; did you mean {', '.join(near)}?" if near else "; `leitplanke check --format json` lists addresses"
        raise InputError(f"nothing was judged at {address}{hint}")
    return found
