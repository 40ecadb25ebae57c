"""Which projects and folders a scope has, and how its projects' numbers and ids belong together."""

from collections.abc import Generator, Mapping
from typing import Any

import msgspec

from leitplanke.sources.live.asking.calls import Call, Refusal, Refused
from leitplanke.sources.live.google.asset_types import FOLDER, ORGANISATION, PROJECT
from leitplanke.sources.live.google.listing import assets, lane


class Scope(msgspec.Struct, frozen=True):
    """An organisation, a folder or a project, with all that lies in it."""

    parent: str
    """As it was asked for: ``projects/calls-prod``, ``folders/4``."""
    own: str
    """The account that it is itself: ``calls-prod``, ``folders/4``."""
    accounts: tuple[str, ...]
    """The ids of its projects, its folders (``folders/4``), and the organisation."""
    projects: Mapping[str, str]
    """The projects' ids by their numbers."""


def account_named(parent: str) -> str:
    """Return the account that a scope is, as it was named: ``calls-prod`` of ``projects/calls-prod``."""
    return parent.removeprefix("projects/")


def survey(parent: str, quota_project: str) -> Generator[Call, dict[str, Any] | None, Scope]:
    """List what a scope consists of. Raises `Refused`, also where the answer shows nothing at all."""
    accounts: dict[str, None] = {}
    projects: dict[str, str] = {}
    pages = assets(lane(quota_project, "cloudasset"), parent, (ORGANISATION, FOLDER, PROJECT), "RESOURCE")
    while call := pages.next_call():
        for asset in pages.take((yield call)):
            if not isinstance(asset, dict):
                continue  # The task that reads the projects names it.
            name = str(asset.get("name", "")).removeprefix("//cloudresourcemanager.googleapis.com/")
            if asset.get("assetType") == PROJECT:
                number, named = _number_and_id(name.removeprefix("projects/"), asset)
                projects[number] = named
                accounts[named] = None
            elif asset.get("assetType") in (FOLDER, ORGANISATION) and name:
                accounts[name] = None
    kind, _, rest = parent.partition("/")
    own = projects.get(rest, rest) if kind == "projects" else parent
    if kind == "projects" and own not in accounts:
        own = yield from _ask_resource_manager(parent, quota_project, projects)
    elif not accounts:
        # An answer without even the scope itself does not show that there is nothing.
        raise Refused(Refusal.INVALID, "EmptyAnswer", f"nothing at all in {parent}", "cloudasset.assets.listResource")
    accounts.setdefault(own)
    return Scope(parent, own, tuple(accounts), projects)


def _number_and_id(named: str, asset: Mapping[str, Any]) -> tuple[str, str]:
    """Return number and id of a project; where it does not tell one of them, the other."""
    resource = asset.get("resource")
    data = resource.get("data") if isinstance(resource, dict) else None
    said = data if isinstance(data, dict) else {}
    found = said.get("projectId")
    number = said.get("projectNumber") or named
    return str(number), found if isinstance(found, str) and found else named


def _ask_resource_manager(
    parent: str, quota_project: str, projects: dict[str, str]
) -> Generator[Call, dict[str, Any] | None, str]:
    answer = yield Call(lane(quota_project, "cloudresourcemanager"), "get_project", {"name": parent})
    project = answer or {}
    found = project.get("projectId")
    number = str(project.get("name", "")).removeprefix("projects/")
    if not isinstance(found, str) or not found or not number:
        raise Refused(Refusal.INVALID, "MalformedAnswer", "a project without id", "resourcemanager.projects.get")
    projects[number] = found
    return found
