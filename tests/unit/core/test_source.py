import pytest

from leitplanke.core.source import Position, Source, Span


def _at(text: str, needle: str) -> Position:
    data = text.encode()
    return Source("main.tf", data).position(data.index(needle.encode()))


@pytest.mark.parametrize(
    ("text", "needle", "expected"),
    [
        ("a = 1\n", "a", (1, 1)),
        ("a = 1\nb = 2\n", "2", (2, 5)),
        ("a = 1\r\nb = 2\r\n", "2", (2, 5)),
        ('name = "Übergröße" # x\n', "x", (1, 22)),
        ('name = "\N{GRINNING FACE}" # x\n', "x", (1, 14)),
        ("# ü\n# ß\nende\n", "ende", (3, 1)),
    ],
)
def test_columns_count_code_points(text: str, needle: str, expected: tuple[int, int]) -> None:
    assert _at(text, needle) == expected


def test_the_end_is_a_position_and_nothing_lies_behind_it() -> None:
    source = Source("main.tf", b"a = 1\n")
    assert source.position(6) == (2, 1)
    assert source.position(600) == (2, 1)
    assert Source("empty.tf", b"").position(0) == (1, 1)


def test_lines_come_without_their_breaks() -> None:
    source = Source("main.tf", "a = 1\r\nb = ü\nlast".encode())
    assert [source.line(number) for number in range(5)] == ["", "a = 1", "b = ü", "last", ""]


def test_bytes_that_are_no_text_do_not_raise() -> None:
    source = Source("main.tf", b'a = "\xff" # x\n')
    assert source.position(9) == (1, 10)
    assert source.line(1) == 'a = "\N{REPLACEMENT CHARACTER}" # x'


def test_a_span_knows_its_text_and_both_its_ends() -> None:
    data = 'größe = "a\n  b"\n'.encode()
    span = Span(Source("modules/db/main.tf", data), data.index(b'"'), len(data) - 1)
    assert span.text == '"a\n  b"'
    assert (span.begin, span.finish) == ((1, 9), (2, 5))
    assert str(span) == "modules/db/main.tf:1:9"
