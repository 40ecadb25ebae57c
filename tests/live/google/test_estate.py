"""A whole organisation, read with Google Cloud's own clients over gRPC and REST: records, coverage, completeness."""

from typing import Any

import pytest

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.record import Record
from tests.live.fakes.google_estate import Asked, Fault, GoogleFake
from tests.live.fakes.google_scan import scan

BUCKET = "storage.googleapis.com/Bucket"
POLICY = f"{BUCKET}#iamPolicy"
TRANSPORTS = pytest.mark.parametrize("transport", ["grpc", "rest"])
FOLDERS = [{"name": "folders/4", "parent": "organizations/123"}]
PROJECTS = [
    {"name": "projects/11", "projectId": "calls-prod", "parent": "folders/4"},
    {"name": "projects/12", "projectId": "calls-test", "parent": "organizations/123"},
]
ADMIN = {"role": "roles/storage.admin", "members": ["user:a@example.com"]}


def bucket(name: str, project: str = "calls-prod", **more: Any) -> dict[str, Any]:
    data = {"name": name, "location": "EUROPE-WEST3", "retentionPolicy": {"retentionPeriod": 86400.0, "isLocked": True}}
    return {
        "name": f"//storage.googleapis.com/{name}",
        "assetType": BUCKET,
        "project": project,
        "resource": {"location": "EUROPE-WEST3", "data": data},
        **more,
    }


def estate(*assets: dict[str, Any], **more: Any) -> GoogleFake:
    return GoogleFake(assets, folders=FOLDERS, projects=PROJECTS, **more)


@TRANSPORTS
def test_a_resource_and_its_policy_are_a_record_each(transport: str) -> None:
    audit = [{"service": "allServices", "auditLogConfigs": [{"logType": "DATA_READ"}]}]
    found = scan(
        estate(bucket("calls", iamPolicy={"bindings": [ADMIN], "auditConfigs": audit, "etag": "YQ=="})), transport
    )
    lineage = ["projects/11", "folders/4", "organizations/123"]
    name = "//storage.googleapis.com/calls"
    assert found.records == [
        Record(
            cloud="google",
            type=BUCKET,
            id=name,
            account="calls-prod",
            region="europe-west3",
            doc={
                "name": "calls",
                "location": "EUROPE-WEST3",
                "retentionPolicy": {"retentionPeriod": 86400, "isLocked": True},
                "ancestors": lineage,
            },
        ),
        Record(
            cloud="google",
            type=POLICY,
            id=name,
            account="calls-prod",
            region="",
            doc={"bindings": [ADMIN], "auditConfigs": audit, "ancestors": lineage},
        ),
    ]
    assert repr(found.records[0].doc["retentionPolicy"]["retentionPeriod"]) == "86400"


@TRANSPORTS
def test_every_account_and_type_has_a_line(transport: str) -> None:
    found = scan(estate(bucket("a"), bucket("b", "calls-test"), bucket("c")), transport)
    assert sorted(found.coverage) == sorted(
        Coverage(account, "", "storage", type_name, State.COMPLETE, count)
        for account, buckets in (("calls-prod", 2), ("calls-test", 1), ("folders/4", 0), ("organizations/123", 0))
        for type_name, count in ((BUCKET, buckets), (POLICY, 0))
    )


@TRANSPORTS
def test_nothing_is_lost_between_pages(transport: str) -> None:
    found = scan(estate(*(bucket(f"b{number}") for number in range(2500)), page_size=1000), transport)
    assert [each.id for each in found.records] == [f"//storage.googleapis.com/b{number}" for number in range(2500)]
    assert found.line("calls-prod", BUCKET).resources == 2500


def test_all_services_are_asked_and_each_type_is_said_once() -> None:
    fake = estate(bucket("a"), policies={"projects/11": {"bindings": [ADMIN]}})
    found = scan(fake, "rest", services=())
    keys = [(each.account, each.region, each.type) for each in found.coverage]
    assert len(keys) == len(set(keys))
    assert {each.state for each in found.coverage} == {State.COMPLETE}
    assert {"sqladmin.googleapis.com/Instance", BUCKET, POLICY} <= {each.type for each in found.coverage}
    (policy,) = (each for each in found.records if each.type == "cloudresourcemanager.googleapis.com/Project#iamPolicy")
    assert (policy.account, policy.doc["bindings"]) == ("calls-prod", [ADMIN])
    # A call for each service and content: Cloud Asset Inventory allows 100 a minute.
    assert len(fake.calls) < 70


def test_a_folder_holds_only_what_lies_in_it() -> None:
    found = scan(estate(bucket("a"), bucket("b", "calls-test")), "rest", folders=("4",))
    assert {each.account for each in found.coverage} == {"calls-prod", "folders/4"}
    assert [each.id for each in found.records] == ["//storage.googleapis.com/a"]


def test_scopes_that_overlap_are_read_once() -> None:
    fake = estate(bucket("a"), bucket("b", "calls-test"))
    found = scan(fake, "rest", organisation="123", folders=("folders/4",), projects=("calls-prod", "12"))
    assert [each.key for each in found.tasks] == [
        ("organizations/123", "", "scope"),
        ("organizations/123", "", "storage"),
    ]
    assert len(found.records) == 2


def test_a_project_is_named_by_its_id_however_it_was_asked_for() -> None:
    found = scan(estate(bucket("a")), "rest", projects=("11",))
    assert [each.account for each in found.records] == ["calls-prod"]
    assert {each.account for each in found.coverage} == {"calls-prod"}


def test_a_project_that_is_new_has_a_line_too() -> None:
    late = bucket("late", ancestors=["projects/99", "organizations/123"])
    found = scan(estate(late), "rest")
    assert found.line("99", BUCKET) == Coverage("99", "", "storage", BUCKET, State.COMPLETE, 1)


@TRANSPORTS
def test_an_asset_without_data_is_a_record_of_which_nothing_is_known(transport: str) -> None:
    empty = {**bucket("empty"), "resource": {"location": "EU"}}
    (record,) = scan(estate(empty), transport).records
    assert record.region == "eu"
    assert record.unknown == {"*": "Cloud Asset Inventory has no data of it"}


@TRANSPORTS
def test_a_malformed_asset_is_left_out_and_named(transport: str) -> None:
    nameless = {"assetType": BUCKET, "project": "calls-prod"}
    found = scan(estate(nameless, bucket("good"), bucket("other", "calls-test")), transport)
    assert [each.id for each in found.records] == ["//storage.googleapis.com/good", "//storage.googleapis.com/other"]
    assert found.line("calls-prod", BUCKET) == Coverage(
        "calls-prod", "", "storage", BUCKET, State.FAILED, 1, "skipped an asset without a name: it has no name"
    )
    assert found.line("calls-test", BUCKET).state is State.COMPLETE


def test_an_asset_of_nobody_makes_the_type_uncertain_everywhere() -> None:
    def homeless(asked: Asked) -> Fault | None:
        if asked.types != (BUCKET,) or asked.content != "RESOURCE":
            return None
        lost = {"name": "//storage.googleapis.com/lost", "assetType": BUCKET, "resource": {"data": {"name": "lost"}}}
        return Fault(answer={"assets": [lost]})

    found = scan(estate(fault=homeless), "rest")
    error = "skipped //storage.googleapis.com/lost: it says neither project nor folder nor organisation"
    assert {each.error for each in found.coverage if each.type == BUCKET} == {error}
    assert {each.state for each in found.coverage if each.type == POLICY} == {State.COMPLETE}


def test_an_answer_without_even_the_scope_shows_nothing() -> None:
    found = scan(estate(fault=lambda asked: Fault(answer={"assets": []})), "rest")
    assert [(each.account, each.state) for each in found.coverage] == [("organizations/123", State.FAILED)] * 2
    assert found.records == []
