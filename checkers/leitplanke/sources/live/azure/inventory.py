"""Opens Azure: signs in, finds the subscriptions, and says what there is to be read."""

from typing import Any

import msgspec

from leitplanke.sources.live.asking.calls import Call, Lane, Refusal, Refused, Task
from leitplanke.sources.live.azure.caller import AzureCaller
from leitplanke.sources.live.azure.clouds import Cloud, cloud_of
from leitplanke.sources.live.azure.collect import tasks
from leitplanke.sources.live.azure.form import read
from leitplanke.sources.live.azure.graph import SERVICE, Ground, Pages
from leitplanke.sources.live.azure.ids import namespace_of, subscription_of
from leitplanke.sources.live.azure.refusals import NO_CREDENTIALS
from leitplanke.sources.live.problems import ScanError

_SUBSCRIPTIONS = "2022-12-01"
_GONE = "Deleted"
_SIGN_IN = (
    "Sign in with `az login`, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or use a workload identity."
)
_READER = "Give it the role Reader at the root management group, or at each subscription that is to be read."


RATES = {"microsoft.resourcegraph": 3.0}
"""Queries a second: Resource Graph answers 15 in 5 seconds to each identity."""


class AzureOptions(msgspec.Struct, frozen=True, gc=False):
    """What to read, and how."""

    tenant: str = ""
    """Id of the tenant; empty: the one that the credentials belong to."""
    subscriptions: tuple[str, ...] = ()
    """Ids; empty: all that can be seen."""
    management_group: str = ""
    """Name; only what is below it."""
    cloud: str = "public"
    """``public``, ``china``, ``usgov``, or ``https://<authority>,https://<Resource Manager>``."""
    services: tuple[str, ...] = ()
    """Resource providers (``Microsoft.Storage``); empty: all."""
    ca_bundle: str = ""
    """File of certificates to trust instead of the usual ones: behind a proxy that opens TLS."""
    timeout: float = 60.0
    """Seconds that a call may take."""
    credential: Any = None
    """A credential of azure-identity; none: what azure-identity finds in environment, workload, or ``az login``."""


def open_azure(options: AzureOptions) -> tuple[list[Task], AzureCaller]:
    """Return the tasks that a scan begins with, and what makes their calls; close it in the end.

    Raises `ScanError` where nothing could be read: no credentials, another tenant, nothing visible.
    """
    import logging

    cloud = cloud_of(options.cloud)
    logger = logging.getLogger("azure")
    if not logger.handlers:  # else its warnings, which are said as errors here, would go to the terminal
        logger.addHandler(logging.NullHandler())
    services = services_of(options.services)
    credential = options.credential or _found(options, cloud)
    own = options.credential is None
    first = AzureCaller(credential, cloud, ca_bundle=options.ca_bundle, timeout=options.timeout, retry=True)
    try:
        tenant, visible = _visible(first, options.tenant)
        chosen = _chosen(first, options, tenant, visible)
    except (Refused, ScanError) as error:
        if own:
            credential.close()
        raise (_problem(error) if isinstance(error, Refused) else error) from error
    finally:
        first.close()
    ground = Ground(tenant, (), options.management_group, services)
    caller = AzureCaller(credential, cloud, ca_bundle=options.ca_bundle, timeout=options.timeout, own=own)
    return tasks(read(), tenant, chosen, ground), caller


def _found(options: AzureOptions, cloud: Cloud) -> Any:
    """Return what azure-identity finds, signed in to the tenant that is asked for."""
    from azure.identity import DefaultAzureCredential

    credential = DefaultAzureCredential(
        authority=cloud.authority,
        disable_instance_discovery=not cloud.known,
        connection_verify=options.ca_bundle or True,
    )
    return _InTenant(credential, options.tenant) if options.tenant else credential


class _InTenant:
    """Asks a credential for tokens of one tenant."""

    def __init__(self, credential: Any, tenant: str) -> None:
        self._credential = credential
        self._tenant = tenant

    def get_token(self, *scopes: str, **options: Any) -> Any:
        return self._credential.get_token(*scopes, **{**options, "tenant_id": self._tenant})

    def close(self) -> None:
        self._credential.close()


def _visible(caller: AzureCaller, wanted: str) -> tuple[str, list[str]]:
    """Return the tenant and the subscriptions in it that can be seen."""
    given: dict[str, Any] = {"path": "/subscriptions", "api_version": _SUBSCRIPTIONS}
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    while True:
        answer = caller(Call(Lane(wanted, "", "microsoft.resources"), "list", given))
        listed, link = answer.get("value"), answer.get("nextLink")
        if not isinstance(listed, list) or link in seen:
            text = "The list of subscriptions has no end." if link in seen else "There is no list of subscriptions."
            raise Refused(Refusal.INVALID, "NoList", text, "Microsoft.Resources/subscriptions/read")
        rows += [one for one in listed if isinstance(one, dict)]
        if not link:
            break
        seen.add(link)
        given = {**given, "url": link}
    tenants = sorted({str(one.get("tenantId") or "").lower() for one in rows} - {""})
    tenant = wanted.lower() or (tenants[0] if len(tenants) == 1 else "")
    if rows and not tenant:
        raise ScanError(f"The credentials see subscriptions of several tenants: say which, of {', '.join(tenants)}.")
    if wanted and tenants and tenant not in tenants:
        raise ScanError(f"The credentials are of tenant {', '.join(tenants)}, not of {wanted}: sign in to that one.")
    ids = [
        str(one["subscriptionId"]).lower()
        for one in rows
        if one.get("subscriptionId") and one.get("state") != _GONE and (one.get("tenantId") or tenant).lower() == tenant
    ]
    if not ids:
        of = f" of tenant {tenant}" if tenant else ""
        raise ScanError(f"The credentials see no subscription{of}, which does not mean that there is none. {_READER}")
    return tenant, ids


def _chosen(caller: AzureCaller, options: AzureOptions, tenant: str, visible: list[str]) -> list[str]:
    chosen = visible
    if options.management_group:
        below = _below(caller, tenant, options.management_group)
        chosen = [one for one in visible if one in below]
        if not chosen:
            raise ScanError(f"The credentials see no subscription below {options.management_group!r}. {_READER}")
    if options.subscriptions:
        asked = [one.lower() for one in options.subscriptions]
        if missing := [one for one in asked if one not in chosen]:
            raise ScanError(f"The credentials cannot see the subscription {', '.join(missing)}. {_READER}")
        chosen = asked
    return chosen


def _below(caller: AzureCaller, tenant: str, management_group: str) -> set[str]:
    query = "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id | order by id asc"
    steps = Pages(Lane(tenant, "", SERVICE), query, {"managementGroups": [management_group]})
    found: set[str] = set()
    while True:
        asking = steps.ask()
        try:
            call = next(asking)
            asking.send(caller(call))
        except StopIteration as end:
            if end.value is None:
                return found
            found |= {subscription_of(row["id"]) for row in end.value if isinstance(row, dict) and "id" in row}


def services_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the resource providers as they are written in types. Raises `ScanError` for one that is not read."""
    return tuple(sorted({_provider(one) for one in names}))


def _provider(name: str) -> str:
    provider = name.lower()
    collectors = read()
    known = {namespace_of(one) for table in collectors.table for one in (*table.types, *table.above)}
    known |= {namespace_of(one) for family in collectors.family for one in family.types}
    if provider not in known:
        raise ScanError(f"Nothing is read of {name!r}: say {', '.join(sorted(known))}.")
    return provider


def _problem(refused: Refused) -> ScanError:
    """Return what the user can do about it."""
    if refused.code == NO_CREDENTIALS:
        return ScanError(f"There are no credentials for Azure. {_SIGN_IN}")
    if refused.code == "SignInFailed":
        return ScanError(f"Azure refused to sign in: {refused.text} {_SIGN_IN}")
    if refused.kind is Refusal.EXPIRED:
        return ScanError(f"Azure does not accept the credentials ({refused}): {refused.text} {_SIGN_IN}")
    if refused.kind is Refusal.DENIED:
        return ScanError(f"The credentials may not look for subscriptions ({refused}): {refused.text} {_READER}")
    return ScanError(f"Azure did not say which subscriptions there are ({refused}): {refused.text} Try again later.")
