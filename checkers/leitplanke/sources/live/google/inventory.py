"""The way into a live inventory of Google Cloud: options in, tasks and a caller out."""

import re
from typing import Any

import msgspec

from leitplanke.sources.live.asking.calls import Call, Refusal, Refused, Task
from leitplanke.sources.live.asking.lanes import Limits
from leitplanke.sources.live.google.asset_types import PROJECT, Wanted, read_asset_types
from leitplanke.sources.live.google.caller import GoogleCaller, Transport
from leitplanke.sources.live.google.collect import DISCOVERY, Plan, discover
from leitplanke.sources.live.google.listing import PAGE_SIZE, assets, lane
from leitplanke.sources.live.google.survey import account_named
from leitplanke.sources.live.problems import ScanError

LIMITS = Limits(rate=1.4, burst=15, in_flight=4)
"""How gently a scan of Google Cloud goes: Cloud Asset Inventory allows a project 100 lists a minute."""

_CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform"
_PROJECT = re.compile(r"[a-z0-9.:-]{1,63}")


class GoogleOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be read of Google Cloud, and how. At least one of organisation, folders and projects is needed."""

    organisation: str = ""
    """Its number: ``123`` or ``organizations/123``."""
    folders: tuple[str, ...] = ()
    """Numbers: ``4`` or ``folders/4``."""
    projects: tuple[str, ...] = ()
    """Ids or numbers."""
    services: tuple[str, ...] = ()
    """As in the names of asset types: ``storage``, ``sqladmin``. Empty: all of which types are read."""
    transport: Transport = "grpc"
    """``rest`` is for networks whose proxies do not let gRPC through."""
    quota_project: str = ""
    """The project whose quota is used; empty: the credentials' own."""
    cloudasset_endpoint: str = ""
    """Address of Cloud Asset Inventory where it is not the public one, such as a Private Service Connect endpoint.
    Without encryption (``http://``) only on this machine."""
    cloudresourcemanager_endpoint: str = ""
    timeout: float = 60.0
    """Seconds until a call that is not answered is given up; the scheduler may make it again."""


def open_google(options: GoogleOptions, credentials: Any = None) -> tuple[list[Task], GoogleCaller]:
    """Return the tasks that read a scope of Google Cloud, and what makes their calls; the caller is to be closed.

    ``credentials`` are ``google.auth`` credentials; without them, the application default credentials are used. Asks
    once whether there is any right to read. Raises `ScanError` where the scan cannot begin.
    """
    parents = _parents(options)
    chosen = services_of(options.services)
    caller = GoogleCaller(
        _charged(credentials, options.quota_project) if credentials else _default_credentials(options.quota_project),
        transport=options.transport,
        endpoints=_endpoints(options),
        timeout=options.timeout,
    )
    try:
        _check_rights(caller, parents, options.quota_project)
    except BaseException:
        caller.close()
        raise
    plan = Plan(parents, chosen, options.quota_project)
    return [Task(account_named(parents[0]), "", DISCOVERY, lambda: discover(plan), discovers=True)], caller


def services_of(names: tuple[str, ...]) -> dict[str, Wanted]:
    """Return the types of asset that are read of services, of all if none is named.

    Raises `ScanError` for a service of which nothing is read.
    """
    services = read_asset_types()
    unknown = sorted(set(names) - set(services))
    if unknown:
        known = ", ".join(services)
        raise ScanError(f"Nothing is read of the service {unknown[0]!r}; name some of: {known}.")
    return {name: wanted for name, wanted in services.items() if not names or name in names}


def _parents(options: GoogleOptions) -> tuple[str, ...]:
    found: dict[str, None] = {}
    organisations = (options.organisation,) if options.organisation else ()
    for kind, given in (("organizations", organisations), ("folders", options.folders)):
        for each in given:
            number = each.removeprefix(f"{kind}/")
            if not (number.isascii() and number.isdigit()):
                raise ScanError(f"{each!r} is no number of {kind}; 'gcloud {kind} list' shows them.")
            found[f"{kind}/{number}"] = None
    for each in options.projects:
        project = each.removeprefix("projects/")
        if not _PROJECT.fullmatch(project):
            raise ScanError(f"{each!r} is no id of a project; 'gcloud projects list' shows them.")
        found[f"projects/{project}"] = None
    if not found:
        raise ScanError("It is not said what to read: give --organisation, --folder or --project.")
    return tuple(found)


def _endpoints(options: GoogleOptions) -> dict[str, str]:
    from leitplanke.sources.live.google.clients import is_safe

    given = {
        "cloudasset": options.cloudasset_endpoint,
        "cloudresourcemanager": options.cloudresourcemanager_endpoint,
    }
    for endpoint in given.values():
        if not is_safe(endpoint):
            raise ScanError(
                f"Credentials would go to {endpoint} without encryption: name an endpoint without 'http://'."
            )
    return {name: endpoint for name, endpoint in given.items() if endpoint}


def _charged(credentials: Any, quota_project: str) -> Any:
    if quota_project and hasattr(credentials, "with_quota_project"):
        return credentials.with_quota_project(quota_project)
    return credentials


def _default_credentials(quota_project: str) -> Any:
    import google.auth
    from google.auth.exceptions import GoogleAuthError

    try:
        credentials, _ = google.auth.default(scopes=[_CLOUD_PLATFORM], quota_project_id=quota_project or None)
    except GoogleAuthError as error:
        raise ScanError(
            "There are no credentials for Google Cloud, or they are no good: run 'gcloud auth application-default "
            "login', or name a file of workload identity federation in GOOGLE_APPLICATION_CREDENTIALS."
        ) from error
    return credentials


def _check_rights(caller: GoogleCaller, parents: tuple[str, ...], quota_project: str) -> None:
    """Raise `ScanError` if nothing can be read of any scope, or if what stands in the way holds for all of them."""
    refusals: list[Refused] = []
    for parent in parents:
        try:
            caller(_first(parent, quota_project))
        except Refused as refused:
            _raise_if_general(refused)
            if refused.kind not in (Refusal.DENIED, Refusal.NOT_FOUND, Refusal.INVALID):
                return  # It may pass: the scheduler asks again, and says so if it does not.
            refusals.append(refused)
            if _shows_projects(caller, parent, quota_project):
                return
        else:
            return
    raise ScanError(
        f"Nothing can be read of {', '.join(parents)} ({refusals[0]}: {refusals[0].text}): grant the scanning identity "
        f"roles/cloudasset.viewer and roles/browser there, or name another scope."
    ) from refusals[0]


def _first(parent: str, quota_project: str) -> Call:
    call = assets(lane(quota_project, "cloudasset"), parent, (PROJECT,), "RESOURCE").next_call()
    assert call is not None  # noqa: S101 - a list has a first page
    return msgspec.structs.replace(call, parameters={**call.parameters, "page_size": min(1, PAGE_SIZE)})


def _shows_projects(caller: GoogleCaller, parent: str, quota_project: str) -> bool:
    """Tell whether Resource Manager shows anything, which is then what is read."""
    of = lane(quota_project, "cloudresourcemanager")
    try:
        if parent.startswith("projects/"):
            return bool(caller(Call(of, "get_project", {"name": parent})))
        return bool(caller(Call(of, "search_projects", {"page_size": 1})).get("projects"))
    except Refused as refused:
        _raise_if_general(refused)
        return False


def _raise_if_general(refused: Refused) -> None:
    if refused.code == "SERVICE_DISABLED":
        service = "cloudasset.googleapis.com cloudresourcemanager.googleapis.com"
        raise ScanError(
            f"An interface of Google Cloud is not enabled in the project whose quota is used ({refused.text}): run "
            f"'gcloud services enable {service}' for it, or name another quota project."
        ) from refused
    if refused.code == "USER_PROJECT_DENIED":
        raise ScanError(
            f"The quota project may not be used ({refused.text}): grant the scanning identity "
            f"roles/serviceusage.serviceUsageConsumer on it, or name another."
        ) from refused
    if refused.kind is Refusal.EXPIRED:
        raise ScanError(
            f"The credentials for Google Cloud are not accepted ({refused.code}: {refused.text}): "
            f"run 'gcloud auth application-default login', or renew the key or token that is used."
        ) from refused
