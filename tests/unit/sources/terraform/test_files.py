import os
from pathlib import Path

from leitplanke.sources.terraform.files import SIZE_AT_MOST, ProjectFiles
from tests.unit.sources.terraform.trees import codes, write


def test_reads_below_the_root_only(tmp_path: Path) -> None:
    (tmp_path / "secret.tf").write_text("secret")
    project = write(tmp_path / "repo", {"a/main.tf": "x"})
    (tmp_path / "repo" / "link.tf").symlink_to(tmp_path / "secret.tf")
    (tmp_path / "repo" / "up").symlink_to(tmp_path)

    assert project.read("a/main.tf") == b"x"
    assert [
        project.read(path) for path in ("../secret.tf", "link.tf", "up/secret.tf", str(tmp_path / "secret.tf"))
    ] == [None] * 4
    assert not project.exists("../secret.tf")
    assert project.files(".") == ["link.tf"]
    assert set(codes(project.diagnostics)) == {"outside-root"}
    assert str(tmp_path) not in str([one.path for one in project.diagnostics if one.path == "link.tf"])


def test_links_within_the_tree_are_read_and_cycles_end(tmp_path: Path) -> None:
    project = write(tmp_path, {"a/main.tf": "x"})
    (tmp_path / "b.tf").symlink_to(tmp_path / "a" / "main.tf")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)

    assert project.read("b.tf") == b"x"
    assert project.files(".") == ["b.tf"]
    assert project.folders("a") == []


def test_pipes_and_large_files_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tf")
    with (tmp_path / "huge.tf").open("wb") as file:
        file.truncate(SIZE_AT_MOST + 1)
    project = ProjectFiles(str(tmp_path))

    assert project.read("pipe.tf") is None
    assert project.read("huge.tf") is None
    assert project.files(".") == ["huge.tf", "pipe.tf"]
    assert codes(project.diagnostics) == ["file-too-large", "not-a-regular-file"]


def test_remembers_what_the_answer_depends_on_for_each_fork(tmp_path: Path) -> None:
    project = write(tmp_path, {"main.tf": "x", "other.tf": "y"})
    project.read("other.tf")
    view = project.fork()
    view.read("main.tf")
    view.read("missing.tfvars")
    view.files(".")

    assert view.read_paths == {"main.tf"}
    assert view.probed == {"missing.tfvars"}
    assert view.listed == {"."}
    assert project.read_paths == {"other.tf"}
