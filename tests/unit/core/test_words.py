"""Messages, diagnostics, origins, verdicts and severities."""

from itertools import permutations

from leitplanke.core.diagnostic import Gravity, error, note, warning
from leitplanke.core.message import Message, message
from leitplanke.core.origin import written
from leitplanke.core.source import Source, Span
from leitplanke.core.verdict import Severity, Verdict, worst

_SPAN = Span(Source("main.tf", b"a = 1\n"), 0, 1)


def test_messages_are_data() -> None:
    inner = message("place-not-known")
    outer = message("placement", slot="storage", count=2, countries=("DE", "FR"), reason=inner)
    assert outer == Message(
        "placement", {"slot": "storage", "count": 2, "countries": ("DE", "FR"), "reason": Message("place-not-known")}
    )
    assert outer != message("placement")


def test_a_diagnostic_takes_its_path_from_its_span() -> None:
    assert error(message("x"), span=_SPAN).path == "main.tf"
    assert warning(message("x"), path="other.tf", span=_SPAN).path == "other.tf"
    assert note(message("x")).path is None
    assert [make(message("x")).gravity for make in (error, warning, note)] == list(Gravity)


def test_an_origin_leads_to_the_last_link_that_can_be_edited() -> None:
    tfvars = written(_SPAN, "var.region")
    argument = written(_SPAN, "module.store.region", tfvars)
    attribute = written(_SPAN, "", argument)
    assert [link.label for link in attribute.chain()] == ["", "module.store.region", "var.region"]


def test_the_worst_verdict_counts_in_any_order() -> None:
    ranked = [Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_EVIDENCE, Verdict.PASS, Verdict.NOT_APPLICABLE]
    for at, verdict in enumerate(ranked):
        assert {worst(*order) for order in permutations(ranked[at:])} == {verdict}
    assert worst() is Verdict.NOT_APPLICABLE


def test_severities_are_ranked() -> None:
    assert sorted(Severity, key=lambda one: one.rank) == [
        Severity.INFO,
        Severity.LOW,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.CRITICAL,
    ]
