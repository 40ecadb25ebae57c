from leitplanke.core.message import message
from leitplanke.reporters.assumptions import together


def test_counts_add_up_and_stacks_are_listed() -> None:
    one, two = (message("assumed-class", rule_set="all", count=count) for count in (2, 3))
    other = message("assumed-class", rule_set="strict-eu", count=1)
    closed = [message("assumed-closed", scope="account", stack=name) for name in ("a", "b", "a")]

    assert together([one, other, two, *closed]) == [
        message("assumed-class", rule_set="all", count=5),
        other,
        message("assumed-closed", scope="account", stack="a, b"),
    ]
