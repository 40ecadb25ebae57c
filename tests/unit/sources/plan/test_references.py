"""Following references from instance to instance."""

from typing import Any

import msgspec
import pytest

from leitplanke.core.value import AnyValue, Known, Unknown
from leitplanke.inventory.resource import Stack
from leitplanke.sources.documents.detect import decode
from leitplanke.sources.plan.reader import read_plan

Expression = dict[str, Any]


def _change(address: str, unknown: dict[str, Any], after: dict[str, Any] | None = None) -> dict[str, Any]:
    module, _, rest = address.rpartition(".queue.")
    name, _, key = rest.removeprefix("queue.").partition("[")
    index = key.rstrip("]") or None
    found: dict[str, Any] = {
        "address": address,
        "type": "queue",
        "name": name,
        "provider_name": "x/queue",
        "change": {"actions": ["create"], "after": after or {}, "after_unknown": {"id": True, **unknown}},
    }
    if module:
        found["module_address"] = module
    if index is not None:
        found["index"] = int(index) if index.isdecimal() else index.strip('"')
    return found


def _block(name: str, expressions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"address": f"queue.{name}", "type": "queue", "name": name, "expressions": expressions, **more}


def _refers(*listed: str) -> Expression:
    return {"references": list(listed)}


def _to(changes: list[dict[str, Any]], root: dict[str, Any], address: str, path: str = "to") -> str | None:
    """Return what an attribute of a plan was read from."""
    plan = {
        "format_version": "1.2",
        "resource_changes": changes,
        "configuration": {"root_module": root},
    }
    _, document = decode(msgspec.json.encode(plan))
    inventory, _ = read_plan(document, "plan.json", Stack("s", "plan.json"))
    resource = inventory.get(address)
    assert resource is not None
    value: AnyValue = resource.read(path)
    if isinstance(value, Known):
        value = value.data.items[-1]
    assert isinstance(value, Unknown)
    return f"{value.ref.address}.{value.ref.attribute}" if value.ref is not None else None


_EACH = [_change(f'queue.a["{key}"]', {}) for key in ("x", "y")]
_USERS = [_change(f'queue.b["{key}"]', {"to": True}) for key in ("x", "y")]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (("queue.a", "each.key"), 'queue.a["y"].id'),
        (('queue.a["x"].id', 'queue.a["x"]', "queue.a"), 'queue.a["x"].id'),
        (("queue.a",), None),
        (("each.value.id", "each.value"), 'queue.a["y"].id'),
        (("each.value.id", "each.value", "local.other"), None),
        (("queue.a", "each.key", 'queue.a["x"].id', 'queue.a["x"]', "queue.a"), None),
        (("var.known", 'queue.a["x"].id', 'queue.a["x"]', "queue.a"), 'queue.a["x"].id'),
    ],
)
def test_instances_meet_by_their_keys(listed: tuple[str, ...], expected: str | None) -> None:
    root = {
        "resources": [_block("a", {}), _block("b", {"to": _refers(*listed)}, for_each_expression=_refers("queue.a"))]
    }

    assert _to([*_EACH, *_USERS], root, 'queue.b["y"]') == expected


def test_count_meets_by_index() -> None:
    changes = [_change(f"queue.{name}[{at}]", {"to": True}) for name in "ab" for at in (0, 1)]
    root = {"resources": [_block("a", {}), _block("b", {"to": _refers("queue.a", "count.index")})]}

    assert _to(changes, root, "queue.b[1]") == "queue.a[1].id"


def test_elements_of_a_list_are_told_apart_by_their_order() -> None:
    changes = [
        _change("queue.a", {}),
        _change("queue.c", {}),
        _change("queue.b", {"to": [True, True]}, {"to": [None] * 2}),
    ]
    listed = ("queue.a.id", "queue.a", "queue.c.arn", "queue.c")
    root = {"resources": [_block("a", {}), _block("c", {}), _block("b", {"to": _refers(*listed)})]}

    assert _to(changes, root, "queue.b") == "queue.c.arn"


def test_elements_that_are_made_of_the_same_are_not_it() -> None:
    """The second may be ``"${queue.a.arn}/*"``."""
    changes = [_change("queue.a", {}), _change("queue.b", {"to": [True, True]}, {"to": [None] * 2})]
    listed = ("queue.a.arn", "queue.a", "queue.a.arn", "queue.a")
    root = {"resources": [_block("a", {}), _block("b", {"to": _refers(*listed)})]}

    assert _to(changes, root, "queue.b") is None


def _with_module(given: Expression, outputs: dict[str, Any], listed: tuple[str, ...]) -> dict[str, Any]:
    inner = {
        "resources": [_block("q", {"to": _refers("var.to")}), _block("r", {})],
        "outputs": {name: {"expression": one} for name, one in outputs.items()},
        "variables": {"to": {}},
    }
    call = {"module": inner, "expressions": {"to": given}, "for_each_expression": _refers("var.keys")}
    return {"resources": [_block("a", {}), _block("b", {"to": _refers(*listed)})], "module_calls": {"m": call}}


_IN_MODULES = [
    *_EACH,
    *(_change(f'module.m["{key}"].queue.{name}', {"to": True}) for key in ("x", "y") for name in "qr"),
    _change("queue.b", {"to": True}),
]


def test_variables_lead_to_the_call_and_its_key() -> None:
    root = _with_module(_refers("queue.a", "each.key"), {}, ())

    assert _to(_IN_MODULES, root, 'module.m["x"].queue.q') == 'queue.a["x"].id'


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (('module.m["y"].q', 'module.m["y"]'), 'module.m["y"].queue.q.id'),
        (('module.m["y"].none', 'module.m["y"]'), None),
        (("module.m",), None),
    ],
)
def test_outputs_lead_into_the_module(listed: tuple[str, ...], expected: str | None) -> None:
    outputs = {"q": _refers("queue.q.id", "queue.q"), "r": _refers("queue.r.id", "queue.r")}

    assert _to(_IN_MODULES, _with_module({}, outputs, listed), "queue.b") == expected


def test_references_in_a_circle_end() -> None:
    """No plan has such; a file may say anything."""
    root = _with_module(_refers("module.m", "each.key"), {"q": _refers("var.to")}, ('module.m["x"].q', 'module.m["x"]'))

    assert _to(_IN_MODULES, root, "queue.b") is None


def test_many_outputs_that_refer_to_all_others_are_followed_once() -> None:
    """Sixty outputs, each of all sixty: there are more ways through them than anybody could go."""
    inner = {"outputs": {f"o{at}": {"expression": _refers("module.m", "each.key")} for at in range(60)}}
    for _ in range(20):
        outputs = {f"o{at}": {"expression": _refers("module.m")} for at in range(60)}
        inner = {"outputs": outputs, "module_calls": {"m": {"module": inner}}}
    inside = ".".join(["module.m"] * 21)
    changes = [_change(f"{inside}.queue.a", {}), _change("queue.b", {"to": True})]
    root = {"resources": [_block("b", {"to": _refers("module.m")})], "module_calls": {"m": {"module": inner}}}

    assert _to(changes, root, "queue.b") is None


def test_chains_that_are_too_long_lead_nowhere() -> None:
    inner: dict[str, Any] = {"resources": [_block("a", {})], "outputs": {"o": {"expression": _refers("queue.a.id")}}}
    for _ in range(40):
        inner = {"outputs": {"o": {"expression": _refers("module.m.o")}}, "module_calls": {"m": {"module": inner}}}
    changes = [_change(f"{'.'.join(['module.m'] * 41)}.queue.a", {}), _change("queue.b", {"to": True})]
    root = {"resources": [_block("b", {"to": _refers("module.m.o")})], "module_calls": {"m": {"module": inner}}}

    assert _to(changes, root, "queue.b") is None
