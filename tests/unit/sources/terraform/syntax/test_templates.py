"""What strings and heredocs mean; texts of heredocs were recorded from Terraform 1.11.4."""

import pytest

from tests.unit.sources.terraform.syntax.sexp import expression, sexp

BOTH = pytest.mark.parametrize("reader", ["tree-sitter", "python-hcl2"])

QUOTED = [
    (r'"a\tb\n\"\\ \u00e4 \U0001F600"', '"a\\tb\\n\\"\\\\ ä \N{GRINNING FACE}"'),
    ('" "', '" "'),
    ('""', '""'),
    ('"$${a} %%{b} $5 100%"', '"${a} %{b} $5 100%"'),
    ('"${a}"', "a"),
    ('" ${a}\t"', '(Template [" " a "\\t"])'),
    ('"${a}${b}"', "(Template [a b])"),
    ('"100%${a}"', '(Template ["100%" a])'),
    ('"x ${f("y ${z}")} w"', '(Template ["x " (f (Template ["y " z])) " w"])'),
    ('"a%{ if b } c %{ else } d %{ endif }"', '(Template ["a" (TemplateIf b (Template [" c "]) (Template [" d "]))])'),
    ('"%{ if b }c%{ endif }"', '(Template [(TemplateIf b (Template ["c"]) (Template []))])'),
    ('"a %{~ if b ~} c %{~ endif ~} d"', '(Template ["a" (TemplateIf b (Template ["c"]) (Template [])) "d"])'),
    ('"%{ for k, v in m }${k}%{ endfor }"', "(Template [(TemplateFor k v m (Template [k]))])"),
]


@BOTH
@pytest.mark.parametrize(("text", "tree"), QUOTED)
def test_quoted(text: str, tree: str, reader: str) -> None:
    assert sexp(expression(text, reader=reader)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('"$$${x}"', '"$${x}"'),
        ('"%%%{x}"', '"%%{x}"'),
        ('"${a ~}  \\n  x  ${~ "b" ~} "', '(Template [a "x" "b"])'),
        ('"${1 ~} "', "(Template [1])"),
        ('"${true} ${null}"', '(Template [true " " null])'),
    ],
)
def test_quoted_as_only_tree_sitter_reads_it(text: str, tree: str) -> None:
    assert sexp(expression(text)) == tree


HEREDOCS = [
    ("<<EOT\na\n b\nEOT", '"a\\n b\\n"'),
    ("<<EOT\nEOT", '""'),
    ('<<EOT\n\\n "q" $${a}\n  EOT', '"\\\\n \\"q\\" ${a}\\n"'),
    ("<<-EOT\n      x\n \n      y\n        \n        z\n  EOT", '"x\\n \\ny\\n        \\n  z\\n"'),
    ("<<-EOT\n   \tx\n  \t y\n    z\n  EOT", '"x\\ny\\nz\\n"'),
    (
        "<<-EOT\n    x\n  \n      y\n   ${a} z\n\ttab\n  EOT",
        '(Template ["   x\\n  \\n     y\\n  " a " z\\ntab\\n"])',
    ),
    ("<<-EOT\n    x\n${a}\n  EOT", '(Template ["    x\\n" a "\\n"])'),
    (
        "<<-EOT\n      %{ if a }\n      x\n      %{ endif }\n    EOT",
        '(Template [(TemplateIf a (Template ["\\nx\\n"]) (Template [])) "\\n"])',
    ),
    (
        "<<-EOT\n    %{ for v in l ~}\n    - ${v}\n    %{ endfor ~}\n  EOT",
        '(Template [(TemplateFor - v l (Template ["    - " v "\\n"]))])',
    ),
    ("<<EOT\n${a}\nEOT", '(Template [a "\\n"])'),
    ("<<EOT\r\na\r\nEOT", '"a\\r\\n"'),
]


@BOTH
@pytest.mark.parametrize(("text", "tree"), HEREDOCS)
def test_heredoc(text: str, tree: str, reader: str) -> None:
    assert sexp(expression(text, reader=reader)) == tree


def test_strip_marks_of_a_heredoc_reach_to_the_end_of_their_line() -> None:
    text = "<<-EOT\n      x ${~ a ~}\n      y\n      ${~ a}\n      b\n  EOT"
    assert sexp(expression(text)) == '(Template ["      x" a "      y\\n" a "\\n      b\\n"])'


def test_heredoc_line_that_begins_with_its_own_word() -> None:
    assert sexp(expression("<<-EOT\n  a\n  EOT${b} c\n  EOT")) == '(Template ["a\\nEOT" b " c\\n"])'


def test_text_of_a_template_is_where_it_stands() -> None:
    source = b'x = "a ${b} c"\n'
    parts = expression('"a ${b} c"').parts  # type: ignore[union-attr]
    assert [source[part.start : part.end] for part in parts] == [b"a ", b"b", b" c"]
