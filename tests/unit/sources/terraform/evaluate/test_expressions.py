"""What the evaluator keeps beside the value: where it comes from, what it may be, what went wrong."""

import pytest

from leitplanke.core.diagnostic import Diagnostic
from leitplanke.core.logic import equals
from leitplanke.core.value import (
    AnyValue,
    CauseKind,
    Fields,
    Known,
    Reference,
    Template,
    Unknown,
    mark_sensitive,
    unknown,
)
from leitplanke.sources.terraform.evaluate.scope import LazyEntries
from tests.unit.sources.terraform.evaluate.scopes import fields, items, plain, reported, worth

KEY = Known(Fields({"description": Known("d")}, reference=Reference("aws_kms_key.k")))
NAMES: dict[str, AnyValue] = {
    "var": fields(
        u=unknown(CauseKind.VARIABLE, "var.u"),
        tags=unknown(CauseKind.VARIABLE, "var.tags"),
        name=Known("calls"),
        secret=mark_sensitive(Known("s3cr3t")),
        zones=items(Known("a"), Known("b")),
    ),
    "aws_kms_key": fields(k=KEY),
}


def unknown_of(value: AnyValue) -> Unknown:
    assert isinstance(value, Unknown), value
    return value


def test_a_reference_keeps_the_chain_that_led_to_it() -> None:
    local = fields(key=worth("var.name", {"var": fields(name=worth('"calls"'))}))
    origin = worth('"${local.key}-x"', {"local": local}).origin
    assert origin is not None
    assert [(link.label, link.span.text if link.span else "") for link in origin.chain()] == [
        ("", '"${local.key}-x"'),
        ("local.key", "local.key"),
        ("var.name", "var.name"),
        ("", '"calls"'),
    ]


def test_a_function_that_picks_a_value_leads_to_that_value() -> None:
    origin = worth("coalesce(var.name, var.u)", NAMES).origin
    assert origin is not None
    assert [link.label for link in origin.chain()] == ["", "var.name"]


@pytest.mark.parametrize(
    ("expression", "attribute", "nullable"),
    [
        ("aws_kms_key.k.arn", "arn", False),
        ("aws_kms_key.k.policy", "policy", True),
        ("one(aws_kms_key.k[*].arn)", "arn", False),
        ('try(aws_kms_key.k.arn, "none")', "arn", False),
        ("aws_kms_key.k.grants[0].name", "grants.0.name", True),
        ("concat(aws_kms_key.k[*].arn, [])[0]", "arn", False),
    ],
)
def test_attributes_that_are_not_written_are_computed(expression: str, attribute: str, nullable: bool) -> None:
    value = unknown_of(worth(expression, NAMES))
    assert value.ref == Reference("aws_kms_key.k", attribute)
    assert value.nullable is nullable
    assert value.causes[0].kind is CauseKind.COMPUTED


def test_written_attributes_know_their_resource() -> None:
    value = worth("aws_kms_key.k.description", NAMES)
    assert plain(value) == "d"
    assert value.ref == Reference("aws_kms_key.k", "description")


def test_the_same_condition_is_the_same_assumption() -> None:
    arms = '(var.u ? "a" : "b") == (var.u ? "a" : "b")'
    assert plain(worth(arms, NAMES)) is True
    assert plain(worth('(var.u ? "a" : "b") == "c"', NAMES)) is False
    either = unknown_of(worth('var.u ? "a" : "b"', NAMES, identity="module.m"))
    assert [(world.guard, plain(world.value)) for world in either.worlds] == [
        ((("module.m:var.u", "true"),), "a"),
        ((("module.m:var.u", "false"),), "b"),
    ]
    assert either.causes[0].name == "var.u"


def test_conditions_of_different_rounds_are_different_assumptions() -> None:
    both = worth('[for x in var.zones : x == var.u ? "yes" : "no"]', NAMES)
    assert isinstance(both, Known)
    first, second = (unknown_of(item).worlds[0].guard for item in both.data.items)
    assert first != second


def test_an_unknown_key_leads_to_one_of_the_entries() -> None:
    value = unknown_of(worth('{ prod = "eu", test = "us" }[var.u]', NAMES))
    assert sorted(str(plain(world.value)) for world in value.worlds) == ["eu", "us"]
    assert plain(worth('{ prod = "eu", test = "eu" }[var.u]', NAMES)) == "eu"
    assert plain(worth('can({ prod = "eu" }[var.u])', NAMES)) is ...


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('merge(var.tags, { purpose = "qa" })', {"purpose": "qa", ...: ...}),
        ('merge({ purpose = "qa" }, var.tags)', {...: ...}),
        ('concat(["a"], var.u)', ["a", ...]),
        ('split(":", "arn:aws:kms:eu-central-1:${var.u}:key")', ["arn", "aws", "kms", "eu-central-1", ...]),
        ("jsondecode(jsonencode({ a = var.u, b = [1] }))", {"a": ..., "b": [1]}),
        ("{ a = 1, (var.u) = 2, b = 3 }", {"b": 3, ...: ...}),
        ('[for x in concat(["a", "b"], var.u) : upper(x)]', ["A", "B", ...]),
        ('startswith("arn:aws:${var.u}", "arn:aws-cn:")', False),
        ("var.u && false", False),
        ('"x-${var.u}" != null', True),
    ],
)  # fmt: skip
def test_what_is_known_is_kept(expression: str, expected: object) -> None:
    assert plain(worth(expression, NAMES)) == expected


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ('"a-${var.u}-b-${var.name}"', ["a-", ..., "-b-calls"]),
        ('"${"a${var.u}"}b"', ["a", ..., "b"]),
        ('format("%s/%02d", var.u, 7)', [..., "/07"]),
        ('join(",", ["a", var.u, "b"])', ["a,", ..., ",b"]),
        ('upper("a${var.u}")', ["A", ...]),
    ],
)
def test_a_text_keeps_its_known_parts(expression: str, parts: list[object]) -> None:
    value = unknown_of(worth(expression, NAMES))
    assert isinstance(value.partial, Template)
    assert [part if isinstance(part, str) else ... for part in value.partial.parts] == parts
    assert not value.nullable


@pytest.mark.parametrize(
    "expression",
    [
        "var.secret",
        '"x${var.secret}${var.u}"',
        "sha256(var.secret)",
        'join(",", [var.secret])',
        "jsonencode({ password = var.secret })",
        'jsondecode("{\\"a\\": \\"${var.secret}\\"}").a',
        "[for x in [var.secret] : x][0]",
        'var.secret == "x" ? 1 : 2',
        "try(var.secret, 1)",
        '{ for x in ["a"] : var.secret => 1 }',
        "merge({ a = 1 }, sensitive({ b = 2 })).b",
    ],
)
def test_sensitive_flows_through_everything(expression: str) -> None:
    assert worth(expression, NAMES).sensitive


def test_sensitive_elements_do_not_mark_their_neighbours() -> None:
    assert not worth('{ a = var.secret, b = "x" }.b', NAMES).sensitive


@pytest.mark.parametrize(
    ("expression", "codes"),
    [
        ("var.name.nope", ["unsupported-attribute"]),
        ("{ a = 1 }.b", ["unsupported-attribute"]),
        ("nope.x", ["reference-undeclared"]),
        ("[1][5]", ["invalid-index"]),
        ("null + 1", ["null-value"]),
        ('"a" * 2', ["invalid-type"]),
        ("nonsense(1)", ["function-unknown"]),
        ("upper()", ["wrong-argument-count"]),
        ("try(var.name.nope, 1)", []),
        ("can(var.name.nope)", []),
    ],
)
def test_what_terraform_refuses_is_reported(expression: str, codes: list[str]) -> None:
    assert reported(expression, NAMES) == codes


def test_an_error_is_reported_once_and_at_its_place() -> None:
    diagnostics: list[Diagnostic] = []
    for _ in range(2):
        value = unknown_of(worth("[upper(var.name.nope)]", NAMES, diagnostics=diagnostics))
        assert value.causes[0].kind is CauseKind.ERROR
    assert [str(one.span) for one in diagnostics] == ["main.tf:1:12", "main.tf:1:12"]


@pytest.mark.parametrize(
    "expression",
    [
        "[for a in setproduct(local.many, local.many) : a]",
        "[for a in local.many : [for b in local.many : [for c in local.many : 1]]]",
        "try(setproduct(local.many, local.many), [])",
        "pow(10, 3000) * pow(10, 300)",
        'format("%2000s", "a")',
    ],
)
def test_limits_are_reported_and_nothing_hangs(expression: str) -> None:
    many = items(*(Known(number) for number in range(400)))
    diagnostics: list[Diagnostic] = []
    value = worth(expression, {"local": fields(many=many)}, diagnostics=diagnostics)
    assert isinstance(value, Unknown)
    assert diagnostics


def test_a_chain_that_is_too_long_is_reported_not_raised() -> None:
    diagnostics: list[Diagnostic] = []

    def compute(name: str) -> AnyValue:
        at = int(name[1:])
        return worth(f"local.v{at - 1}" if at else "1", {"local": local}, diagnostics=diagnostics)

    local = Known(Fields(LazyEntries(frozenset(f"v{at}" for at in range(2000)), compute, lambda _: None)))
    assert plain(worth("local.v20", {"local": local})) == 1
    value = unknown_of(worth("local.v1999", {"local": local}, diagnostics=diagnostics))
    assert value.causes[0].kind is CauseKind.LIMIT
    assert {one.message.code for one in diagnostics} == {"nesting-limit"}


def test_a_template_file_keeps_known_parts_and_its_own_places() -> None:
    files = {"t.tftpl": "bucket: ${name}\nkey: ${key}\n"}
    value = unknown_of(worth('templatefile("t.tftpl", { name = var.name, key = var.u })', NAMES, files=files))
    assert isinstance(value.partial, Template)
    assert value.partial.parts[0] == "bucket: calls\nkey: "
    diagnostics: list[Diagnostic] = []
    worth('templatefile("t.tftpl", { name = "x" })', files=files, diagnostics=diagnostics)
    assert [(one.message.code, str(one.span)) for one in diagnostics] == [("reference-undeclared", "t.tftpl:2:8")]


def test_a_template_of_json_is_text_and_no_configuration() -> None:
    files = {"policy.json": '{"Resource":"${name}"}\n'}
    assert plain(worth('templatefile("policy.json", { name = var.name })', NAMES, files=files)) == (
        '{"Resource":"calls"}\n'
    )


def test_files_outside_the_project_are_unknown_not_read() -> None:
    for path in ("../x", "/etc/passwd", "~/x"):
        value = unknown_of(worth(f'file("{path}")'))
        assert value.causes[0].kind is CauseKind.FILE


def test_a_choice_that_holds_in_all_worlds_is_decided() -> None:
    value = worth('var.u ? "eu-central-1" : "eu-west-1"', NAMES)
    assert plain(equals(value, "us-east-1")) is False
