"""Makes the calls of a scan with Google Cloud's own clients."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from leitplanke.sources.live.asking.calls import Call
from leitplanke.sources.live.google.listing import PERMISSIONS
from leitplanke.sources.live.google.refusals import failures, to_refused

Transport: TypeAlias = Literal["grpc", "rest"]

_PERMISSIONS = {
    "search_projects": "resourcemanager.projects.get",
    "search_folders": "resourcemanager.folders.get",
    "get_project": "resourcemanager.projects.get",
    "get_project_policy": "resourcemanager.projects.getIamPolicy",
}


class GoogleCaller:
    """A `Caller` for Google Cloud. Clients are made when first used; ``close`` ends them.

    The clients' own retries are off: the scheduler decides when to ask again, and how often.
    """

    __slots__ = (
        "_clients",
        "_credentials",
        "_endpoints",
        "_failures",
        "_lock",
        "_operations",
        "_timeout",
        "_transport",
    )

    def __init__(self, credentials: Any, *, transport: Transport, endpoints: Mapping[str, str], timeout: float) -> None:
        self._credentials = credentials
        self._transport = transport
        self._endpoints = endpoints
        self._timeout = timeout
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._failures = failures()
        self._operations: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "list_assets": self._list_assets,
            "search_projects": self._search_projects,
            "search_folders": self._search_folders,
            "get_project": self._get_project,
            "get_project_policy": self._get_project_policy,
        }

    def __call__(self, call: Call) -> dict[str, Any]:
        """Return the answer as JSON-like data; raises `Refused`."""
        permission = _PERMISSIONS.get(call.operation) or PERMISSIONS[call.parameters["content_type"]]
        try:
            self._renew()
            return self._operations[call.operation](call.parameters)
        except self._failures as failure:
            raise to_refused(failure, permission) from failure

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            for client in self._clients.values():
                client.transport.close()
            self._clients.clear()

    def _renew(self) -> None:
        """Renew credentials that ran out. gRPC would do so itself, but tell what went wrong only in a text.

        Not those of service accounts: the clients sign their own tokens with these, and ask nobody.
        """
        if self._transport == "rest" or hasattr(self._credentials, "with_always_use_jwt_access"):
            return
        with self._lock:
            if not self._credentials.valid:
                from google.auth.transport.requests import Request

                self._credentials.refresh(Request())

    def _client(self, name: str) -> Any:
        with self._lock:
            found = self._clients.get(name)
            if found is None:
                from leitplanke.sources.live.google.clients import make_client

                found = make_client(name, self._credentials, self._transport, self._endpoints)
                self._clients[name] = found
            return found

    def _list_assets(self, parameters: dict[str, Any]) -> dict[str, Any]:
        from google.cloud import asset_v1

        from leitplanke.sources.live.google.plain import from_assets

        request = asset_v1.ListAssetsRequest(
            parent=parameters["parent"],
            asset_types=parameters["asset_types"],
            content_type=parameters["content_type"],
            page_size=parameters["page_size"],
            page_token=parameters.get("page_token", ""),
        )
        return from_assets(
            _page(self._client("assets").list_assets(request=request, retry=None, timeout=self._timeout))
        )

    def _search_projects(self, parameters: dict[str, Any]) -> dict[str, Any]:
        from google.cloud import resourcemanager_v3

        from leitplanke.sources.live.google.plain import from_message

        request = resourcemanager_v3.SearchProjectsRequest(**parameters)
        client = self._client("projects")
        return from_message(_page(client.search_projects(request=request, retry=None, timeout=self._timeout)))

    def _search_folders(self, parameters: dict[str, Any]) -> dict[str, Any]:
        from google.cloud import resourcemanager_v3

        from leitplanke.sources.live.google.plain import from_message

        request = resourcemanager_v3.SearchFoldersRequest(**parameters)
        client = self._client("folders")
        return from_message(_page(client.search_folders(request=request, retry=None, timeout=self._timeout)))

    def _get_project(self, parameters: dict[str, Any]) -> dict[str, Any]:
        from leitplanke.sources.live.google.plain import from_message

        client = self._client("projects")
        answer = client.get_project(name=parameters["name"], retry=None, timeout=self._timeout)
        return from_message(type(answer).pb(answer))

    def _get_project_policy(self, parameters: dict[str, Any]) -> dict[str, Any]:
        from leitplanke.sources.live.google.plain import from_message

        # Version 3 has the conditions; an older one would leave them out silently.
        request = {"resource": parameters["resource"], "options": {"requested_policy_version": 3}}
        client = self._client("projects")
        return from_message(client.get_iam_policy(request=request, retry=None, timeout=self._timeout))


def _page(pager: Any) -> Any:
    """Return the one page that was asked for; the pager would go on to the next by itself."""
    page = next(iter(pager.pages))
    return type(page).pb(page)
