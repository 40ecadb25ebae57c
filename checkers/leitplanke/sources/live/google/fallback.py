"""What Resource Manager says of projects where Cloud Asset Inventory may not be asked."""

from collections.abc import Generator, Mapping
from typing import Any

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Call, Refused
from leitplanke.sources.live.google.asset_types import PROJECT, record_type
from leitplanke.sources.live.google.assets import POLICY_PARTS, account_of
from leitplanke.sources.live.google.listing import Pages, lane
from leitplanke.sources.live.record import Record

_SERVICE = "cloudresourcemanager"
_PAGE_SIZE = 500

Visible = dict[str, dict[str, Any] | None]
"""By account, the project as Resource Manager describes it; None for folders and organisations."""


def visible(parent: str, quota_project: str) -> Generator[Call, dict[str, Any] | None, Visible]:
    """Return the accounts in a scope that we are shown. The scope itself is always one; others may stay hidden.

    Folders and projects belong to the scope if their parents lead there; where a folder in between is hidden, they
    are left out, since they may be another organisation's.
    """
    kind, _, name = parent.partition("/")
    try:
        if kind == "projects":
            answer = yield Call(lane(quota_project, _SERVICE), "get_project", {"name": parent})
            return {(answer or {}).get("projectId", name): answer}
        folders = yield from _all("search_folders", "folders", quota_project)
        projects = yield from _all("search_projects", "projects", quota_project)
    except Refused:
        return {name if kind == "projects" else parent: None}
    above = {each.get("name", ""): each.get("parent", "") for each in folders}
    found: Visible = {parent: None}
    found.update(dict.fromkeys(folder for folder in above if parent in _lineage(folder, above)))
    for project in projects:
        lineage = _lineage(project.get("parent", ""), above)
        if parent in lineage:
            name = project.get("name", "")
            found[project.get("projectId") or account_of(name, {})] = {**project, "ancestors": [name, *lineage]}
    return found


def read_project(account: str, project: dict[str, Any], types: list[str], quota_project: str) -> "_Rest":
    """Yield what Resource Manager says of a project, and its IAM policy. Returns the types that it does not tell of."""
    resource, policy = record_type(PROJECT, "RESOURCE"), record_type(PROJECT, "IAM_POLICY")
    number = str(project.get("name", ""))
    name = f"//cloudresourcemanager.googleapis.com/{number}"
    if resource in types:
        yield Record(cloud="google", type=resource, id=name, account=account, region="", doc=project)
        yield Coverage(account, "", _SERVICE, resource, State.COMPLETE, 1)
    if policy in types:
        try:
            answer = yield Call(lane(quota_project, _SERVICE), "get_project_policy", {"resource": number})
        except Refused as refused:
            yield Coverage(account, "", _SERVICE, policy, refused.kind.state, error=str(refused))
        else:
            said: dict[str, Any] = answer or {}
            doc = {part: said[part] for part in POLICY_PARTS if part in said}
            yield Record(cloud="google", type=policy, id=name, account=account, region="", doc=doc)
            yield Coverage(account, "", _SERVICE, policy, State.COMPLETE, 1)
    return [each for each in types if each not in (resource, policy)]


_Rest = Generator[Call | Record | Coverage, dict[str, Any] | None, list[str]]


def _all(operation: str, key: str, quota_project: str) -> Generator[Call, dict[str, Any] | None, list[dict[str, Any]]]:
    permission = f"resourcemanager.{key}.get"
    pages = Pages(Call(lane(quota_project, _SERVICE), operation, {"page_size": _PAGE_SIZE}), key, permission)
    rows: list[dict[str, Any]] = []
    while call := pages.next_call():
        rows += [each for each in pages.take((yield call)) if isinstance(each, dict)]
    return rows


def _lineage(name: str, above: Mapping[str, str]) -> list[str]:
    """Return a folder or organisation, and what it lies in, as far as we are shown."""
    found: dict[str, None] = {}
    while name and name not in found:
        found[name] = None
        name = above.get(name, "")
    return list(found)
