"""What is kept of folders and files: nothing is parsed where nothing changed, and no secret is kept."""

from pathlib import Path

import pytest

from leitplanke.app.cache.discovery import KeptFacts
from leitplanke.app.cache.store import Store
from leitplanke.app.cache.trees import KeptTrees
from leitplanke.core.source import Source
from leitplanke.sources.terraform.call_graph import CallGraph
from leitplanke.sources.terraform.files import ProjectFiles
from leitplanke.sources.terraform.folder_facts import ReadFacts
from leitplanke.sources.terraform.syntax.parse import parse
from tests.unit.app.project import Scratch

_READER = "tree-sitter"


class _Parsing:
    """Trees that are not there: whoever asks for one parses."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def get(self, source: Source, _reader: str) -> None:
        self.parsed.append(source.path)

    def put(self, source: Source, reader: str, body: object) -> None:
        """Keep nothing."""


def _discover(project: Scratch, tool: bytes = b"tool") -> tuple[CallGraph, list[str]]:
    """Return the call graph, and what had to be parsed for it."""
    trees = _Parsing()
    files = ProjectFiles(str(project.root), trees)
    facts = KeptFacts(Store(str(project.cache), "project"), tool)
    graph = CallGraph(files, _READER, facts)
    for folder in graph.roots():
        facts.awaits_values(files, folder, graph.modules[folder], _READER)
    facts.save()
    return graph, trees.parsed


def test_only_what_changed_is_parsed(tmp_path: Path) -> None:
    project = Scratch(tmp_path)
    _, first = _discover(project)
    assert first
    assert _discover(project)[1] == []
    project.append("modules/store/main.tf", "\n")
    assert _discover(project)[1] == []  # it calls nothing
    project.write("more/main.tf", 'module "store" {\n  source = "../modules/store"\n}\n')
    graph, parsed = _discover(project)
    assert set(parsed) == {"more/main.tf"}
    assert graph.calls["more"] == {"modules/store"}
    assert _discover(project, b"another tool")[1]


def test_kept_answers_are_those_of_the_files(tmp_path: Path) -> None:
    project = Scratch(tmp_path)
    _discover(project)
    project.append("main.tf", 'module "more" {\n  source = "./modules/more"\n}\n')
    project.write("modules/more/main.tf", 'module "store" {\n  source = "../store"\n}\n')
    read = CallGraph(ProjectFiles(str(project.root)), _READER, ReadFacts())
    for _ in range(2):
        kept, _ = _discover(project)
        assert kept.calls == read.calls
        assert kept.roots() == read.roots()


def test_a_tree_is_that_of_the_bytes(tmp_path: Path) -> None:
    text = b'locals {\n  a = 1.50\n  b = "x${local.a}"\n}\n'
    source = Source("folder/main.tf", text)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "main.tf").write_bytes(text)
    parsed = parse(source)
    assert parsed.body is not None
    entries = Store(str(tmp_path / "cache"), "project")
    made = KeptTrees(entries, b"tool", str(tmp_path))
    made.put(source, _READER, parsed.body)
    made.save()
    kept = KeptTrees(entries, b"tool", str(tmp_path))
    assert kept.get(source, _READER) == parsed.body
    assert kept.get(Source("folder/main.tf", text + b"\n"), _READER) is None
    assert kept.get(Source("main.tf", text), _READER) is None
    assert kept.get(source, "python-hcl2") is None
    assert KeptTrees(entries, b"another tool", str(tmp_path)).get(source, _READER) is None


@pytest.mark.parametrize(
    "line",
    [
        'variable "p" {\n  sensitive = true\n  default = "hunter2"\n}',
        'locals {\n  p = sensitive("hunter2")\n}',
        'resource "aws_db_instance" "d" {\n  password = "hunter2"\n}',
        'resource "r" "d" {\n  client_secret="hunter2"\n}',
        'locals {\n  m = { "ApiToken" : "hunter2" }\n}',
        "locals {\n  k = <<EOT\n-----BEGIN PRIVATE KEY-----\nhunter2\nEOT\n}",
    ],
)
def test_a_file_with_a_secret_is_not_kept(tmp_path: Path, line: str) -> None:
    project = Scratch(tmp_path)
    project.append("main.tf", line + "\n")
    project.judge()
    kept = b"".join(path.read_bytes() for path in project.cache.glob("*/*"))
    assert b"this" in kept
    assert b"hunter2" not in kept
