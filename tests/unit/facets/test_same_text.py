from typing import Any

import msgspec
import pytest

from leitplanke.core.origin import Origin, OriginKind
from leitplanke.core.value import AnyValue, CauseKind, unknown
from leitplanke.facets.same_text import same_text
from tests.unit.facets.made import ref, template, value


def _read(label: str) -> AnyValue:
    """An unknown variable, read anew."""
    via = Origin(OriginKind.CONFIGURATION, "var.stage")
    cause = unknown(CauseKind.VARIABLE, "var.stage")
    return msgspec.structs.replace(cause, origin=Origin(OriginKind.CONFIGURATION, label, via=via))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("calls", "calls", True),
        ("calls", "chats", False),
        (template("calls-", _read("var.stage")), template("calls-", _read("var.stage")), True),
        (template("calls-", ref("random_id.x", "hex")), template("calls-", ref("random_id.x", "hex")), True),
        (template("calls-", _read("var.stage.a")), template("calls-", _read("var.stage.b")), None),
        (template("calls-", _read("")), template("calls-", _read("")), None),
        (template(_read("var.stage"), "-calls"), template(_read("var.stage"), "-chats"), False),
        (template(_read("var.stage"), "-logs"), template(_read("var.stage"), "-access-logs"), False),
        (template("calls-", _read("var.stage")), "calls-prod", None),
        (template("calls-", _read("var.stage")), "chats-prod", False),
        (_read("var.stage"), "calls", None),
    ],
)
def test_same_text(left: Any, right: Any, expected: bool | None) -> None:
    assert same_text(value(left), value(right)) is expected
    assert same_text(value(right), value(left)) is expected
