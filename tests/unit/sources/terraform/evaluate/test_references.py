"""What an expression refers to, whatever form it has."""

import pytest

from leitplanke.core.source import Source
from leitplanke.sources.terraform.evaluate.references import references
from leitplanke.sources.terraform.syntax.parse import parse


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"text"', set()),
        ("var.a", {"var.a"}),
        ("aws_x.a[0].id", {"aws_x.a"}),
        ("aws_x.a[local.i].id", {"aws_x.a", "local.i"}),
        ("aws_x.a[*].id", {"aws_x.a"}),
        ("data.aws_x.a.id", {"data.aws_x.a"}),
        ("data.aws_x", {"data.aws_x.*"}),
        ('data["aws_x"]', {"data.*"}),
        ('var["a"]', {"var.*"}),
        ("module.m.out", {"module.m"}),
        (
            '"${var.a}-%{ if local.b }${module.c.x}%{ else }${aws_x.d.id}%{ endif }"',
            {"var.a", "local.b", "module.c", "aws_x.d"},
        ),
        ('"%{ for one in var.a }${local.b}%{ endfor }"', {"var.a", "local.b"}),
        ("{ (var.a) = local.b, c = [aws_x.d] }", {"var.a", "local.b", "aws_x.d"}),
        ("!var.a && -local.b > f(aws_x.c, {}...)", {"var.a", "local.b", "aws_x.c"}),
        ("var.a ? local.b : aws_x.c.id", {"var.a", "local.b", "aws_x.c"}),
        ("[for i in var.a : local.b if aws_x.c.id]", {"var.a", "local.b", "aws_x.c"}),
        ("{ for i in var.a : local.b => aws_x.c... if var.d }", {"var.a", "local.b", "aws_x.c", "var.d"}),
        ("(aws_x.a.b).c", {"aws_x.a"}),
        ("f(var.a).b", {"var.a"}),
        ("[each.key, count.index, path.module, self.id, terraform.workspace]", set()),
    ],
)
def test_references(expression: str, expected: set[str]) -> None:
    body = parse(Source("main.tf", f"x = {expression}\n".encode())).body
    assert body is not None
    assert references([body]) - {"i.*", "one.*"} == expected


def test_nested_blocks_are_looked_into() -> None:
    text = b'a {\n  b {\n    c = var.d\n  }\n  dynamic "e" {\n    for_each = local.f\n    content {}\n  }\n}\n'
    body = parse(Source("main.tf", text)).body
    assert body is not None
    assert references([body]) == {"var.d", "local.f"}
