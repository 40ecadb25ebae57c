"""Every row of the catalogue, in forms that bring out its verdicts: the tool says what the row's data announce.

For each rule resources are made in which its settings are absent, good, bad and unknown, with companions; they are
judged as plans. What they should come to is read from the row by an oracle that shares no code with the facets.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.generated.cases import cases, covered
from tests.generated.judged import disagreements, report, verdicts
from tests.generated.oracle import SEVERITY
from tests.generated.reading import catalogue, row_of

_TYPES = catalogue().types()
_PROVIDERS = sorted({name.partition("_")[0] for name in _TYPES})
_COVERED_AT_LEAST = 0.965
"""The share of rules of which the oracle can say something. It may only rise."""
_UNKNOWN_AT_MOST = 0.5
"""The share of verdicts that are unknown: the forms must bring out the others too."""


@pytest.mark.parametrize("provider", _PROVIDERS)
def test_resources_are_judged_as_their_rows_announce(provider: str, tmp_path: Path) -> None:
    types = [name for name in _TYPES if name.partition("_")[0] == provider]
    judged = report(types, tmp_path)
    found = verdicts(judged)
    assert judged.diagnostics == ()
    differing: Mapping[str, object] = {
        f"{case.type}.{case.name} {dict(case.settings)}": told
        for type_name in types
        for case in cases(type_name)
        if (told := disagreements(case, found.get(f"{case.type}.{case.name}", {})))
    }
    assert differing == {}


def test_the_oracle_covers_the_rules() -> None:
    rules, told, reasons = covered()
    assert told / rules >= _COVERED_AT_LEAST, reasons.most_common()


def test_every_retention_is_judged() -> None:
    """The policy is about resources with data: a rule of another row is read by nobody."""
    rows = {name: row_of(name) for name in _TYPES}
    unread = [name for name, row in rows.items() if row.retention and row.role not in {"store", "processor", "log"}]
    assert unread == []


def test_the_forms_bring_out_every_verdict() -> None:
    announced = Counter(verdict for name in _TYPES for case in cases(name) for verdict in case.verdicts.values())
    assert set(announced) == set(SEVERITY)
    assert announced["unknown"] / announced.total() <= _UNKNOWN_AT_MOST


def test_cases_are_the_same_each_time() -> None:
    first = [cases(name) for name in _TYPES[::50]]
    cases.cache_clear()
    assert [repr(cases(name)) for name in _TYPES[::50]] == [repr(one) for one in first]
