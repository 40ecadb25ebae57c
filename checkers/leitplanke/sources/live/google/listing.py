"""ListAssets, page by page: the calls, and what is wrong with their answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from leitplanke.sources.live.asking.calls import Call, Lane, Refusal, Refused
from leitplanke.sources.live.google.asset_types import Content

PAGE_SIZE = 1000
"""As many as Cloud Asset Inventory gives at once."""

PERMISSIONS: Mapping[Content, str] = {
    "RESOURCE": "cloudasset.assets.listResource",
    "IAM_POLICY": "cloudasset.assets.listIamPolicy",
}


def lane(quota_project: str, service: str) -> Lane:
    """Return whose calls count against one quota: those of the project that is charged, whatever they ask about."""
    return Lane(quota_project, "", service)


class Pages:
    """The pages of one list: ``next_call`` until it is None, each answer given to ``take``."""

    __slots__ = ("_call", "_key", "_parameters", "_permission", "_seen", "_token", "first")

    def __init__(self, call: Call, key: str, permission: str) -> None:
        self._call = call
        self._key = key
        self._permission = permission
        self._token: str | None = ""
        self._seen: set[str] = set()
        self.first = True
        """Whether no page was taken yet."""

    def next_call(self) -> Call | None:
        """Return the call for the next page; None after the last."""
        if self._token is None:
            return None
        return Call(self._call.lane, self._call.operation, {**self._call.parameters, "page_token": self._token})

    def take(self, answer: dict[str, Any] | None) -> list[Any]:
        """Return what is on the page. Raises `Refused` where the answer makes no sense, or its pages go in a circle."""
        rows = (answer or {}).get(self._key, [])
        token = (answer or {}).get("nextPageToken", "")
        if not isinstance(rows, list) or not isinstance(token, str):
            raise Refused(Refusal.INVALID, "MalformedAnswer", "the page is no list", self._permission)
        if token in self._seen:
            raise Refused(Refusal.INVALID, "the page token repeats", "the page token repeats", self._permission)
        if token:
            self._seen.add(token)
        self._token = token or None
        self.first = False
        return rows


def assets(of: Lane, parent: str, types: Sequence[str], content: Content) -> Pages:
    """Return the list of a parent's assets: ``projects/calls-prod``, ``folders/4`` or ``organizations/123``."""
    parameters = {"parent": parent, "asset_types": list(types), "content_type": content, "page_size": PAGE_SIZE}
    return Pages(Call(of, "list_assets", parameters), "assets", PERMISSIONS[content])
