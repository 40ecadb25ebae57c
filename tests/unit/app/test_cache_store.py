"""The cache's folder: nothing that is wrong there stops or changes a run."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from leitplanke.app.cache import store
from leitplanke.app.cache.identity import tool_digest
from leitplanke.app.cache.project_cache import CachePlace, open_cache
from leitplanke.app.cache.store import Store
from leitplanke.app.packs import Packs
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.policy import Pack
from leitplanke_policies.pack import PACK
from tests.unit.app.project import Scratch, text


def test_what_is_written_is_read(tmp_path: Path) -> None:
    Store(str(tmp_path), "project").write("entry", b"content")
    assert Store(str(tmp_path), "project").read("entry") == b"content"
    assert Store(str(tmp_path), "other").read("entry") is None
    assert Store(str(tmp_path), "project").read("other") is None


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    Store(str(tmp_path / "cache"), "project").write("entry", b"content")
    (entry,) = tmp_path.glob("cache/*/*")
    assert entry.stat().st_mode & 0o077 == 0
    assert entry.parent.stat().st_mode & 0o077 == 0


def test_what_others_have_written_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(str(tmp_path), "project").write("entry", b"content")
    somebody = (tmp_path.stat().st_uid or 1) + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody)
    assert Store(str(tmp_path), "project").read("entry") is None


def _flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-1], id="cut short"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut in half"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"\x80\x04garbage", id="something else"),
        pytest.param(lambda data: data.replace(b"cache 1", b"cache 0"), id="another version"),
        pytest.param(_flip, id="a bit is wrong"),
        pytest.param(lambda data: data + data, id="too long"),
    ],
)
def test_what_is_damaged_is_made_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    project = Scratch(tmp_path)
    expected = text(project.judge(cached=False))
    project.judge()
    whole = {path: path.read_bytes() for path in project.cache.glob("*/*")}
    assert len(whole) > 3
    for path, data in whole.items():
        path.write_bytes(damage(data))
    assert text(project.judge()) == expected
    assert {path: path.read_bytes() for path in project.cache.glob("*/*")} == whole


def test_an_entry_that_is_whole_but_of_another_form_is_made_again(tmp_path: Path) -> None:
    project = Scratch(tmp_path)
    expected = text(project.judge())
    entries = Store(str(project.cache), os.path.realpath(project.root))
    for name in [path.name for path in project.cache.glob("*/*")]:
        entries.write(name, b"\x93\x01\x02\x03")
    assert text(project.judge()) == expected


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    project = Scratch(tmp_path)
    project.cache.write_text("not a folder")
    assert text(project.judge()) == text(project.judge(cached=False))
    assert project.cache.read_text() == "not a folder"


def test_a_folder_in_the_place_of_an_entry_is_left_alone(tmp_path: Path) -> None:
    project = Scratch(tmp_path)
    project.judge()
    for path in list(project.cache.glob("*/*")):
        path.unlink()
        path.mkdir()
    assert text(project.judge()) == text(project.judge(cached=False))


@pytest.mark.parametrize("place", [".", "below", ".leitplanke/cache"])
def test_there_is_no_cache_inside_the_project(tmp_path: Path, place: str) -> None:
    project = Scratch(tmp_path)
    project.cache = project.root / place
    before = sorted(project.root.rglob("*"))
    project.judge()
    assert sorted(project.root.rglob("*")) == before
    linked = tmp_path / "link"
    linked.symlink_to(project.root / place)
    assert open_cache(CachePlace(str(linked), ""), str(project.root), Packs([PACK]), load_catalogue()) is None


def test_what_was_not_used_for_longest_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_BYTES_AT_MOST", 10_000)
    entries = Store(str(tmp_path), "project")
    for number in range(12):
        entries.write(f"entry-{number:02}", bytes(1_000))
    for number, path in enumerate(sorted(tmp_path.glob("*/*"))):
        os.utime(path, (number, number))
    assert entries.read("entry-00") is not None  # and so used last
    entries.close()
    assert sorted(path.name for path in tmp_path.glob("*/*")) == ["entry-00", *(f"entry-{n:02}" for n in range(6, 12))]
    assert (tmp_path / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")


def test_the_tool_is_known_by_its_packs_and_its_libraries(tmp_path: Path) -> None:
    (tmp_path / "policy.py").write_text("A = 1\n")
    pack = Pack(api=1, name="own", version="1", folder=str(tmp_path), policies={}, rule_sets={}, texts={})
    before = tool_digest([pack], "library-1")
    assert tool_digest([pack], "library-1") == before
    assert tool_digest([pack], "library-2") != before
    assert tool_digest([], "library-1") != before
    (tmp_path / "policy.py").write_text("A = 2\n")
    assert tool_digest([pack], "library-1") != before
