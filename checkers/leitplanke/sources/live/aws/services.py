"""What botocore's models say of services and operations: pages and permissions. No client is made for it."""

import threading
from typing import Any

from leitplanke.sources.live.aws.paging import Pages
from leitplanke.sources.live.aws.permissions import permission

# Where botocore has no paginator for an operation but it has pages: what takes the token, what gives it.
_TOKENS = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("Marker", "NextMarker"),
    ("Marker", "Marker"),
    ("marker", "nextMarker"),
    ("marker", "marker"),
    ("NextMarker", "NextMarker"),
    ("NextPageToken", "NextPageToken"),
    ("nextPageToken", "nextPageToken"),
    ("PageToken", "NextPageToken"),
    ("pageToken", "nextPageToken"),
    ("PaginationToken", "PaginationToken"),
    ("paginationToken", "paginationToken"),
    ("position", "position"),
    ("PageMarker", "NextPageMarker"),
    ("ContinuationToken", "NextContinuationToken"),
    ("ContinuationToken", "ContinuationToken"),
    ("Position", "NextPosition"),
)


class BotocoreServices:
    """Reads the models through a session's loader, each service once. May be asked from several threads."""

    __slots__ = ("_loader", "_lock", "_services")

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._lock = threading.Lock()
        self._services: dict[str, tuple[Any, dict[str, str], dict[str, Any]]] = {}

    def pages(self, service: str, operation: str) -> Pages | None:
        """Return how an operation continues; None if its answer is one page, or botocore does not know it."""
        model, names, paginators = self._service(service)
        name = names.get(operation)
        if name is None:
            return None
        if name in paginators:
            data = paginators[name]
            return Pages(_texts(data["input_token"]), _texts(data["output_token"]), data.get("more_results", ""))
        shapes = model.operation_model(name)
        given = shapes.input_shape.members if shapes.input_shape else {}
        back = shapes.output_shape.members if shapes.output_shape else {}
        return next((Pages((start,), (end,)) for start, end in _TOKENS if start in given and end in back), None)

    def permission(self, service: str, operation: str) -> str:
        """Return the permission that a call needs."""
        model, names, _ = self._service(service)
        name = names.get(operation, operation)
        return permission(service, model.signing_name if model else service, name)

    def model(self, service: str) -> Any:
        """Return botocore's ``ServiceModel``; None if it does not know the service."""
        return self._service(service)[0]

    def operation(self, service: str, operation: str) -> str | None:
        """Return the service's own name of an operation; None if botocore does not know it."""
        return self._service(service)[1].get(operation)

    def _service(self, service: str) -> tuple[Any, dict[str, str], dict[str, Any]]:
        with self._lock:
            found = self._services.get(service)
            if found is None:
                found = self._services[service] = self._load(service)
            return found

    def _load(self, service: str) -> tuple[Any, dict[str, str], dict[str, Any]]:
        from botocore import xform_name  # type: ignore[import-untyped]
        from botocore.exceptions import UnknownServiceError  # type: ignore[import-untyped]
        from botocore.model import ServiceModel  # type: ignore[import-untyped]

        try:
            model = ServiceModel(self._loader.load_service_model(service, "service-2"), service)
        except UnknownServiceError:
            return None, {}, {}
        try:
            paginators = self._loader.load_service_model(service, "paginators-1")["pagination"]
        except UnknownServiceError:  # said of a service without paginators, too
            paginators = {}
        return model, {xform_name(name): name for name in model.operation_names}, paginators


def _texts(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
