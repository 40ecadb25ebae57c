from hypothesis import given
from hypothesis import strategies as st

from leitplanke.sources.documents.addresses import steps, suffix, without_keys


def test_the_steps_of_an_address() -> None:
    assert steps('module.a["x.y"].data.t.n[0]') == [
        ("module", None),
        ("a", "x.y"),
        ("data", None),
        ("t", None),
        ("n", 0),
    ]
    assert steps("var.list[0][1].id") == [("var", None), ("list", 0), ("", 1), ("id", None)]


def test_a_key_that_is_not_listed_ends_the_steps() -> None:
    assert steps("a.b[each.key].id") == [("a", None), ("b", None)]


@given(st.one_of(st.text(), st.integers(0, 999)))
def test_keys_are_read_as_they_are_written(key: str | int) -> None:
    assert steps(f"a.b{suffix(key)}") == [("a", None), ("b", key)]


@given(st.text())
def test_no_address_is_too_strange(address: str) -> None:
    without_keys(address)
    steps(address)
