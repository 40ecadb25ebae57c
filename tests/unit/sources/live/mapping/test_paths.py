"""The grammar of paths into a cloud's JSON, and what they lead to."""

from typing import Any

import pytest

from leitplanke.sources.live.mapping.paths import MISSING, At, Each, Pick, Step, follow, names_in, steps

DOC: dict[str, Any] = {
    "Name": "calls",
    "Empty": None,
    "Zero": 0,
    "Replicas": [{"Region": "eu-west-1"}, {"Region": None}, {"Region": "us-east-1", "Keys": ["a", "b"]}, "odd"],
    "Tags": [{"Key": "team", "Value": "voice"}, {"Key": "on", "Value": True}],
    "Endpoints": {"web": {"Tls": "1.2"}, "old": {"Tls": "1.0"}},
    "annotations": {"run.googleapis.com/ingress": "internal"},
    "Lists": [[1, 2], [3]],
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a[].b", ("a", Each(), "b")),
        ("a[][].b", ("a", Each(), Each(), "b")),
        ("a{}", ("a", Each(of_map=True))),
        ("a[12]", ("a", At(12))),
        ("a[b.c=d e].f", ("a", Pick("b.c", "d e"), "f")),
        ("a[b=]", ("a", Pick("b", ""))),
        ('a["b.c/d"].e', ("a", "b.c/d", "e")),
        ("$id", ("$id",)),
        ("@.role", ("@", "role")),
        ("$child.config/web.x", ("$child", "config/web", "x")),
    ],
)
def test_a_path_has_steps(path: str, expected: tuple[Step, ...]) -> None:
    assert steps(path) == expected


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "[]",
        "a.[]",
        "a[]b",
        "a[",
        "a]",
        "a[-1]",
        "a[b]",
        "a{b}",
        "a[=b]",
        'a[""]',
        "a[.=b]",
    ],
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="is not a path"):
        steps(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Name", "calls"),
        ("Zero", 0),
        ("Empty", MISSING),
        ("Nothing.Below", MISSING),
        ("Name.Below", MISSING),
        ("Name[]", ["calls"]),
        ("Replicas[].Region", ["eu-west-1", "us-east-1"]),
        ("Replicas[].Keys", ["a", "b"]),
        ("Replicas[].Nothing", MISSING),
        ("Replicas[2].Region", "us-east-1"),
        ("Replicas[9].Region", MISSING),
        ("Endpoints[0]", MISSING),
        ("Endpoints{}.Tls", ["1.2", "1.0"]),
        ("Replicas{}", MISSING),
        ("Tags[Key=team].Value", ["voice"]),
        ("Tags[Value=true].Key", ["on"]),
        ("Tags[Key=none]", MISSING),
        ("Nothing[Key=team]", MISSING),
        ('annotations["run.googleapis.com/ingress"]', "internal"),
        ("Lists[][]", [1, 2, 3]),
        ("name", MISSING),
    ],
)
def test_a_path_leads_to_what_is_there(path: str, expected: object) -> None:
    assert follow(DOC, steps(path)) == expected


def test_azure_knows_no_capitals() -> None:
    assert follow({"Properties": {"keySource": "x"}}, steps("properties.KEYSOURCE"), any_case=True) == "x"
    rotated = {"actions": [{"Action": {"type": "Rotate"}, "after": "P90D"}]}
    assert follow(rotated, steps("actions[action.type=rotate].after"), any_case=True) == ["P90D"]
    assert follow(rotated, steps("actions[Action.type=rotate].after")) is MISSING
    both = {"keysource": "exact", "keySource": "other"}
    assert follow(both, steps("keysource"), any_case=True) == "exact"


def test_names_on_a_path_end_before_what_is_none() -> None:
    assert names_in(steps("A.B[].C")) == "A.B"
    assert names_in(steps("$id")) == "$id"
