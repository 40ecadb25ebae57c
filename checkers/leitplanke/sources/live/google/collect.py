"""The tasks of a scan of Google Cloud, in steps.

One task finds the projects and folders of the scopes and starts the others: one for each scope and service, that lists
the service's asset types over the whole scope, first the resources and then the IAM policies. A service's types are
asked for together, since Cloud Asset Inventory counts calls (100 a minute) and not assets; if that is refused before a
page was read, each type is asked for alone, so that one which is refused does not hide the others.
"""

from collections.abc import Generator, Iterable, Mapping
from typing import Any, get_args

import msgspec

from leitplanke.sources.live.asking.calls import Call, Refusal, Refused, Steps, Task
from leitplanke.sources.live.google.asset_types import Content, Wanted, record_type, record_types
from leitplanke.sources.live.google.assets import MalformedAsset, to_record
from leitplanke.sources.live.google.fallback import read_project, visible
from leitplanke.sources.live.google.listing import PERMISSIONS, assets, lane
from leitplanke.sources.live.google.survey import Scope, account_named, survey
from leitplanke.sources.live.google.tally import Tally, refused_lines

DISCOVERY = "scope"
"""The name of the task that finds projects and folders."""

_WORTH_ASKING_ALONE = (Refusal.DENIED, Refusal.INVALID, Refusal.NOT_FOUND, Refusal.UNSUPPORTED)


class Plan(msgspec.Struct, frozen=True, gc=False):
    """What is to be read: of which scopes, which asset types of which services, at which project's quota."""

    parents: tuple[str, ...]
    """``organizations/123``, ``folders/4``, ``projects/calls-prod``."""
    services: dict[str, Wanted]
    quota_project: str = ""


def discover(plan: Plan) -> Steps:
    """Find what is in the scopes, and yield the tasks that read it. Yields no records itself."""
    scopes: list[Scope] = []
    denied: dict[str, Refused] = {}
    for parent in plan.parents:
        try:
            scopes.append((yield from survey(parent, plan.quota_project)))
        except Refused as refused:
            if refused.kind is Refusal.DENIED:
                denied[parent] = refused
            else:
                for service, wanted in plan.services.items():
                    yield from refused_lines((account_named(parent),), service, record_types(wanted), refused)
    for scope in _without_overlaps(scopes):
        for service, wanted in plan.services.items():
            yield _service_task(scope, service, wanted, plan.quota_project)
    if denied:
        known = {account for scope in scopes for account in scope.accounts}
        yield from _without_rights(plan, denied, known)


def read_service(scope: Scope, service: str, wanted: Wanted, quota_project: str = "") -> Steps:
    """List a service's asset types over a scope."""
    for content in get_args(Content):
        types = tuple(asset_type for asset_type, contents in wanted.items() if content in contents)
        if types:
            yield from _read(scope, service, types, content, quota_project)


def _read(scope: Scope, service: str, types: tuple[str, ...], content: Content, quota_project: str) -> Steps:
    tally = Tally(scope.accounts, service, [record_type(each, content) for each in types])
    pages = assets(lane(quota_project, "cloudasset"), scope.parent, types, content)
    try:
        while call := pages.next_call():
            for asset in pages.take((yield call)):
                try:
                    record = to_record(asset, content, scope.projects)
                except MalformedAsset as malformed:
                    if not malformed.type or malformed.type in types:
                        tally.skip(malformed, record_type(malformed.type, content) if malformed.type else "")
                    continue
                # A filter is a regular expression: what it matches besides is not ours to count.
                if record is not None and asset["assetType"] in types:
                    tally.count(record)
                    yield record
    except Refused as refused:
        if pages.first and len(types) > 1 and refused.kind in _WORTH_ASKING_ALONE:
            for each in types:
                yield from _read(scope, service, (each,), content, quota_project)
            return
        tally.refuse(refused)
    yield from tally.lines()


def _service_task(scope: Scope, service: str, wanted: Wanted, quota_project: str) -> Task:
    return Task(
        scope.own,
        "",
        service,
        lambda: read_service(scope, service, wanted, quota_project),
        types=tuple(record_types(wanted)),
        service=service,
    )


def _without_overlaps(scopes: list[Scope]) -> Iterable[Scope]:
    """Leave out scopes that lie in another one, so that nothing is read twice."""
    for position, scope in enumerate(scopes):
        own = scope.own
        inside = any(own in other.accounts and other.own != own for other in scopes)
        again = any(other.own == own for other in scopes[:position])
        if not inside and not again:
            yield scope


def _without_rights(plan: Plan, denied: Mapping[str, Refused], known: set[str]) -> Generator[Call | Task, Any, None]:
    """Yield a task for each account that Resource Manager shows in scopes whose assets we may not list."""
    for parent, refused in denied.items():
        found = yield from visible(parent, plan.quota_project)
        for account, project in found.items():
            if account not in known:
                known.add(account)
                yield _denied_task(plan, account, project, refused)


def _denied_task(plan: Plan, account: str, project: dict[str, Any] | None, refused: Refused) -> Task:
    return Task(account, "", "resource-manager", lambda: read_denied(plan, account, project, refused))


def read_denied(plan: Plan, account: str, project: dict[str, Any] | None, refused: Refused) -> Steps:
    """Say of all types of an account that they were refused, and read of a project what Resource Manager gives."""
    for service, wanted in plan.services.items():
        types = record_types(wanted)
        if project is not None and service == "cloudresourcemanager":
            types = yield from read_project(account, project, types, plan.quota_project)
        for type_name in types:
            content: Content = "IAM_POLICY" if "#" in type_name else "RESOURCE"
            call = PERMISSIONS[content] if refused.call in PERMISSIONS.values() else refused.call
            own = Refused(refused.kind, refused.code, refused.text, call)
            yield from refused_lines((account,), service, (type_name,), own)
