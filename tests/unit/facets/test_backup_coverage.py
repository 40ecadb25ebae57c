from collections.abc import Mapping
from typing import Any

import pytest

from leitplanke.core.value import Absent, Fields, Items, Known, Unknown
from leitplanke.facets.backup_coverage import backed_up, backups
from leitplanke.inventory.inventory import Scope
from tests.unit.facets.made import NOBODY_KNOWS, context, data, inventory, ref, resource, row, template, value

_ROWS = {
    "aws_dynamodb_table": row(identity=["name", "arn"], arn="arn:*:dynamodb:*:*:table/{name}"),
    "aws_rds_cluster": row(identity=["cluster_identifier"]),
}
_EVERYTHING = (Scope.MODULE, Scope.ACCOUNT)
_TAGS = {"backup": "daily", "stage": "prod"}


def _covered(selection: Mapping[str, Any] | None, *, tags: Any = _TAGS, closed: Any = _EVERYTHING, **more: Any) -> Any:
    table = resource("aws_dynamodb_table.calls", {"name": "calls", "tags": tags}, region="eu-central-1")
    exists, region = more.get("exists", True), more.get("region", "eu-central-1")
    chosen = (
        () if selection is None else (resource("aws_backup_selection.this", selection, exists=exists, region=region),)
    )
    return data(backed_up(context(table.address, _ROWS, inventory(table, *chosen, closed=closed)))[0])


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("*", True),
        (ref("aws_dynamodb_table.calls", "arn"), True),
        ("arn:aws:dynamodb:*:*:table/*", True),
        ("arn:aws:dynamodb:eu-central-1:111122223333:table/calls", True),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/calls", False),
        ("arn:aws:dynamodb:*:*:table/c*s", True),
        ("arn:*:*:*:*:*", True),
        ("arn:aws:dynamodb:*", True),
        (template("arn:aws:dynamodb:*:", NOBODY_KNOWS, ":table/calls"), True),
        ("arn:aws:dynamodb:*:*:table/chats", False),
        ("arn:aws:dynamodb:*:*:stream/calls", False),
        ("arn:aws:rds:*:*:cluster:*", False),
        ("arn:aws:ec2:*", False),
        (template("arn:aws:dynamodb:*:*:table/", NOBODY_KNOWS), Unknown),
        (template("arn:aws:dynamodb:*:*:stream/", NOBODY_KNOWS), False),
        (template("arn:aws:", NOBODY_KNOWS, ":*:*:table/calls"), Unknown),
        (NOBODY_KNOWS, Unknown),
    ],
)
def test_by_arn(arn: Any, expected: object) -> None:
    assert _covered({"resources": [arn]}) is expected


def test_by_the_arn_of_another() -> None:
    other = resource("aws_rds_cluster.main", {"cluster_identifier": "main"})
    table = resource("aws_dynamodb_table.calls", {"name": "calls"})
    chosen = resource("aws_backup_selection.this", {"resources": [ref("aws_rds_cluster.main", "arn")]})
    found = inventory(table, other, chosen, closed=_EVERYTHING)
    assert data(backed_up(context(table.address, _ROWS, found))[0]) is False
    assert data(backed_up(context(other.address, _ROWS, found))[0]) is True


def _tag(key: Any, wanted: Any) -> dict[str, Any]:
    return {"type": "STRINGEQUALS", "key": key, "value": wanted}


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([_tag("backup", "daily")], True),
        ([_tag("backup", "weekly"), _tag("stage", "prod")], True),
        ([_tag("backup", "weekly"), _tag("stage", "test")], False),
        ([_tag("absent", "daily")], False),
        ([_tag("backup", NOBODY_KNOWS)], Unknown),
        ([_tag(NOBODY_KNOWS, "daily"), _tag("stage", "prod")], True),
        (Known(Items((value(_tag("backup", "weekly")),), open=NOBODY_KNOWS)), Unknown),
    ],
)
def test_any_of_the_tags_takes_in(blocks: Any, expected: object) -> None:
    assert _covered({"selection_tag": blocks}) is expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (NOBODY_KNOWS, Unknown),
        ({"backup": NOBODY_KNOWS}, Unknown),
        (Known(Fields({"backup": Known("daily")}, open=NOBODY_KNOWS)), True),
        (Known(Fields({"backup": Known("weekly")}, open=NOBODY_KNOWS)), False),
        (Known(Fields({"stage": Known("prod")}, open=NOBODY_KNOWS)), Unknown),
        (None, False),
    ],
)
def test_tags_of_which_only_parts_are_known(tags: Any, expected: object) -> None:
    assert _covered({"selection_tag": [_tag("backup", "daily")]}, tags=tags) is expected


def _condition(**blocks: Any) -> dict[str, Any]:
    named = {name: [{"key": key, "value": wanted} for key, wanted in pairs] for name, pairs in blocks.items()}
    return {"resources": ["*"], "condition": [named]}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (_condition(string_equals=[("aws:ResourceTag/backup", "daily"), ("aws:ResourceTag/stage", "prod")]), True),
        (_condition(string_equals=[("aws:ResourceTag/backup", "daily"), ("aws:ResourceTag/stage", "test")]), False),
        (_condition(string_like=[("aws:ResourceTag/backup", "d*")]), True),
        (_condition(string_not_equals=[("aws:ResourceTag/stage", "prod")]), False),
        (_condition(string_not_equals=[("aws:ResourceTag/absent", "prod")]), True),
        (_condition(string_not_like=[("aws:ResourceTag/stage", "p*")]), False),
        (_condition(string_equals=[("aws:ResourceTag/backup", NOBODY_KNOWS)]), Unknown),
    ],
)
def test_all_conditions_must_hold(selection: dict[str, Any], expected: object) -> None:
    assert _covered(selection) is expected


def test_not_resources_takes_out() -> None:
    own = ref("aws_dynamodb_table.calls", "arn")
    assert _covered({"resources": ["*"], "not_resources": [own]}) is False
    assert _covered({"resources": ["*"], "not_resources": ["arn:aws:rds:*:*:*"]}) is True
    assert _covered({"resources": ["*"], "not_resources": [NOBODY_KNOWS]}) is Unknown


def test_arns_and_tags_together_are_sure_only_where_they_agree() -> None:
    matching, other = [_tag("backup", "daily")], [_tag("backup", "weekly")]
    assert _covered({"resources": ["*"], "selection_tag": matching}) is True
    assert _covered({"resources": ["*"], "selection_tag": other}) is Unknown
    assert _covered({"resources": ["arn:aws:rds:*:*:*"], "selection_tag": other}) is False
    assert _covered({"resources": [], "selection_tag": matching}) is True


def test_a_plan_reaches_its_own_region_only() -> None:
    assert _covered({"resources": ["*"]}, region="us-east-1") is False
    assert _covered({"resources": ["*"]}, region=NOBODY_KNOWS) is Unknown


def test_a_selection_that_may_not_exist_or_lie_elsewhere() -> None:
    assert _covered({"resources": ["*"]}, exists=NOBODY_KNOWS) is Unknown
    assert _covered(None) is False
    assert _covered(None, closed=(Scope.MODULE,)) is Unknown
    assert _covered({"resources": ["*"]}, closed=(Scope.MODULE,)) is True


def test_a_type_whose_arn_is_not_known_is_taken_in_by_star_alone() -> None:
    cluster = resource("aws_rds_cluster.main", {"cluster_identifier": "main"})
    for arn, expected in (("*", True), ("arn:aws:rds:*:*:cluster:*", Unknown)):
        found = inventory(cluster, resource("aws_backup_selection.this", {"resources": [arn]}), closed=_EVERYTHING)
        assert data(backed_up(context(cluster.address, _ROWS, found))[0]) is expected


def _kept(*rules: Any, plan: str = "aws_backup_plan.this") -> list[tuple[Any, Any]]:
    table = resource("aws_dynamodb_table.calls", {"name": "calls"}, region="eu-central-1")
    made = resource("aws_backup_plan.this", {"rule": [{"lifecycle": [{"delete_after": one}]} for one in rules]})
    chosen = resource("aws_backup_selection.this", {"resources": ["*"], "plan_id": ref(plan)}, region="eu-central-1")
    found = backups(context(table.address, _ROWS, inventory(table, made, chosen, closed=_EVERYTHING)))
    return [(data(one.covers), data(one.days)) for one in found if data(one.covers) is not False]


def test_each_rule_of_a_plan_has_its_own_length() -> None:
    assert _kept(7, 365) == [(True, 7), (True, 365)]
    assert _kept(None) == _kept(0) == [(True, Absent)]
    assert _kept(NOBODY_KNOWS) == [(True, Unknown)]


@pytest.mark.parametrize(
    ("days", "bounds", "expected"),
    [
        (60, {"max_retention_days": 30}, False),
        (30, {"min_retention_days": 7, "max_retention_days": 30}, True),
        (5, {"min_retention_days": 7}, False),
        (None, {"max_retention_days": 30}, False),
        (None, {"min_retention_days": 7}, True),
        (60, {"max_retention_days": NOBODY_KNOWS}, Unknown),
        (NOBODY_KNOWS, {"max_retention_days": 30}, Unknown),
        (60, {}, True),
    ],
)
@pytest.mark.parametrize("vault", ["calls", ref("aws_backup_vault.this", "name")])
def test_a_locked_vault_refuses_what_is_kept_too_long_or_too_short(
    days: Any, bounds: dict[str, Any], expected: object, vault: Any
) -> None:
    rule = {"target_vault_name": vault, "lifecycle": [{"delete_after": days}]}
    found = inventory(
        resource("aws_dynamodb_table.calls", {"name": "calls"}),
        resource("aws_backup_plan.this", {"rule": [rule]}),
        resource("aws_backup_selection.this", {"resources": ["*"], "plan_id": ref("aws_backup_plan.this")}),
        resource("aws_backup_vault.this", {"name": "calls"}),
        resource("aws_backup_vault_lock_configuration.this", {"backup_vault_name": vault, **bounds}),
        closed=_EVERYTHING,
    )
    lock = {"type": "aws_backup_vault_lock_configuration", "on": "backup_vault_name"}
    rows = {**_ROWS, "aws_backup_vault": row(identity=["id", "arn", "name"], companions=[lock])}
    made = context("aws_dynamodb_table.calls", rows, found)
    assert data(next(iter(backups(made))).covers) is data(backed_up(made)[0]) is expected


def test_a_plan_elsewhere_keeps_for_a_day_at_least() -> None:
    assert _kept(7, plan="aws_backup_plan.other") == [(True, 1), (True, Unknown)]


def test_a_resource_may_have_a_region_of_its_own() -> None:
    table = resource("aws_dynamodb_table.calls", {"name": "calls", "region": "eu-west-1"}, region="eu-central-1")
    chosen = resource("aws_backup_selection.this", {"resources": ["*"]}, region="eu-central-1")
    found = inventory(table, chosen, closed=_EVERYTHING)
    assert data(backed_up(context(table.address, _ROWS, found))[0]) is False


@pytest.mark.parametrize(
    ("selected", "attached", "expected"),
    [
        ("aws_instance.agent", "aws_instance.agent", True),
        ("aws_instance.agent", "aws_instance.other", False),
        ("aws_ebs_volume.calls", None, True),
        ("aws_instance.agent", None, False),
    ],
)
def test_a_backup_of_an_instance_holds_the_volumes_that_are_attached_to_it(
    selected: str, attached: str | None, expected: object
) -> None:
    given = [resource(one, region="eu-central-1") for one in ("aws_ebs_volume.calls", "aws_instance.agent")]
    given.append(resource("aws_instance.other", region="eu-central-1"))
    if attached is not None:
        ends = {"volume_id": ref("aws_ebs_volume.calls"), "instance_id": ref(attached)}
        given.append(resource("aws_volume_attachment.this", ends, region="eu-central-1"))
    given.append(resource("aws_backup_selection.this", {"resources": [ref(selected, "arn")]}, region="eu-central-1"))
    volume = row(companions=[{"type": "aws_volume_attachment", "on": "volume_id"}])
    rows = {"aws_ebs_volume": volume, "aws_instance": row(), "aws_volume_attachment": row(role="companion")}
    found = context("aws_ebs_volume.calls", rows, inventory(*given, closed=_EVERYTHING))
    assert data(backed_up(found)[0]) is expected
