"""What all worlds of a value have in common."""

from leitplanke.core.agreement import agreed
from leitplanke.core.value import AnyValue, CauseKind, Fields, Items, Known, Unknown, World, unknown

HOLE = unknown(CauseKind.VARIABLE, "var.u")


def either(first: AnyValue, second: AnyValue) -> Unknown:
    return Unknown(HOLE.causes, worlds=(World((("u", "1"),), first), World((("u", "2"),), second)))


def mapping(**entries: AnyValue) -> Known[Fields]:
    return Known(Fields(entries))


def items(*members: AnyValue) -> Known[Items]:
    return Known(Items(members))


def test_a_value_without_worlds_stays_as_it_is() -> None:
    for value in (HOLE, Known(1), mapping(a=HOLE)):
        assert agreed(value) is value


def test_worlds_go_inside_mappings_and_lists() -> None:
    value = agreed(either(mapping(a=items(Known(1), Known(2))), mapping(a=items(Known(1), HOLE))))
    assert isinstance(value, Known)
    inner = value.data.entries["a"]
    assert inner.data.items[0].data == 1
    assert len(inner.data.items[1].worlds) == 2


def test_mappings_of_different_keys_stay_apart() -> None:
    value = either(mapping(a=Known(1)), mapping(b=Known(1)))
    assert agreed(value) is value


def test_a_mapping_and_something_unknown_stay_apart() -> None:
    value = either(mapping(a=Known(1)), HOLE)
    assert agreed(value) is value


def test_of_lists_of_mappings_the_shortest_is_certain() -> None:
    value = agreed(either(items(mapping(a=Known(1))), items(mapping(a=Known(1)), mapping(a=Known(2)))))
    assert isinstance(value, Known)
    assert [item.data.entries["a"].data for item in value.data.items] == [1]
    assert value.data.open is not None
    assert value.data.prefix == 1


def test_of_other_lists_of_different_length_nothing_is() -> None:
    value = either(items(Known(1)), items(Known(1), Known(2)))
    assert agreed(value) is value
