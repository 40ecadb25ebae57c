"""How the clients of Google Cloud fail, as `Refused`: over gRPC and over REST alike."""

from collections.abc import Mapping
from typing import Any

from leitplanke.sources.live.asking.calls import Refusal, Refused

_CANONICAL = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_KINDS = {
    "ABORTED": Refusal.UNAVAILABLE,
    "CANCELLED": Refusal.UNAVAILABLE,
    "DEADLINE_EXCEEDED": Refusal.UNAVAILABLE,
    "INTERNAL": Refusal.UNAVAILABLE,
    "NOT_FOUND": Refusal.NOT_FOUND,
    "PERMISSION_DENIED": Refusal.DENIED,
    "RESOURCE_EXHAUSTED": Refusal.THROTTLED,
    "UNAUTHENTICATED": Refusal.EXPIRED,
    "UNAVAILABLE": Refusal.UNAVAILABLE,
    "UNIMPLEMENTED": Refusal.INVALID,
    "UNKNOWN": Refusal.UNAVAILABLE,
}
_THROTTLED = ("RATE_LIMIT_EXCEEDED", "RESOURCE_QUOTA_EXCEEDED")
# Reasons that say more than the status: they are what is shown.
_TELLING = (
    "BILLING_DISABLED",
    "CONSUMER_INVALID",
    "CONSUMER_SUSPENDED",
    "SECURITY_POLICY_VIOLATED",
    "SERVICE_DISABLED",
    "USER_PROJECT_DENIED",
)
_RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"


def failures() -> tuple[type[Exception], ...]:
    """Return what the clients raise where a call fails; anything else is a fault of ours."""
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError
    from google.protobuf.json_format import ParseError  # type: ignore[import-untyped]
    from requests.exceptions import RequestException

    return (GoogleAPIError, GoogleAuthError, ParseError, RequestException)


def to_refused(failure: Exception, permission: str) -> Refused:
    """Return why a call failed. ``permission`` is what the call needs: ``cloudasset.assets.listResource``."""
    from google.api_core.exceptions import GoogleAPICallError
    from google.auth.exceptions import GoogleAuthError, TransportError
    from google.protobuf.json_format import ParseError

    name, text = type(failure).__name__, str(failure)
    if isinstance(failure, GoogleAPICallError):
        return _answered(failure, permission)
    if isinstance(failure, TransportError):
        kind = Refusal.UNAVAILABLE
    elif isinstance(failure, GoogleAuthError):
        kind = Refusal.EXPIRED
    elif isinstance(failure, ParseError) and "load JSON" not in text:
        kind = Refusal.INVALID
    else:
        # Among them JSON that ends in the middle: the answer was cut off on its way, and asking again may help.
        kind = Refusal.UNAVAILABLE
    return Refused(kind, name, text, permission)


def _answered(failure: Any, permission: str) -> Refused:
    status = failure.grpc_status_code.name if failure.grpc_status_code else _CANONICAL.get(failure.code, "UNKNOWN")
    reason = failure.reason or ""
    kind = _KINDS.get(status, Refusal.INVALID)
    if reason in _THROTTLED:
        kind = Refusal.THROTTLED
    code = reason if reason in _TELLING else status
    return Refused(kind, code, failure.message or "", permission, _retry_after(failure))


def _retry_after(failure: Any) -> float | None:
    """Return the seconds to wait that the answer names: in its details (RetryInfo), or in the header of HTTP."""
    for detail in failure.details or ():
        if isinstance(detail, Mapping):
            if detail.get("@type") == _RETRY_INFO:
                return _seconds(str(detail.get("retryDelay", "")).removesuffix("s"))
        elif detail.DESCRIPTOR.full_name == "google.rpc.RetryInfo":
            return float(detail.retry_delay.seconds) + float(detail.retry_delay.nanos) / 1e9
    headers = getattr(failure.response, "headers", None)
    return _seconds(headers.get("Retry-After", "")) if isinstance(headers, Mapping) else None


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None  # A date: the scheduler's own back-off does.
