"""What goes wrong in Azure is said, by name, and costs nothing that could be read."""

import pytest

from leitplanke.inventory.coverage import State
from leitplanke.sources.live.asking.calls import Call, Lane, Refusal, Refused
from leitplanke.sources.live.azure.inventory import open_azure
from leitplanke.sources.live.azure.rights import actions
from tests.live.fakes.azure_scan import scan
from tests.live.fakes.azure_server import READER, SUBSCRIPTION, TENANT, Asked, AzureFake, Reply, error, serve

STORAGE = "microsoft.storage/storageaccounts"
DISK = "microsoft.compute/disks"
BLOB = f"{STORAGE}/blobservices"
CONTAINERS = f"{BLOB}/containers"
OTHER = "00000000-0000-0000-0000-000000000002"
GRAPH = "Microsoft.ResourceGraph/resources/read"


def account(number: int, subscription: str = SUBSCRIPTION) -> dict[str, object]:
    name = f"calls{number:04}"
    identity = f"/subscriptions/{subscription}/resourceGroups/voice/providers/Microsoft.Storage/storageAccounts/{name}"
    return {
        "id": identity,
        "name": name,
        "type": "Microsoft.Storage/storageAccounts",
        "location": "germanywestcentral",
        "kind": "StorageV2",
        "sku": {"name": "Standard_ZRS"},
        "properties": {"minimumTlsVersion": "TLS1_2"},
    }


def disk(number: int) -> dict[str, object]:
    """Return a resource without settings of its own."""
    identity = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/voice/providers/Microsoft.Compute/disks/d{number:04}"
    return {"id": identity, "name": f"d{number:04}", "type": "Microsoft.Compute/disks", "location": "westeurope"}


def blob_service(of: dict[str, object]) -> dict[str, object]:
    kind = "Microsoft.Storage/storageAccounts/blobServices"
    return {
        "id": f"{of['id']}/blobServices/default",
        "name": "default",
        "type": kind,
        "properties": {"isVersioningEnabled": True},
    }


def ids(numbers: range, subscription: str = SUBSCRIPTION) -> list[str]:
    return [str(account(number, subscription)["id"]).lower() for number in numbers]


def disks(numbers: range) -> list[str]:
    return [str(disk(number)["id"]).lower() for number in numbers]


def of_resources(asked: Asked) -> bool:
    """Tell whether a request is for a page of the table of resources."""
    query = str(asked.body.get("query"))
    return query.startswith("resources") and "project" not in query


def test_no_resource_of_many_pages_is_lost() -> None:
    disks = [disk(number) for number in range(2500)]
    fake = AzureFake(disks)
    found = scan(fake, services=("Microsoft.Compute",))
    assert [one.id for one in found.of("microsoft.compute/disks")] == [str(one["id"]).lower() for one in disks]
    assert found.line(SUBSCRIPTION, "microsoft.compute/disks").resources == 2500
    assert found.not_complete() == set()
    assert sum(of_resources(one) for one in fake.asked) == 3


def test_a_storm_of_throttling_is_weathered() -> None:
    def every_third(asked: Asked) -> Reply | None:
        return None if asked.number % 3 else error(429, "RateLimiting", retry_after="0")

    fake = AzureFake([disk(number) for number in range(12)], page=5, before=every_third)
    found = scan(fake, services=("Microsoft.Compute",), attempts=5)
    assert [one.id for one in found.of(DISK)] == disks(range(12))
    assert found.not_complete() == set()
    refused = [one for one in found.refusals if one.kind is Refusal.THROTTLED]
    assert refused
    assert {(one.code, one.retry_after) for one in refused} == {("RateLimiting", 0.0)}


def test_throttling_that_does_not_end_is_said() -> None:
    def always(asked: Asked) -> Reply | None:
        if not of_resources(asked) or "$skipToken" not in asked.body["options"]:
            return None
        return error(429, "RateLimiting", x_ms_user_quota_resets_after="00:00:03")

    found = scan(
        AzureFake([disk(number) for number in range(20)], page=10, before=always), services=("Microsoft.Compute",)
    )
    assert [one.id for one in found.of(DISK)] == disks(range(10))
    line = found.line(SUBSCRIPTION, DISK)
    assert (line.state, line.resources, line.error) == (State.THROTTLED, 10, f"RateLimiting on {GRAPH}")
    assert [one.retry_after for one in found.refusals if one.kind is Refusal.THROTTLED] == [3.0]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (error(503, "ServerTimeout"), "ServerTimeout"),
        (Reply(500, raw=b"<html>"), "Status500"),
        (Reply(body={"data": [1]}, cut=True), "IncompleteReadError"),
    ],
)
def test_errors_of_the_server_are_worth_another_try(reply: Reply, code: str) -> None:
    tried: list[int] = []

    def twice(asked: Asked) -> Reply | None:
        if not of_resources(asked) or len(tried) == 2:
            return None
        tried.append(asked.number)
        return reply

    found = scan(AzureFake([disk(1)], before=twice), services=("Microsoft.Compute",), attempts=3)
    assert [one.id for one in found.of(DISK)] == disks(range(1, 2))
    assert found.not_complete() == set()
    assert [(one.kind, one.code) for one in found.refusals if one.kind is not Refusal.NOT_FOUND] == [
        (Refusal.UNAVAILABLE, code)
    ] * 2


def test_a_call_that_takes_too_long_is_ended() -> None:
    def late(asked: Asked) -> Reply | None:
        return Reply(body={}, after=0.6) if of_resources(asked) else None

    found = scan(AzureFake([disk(1)], before=late), services=("Microsoft.Compute",), timeout=0.3)
    line = found.line(SUBSCRIPTION, DISK)
    assert (line.state, line.resources) == (State.FAILED, 0)
    assert line.error.endswith(f"TimeoutError on {GRAPH}")


@pytest.mark.parametrize(
    ("change", "error_text"),
    [
        ({"resultTruncated": "true"}, f"TruncatedResult on {GRAPH}: the answer is cut off and names no next page"),
        ({"totalRecords": 11}, f"MissingRows on {GRAPH}: 10 of 11 rows came"),
        ({"data": None}, f"NoRows on {GRAPH}: the answer has no rows"),
    ],
)
def test_an_answer_that_cannot_be_whole_is_not_taken_for_whole(change: dict[str, object], error_text: str) -> None:
    def changed(asked: Asked, reply: Reply) -> Reply:
        return Reply(body={**reply.body, **change}) if of_resources(asked) else reply

    found = scan(AzureFake([disk(number) for number in range(10)], after=changed), services=("Microsoft.Compute",))
    line = found.line(SUBSCRIPTION, DISK)
    assert (line.state, line.error) == (State.FAILED, error_text)
    assert len(found.of(DISK)) == line.resources == (0 if "data" in change else 10)


def test_an_answer_that_is_not_json_is_invalid() -> None:
    def cut(asked: Asked) -> Reply | None:
        return Reply(raw=b'{"data": [{"id": "/sub') if of_resources(asked) else None

    found = scan(AzureFake([disk(1)], before=cut), services=("Microsoft.Compute",))
    line = found.line(SUBSCRIPTION, DISK)
    assert (line.state, line.resources) == (State.FAILED, 0)
    assert line.error == f"NoJson on {GRAPH}: the answer is not JSON"


def test_a_token_that_repeats_ends_the_list() -> None:
    def again(asked: Asked, reply: Reply) -> Reply:
        return Reply(body={**reply.body, "$skipToken": "10"}) if of_resources(asked) else reply

    fake = AzureFake([disk(number) for number in range(30)], page=10, after=again)
    found = scan(fake, services=("Microsoft.Compute",))
    assert [one.id for one in found.of(DISK)] == disks(range(20))
    line = found.line(SUBSCRIPTION, DISK)
    assert (line.state, line.resources) == (State.FAILED, 20)
    assert line.error == f"RepeatedToken on {GRAPH}: the page token repeats"


def test_resources_that_make_no_sense_are_skipped_and_named() -> None:
    def broken(asked: Asked, reply: Reply) -> Reply:
        if of_resources(asked):
            reply.body["data"][0].pop("id")
        return reply

    found = scan(AzureFake([disk(number) for number in range(3)], after=broken), services=("Microsoft.Compute",))
    assert [one.id for one in found.of(DISK)] == disks(range(1, 3))
    line = found.line(SUBSCRIPTION, DISK)
    assert (line.state, line.resources, line.error) == (State.FAILED, 2, "a row has no id")


def test_the_limit_of_subscriptions_is_loud() -> None:
    def limited(asked: Asked, reply: Reply) -> Reply:
        hit = {"x-ms-tenant-subscription-limit-hit": "true"}
        return Reply(body=reply.body, headers=hit) if of_resources(asked) else reply

    found = scan(AzureFake([disk(1)], after=limited), services=("Microsoft.Compute",))
    assert [one.id for one in found.of(DISK)] == disks(range(1, 2))
    line = found.line(SUBSCRIPTION, DISK)
    assert line.state is State.FAILED
    assert line.error == f"SubscriptionLimit on {GRAPH}: the answer covers only the first 10,000 subscriptions"


def test_above_the_limit_of_subscriptions_inherited_roles_are_asked_for_in_batches() -> None:
    group = "/providers/Microsoft.Management/managementGroups/root"
    root = {
        "id": f"{group}/providers/Microsoft.Authorization/roleAssignments/r",
        "type": "Microsoft.Authorization/roleAssignments",
        "properties": {"scope": group},
    }

    def limited(asked: Asked, reply: Reply) -> Reply:
        if "query" not in asked.body or "subscriptions" in asked.body:
            return reply
        return Reply(body=reply.body, headers={"x-ms-tenant-subscription-limit-hit": "true"})

    many = tuple(f"00000000-0000-0000-0000-{number:012}" for number in range(250))
    fake = AzureFake(role_assignments=[root], subscriptions=many, after=limited)
    found = scan(fake, only="authorizationresources above")
    assert [one.account for one in found.of("microsoft.authorization/roleassignments")] == [fake.tenant]
    assert found.line(fake.tenant, "microsoft.authorization/roleassignments").state is State.COMPLETE
    batches = [
        len(one.body["subscriptions"])
        for one in fake.asked
        if "!startswith" in str(one.body) and "subscriptions" in one.body
    ]
    assert batches == [200, 50]


def test_a_token_that_runs_out_is_renewed() -> None:
    fake = AzureFake([account(number) for number in range(3)], token_seconds=1)
    found = scan(fake, services=("Microsoft.Storage",))
    assert fake.tokens > 3
    assert found.not_complete() == set()


def test_credentials_that_run_out_in_the_middle_are_said_and_end_useless_calls() -> None:
    accounts = [account(number) for number in range(80)]

    def expired(asked: Asked) -> Reply | None:
        return error(401, "ExpiredAuthenticationToken") if "/blobservices/" in asked.path else None

    fake = AzureFake([*accounts, *map(blob_service, accounts)], before=expired)
    found = scan(fake, services=("Microsoft.Storage",))
    assert len(found.of(STORAGE)) == 80
    line = found.line(SUBSCRIPTION, BLOB)
    assert (line.state, line.resources) == (State.EXPIRED, 0)
    assert line.error == "ExpiredAuthenticationToken on Microsoft.Storage/storageAccounts/blobServices/read"
    assert found.line(SUBSCRIPTION, CONTAINERS).state is State.EXPIRED
    assert sum("/blobservices/" in one.path for one in fake.asked) < 80


def test_a_setting_that_is_denied_is_unknown_and_the_others_are_read() -> None:
    accounts = [account(number) for number in range(3)]

    def denied(asked: Asked) -> Reply | None:
        mine = "calls0001/blobservices/default" in asked.path
        return error(403, "AuthorizationFailed") if mine else None

    found = scan(AzureFake([*accounts, *map(blob_service, accounts)], before=denied), services=("Microsoft.Storage",))
    why = "AuthorizationFailed on Microsoft.Storage/storageAccounts/blobServices/read"
    assert [(one.doc.get("properties"), one.unknown) for one in found.of(BLOB)] == [
        ({"isVersioningEnabled": True}, {}),
        (None, {"*": why}),
        ({"isVersioningEnabled": True}, {}),
    ]
    line = found.line(SUBSCRIPTION, BLOB)
    assert (line.state, line.resources, line.error) == (State.COMPLETE, 3, why)
    line = found.line(SUBSCRIPTION, CONTAINERS)  # in a list that is denied may be anything
    assert (line.state, line.resources) == (State.DENIED, 0)
    assert line.error == "AuthorizationFailed on Microsoft.Storage/storageAccounts/blobServices/containers/read"


def test_settings_that_are_all_denied_are_not_complete() -> None:
    accounts = [account(number) for number in range(2)]

    def denied(asked: Asked) -> Reply | None:
        return error(403, "AuthorizationFailed") if asked.path.endswith("/blobservices/default") else None

    found = scan(AzureFake([*accounts, *map(blob_service, accounts)], before=denied), services=("Microsoft.Storage",))
    assert [one.unknown for one in found.of(BLOB)] == [
        {"*": "AuthorizationFailed on Microsoft.Storage/storageAccounts/blobServices/read"}
    ] * 2
    assert found.line(SUBSCRIPTION, BLOB).state is State.DENIED


def test_what_resource_graph_leaves_out_in_silence_is_not_complete() -> None:
    only_blobs = [{**READER, "actions": ["Microsoft.Storage/storageAccounts/blobServices/*/read"]}]
    fake = AzureFake([account(1), account(1, OTHER)], permissions={OTHER: only_blobs})
    found = scan(fake, services=("Microsoft.Storage",))
    assert found.line(SUBSCRIPTION, STORAGE).state is State.COMPLETE
    for kind in (STORAGE, BLOB):
        line = found.line(OTHER, kind)
        assert line.state is State.DENIED
        assert line.error == "no role at the subscription reads all of this resource provider: there may be more"
    assert len(found.of(STORAGE)) == 2


def test_a_role_made_for_the_scan_reads_all() -> None:
    role = {**READER, "actions": actions()}
    found = scan(AzureFake([disk(1)], permissions={SUBSCRIPTION: [role], TENANT: [role]}))
    assert found.not_complete() == set()


def test_a_role_that_reads_some_providers_is_enough_for_these() -> None:
    roles = [
        {**READER, "actions": ["Microsoft.Storage/*/read"]},
        {**READER, "notActions": ["Microsoft.Compute/*/read"]},
    ]
    found = scan(
        AzureFake(
            [account(1), disk(1)], permissions={SUBSCRIPTION: roles[:1], OTHER: roles[1:]}, subscriptions=(OTHER,)
        )
    )
    assert found.line(SUBSCRIPTION, STORAGE).state is State.COMPLETE
    assert found.line(SUBSCRIPTION, BLOB).state is State.COMPLETE
    assert found.line(SUBSCRIPTION, DISK).state is State.DENIED
    assert found.line(OTHER, STORAGE).state is State.COMPLETE
    assert found.line(OTHER, DISK).state is State.DENIED


def test_what_stands_above_subscriptions_is_not_complete_without_rights_at_the_root() -> None:
    fake = AzureFake(subscriptions=(SUBSCRIPTION,), permissions={TENANT: []})
    found = scan(fake, only="above subscriptions")
    assert len(found.coverage) == 7
    for line in found.coverage:
        assert (line.account, line.state) == (TENANT, State.DENIED)
        assert (
            line.error == "no role at the root management group reads all of this resource provider: there may be more"
        )


def test_a_subscription_that_resource_graph_does_not_know_is_not_empty() -> None:
    def without(asked: Asked, reply: Reply) -> Reply:
        if "query" in asked.body:
            reply.body["data"] = [row for row in reply.body["data"] if OTHER not in row["id"]]
            reply.body["totalRecords"] = len(reply.body["data"])
        return reply

    found = scan(AzureFake([account(1), account(1, OTHER)], after=without), services=("Microsoft.Storage",))
    line = found.line(OTHER, STORAGE)
    assert (line.state, line.error) == (State.FAILED, "Resource Graph does not know the subscription")
    assert found.line(SUBSCRIPTION, STORAGE).state is State.COMPLETE


def test_parents_that_cannot_be_listed_leave_their_settings_unknown() -> None:
    def denied(asked: Asked) -> Reply | None:
        return error(403, "Forbidden") if "| project id, type" in str(asked.body.get("query")) else None

    found = scan(AzureFake([account(1)], before=denied), services=("Microsoft.Storage",))
    line = found.line(SUBSCRIPTION, BLOB)
    assert (line.state, line.resources) == (State.DENIED, 0)
    assert line.error == f"the resources that have it could not be listed: Forbidden on {GRAPH}"


def test_nothing_is_ever_registered() -> None:
    def unregistered(asked: Asked) -> Reply | None:
        text = "The subscription is not registered to use namespace 'Microsoft.Insights'."
        mine = asked.path.endswith("diagnosticsettings")
        return error(409, "MissingSubscriptionRegistration", text) if mine else None

    fake = AzureFake([account(1)], before=unregistered)
    found = scan(fake, services=("Microsoft.Insights",))
    assert {one.method for one in fake.asked if not one.path.endswith("/resources")} == {"GET"}
    assert found.line(SUBSCRIPTION, "microsoft.insights/diagnosticsettings").state is State.COMPLETE


def test_a_page_at_another_host_does_not_get_the_token() -> None:
    def elsewhere(asked: Asked, reply: Reply) -> Reply:
        if asked.path.endswith("/containers"):
            return Reply(body={"value": [], "nextLink": "https://elsewhere.invalid/next"})
        return reply

    found = scan(AzureFake([account(1)], after=elsewhere), services=("Microsoft.Storage",))
    line = found.line(SUBSCRIPTION, CONTAINERS)
    assert line.state is State.FAILED
    assert line.error.startswith("ForeignPage on Microsoft.Storage/storageAccounts/blobServices/containers/read")


def test_an_address_that_is_not_there_is_no_sign_of_absence() -> None:
    def unknown(asked: Asked) -> Reply | None:
        return error(404, "InvalidResourceType") if asked.path.endswith("/encryptionscopes") else None

    found = scan(AzureFake([account(1)], before=unknown), services=("Microsoft.Storage",))
    assert found.line(SUBSCRIPTION, f"{STORAGE}/encryptionscopes").state is State.FAILED


def test_a_refusal_keeps_what_the_cloud_said() -> None:
    fake = AzureFake([account(1)])
    with serve(fake) as served:
        _, caller = open_azure(served.options())
        fake.before = lambda _: error(403, "AuthorizationFailed", "The client 'x' does not have authorization.")
        call = Call(Lane("a", "", "b"), "get", {"id": str(account(1)["id"]), "api_version": "2023-05-01"})
        with pytest.raises(Refused) as raised:
            caller(call)
        caller.close()
    refused = raised.value
    assert (refused.kind, refused.code) == (Refusal.DENIED, "AuthorizationFailed")
    assert refused.text == "The client 'x' does not have authorization."
    assert refused.call == "Microsoft.Storage/storageAccounts/read"
