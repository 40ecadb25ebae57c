"""What goes wrong with Google Cloud's interfaces, over gRPC and REST: each refusal is told apart, and said by name."""

from collections.abc import Callable
from typing import Any

import pytest
from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Refusal
from tests.live.fakes.google_estate import Asked, Fault, GoogleFake
from tests.live.fakes.google_scan import scan

BUCKET = "storage.googleapis.com/Bucket"
POLICY = f"{BUCKET}#iamPolicy"
LIST = "cloudasset.assets.listResource"
TRANSPORTS = pytest.mark.parametrize("transport", ["grpc", "rest"])


def estate(fault: Callable[[Asked], Fault | None] | None = None, buckets: int = 3, **more: Any) -> GoogleFake:
    assets = [
        {
            "name": f"//storage.googleapis.com/b{number}",
            "assetType": BUCKET,
            "project": "calls-prod",
            "resource": {"location": "EU", "data": {"name": f"b{number}"}},
        }
        for number in range(buckets)
    ]
    projects = [{"name": "projects/11", "projectId": "calls-prod", "parent": "organizations/123"}]
    return GoogleFake(assets, projects=projects, fault=fault, **more)


class Passing(Credentials):
    """Credentials that can be renewed a few times."""

    def __init__(self, renewals: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.renewals = renewals

    @property
    def expired(self) -> bool:
        return True

    @property
    def valid(self) -> bool:
        return False

    def refresh(self, request: Any) -> None:
        self.renewals -= 1
        if self.renewals < 0:
            raise RefreshError("invalid_grant: the session is over")  # type: ignore[no-untyped-call]
        self.token = "t"


def on_buckets(fault: Fault, *, page: str = "") -> Callable[[Asked], Fault | None]:
    def check(asked: Asked) -> Fault | None:
        return fault if BUCKET in asked.types and asked.content == "RESOURCE" and asked.token == page else None

    return check


@TRANSPORTS
@pytest.mark.parametrize(
    ("fault", "kind", "state", "code"),
    [
        (Fault("RESOURCE_EXHAUSTED"), Refusal.THROTTLED, State.THROTTLED, "RESOURCE_EXHAUSTED"),
        (
            Fault("PERMISSION_DENIED", reason="RATE_LIMIT_EXCEEDED"),
            Refusal.THROTTLED,
            State.THROTTLED,
            "PERMISSION_DENIED",
        ),
        (Fault("UNAVAILABLE"), Refusal.UNAVAILABLE, State.FAILED, "UNAVAILABLE"),
        (Fault("INTERNAL"), Refusal.UNAVAILABLE, State.FAILED, "INTERNAL"),
        (Fault("PERMISSION_DENIED", reason="IAM_PERMISSION_DENIED"), Refusal.DENIED, State.DENIED, "PERMISSION_DENIED"),
        (
            # A perimeter that keeps us out keeps nothing in: not the same as a region that is closed.
            Fault("PERMISSION_DENIED", reason="SECURITY_POLICY_VIOLATED"),
            Refusal.DENIED,
            State.DENIED,
            "SECURITY_POLICY_VIOLATED",
        ),
        (Fault("UNAUTHENTICATED"), Refusal.EXPIRED, State.EXPIRED, "UNAUTHENTICATED"),
        (Fault("INVALID_ARGUMENT"), Refusal.INVALID, State.FAILED, "INVALID_ARGUMENT"),
    ],
)
def test_refusals_are_kept_apart(transport: str, fault: Fault, kind: Refusal, state: State, code: str) -> None:
    found = scan(estate(on_buckets(fault)), transport, credentials=Passing(99))
    assert found.line("calls-prod", BUCKET) == Coverage(
        "calls-prod", "", "storage", BUCKET, state, 0, f"{code} on {LIST}"
    )
    assert found.line("calls-prod", POLICY).state is State.COMPLETE
    assert {(refused.kind, refused.text.endswith("no")) for refused in found.refusals} == {(kind, True)}


@TRANSPORTS
def test_a_storm_of_refusals_loses_nothing(transport: str) -> None:
    def storm(asked: Asked) -> Fault | None:
        stormy = asked.number > 1 and asked.number % 3
        return Fault("RESOURCE_EXHAUSTED", retry_after=2.5) if stormy else None

    found = scan(estate(storm, 2500, page_size=500), transport, attempts=4)
    assert len({each.id for each in found.records}) == len(found.records) == 2500
    assert {each.state for each in found.coverage} == {State.COMPLETE}
    assert len(found.refusals) >= 10
    assert {(each.kind, each.retry_after) for each in found.refusals} == {(Refusal.THROTTLED, 2.5)}


@TRANSPORTS
def test_a_call_that_is_not_answered_in_time_is_given_up(transport: str) -> None:
    found = scan(estate(on_buckets(Fault(delay=0.6))), transport, timeout=0.2)
    assert found.line("calls-prod", BUCKET).state is State.FAILED
    assert [each.kind for each in found.refusals] == [Refusal.UNAVAILABLE]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(body=b'{"assets": [{"name": "//storage', claimed=5000),
        Fault(body=b'{"assets": [{"name": "//storage'),
    ],
)
def test_a_page_that_is_cut_off_is_asked_for_again(fault: Fault) -> None:
    cut: list[int] = []

    def once(asked: Asked) -> Fault | None:
        if BUCKET not in asked.types or asked.token != "page-2" or cut:
            return None
        cut.append(asked.number)
        return fault

    found = scan(estate(once, 5, page_size=2), attempts=2)
    assert [each.id[-2:] for each in found.records] == ["b0", "b1", "b2", "b3", "b4"]
    assert [each.kind for each in found.refusals] == [Refusal.UNAVAILABLE]


def test_an_answer_that_makes_no_sense_is_not_asked_for_again() -> None:
    found = scan(estate(on_buckets(Fault(body=b'{"assets": [{"name": 7}]}'))), attempts=3)
    assert found.line("calls-prod", BUCKET).state is State.FAILED
    assert [each.kind for each in found.refusals] == [Refusal.INVALID]


@TRANSPORTS
def test_what_was_read_before_a_refusal_stays(transport: str) -> None:
    found = scan(estate(on_buckets(Fault("UNAVAILABLE"), page="page-2"), 5, page_size=2), transport)
    assert [each.id[-2:] for each in found.records] == ["b0", "b1"]
    line = found.line("calls-prod", BUCKET)
    assert (line.state, line.resources) == (State.FAILED, 2)


@TRANSPORTS
def test_a_page_token_that_repeats_ends_the_list(transport: str) -> None:
    def circle(asked: Asked) -> Fault | None:
        wanted = BUCKET in asked.types and asked.token == "page-4"
        return Fault(answer={"assets": [], "nextPageToken": "page-2"}) if wanted else None

    found = scan(estate(circle, 7, page_size=2), transport)
    assert len(found.records) == 4
    line = found.line("calls-prod", BUCKET)
    assert (line.state, line.error) == (State.FAILED, f"the page token repeats on {LIST}")


@TRANSPORTS
def test_an_empty_page_is_not_the_last(transport: str) -> None:
    def gap(asked: Asked) -> Fault | None:
        wanted = BUCKET in asked.types and asked.content == "RESOURCE" and not asked.token
        return Fault(answer={"assets": [], "nextPageToken": "page-1"}) if wanted else None

    assert len(scan(estate(gap), transport).records) == 2


def test_one_type_that_is_refused_does_not_hide_the_others_of_its_service() -> None:
    def denied(asked: Asked) -> Fault | None:
        return Fault("PERMISSION_DENIED") if "cloudkms.googleapis.com/CryptoKey" in asked.types else None

    found = scan(estate(denied), services=("cloudkms",))
    key, ring = "cloudkms.googleapis.com/CryptoKey", "cloudkms.googleapis.com/KeyRing"
    states = {each.type: each.state for each in found.coverage if each.account == "calls-prod"}
    assert states == {
        key: State.DENIED,
        f"{key}#iamPolicy": State.DENIED,
        ring: State.COMPLETE,
        f"{ring}#iamPolicy": State.COMPLETE,
    }
    assert found.line("calls-prod", f"{key}#iamPolicy").error == "PERMISSION_DENIED on cloudasset.assets.listIamPolicy"


def test_a_type_that_the_inventory_does_not_know_is_no_empty_list() -> None:
    fake = estate()
    fake.supported -= {"cloudkms.googleapis.com/KeyRing"}
    found = scan(fake, services=("cloudkms",))
    assert found.line("calls-prod", "cloudkms.googleapis.com/KeyRing").state is State.FAILED
    assert found.line("calls-prod", "cloudkms.googleapis.com/CryptoKey").state is State.COMPLETE


@TRANSPORTS
def test_credentials_that_run_out_in_the_middle_are_said(transport: str) -> None:
    # The check of rights, the scope's projects, the first page; then no more.
    found = scan(estate(None, 5, page_size=2), transport, credentials=Passing(3))
    assert len(found.records) == 2
    line = found.line("calls-prod", BUCKET)
    assert (line.state, line.resources, line.error) == (State.EXPIRED, 2, f"RefreshError on {LIST}")
    assert found.line("calls-prod", POLICY).state is State.EXPIRED
