"""Annotations of an estate: the verdicts that its comments announce, and those that a report holds.

``# expect: fail encryption/customer-key storage -- SGB V § 393 Abs. 3 Nr. 3`` announces a verdict other than pass on
the next line that is no annotation: the attribute that decides, or the first line of the block that lacks it. What
stands behind the dashes is the norm, for an unknown the reason. Annotations and verdicts are compared as sets, as a
line of a module speaks for all its instances.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_SUFFIXES = frozenset({".tf", ".tfvars"})
_MARK = re.compile(r"^\s*#\s*expect\b")
_ANNOTATION = re.compile(
    r"^\s*# expect: (?P<verdict>fail|unknown|needs-evidence) (?P<policy>[a-z-]+/[a-z-]+) (?P<slot>\S+) -- \S.*$"
)


class Verdict(NamedTuple):
    """One verdict at one place: ``path`` is relative to the estate, ``line`` counted from 1."""

    path: str
    line: int
    policy: str
    slot: str
    verdict: str


class AnnotationError(ValueError):
    """A comment looks like an annotation and is none; the text says where."""


def announced(estate: Path) -> set[Verdict]:
    """Return what the annotations in the files of an estate announce."""
    files = sorted(path for path in estate.rglob("*") if path.suffix in _SUFFIXES)
    return {found for path in files for found in _announced_in(path, path.relative_to(estate).as_posix())}


def _announced_in(path: Path, name: str) -> Iterator[Verdict]:
    waiting: list[re.Match[str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if _MARK.match(line):
            found = _ANNOTATION.match(line)
            if found is None:
                raise AnnotationError(f"{name}:{number}: not an annotation: {line.strip()}")
            waiting.append(found)
        elif waiting:
            if not line.strip():
                raise AnnotationError(f"{name}:{number}: an annotation stands directly above its line")
            for one in waiting:
                yield Verdict(name, number, one["policy"], one["slot"], one["verdict"])
            waiting = []
    if waiting:
        raise AnnotationError(f"{name}: the file ends behind an annotation")


def findings_of(report: dict[str, Any]) -> set[Verdict]:
    """Return the verdicts of a JSON report that are not a pass.

    Raises `ValueError` for one that lies nowhere in the estate: such a finding cannot be mended.
    """
    found: set[Verdict] = set()
    for finding in report["findings"]:
        if finding["verdict"] == "pass":
            continue
        place = finding["location"]
        if place is None:
            raise ValueError(f"{finding['policy']} {finding['address']} {finding['slot']}: no location")
        found.add(Verdict(place["path"], place["line"], finding["policy"], finding["slot"], finding["verdict"]))
    return found
