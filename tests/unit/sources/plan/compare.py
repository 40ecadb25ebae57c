"""Verdicts of a project and of a plan of it, side by side."""

import json
from datetime import date
from pathlib import Path

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Finding
from leitplanke_policies.pack import PACK

AS_OF = date(2026, 11, 23)
Verdicts = dict[tuple[str, str, str], str]


def findings(path: Path, rules: str = "all", source: Path | None = None) -> list[Finding]:
    """Return all findings on a project, a plan or a state."""
    request = Request(
        paths=(str(path),), rules=(rules,), as_of=AS_OF, source=str(source) if source is not None else None
    )
    return list(check(request, Packs([PACK])).findings)


def verdicts(found: list[Finding]) -> Verdicts:
    """Return the verdicts by address, policy and slot."""
    return {(one.address, one.policy.id, one.slot): one.verdict.value for one in found}


def write(plan: object, path: Path) -> Path:
    """Write a plan as Terraform does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(plan), encoding="utf-8")
    return path
