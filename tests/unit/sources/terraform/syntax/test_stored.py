from pathlib import Path

import msgspec
import pytest

from leitplanke.sources.terraform.syntax import stored
from tests.unit.sources.terraform.syntax.sexp import read

FIXTURES = Path(__file__).parents[5] / "fixtures" / "terraform" / "syntax"


@pytest.mark.parametrize("name", ["bodies.tf", "templates.tf"])
def test_a_stored_tree_comes_back(name: str) -> None:
    body = read((FIXTURES / name).read_bytes()).body
    assert body is not None
    assert stored.decode(stored.encode(body)) == body


def test_numbers_keep_their_digits_and_kind() -> None:
    body = read("a = [1, 1.0, 1.50, 1.5e300, 0.1234567890123456789, 123456789012345678901234567890]\n").body
    assert body is not None
    assert repr(stored.decode(stored.encode(body))) == repr(body)


@pytest.mark.parametrize("data", [b"", b"[]", b'[[["a",[1,5],0,1,0,2]],[],0,2]', b"\xff"])
def test_damaged_bytes_are_an_error(data: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        stored.decode(data)
