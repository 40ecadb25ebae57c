"""Opening Azure: signing in, finding subscriptions, and saying what to do where that fails."""

import re

import pytest

from leitplanke.sources.live.azure.inventory import AzureOptions, open_azure
from leitplanke.sources.live.problems import ScanError
from tests.live.fakes.azure_server import SUBSCRIPTION, TENANT, Asked, AzureFake, Reply, error, serve
from tests.live.fakes.drive import drive

OTHER = "00000000-0000-0000-0000-000000000002"
ELSEWHERE = "22222222-2222-2222-2222-222222222222"


def problem(fake: AzureFake, **options: object) -> str:
    with serve(fake) as served, pytest.raises(ScanError) as raised:
        open_azure(served.options(**options))
    return str(raised.value)


def scanned(fake: AzureFake, **options: object) -> set[str]:
    """Return the subscriptions that a scan speaks of."""
    with serve(fake) as served:
        tasks, caller = open_azure(served.options(**options))
        found = drive(tasks, caller)
        caller.close()
    return {one.account for one in found.coverage} - {TENANT}


@pytest.fixture
def _no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Leave azure-identity nothing but the environment."""
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.usefixtures("_no_credentials")
def test_credentials_of_the_environment_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", TENANT)
    monkeypatch.setenv("AZURE_CLIENT_ID", "client")
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "secret")
    fake = AzureFake(subscriptions=(SUBSCRIPTION,))
    assert scanned(fake, credential=None, services=("Microsoft.Cache",)) == {SUBSCRIPTION}
    assert scanned(fake, credential=None, tenant=TENANT, services=("Microsoft.Cache",)) == {SUBSCRIPTION}


@pytest.mark.usefixtures("_no_credentials")
def test_no_credentials() -> None:
    text = problem(AzureFake(subscriptions=(SUBSCRIPTION,)), credential=None)
    assert text.startswith("There are no credentials for Azure. Sign in with `az login`")


@pytest.mark.usefixtures("_no_credentials")
def test_credentials_that_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", ELSEWHERE)
    monkeypatch.setenv("AZURE_CLIENT_ID", "client")
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "secret")
    text = problem(AzureFake(subscriptions=(SUBSCRIPTION,)), credential=None)
    assert text.startswith("Azure refused to sign in: ")
    assert "AADSTS90002: Tenant not found." in text


def test_another_tenant() -> None:
    text = problem(AzureFake(subscriptions=(SUBSCRIPTION,)), tenant=ELSEWHERE)
    assert text == f"The credentials are of tenant {TENANT}, not of {ELSEWHERE}: sign in to that one."


def test_a_token_that_is_not_accepted() -> None:
    fake = AzureFake(subscriptions=(SUBSCRIPTION,))
    fake.before = lambda _: error(401, "InvalidAuthenticationTokenTenant", "The token is of the wrong issuer.")
    assert "InvalidAuthenticationTokenTenant on Microsoft.Resources/subscriptions/read" in problem(fake)


def test_no_subscription_is_no_empty_tenant() -> None:
    text = problem(AzureFake(), tenant=TENANT)
    assert text.startswith(f"The credentials see no subscription of tenant {TENANT}, which does not mean that there is")
    assert "Reader" in text


def test_a_subscription_that_cannot_be_seen() -> None:
    text = problem(AzureFake(subscriptions=(SUBSCRIPTION,)), subscriptions=(OTHER,))
    assert text.startswith(f"The credentials cannot see the subscription {OTHER}.")


def test_a_cloud_that_is_not_one() -> None:
    with pytest.raises(ScanError, match=re.escape("There is no Azure cloud 'moon': say public, china, usgov")):
        open_azure(AzureOptions(cloud="moon"))


def test_a_service_that_is_not_one() -> None:
    with pytest.raises(ScanError, match=r"Nothing is read of .*: say microsoft\.apimanagement, "):
        open_azure(AzureOptions(services=("storage' or true",)))


def test_subscriptions_are_read_from_all_pages_and_in_spite_of_a_refusal() -> None:
    many = tuple(f"00000000-0000-0000-0000-{number:012}" for number in range(25))
    fake = AzureFake(subscriptions=many, page=10)
    fake.before = lambda asked: error(429, "TooManyRequests", retry_after="0") if asked.number == 2 else None
    assert scanned(fake, services=("Microsoft.Cache",)) == set(many)


def test_only_some_subscriptions() -> None:
    fake = AzureFake(subscriptions=(SUBSCRIPTION, OTHER))
    assert scanned(fake, subscriptions=(OTHER.upper(),), services=("Microsoft.Cache",)) == {OTHER}


def test_only_what_is_below_a_management_group() -> None:
    def below(asked: Asked, reply: Reply) -> Reply:
        if asked.body.get("managementGroups") == ["voice"]:
            reply.body["data"] = [one for one in reply.body["data"] if OTHER in one["id"]]
            reply.body["totalRecords"] = len(reply.body["data"])
        return reply

    fake = AzureFake(subscriptions=(SUBSCRIPTION, OTHER), after=below)
    assert scanned(fake, management_group="voice", services=("Microsoft.Cache",)) == {OTHER}
