"""Makes one call to Azure, with the real SDK, and only ever reads."""

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import msgspec

from leitplanke.sources.live.asking.calls import Call, Refusal, Refused
from leitplanke.sources.live.azure.clouds import Cloud
from leitplanke.sources.live.azure.graph import PERMISSION
from leitplanke.sources.live.azure.ids import read_permission
from leitplanke.sources.live.azure.refusals import refusal

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
_QUERY = "/providers/microsoft.resourcegraph/resources"
_API = "2024-04-01"
_CONNECTIONS = 64
_LIMIT = "x-ms-tenant-subscription-limit-hit"
# What an id may hold beside letters and digits; anything else would end the path, or is none of ours.
_IN_IDS = "/()!*'@:,;=+$&~"


class AzureCaller:
    """Answers three operations, all of which only read.

    ``graph``: ``query``, ``subscriptions`` or ``managementGroups``, ``options``, as Resource Graph takes them; the
    answer is its own, and ``subscriptionLimitHit`` says whether it left out subscriptions. ``get``: ``id`` and
    ``api_version``; the answer is the resource. ``list``: ``path`` and ``api_version``, and the ``url`` of a further
    page; the answer has ``value`` and ``nextLink``.
    """

    def __init__(
        self,
        credential: "TokenCredential",
        cloud: Cloud,
        *,
        ca_bundle: str = "",
        timeout: float = 60.0,
        retry: bool = False,
        own: bool = False,
    ) -> None:
        from azure.core.pipeline.policies import RedirectPolicy, RetryPolicy
        from azure.mgmt.resource.resources import ResourceManagementClient
        from azure.mgmt.resourcegraph import ResourceGraphClient

        settings: dict[str, Any] = {
            "base_url": cloud.manager,
            "credential_scopes": [cloud.scope],
            "redirect_policy": RedirectPolicy.no_redirects(),  # a token is for this host, and no other
        }
        if not retry:
            settings["retry_policy"] = RetryPolicy.no_retries()
        self._own: Any = credential if own else None
        self._host = urlsplit(cloud.manager).hostname
        settings["transport"] = _transport(ca_bundle, timeout)
        self._graph = ResourceGraphClient(credential, per_retry_policies=[_read_only()], **settings)
        settings["transport"] = _transport(ca_bundle, timeout)
        # The subscription is only for operations that are not used here.
        self._manager = ResourceManagementClient(credential, "none", per_retry_policies=[_read_only()], **settings)

    def __call__(self, call: Call) -> dict[str, Any]:
        """Return the answer; raises `Refused`."""
        given = call.parameters
        match call.operation:
            case "graph":
                permission = PERMISSION
            case "get":
                permission = read_permission(given["id"])
            case "list":
                permission = read_permission(given["path"])
            case _:
                raise ValueError(f"no such operation: {call.operation}")
        try:
            answer = self._ask(call.operation, given)
        except Refused:
            raise
        except Exception as error:  # the SDK lets through what its transport and its decoder raise
            raise refusal(error, permission) from error
        if not isinstance(answer, dict):
            raise Refused(Refusal.INVALID, "NoTable", "the answer is not a table", permission)
        return answer

    def close(self) -> None:
        """Close the connections; those of the credential too, if it is this caller's own."""
        self._graph.close()
        self._manager.close()
        if self._own is not None:
            self._own.close()

    def _ask(self, operation: str, given: dict[str, Any]) -> Any:
        from azure.core.rest import HttpRequest

        if operation == "graph":
            return self._query(given)
        if operation == "get":
            path = quote(given["id"].lstrip("/"), safe=_IN_IDS)
            resource: Any = self._manager.resources.get_by_id(path, api_version=given["api_version"], cls=_raw)
            return resource.json()
        if "url" in given:
            parts = urlsplit(given["url"])
            if parts.scheme != "https" or parts.hostname != self._host:
                text = "the next page is at another host, which must not get the token"
                raise Refused(Refusal.INVALID, "ForeignPage", text, read_permission(given["path"]))
            request = HttpRequest("GET", given["url"])
        else:
            path = quote(given["path"], safe=_IN_IDS)
            request = HttpRequest("GET", path, params={"api-version": given["api_version"]})
        response = self._manager.send_request(request)
        response.raise_for_status()
        return response.json()

    def _query(self, given: dict[str, Any]) -> Any:
        # As bytes: the SDK's model of a query drops `authorizationScopeFilter`, which is younger than the model.
        body = msgspec.json.encode(given)
        response: Any = self._graph.resources(io.BytesIO(body), api_version=_API, cls=_raw)
        answer = response.json()
        if isinstance(answer, dict):
            answer["subscriptionLimitHit"] = response.headers.get(_LIMIT, "").casefold() == "true"
        return answer


def _transport(ca_bundle: str, timeout: float) -> Any:
    """Return a transport that keeps a connection for every thread of a scan; the SDK's own keeps ten."""
    import requests
    from azure.core.pipeline.transport import RequestsTransport

    session = requests.Session()
    session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=_CONNECTIONS))
    return RequestsTransport(
        session=session,
        connection_verify=ca_bundle or True,
        connection_timeout=min(timeout, 30.0),
        read_timeout=timeout,
    )


def _raw(pipeline_response: Any, _deserialized: Any, _headers: Any) -> Any:
    """Return the answer as it came: the SDK's models drop what they do not know."""
    return pipeline_response.http_response


def _read_only() -> Any:
    """Return a policy of the SDK that lets only reads through.

    Where a subscription does not use a resource provider, the SDK registers it without being asked, which is a write.
    """
    from azure.core.pipeline.policies import SansIOHTTPPolicy

    class ReadOnly(SansIOHTTPPolicy[Any, Any]):
        def on_request(self, request: Any) -> None:
            method, path = request.http_request.method, urlsplit(request.http_request.url).path
            if method != "GET" and not (method == "POST" and path.rstrip("/").casefold().endswith(_QUERY)):
                text = "the subscription does not use this resource provider"
                raise Refused(Refusal.UNSUPPORTED, "MissingSubscriptionRegistration", text, read_permission(path))

    return ReadOnly()
