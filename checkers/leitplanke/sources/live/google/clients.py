"""Google Cloud's own clients: where they connect to, and how."""

import re
from collections.abc import Mapping
from typing import Any

_LOOPBACK = re.compile(r"http://127\.0\.0\.1:[0-9]+")


def make_client(name: str, credentials: Any, transport: str, endpoints: Mapping[str, str]) -> Any:
    """Return a client: of ``assets``, ``projects`` or ``folders``.

    ``endpoints`` gives the address of a service other than its public one, by ``cloudasset`` and
    ``cloudresourcemanager``: ``cloudasset-psc.p.googleapis.com``.
    """
    from google.api_core.client_options import ClientOptions

    service, client = _client_class(name)
    endpoint = endpoints.get(service, "")
    if transport == "grpc" and _LOOPBACK.fullmatch(endpoint):
        import grpc  # type: ignore[import-untyped]

        # Pages are as large as the service makes them, as in the clients' own channels.
        unlimited = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
        channel = grpc.insecure_channel(endpoint.removeprefix("http://"), options=unlimited)
        return client(transport=client.get_transport_class("grpc")(channel=channel))
    options = ClientOptions(api_endpoint=endpoint) if endpoint else ClientOptions()
    return client(credentials=credentials, transport=transport, client_options=options)


def _client_class(name: str) -> tuple[str, Any]:
    if name == "assets":
        from google.cloud.asset_v1 import AssetServiceClient

        return "cloudasset", AssetServiceClient
    if name == "projects":
        from google.cloud.resourcemanager_v3 import ProjectsClient

        return "cloudresourcemanager", ProjectsClient
    from google.cloud.resourcemanager_v3 import FoldersClient

    return "cloudresourcemanager", FoldersClient


def is_safe(endpoint: str) -> bool:
    """Tell whether credentials may be sent there: encrypted, or not leaving the machine."""
    return "http://" not in endpoint.lower() or _LOOPBACK.fullmatch(endpoint) is not None
