"""Files that Terraform rejects, each tried with Terraform 1.11.4: where and what our diagnostic says."""

import pytest

from leitplanke.core.source import Source
from leitplanke.sources.terraform.syntax import validate
from leitplanke.sources.terraform.syntax.parse import parse
from tests.unit.sources.terraform.syntax.sexp import read, sexp, told

BROKEN = [
    ("a = 1 b = 2\n", "1:7 syntax-error expected=new-line, found=b"),
    ("a = b c\n", "1:7 syntax-error expected=new-line, found=c"),
    ('ä = "ö" b\n', "1:9 syntax-error expected=new-line, found=b"),
    ("x {\n  a = [1, 2\n}\n", "3:1 syntax-error expected=, ], found=}"),
    ("a = [\n  1\n  2\n]\n", "3:3 syntax-error expected=, ], found=2"),
    ("x {\n  a = \n}\n", "2:7 syntax-error expected=expression, found=new-line"),
    ("x {\n  a = 1\n", "1:3 syntax-unclosed expected=}"),
    ("x {\n  a 1\n}\n", "2:5 syntax-error expected== {, found=1"),
    ('x {\n  a = "b\n  c = 2\n}\n', '2:9 syntax-error expected=", found=new-line'),
    ("x {\n  a = f(1,\n  b = 2\n}\n", "3:5 syntax-error expected=) ,, found=="),
    ("x {\n  a = ]\n}\n", "2:7 syntax-error expected=expression, found=]"),
    ("}\n", "1:1 syntax-error expected=argument-or-block, found=}"),
    ("a = @\n", "1:5 syntax-error expected=expression, found=@"),
    ("a = <<EOT\nfoo\n", "1:5 syntax-unclosed expected=EOT"),
    ("a = <<EOT \nfoo\nEOT\n", "1:10 syntax-error expected=new-line, found="),
    ("a = <<EOT\n${x\nEOT\n", "3:1 syntax-error expected=}, found=EOT"),
    ('a = "${b', "1:7 syntax-unclosed expected=}"),
    ('a = "${}"\n', "1:8 syntax-error expected=expression, found=}"),
    ('a = "%{ if x }"\n', '1:15 syntax-error expected=endif, found="'),
    ('a = "\\q"\n', "1:6 invalid-escape escape=\\q"),
    ('resource "a" "b"\n', "1:17 syntax-error expected={, found=new-line"),
    ("x\n{\n}\n", "1:2 syntax-error expected={, found=new-line"),
    ("x { y {} }\n", "1:5 syntax-error expected=new-line, found=y"),
    ("x { y = 1\n}\n", "1:10 syntax-error expected=}, found=new-line"),
    ("x {\n  y = 1 }\n", "2:9 syntax-error expected=new-line, found=}"),
    ("x { a = 1, b = 2 }\n", "1:10 syntax-error expected=argument-or-block, found=,"),
    ('x "${a}" {}\n', '1:4 syntax-error expected=", found=${'),
    ("a = [for a b : c]", "1:12 syntax-error expected=, in, found=b"),
    ("a = {for a in b : a => }", "1:24 syntax-error expected=expression, found=}"),
    ("a = { b = 1 c = 2 }\n", "1:13 syntax-error expected=new-line-or-comma, found=c"),
    ("a = {\n  b\n= 1 }\n", "2:4 syntax-error expected== :, found=new-line"),
    ("a = 1 +\n2\n", "1:8 syntax-error expected=rest-of-expression, found=new-line"),
    ("a = b ?\n c : d\n", "1:8 syntax-error expected=rest-of-expression, found=new-line"),
    ("a = b\n.c\n", "1:6 syntax-error expected=rest-of-expression, found=new-line"),
    ("a =\n1\n", "1:4 syntax-error expected=expression, found=new-line"),
    ("a = 1\nb = 2\na = 3\n", "3:1 argument-set-twice name=a"),
    ("a = { b.c = 1 }\n", "1:7 ambiguous-object-key"),
    ("a = 0x1F\n", "1:5 invalid-number text=0x1F"),
    ("a::b = 1\n", "1:2 syntax-error expected==, found=:"),
    ("a = b.0.0\n", "1:9 legacy-index-twice"),
    ("a = b.*.c.*.d\n", "1:10 nested-splat"),
]


@pytest.mark.parametrize(("text", "diagnostic"), BROKEN, ids=[text for text, _ in BROKEN])
def test_what_is_wrong_and_where(text: str, diagnostic: str) -> None:
    assert [told(one) for one in read(text).diagnostics] == [diagnostic]


FINE = [
    'module "m" {\n  providers = { aws = aws, aws.copy = aws.copy }\n}\n',
    "a = (1 +\n  2)\n",
    "a = [\n  b ?\n  c : d\n]\n",
    'a = "${b ?\n  "c" : "d"}"\n',
    "x { y = 1 }\nx {}\n",
    "\N{ZERO WIDTH NO-BREAK SPACE}a = 1\r\nb = 2\r\n",
    "a = { b = 1, c = 2 }\n",
    'module "a" {\n  providers = {\n    aws.copy = aws.west\n  }\n}\n',
    "a = { b = 1\n c = 2, }\n",
    "",
    "# nothing but a comment",
    "a = 1 # no line break at the end",
]


@pytest.mark.parametrize("text", FINE)
def test_what_is_right(text: str) -> None:
    assert read(text).diagnostics == ()


def test_good_blocks_of_a_broken_file_are_kept() -> None:
    text = 'data "a" "b" {\n  c = 1\n}\n\nlocals {\n  e = %s\n}\n\nresource "f" "g" {\n  h = 3\n}\n'
    for mistake in ("= 2", "[", '"', "<<EOT", "1 2", "(", "${", "}"):
        parsed = read(text % mistake)
        assert [one.message.code.partition("-")[0] for one in parsed.diagnostics] == ["syntax"]
        assert sexp(parsed.body) == '{(data "a" "b" {c=1}) (resource "f" "g" {h=3})}'


def test_an_expression_that_only_python_hcl2_reads_costs_nothing_else() -> None:
    parsed = read('a {\n  b = 1e5\n}\n\nc {\n  d = "${e}"\n}\n')
    assert parsed.diagnostics == ()
    assert sexp(parsed.body) == "{(a {b=1E+5d}) (c {d=e})}"


def test_bytes_that_are_no_text() -> None:
    parsed = read(b'a = 1\nb = "\xff"\n')
    assert parsed.body is None
    assert [told(one) for one in parsed.diagnostics] == ["2:6 invalid-utf-8 byte=11, value=0xFF"]


def test_a_file_beyond_the_limit_is_not_read() -> None:
    parsed = parse(Source("main.tf", b"#" * (validate.MAXIMUM_SIZE + 1)))
    assert parsed.body is None
    assert [one.message.code for one in parsed.diagnostics] == ["file-too-large"]


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 2000 + "]" * 2000,
        "a = " + "(" * 2000 + "1" + ")" * 2000,
        "a = " + "1 + " * 5000 + "1",
        "a = b" + ".c" * 5000,
        "a = " + "b ? 1 : " * 2000 + "2",
        "a = " + "!" * 3000 + "b",
        "a = " + '"${' * 60 + "[" * 100 + "]" * 100 + '}"' * 60,
        "a {\n" * 1000 + "}\n" * 1000,
    ],
    ids=["tuples", "parentheses", "operators", "attributes", "conditionals", "unary", "templates", "blocks"],
)
def test_deep_nesting_is_reported_and_its_neighbours_are_kept(text: str) -> None:
    parsed = read(f"before = 1\n{text}\nafter = 2\n")
    assert parsed.diagnostics
    assert parsed.body is not None
    if [one.message.code for one in parsed.diagnostics] == ["nested-too-deeply"]:
        assert [argument.name for argument in parsed.body.arguments] == ["before", "after"]
