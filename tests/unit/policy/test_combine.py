import pytest

from leitplanke.core.origin import written
from leitplanke.core.source import Source, Span
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, World, same, unknown
from leitplanke.inventory.facets import Evidence
from leitplanke.policy import check, seen_at, strongest, through, version_at_least, weakest

DOUBT = unknown(CauseKind.VARIABLE, "var.value")
YES, NO = Known(True), Known(False)


@pytest.mark.parametrize(
    ("options", "weak", "strong"),
    [
        ([(YES, "a"), (NO, "b"), (DOUBT, "c")], "b", "a"),
        ([(YES, "a"), (DOUBT, "b")], "b", "a"),
        ([(DOUBT, "a"), (NO, "b")], "b", "a"),
        ([(YES, "a"), (YES, "b")], "a", "a"),
        ([(NO, "a"), (Absent(), "b")], "a", "a"),
        ([(YES, "a"), (Absent(), "b")], "b", "a"),
    ],
)
def test_the_telling_condition_is_found(options: list[tuple[AnyValue, str]], weak: str, strong: str) -> None:
    assert weakest(options) == weak
    assert strongest(options) == strong


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Known("1.2"), True), (Known("1.3"), True), (Known("1.10"), True), (Known("1.0"), False), (Absent(), True)],
)
def test_versions_are_compared_by_number(value: AnyValue, expected: bool) -> None:
    assert same(version_at_least(value, "1.2", absent=True), Known(expected))


def test_through_keeps_what_is_not_known() -> None:
    worlds = (World((("var.a", "x"),), Known(2)), World((("var.a", "y"),), Known(3)))

    assert same(through(Unknown(DOUBT.causes, worlds=worlds), lambda one: Known(one > 1)), Known(True))
    assert isinstance(through(DOUBT, Known), Unknown)
    assert isinstance(through(Absent(), Known), Absent)


def test_evidence_moves_to_where_a_value_was_read() -> None:
    evidence = Evidence("a.b", "encrypted")
    origin = written(Span(Source("main.tf", b"min = 1"), 0, 7))

    assert seen_at(evidence, Known("1.0", origin)).origin is origin
    assert seen_at(evidence, Known("1.0")) is evidence


def test_a_check_tells_its_message_the_slot_and_the_setting() -> None:
    with_attribute = check("storage", YES, Evidence("a.b", "encrypted"), "code", days=3)
    without = check("storage", YES, Evidence("a.b"), "code")

    assert with_attribute.message.arguments == {"slot": "storage", "setting": "encrypted", "days": 3}
    assert without.message.arguments["setting"] == "storage"
