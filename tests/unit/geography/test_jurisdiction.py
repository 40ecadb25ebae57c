"""Places against territories, at a date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.core.message import Message
from leitplanke.geography import Membership, locate, territory, unchanged

NOW = date(2026, 11, 23)
SOCIAL_CODE = ("EEA", "CH", "adequate", "adequate-partial")


def judge(words: str, provider: str, name: str, product: str | None = None, as_of: date = NOW) -> Membership:
    return territory(words.split(), as_of).judge(locate(provider, name, product=product)).membership


@pytest.mark.parametrize(
    ("words", "provider", "name", "product", "expected"),
    [
        ("EU", "aws", "eu-central-1", None, Membership.INSIDE),
        ("EU", "aws", "eu-west-2", None, Membership.OUTSIDE),
        ("EU", "azurerm", "norwayeast", None, Membership.OUTSIDE),
        ("EEA", "azurerm", "norwayeast", None, Membership.INSIDE),
        ("EEA", "aws", "eu-central-2", None, Membership.OUTSIDE),
        ("EEA CH", "aws", "eu-central-2", None, Membership.INSIDE),
        ("DE", "azurerm", "westeurope", None, Membership.OUTSIDE),
        ("DE", "google", "dual-region-germany1", "spanner", Membership.INSIDE),
        ("EU", "google", "EUR4", "storage", Membership.INSIDE),
        ("EU", "google", "EUR5", "storage", Membership.OUTSIDE),
        ("EU", "google", "EUR8", "storage", Membership.OUTSIDE),
        ("EU", "google", "eur7", "spanner", Membership.INSIDE),
        ("EU", "google", "eur6", "spanner", Membership.OUTSIDE),
        ("EU", "google", "EU", "storage", Membership.INSIDE),
        ("DE", "google", "EU", "storage", Membership.OUTSIDE),
        ("EU", "google", "europe", "artifact_registry", Membership.NEEDS_EVIDENCE),
        ("EEA CH adequate", "google", "europe", "artifact_registry", Membership.INSIDE),
        ("EU", "google", "global", "logging", Membership.OUTSIDE),
        ("EU US", "google", "global", "dialogflow", Membership.OUTSIDE),
        ("EU", "google", "moon1", None, Membership.UNKNOWN),
        ("EEA adequate", "google", "southamerica-east1", None, Membership.INSIDE),
        ("EEA adequate", "azurerm", "uksouth", None, Membership.INSIDE),
        ("EEA adequate", "azurerm", "japaneast", None, Membership.NEEDS_EVIDENCE),
        ("EEA adequate", "aws", "us-east-1", None, Membership.OUTSIDE),
        ("EEA adequate adequate-partial", "aws", "us-east-1", None, Membership.NEEDS_EVIDENCE),
        ("EEA adequate adequate-partial", "aws", "ap-south-1", None, Membership.OUTSIDE),
        ("US adequate-partial", "aws", "us-east-1", None, Membership.INSIDE),
    ],
)
def test_membership(words: str, provider: str, name: str, product: str | None, expected: Membership) -> None:
    assert judge(words, provider, name, product) is expected


def test_brazil_is_adequate_since_its_decision() -> None:
    assert judge("adequate", "aws", "sa-east-1", as_of=date(2026, 1, 25)) is Membership.OUTSIDE
    assert judge("adequate", "aws", "sa-east-1", as_of=date(2026, 1, 26)) is Membership.INSIDE


def test_the_british_decision_expires() -> None:
    london = locate("aws", "eu-west-2")
    assert territory(["adequate"], date(2031, 12, 27)).judge(london).membership is Membership.INSIDE
    judgement = territory(["adequate"], date(2031, 12, 28)).judge(london)
    assert (judgement.membership, judgement.outside) == (Membership.OUTSIDE, ("GB",))
    assert judgement.reason is not None
    assert judgement.reason.code == "territory-adequacy-expired"
    assert judgement.reason.arguments["date"] == "2031-12-27"
    # The renewal of December 2025 left no gap.
    assert territory(["adequate"], date(2025, 12, 28)).judge(london).membership is Membership.INSIDE


def test_the_next_change_is_the_first_day_on_which_an_answer_may_differ() -> None:
    assert territory(["EU"], NOW).next_change is None
    assert territory(["adequate"], date(2025, 12, 20)).next_change == date(2026, 1, 26)
    assert territory(["adequate"], NOW).next_change == date(2031, 12, 28)
    assert territory(["adequate-partial"], date(2023, 7, 9)).next_change == date(2023, 7, 10)


@given(st.dates(date(2000, 1, 1), date(2035, 1, 1)))
def test_territories_are_the_same_on_all_days_without_a_change(day: date) -> None:
    first, last = unchanged(day)
    assert first <= day <= last
    expected = territory(SOCIAL_CODE, day)
    for other in (max(first, date(1990, 1, 1)), min(last, date(2040, 1, 1))):
        found = territory(SOCIAL_CODE, other)
        assert (found.countries, found.conditional) == (expected.countries, expected.conditional)


def test_the_days_without_a_change_end_with_a_decision() -> None:
    assert unchanged(NOW) == (date(2026, 1, 26), date(2031, 12, 27))
    assert unchanged(date(2031, 12, 28))[0] == date(2031, 12, 28)


def test_reasons_name_what_is_outside() -> None:
    judgement = territory(["EU"], NOW).judge(locate("google", "EUR8", product="storage"))
    assert judgement.outside == ("CH",)
    assert judgement.reason == Message("territory-outside", {"countries": ("CH",)})
    partial = territory(SOCIAL_CODE, NOW).judge(locate("aws", "us-west-2"))
    assert partial.reason is not None
    assert partial.reason.code == "territory-adequacy-partial"
    assert partial.reason.arguments["scope"] == Message("adequacy-scope-us")
    unsure = territory(["EU"], NOW).judge(locate("google", "europe", product="artifact_registry"))
    assert unsure.reason == Message("territory-members-unconfirmed", {"countries": ("CH", "GB")})
    assert territory(["EU"], NOW).judge(locate("aws", "eu-west-2")).outside == ("GB",)


@pytest.mark.parametrize("word", ["UK", "Germany", "eu", "", "XX"])
def test_a_word_that_names_nothing_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="territory"):
        territory([word], NOW)


PLACES = [
    ("aws", "eu-central-1", None),
    ("aws", "eu-west-2", None),
    ("aws", "us-east-1", None),
    ("azurerm", "europe", None),
    ("google", "EUR5", "storage"),
    ("google", "europe", "artifact_registry"),
    ("google", "global", None),
    ("google", "moon1", None),
]
RANK = [Membership.OUTSIDE, Membership.NEEDS_EVIDENCE, Membership.INSIDE]


@given(
    place=st.sampled_from(PLACES),
    words=st.sets(st.sampled_from(["DE", "GB", "EU", "EEA", "CH", "US", "adequate", "adequate-partial"]), min_size=1),
    more=st.sets(st.sampled_from(["FR", "GB", "EEA", "adequate", "adequate-partial"])),
)
def test_a_wider_territory_never_puts_a_place_outside(
    place: tuple[str, str, str | None], words: set[str], more: set[str]
) -> None:
    provider, name, product = place
    narrow = judge(" ".join(sorted(words)), provider, name, product)
    wide = judge(" ".join(sorted(words | more)), provider, name, product)
    if Membership.UNKNOWN in {narrow, wide}:
        assert narrow is wide
    else:
        assert RANK.index(wide) >= RANK.index(narrow)
