import pytest

from leitplanke.sources.terraform.syntax.tree import Attribute, Binary, Index
from tests.unit.sources.terraform.syntax.sexp import expression, sexp

BOTH = pytest.mark.parametrize("reader", ["tree-sitter", "python-hcl2"])

EXPRESSIONS = [
    ("null", "null"),
    ("true", "true"),
    ("42", "42"),
    ("12345678901234567890123", "12345678901234567890123"),
    ("1.50", "1.50d"),
    ("1.5e3", "1.5E+3d"),
    ("-1", "(Unary - 1)"),
    ("-12", "(Unary - 12)"),
    ("[1, 2,]", "(Tuple [1 2])"),
    ("{}", "(Object [])"),
    ('{ a = 1, (b) = 2, "c" : 3 }', '(Object [(ObjectItem "a" 1) (ObjectItem b 2) (ObjectItem "c" 3)])'),
    ("{\n  null = 1\n  true = 2\n}", '(Object [(ObjectItem "null" 1) (ObjectItem "true" 2)])'),
    ("{ 5 = 1 }", "(Object [(ObjectItem 5 1)])"),
    ("var.a.b", "var.a.b"),
    ("a.null.for", "a.null.for"),
    ('a[0].b["c"]', 'a[0].b["c"]'),
    ("a.0.b", "a[0].b"),
    ("(a.b)[0]", "a.b[0]"),
    ("a[*].b[0].c", "(Splat a @.b[0].c)"),
    ("a[*].b[*].c", "(Splat a (Splat @.b @.c))"),
    ("a.*.b", "(Splat a @.b)"),
    ("a.*.b.0", "(Splat a @.b[0])"),
    ("a.*.b[0]", "(Splat a @.b)[0]"),
    ("a.*.b[0].c", "(Splat a @.b)[0].c"),
    ("a[*]", "(Splat a @)"),
    ("f()", "(f)"),
    ("f(a, b...)", "(f a b...)"),
    ("provider::aws::arn_parse(x)", "(provider::aws::arn_parse x)"),
    ("1 - 2 - 3 * 4", "(- (- 1 2) (* 3 4))"),
    ("a || b && !c", "(|| a (&& b (Unary ! c)))"),
    ("a == b ? 1 : 2", "(Conditional (== a b) 1 2)"),
    ("a ? 1 : b ? 2 : c ? 3 : 4", "(Conditional a 1 (Conditional b 2 (Conditional c 3 4)))"),
    ("a ? b ? 1 : 2 : 3", "(Conditional a (Conditional b 1 2) 3)"),
    ("(a ? b : c) ? 1 : 2", "(Conditional (Conditional a b c) 1 2)"),
    ("[for v in l : v]", "(ForTuple - v l v -)"),
    ("[for k, v in l : v if k]", "(ForTuple k v l v k)"),
    ("{for k, v in l : k => v... if v}", "(ForObject k v l k v true v)"),
    ("{ for v in l : v => 1 }", "(ForObject - v l v 1 false -)"),
    ("(\n  a\n  && b # why\n)", "(&& a b)"),
]


@BOTH
@pytest.mark.parametrize(("text", "tree"), EXPRESSIONS)
def test_expression(text: str, tree: str, reader: str) -> None:
    assert sexp(expression(text, reader=reader)) == tree


def test_comments_stand_anywhere() -> None:
    text = "[/*c*/ a.*/*c*/.b[0], f(/*c*/1/*c*/, 2/*c*/)/*c*/, x\n.\n/*c*/y]"
    assert sexp(expression(text)) == "(Tuple [(Splat a @.b)[0] (f 1 2) x.y])"


@BOTH
def test_offsets_are_bytes_and_enclose_the_text(reader: str) -> None:
    text = 'x = ["ä", (a.b + c)[0]]\n'.encode()
    value = expression('["ä", (a.b + c)[0]]', reader=reader)
    index = value.items[1]  # type: ignore[union-attr]
    assert isinstance(index, Index)
    assert text[index.start : index.end] == b"(a.b + c)[0]"
    assert isinstance(index.base, Binary)
    assert text[index.base.start : index.base.end] == b"a.b + c"
    assert isinstance(index.base.left, Attribute)
    assert text[index.base.left.start : index.base.left.end] == b"a.b"


def test_what_only_one_reader_understands() -> None:
    assert sexp(expression("1e5")) == "1E+5d"
    assert sexp(expression("{\n  a = 1\n  -b = 2\n}")) == '(Object [(ObjectItem "a" 1) (ObjectItem (Unary - b) 2)])'
    assert sexp(expression("größe.ä")) == "größe.ä"
