"""Where rights are missing: what the user is told before a scan begins, and what Resource Manager still shows."""

from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.google.inventory import GoogleOptions, open_google
from leitplanke.sources.live.problems import ScanError
from leitplanke.sources.live.record import Record
from tests.live.fakes.drive import drive
from tests.live.fakes.google_estate import Asked, Fault, GoogleFake
from tests.live.fakes.google_scan import scan
from tests.live.fakes.google_server import credentials_file, serve

PROJECT = "cloudresourcemanager.googleapis.com/Project"
BUCKET = "storage.googleapis.com/Bucket"
SERVICES = ("cloudresourcemanager", "storage")
TRANSPORTS = pytest.mark.parametrize("transport", ["grpc", "rest"])
POLICY = {
    "bindings": [
        {
            "role": "roles/viewer",
            "members": ["group:all@example.com"],
            "condition": {"expression": "request.time.getHours() < 18"},
        }
    ],
    "auditConfigs": [{"service": "allServices", "auditLogConfigs": [{"logType": "DATA_READ"}]}],
}


def no_assets(asked: Asked) -> Fault | None:
    return Fault("PERMISSION_DENIED") if asked.operation == "list_assets" else None


def estate(fault: Any = no_assets) -> GoogleFake:
    return GoogleFake(
        folders=[
            {"name": "folders/4", "parent": "organizations/123"},
            {"name": "folders/5", "parent": "folders/4"},
            {"name": "folders/7", "parent": "folders/6"},
        ],
        projects=[
            {"name": "projects/11", "projectId": "calls-prod", "parent": "folders/5"},
            {"name": "projects/12", "projectId": "of-a-hidden-folder", "parent": "folders/7"},
            {"name": "projects/13", "projectId": "of-another", "parent": "organizations/999"},
        ],
        policies={"projects/11": POLICY},
        fault=fault,
    )


@TRANSPORTS
def test_without_a_right_to_list_assets_projects_and_their_policies_are_read(transport: str) -> None:
    found = scan(estate(), transport, services=SERVICES)
    name = "//cloudresourcemanager.googleapis.com/projects/11"
    lineage = ["projects/11", "folders/5", "folders/4", "organizations/123"]
    project = {
        "name": "projects/11",
        "parent": "folders/5",
        "projectId": "calls-prod",
        "state": "ACTIVE",
        "ancestors": lineage,
    }
    assert found.records == [
        Record(cloud="google", type=PROJECT, id=name, account="calls-prod", region="", doc=project),
        Record(cloud="google", type=f"{PROJECT}#iamPolicy", id=name, account="calls-prod", region="", doc=POLICY),
    ]
    assert found.line("calls-prod", f"{PROJECT}#iamPolicy").state is State.COMPLETE
    assert found.line("calls-prod", BUCKET) == Coverage(
        "calls-prod", "", "storage", BUCKET, State.DENIED, 0, "PERMISSION_DENIED on cloudasset.assets.listResource"
    )
    assert found.line("calls-prod", f"{BUCKET}#iamPolicy").error == (
        "PERMISSION_DENIED on cloudasset.assets.listIamPolicy"
    )
    # There may be projects that we are not shown: of the organisation itself, nothing is complete.
    assert {each.account for each in found.coverage} == {"calls-prod", "folders/4", "folders/5", "organizations/123"}
    assert {each.state for each in found.coverage if each.account == "organizations/123"} == {State.DENIED}
    assert len(found.coverage) == 4 * 8


def test_a_policy_that_is_denied_is_denied_by_name() -> None:
    def nor_policies(asked: Asked) -> Fault | None:
        return Fault("PERMISSION_DENIED") if asked.operation in {"list_assets", "get_project_policy"} else None

    found = scan(estate(nor_policies), services=SERVICES, projects=("calls-prod",))
    line = found.line("calls-prod", f"{PROJECT}#iamPolicy")
    assert (line.state, line.error) == (State.DENIED, "PERMISSION_DENIED on resourcemanager.projects.getIamPolicy")
    assert found.line("calls-prod", PROJECT).state is State.COMPLETE


def test_one_scope_that_is_denied_does_not_hide_another() -> None:
    def one(asked: Asked) -> Fault | None:
        return Fault("PERMISSION_DENIED") if asked.parent == "projects/of-another" else None

    found = scan(estate(one), projects=("of-another", "calls-prod"))
    assert {(each.account, each.state) for each in found.coverage} == {
        ("of-another", State.DENIED),
        ("calls-prod", State.COMPLETE),
    }


@TRANSPORTS
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("PERMISSION_DENIED"), "grant the scanning identity roles/cloudasset.viewer and roles/browser"),
        (Fault("NOT_FOUND"), "Nothing can be read of organizations/123 (NOT_FOUND on cloudasset.assets.listResource"),
        (
            Fault("PERMISSION_DENIED", "Cloud Asset API has not been used in project 7", "SERVICE_DISABLED"),
            "gcloud services enable cloudasset.googleapis.com",
        ),
        (Fault("PERMISSION_DENIED", reason="USER_PROJECT_DENIED"), "roles/serviceusage.serviceUsageConsumer"),
        (Fault("UNAUTHENTICATED"), "run 'gcloud auth application-default login'"),
    ],
)
def test_what_stands_in_the_way_of_all_is_said_before_the_scan(transport: str, fault: Fault, told: str) -> None:
    with pytest.raises(ScanError) as caught:
        scan(estate(lambda asked: fault), transport)
    assert told in str(caught.value)


def test_a_fault_that_may_pass_does_not_stop_the_scan() -> None:
    found = scan(estate(lambda asked: Fault("UNAVAILABLE") if asked.number == 1 else None))
    assert {each.state for each in found.coverage} == {State.COMPLETE}


def test_missing_credentials_are_told_with_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    with pytest.raises(ScanError, match="run 'gcloud auth application-default login'"):
        open_google(GoogleOptions(organisation="123"))


@TRANSPORTS
def test_the_default_credentials_are_used(transport: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(GoogleFake(), "rest") as exchange, serve(GoogleFake(), transport) as address:
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", credentials_file(tmp_path, exchange))
        options = GoogleOptions(
            organisation="123",
            services=("storage",),
            transport="grpc" if transport == "grpc" else "rest",
            quota_project="scanner",
            cloudasset_endpoint=address,
            cloudresourcemanager_endpoint=address,
        )
        tasks, caller = open_google(options)
        found = drive(tasks, caller)
        caller.close()
    assert found.line("organizations/123", BUCKET).state is State.COMPLETE


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (GoogleOptions(), "It is not said what to read"),
        (GoogleOptions(organisation="example.com"), "'example.com' is no number of organizations"),
        (GoogleOptions(folders=("projects/4",)), "'projects/4' is no number of folders"),
        (GoogleOptions(projects=("Calls Prod",)), "'Calls Prod' is no id of a project"),
        (GoogleOptions(organisation="1", services=("stroage",)), "Nothing is read of the service 'stroage'"),
        (GoogleOptions(organisation="1", cloudasset_endpoint="http://10.0.0.1:80"), "without encryption"),
        (GoogleOptions(organisation="1", cloudasset_endpoint="http://127.0.0.1:80@example.com"), "without encryption"),
    ],
)
def test_options_that_make_no_sense_are_told(options: GoogleOptions, told: str) -> None:
    with pytest.raises(ScanError, match=told):
        open_google(options, AnonymousCredentials())  # type: ignore[no-untyped-call]
