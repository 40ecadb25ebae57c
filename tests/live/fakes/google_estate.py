"""What an organisation of Google Cloud answers: Cloud Asset Inventory and Resource Manager, over plain data.

    GoogleFake(
        organisation="123",
        folders=[{"name": "folders/4", "parent": "organizations/123"}],
        projects=[{"name": "projects/11", "projectId": "calls-prod", "parent": "folders/4"}],
        assets=[{
            "name": "//storage.googleapis.com/calls",
            "assetType": "storage.googleapis.com/Bucket",
            "project": "calls-prod",              # or "parent": "folders/4"; or "ancestors": [...] written out
            "resource": {"location": "EUROPE-WEST3", "data": {"name": "calls"}},
            "iamPolicy": {"bindings": [{"role": "roles/storage.admin", "members": ["user:a@example.com"]}]},
        }],
        policies={"projects/11": {"bindings": [...]}},
    )

The assets of organisation, folders and projects themselves are made from what is said of them. ``fault`` is asked
before each answer and may give a `Fault` instead; ``calls`` has what was asked.
"""

import re
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from leitplanke.sources.live.google.asset_types import FOLDER, ORGANISATION, PROJECT, read_asset_types

_HIERARCHY = "//cloudresourcemanager.googleapis.com/"


class Asked(msgspec.Struct, frozen=True):
    """One call: its number from 1, the operation (``list_assets``, ``search_projects``, ...), and what it is about."""

    number: int
    operation: str
    parent: str = ""
    types: tuple[str, ...] = ()
    content: str = ""
    token: str = ""


class Fault(msgspec.Struct, frozen=True):
    """What is answered instead: an error with a status, or ``answer``, or (over REST) the bytes of ``body``."""

    status: str = ""
    """``PERMISSION_DENIED``"""
    message: str = "no"
    reason: str = ""
    """As in ErrorInfo: ``SERVICE_DISABLED``"""
    retry_after: float | None = None
    """Seconds, as in RetryInfo."""
    delay: float = 0.0
    """Seconds until the right answer is given."""
    answer: dict[str, Any] | None = None
    body: bytes | None = None
    claimed: int | None = None
    """The length that the answer claims to have; more than ``body`` has breaks the connection off."""


class GoogleFake:
    """An organisation; see the module."""

    def __init__(
        self,
        assets: Iterable[dict[str, Any]] = (),
        *,
        organisation: str = "123",
        folders: Iterable[dict[str, Any]] = (),
        projects: Iterable[dict[str, Any]] = (),
        policies: dict[str, dict[str, Any]] | None = None,
        page_size: int = 1000,
        fault: Callable[[Asked], Fault | None] | None = None,
    ) -> None:
        self.organisation = f"organizations/{organisation}"
        self.folders = list(folders)
        self.projects = [{"state": "ACTIVE", **each} for each in projects]
        self.policies = policies or {}
        self.fault = fault
        self.calls: list[Asked] = []
        self._page_size = page_size
        self._lock = threading.Lock()
        self._above = {each["name"]: each["parent"] for each in (*self.folders, *self.projects)}
        self._numbers = {each["projectId"]: each["name"] for each in self.projects}
        self.assets = [*self._hierarchy(), *map(self._placed, assets)]
        known = {asset_type for wanted in read_asset_types().values() for asset_type in wanted}
        self.supported = known | {str(each.get("assetType", "")) for each in self.assets}

    def ask(self, operation: str, **about: Any) -> tuple[Asked, Fault | None]:
        """Note a call, and return what is wrong with it."""
        with self._lock:
            asked = Asked(len(self.calls) + 1, operation, **about)
            self.calls.append(asked)
        return asked, self.fault(asked) if self.fault else None

    def list_assets(self, asked: Asked, size: int) -> dict[str, Any] | Fault:
        """Answer ListAssets."""
        patterns = [re.compile(each) for each in asked.types]
        for pattern in patterns:
            if not any(pattern.fullmatch(each) for each in self.supported):
                return Fault("INVALID_ARGUMENT", f"no asset type matches {pattern.pattern}")
        kind, _, name = asked.parent.partition("/")
        parent = self._numbers.get(name, asked.parent) if kind == "projects" else asked.parent
        part = {"RESOURCE": "resource", "IAM_POLICY": "iamPolicy"}[asked.content]
        rows = [
            {key: value for key, value in each.items() if key in ("name", "assetType", "ancestors", part)}
            for each in self.assets
            if parent in each.get("ancestors", [])
            and any(pattern.fullmatch(each.get("assetType", "")) for pattern in patterns)
            and (part == "resource" or part in each)
        ]
        return self.page(rows, "assets", asked.token, size)

    def page(self, rows: list[dict[str, Any]], key: str, token: str, size: int) -> dict[str, Any]:
        """Return one page; tokens are opaque to the client."""
        start = int(token.removeprefix("page-")) if token else 0
        end = start + min(size or self._page_size, self._page_size)
        return {key: rows[start:end], "nextPageToken": f"page-{end}" if end < len(rows) else ""}

    def project(self, name: str) -> dict[str, Any] | Fault:
        """Answer GetProject, by number or by id."""
        for each in self.projects:
            if name in {each["name"], f"projects/{each['projectId']}"}:
                return each
        return Fault("PERMISSION_DENIED", "the caller does not have permission")

    def _hierarchy(self) -> Iterable[dict[str, Any]]:
        for kind, name, data in (
            (ORGANISATION, self.organisation, {"name": self.organisation}),
            *((FOLDER, each["name"], each) for each in self.folders),
            *((PROJECT, each["name"], each) for each in self.projects),
        ):
            asset = {
                "name": f"{_HIERARCHY}{name}",
                "assetType": kind,
                "ancestors": self._ancestors(name),
                "resource": {"location": "global", "data": data},
            }
            yield {**asset, "iamPolicy": self.policies[name]} if name in self.policies else asset

    def _ancestors(self, name: str) -> list[str]:
        found = [name]
        while found[-1] in self._above:
            found.append(self._above[found[-1]])
        return found

    def _placed(self, asset: dict[str, Any]) -> dict[str, Any]:
        if "ancestors" in asset:
            return asset
        nearest = self._numbers.get(asset.get("project", ""), asset.get("parent", self.organisation))
        rest = {key: value for key, value in asset.items() if key not in ("project", "parent")}
        return {**rest, "ancestors": self._ancestors(nearest)}
