"""Decoded JSON: whole objects, and what is kept of them."""

from collections.abc import Iterator

import msgspec

from leitplanke.core.value import Fields, Items, Known, Unknown
from leitplanke.sources.documents.entries import Entries, Recent
from leitplanke.sources.documents.values import Builder, decode_any, decode_object, no_unknown

_TOO_LARGE = decode_any(msgspec.Raw(b"1e400000000"))


def test_an_entry_that_no_decoder_takes_is_so_by_itself() -> None:
    found = decode_object(msgspec.Raw(b'{"size": ' + b"9" * 100_000 + b', "name": "calls", "share": 0.5}'))

    assert found["size"] is _TOO_LARGE
    assert found["name"] == "calls"
    assert str(found["share"]) == "0.5"


def test_what_is_no_object_has_no_entries() -> None:
    assert [decode_object(msgspec.Raw(text)) for text in (b"null", b"true", b"[1]", b'"a"', b"")] == [{}] * 5


def test_masks_reach_parts() -> None:
    tags = {"stage": "prod", "owner": None, "token": "x"}
    builder = Builder(no_unknown)

    plain = builder.build(tags, False, {}, ("tags",))
    masked = builder.build({"tags": tags}, {"tags": {"owner": True}}, {"tags": {"token": True}}, ())
    secret = builder.build(tags, {}, True, ("tags",))

    assert isinstance(plain, Known)
    assert list(plain.data.entries) == ["stage", "token"]
    assert isinstance(masked, Known)
    inner = masked.data.entries["tags"].data
    assert isinstance(inner.entries["owner"], Unknown)
    assert [inner.entries[name].sensitive for name in ("stage", "token")] == [False, True]
    assert secret.sensitive
    assert isinstance(secret, Known)
    assert all(one.sensitive for one in secret.data.entries.values())


def test_masks_reach_blocks() -> None:
    found = Builder(no_unknown).build([{"a": 1}, {"a": 2}], [{}, {"b": True}], [{"a": True}, {}], ("rule",))

    assert isinstance(found, Known)
    assert isinstance(found.data, Items)
    first, second = found.data.items
    assert isinstance(first, Known)
    assert isinstance(first.data, Fields)
    assert first.data.entries["a"].sensitive
    assert isinstance(second, Known)
    assert isinstance(second.data.entries["b"], Unknown)


class _Counted(Entries[int]):
    """Entries that count how often they are loaded."""

    __slots__ = ("_size", "loads")

    def __init__(self, recent: Recent, size: int) -> None:
        super().__init__(recent)
        self._size = size
        self.loads = 0

    def load(self) -> tuple[int, int]:
        self.loads += 1
        return self.loads, self._size

    def names(self, decoded: int) -> Iterator[str]:
        del decoded
        return iter(("name",))

    def compute(self, decoded: int, name: str) -> Known[int] | None:
        return Known(decoded) if name == "name" else None


def test_large_resources_are_forgotten_first() -> None:
    recent = Recent()
    small = [_Counted(recent, 100) for _ in range(100)]
    large = [_Counted(recent, 3 << 20) for _ in range(2)]

    for _ in range(2):
        for one in small:
            assert one.get("name").data == one.loads
    assert [one.loads for one in small] == [1] * 100
    for _ in range(2):
        for one in large:
            one.get("name")
    assert [one.loads for one in large] == [2, 2]
    assert small[0].get("name").data == 2
    assert small[0].get("other") is None
