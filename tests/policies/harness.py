"""Fixtures of policies: what they expect, and what the tool says."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

from leitplanke.app.check import Request, check
from leitplanke.app.packs import Packs
from leitplanke.engine.finding import Finding
from leitplanke.policy import Pack
from leitplanke_policies.pack import PACK

AS_OF = date(2026, 11, 23)
_EXPECTATION = re.compile(r"^\s*# expect: (?P<verdict>fail|unknown|needs-evidence) (?P<slot>\S.*?) -- (?P<norm>\S.*)$")
_RULE_SET = """
id = "fixture"
title = {{ en = "Fixture", de = "Fixture" }}
summary = {{ en = "One policy with its defaults.", de = "Eine Prüfregel mit Vorgabewerten." }}
edition = "2026-11-23"

[[requirements]]
id = "fixture"
title = {{ en = "Fixture", de = "Fixture" }}
duty = "customer"
evidence = "config"
norms = [{{ act = "Fixture", section = "1", edition = "1" }}]
policies = [{{ policy = "{policy_id}" }}]
"""


class Expectation(NamedTuple):
    """One finding: the line that it points to, its slot and its verdict."""

    line: int
    slot: str
    verdict: str


def expectations(path: Path) -> list[Expectation]:
    """Return what the comments of a fixture expect, each of the next line that is no comment of the kind."""
    found: list[Expectation] = []
    waiting: list[tuple[str, str]] = []
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        match = _EXPECTATION.match(line)
        if match:
            waiting.append((match["slot"], match["verdict"]))
        elif "expect:" in line:
            raise ValueError(f"{path}:{number}: not an expectation: {line.strip()}")
        else:
            found += (Expectation(number, slot, verdict) for slot, verdict in waiting)
            waiting = []
    return found


def judge(path: Path, policy_id: str, scratch: Path) -> list[Finding]:
    """Return what the policy, alone and with its default parameters, says of the fixture, alone in a root module.

    A ``leitplanke.toml`` beside the fixtures of a policy is its configuration.
    """
    project = scratch / "project"
    project.mkdir()
    own = path.with_name("leitplanke.toml")
    (project / "leitplanke.toml").write_text(own.read_text() if own.exists() else "version = 1\n")
    shutil.copy(path, project / "main.tf")
    (scratch / "fixture.toml").write_text(_RULE_SET.format(policy_id=policy_id))
    rules = Pack(
        api=1,
        name="fixture",
        version="1",
        folder=str(scratch),
        policies={},
        rule_sets={"fixture": "fixture.toml"},
        texts={},
    )
    report = check(Request(paths=(str(project),), rules=("fixture",), as_of=AS_OF), Packs([PACK, rules]))
    if report.diagnostics:
        raise ValueError(f"{path}: {report.diagnostics}")
    return list(report.findings)


def judge_policy(path: Path, policy_id: str, scratch: Path) -> list[Expectation]:
    """Return the verdicts on a fixture that are not a pass, in the form of expectations."""
    found = []
    for finding in judge(path, policy_id, scratch):
        if finding.verdict.value != "pass":
            line = finding.span.begin.line if finding.span else 0
            found.append(Expectation(line, finding.slot, finding.verdict.value))
    return sorted(found)
