"""Tells what the Azure SDK's errors mean."""

import json
from typing import Any

from leitplanke.sources.live.asking.calls import Refusal, Refused

_STATUS = {
    401: Refusal.EXPIRED,
    403: Refusal.DENIED,
    404: Refusal.NOT_FOUND,
    408: Refusal.UNAVAILABLE,
    429: Refusal.THROTTLED,
}
# Where the code says more than the status.
_CODES = {
    "InvalidAuthenticationTokenTenant": Refusal.DENIED,  # a token of another tenant
    "SubscriptionNotFound": Refusal.DENIED,  # also of one that may not be seen
    "MissingSubscriptionRegistration": Refusal.UNSUPPORTED,  # the subscription never used this resource provider
    # An address that is not there says nothing of whether the resource is.
    "InvalidResourceType": Refusal.INVALID,
    "InvalidResourceNamespace": Refusal.INVALID,
    "NoRegisteredProviderFound": Refusal.INVALID,
}
NO_CREDENTIALS = "NoCredentials"


def refusal(error: Exception, permission: str) -> Refused:
    """Return the refusal that an error of the SDK stands for."""
    from azure.core.exceptions import (
        ClientAuthenticationError,
        DecodeError,
        HttpResponseError,
        IncompleteReadError,
        ServiceRequestError,
        ServiceResponseError,
    )
    from azure.identity import CredentialUnavailableError

    if isinstance(error, CredentialUnavailableError):
        return Refused(Refusal.EXPIRED, NO_CREDENTIALS, _first_line(error), permission)
    if isinstance(error, ServiceRequestError | ServiceResponseError | IncompleteReadError):
        return Refused(Refusal.UNAVAILABLE, type(error).__name__, _first_line(error), permission)
    response = getattr(error, "response", None)
    if isinstance(error, DecodeError) and (response is None or response.status_code < 400):
        return Refused(Refusal.INVALID, "NoJson", "the answer is not JSON", permission)
    if isinstance(error, ClientAuthenticationError) and (response is None or "/oauth2/" in str(response.request.url)):
        return Refused(Refusal.EXPIRED, *_sign_in(error), permission)
    if isinstance(error, HttpResponseError) and response is not None:
        return _of_response(response, permission)
    return Refused(Refusal.INVALID, type(error).__name__, _first_line(error), permission)


def _sign_in(error: Exception) -> tuple[str, str]:
    """Return code and text of a failed sign-in.

    azure-identity tells of all the credentials that it tried, one a line; the one that Entra answered is of interest.
    """
    lines = [line.strip() for line in str(error).splitlines()]
    if refused := next((line for line in lines if "AADSTS" in line), ""):
        return "SignInFailed", refused[refused.index("AADSTS") :]
    if any(line.startswith("Attempted credentials") for line in lines):
        return NO_CREDENTIALS, _first_line(error)
    return "SignInFailed", _first_line(error)


def _of_response(response: Any, permission: str) -> Refused:
    status = int(response.status_code)
    code, text = _said(response)
    kind = Refusal.UNAVAILABLE if status >= 500 else _STATUS.get(status, Refusal.INVALID)
    kind = _CODES.get(code, kind)
    wait = _seconds(response.headers) if kind in (Refusal.THROTTLED, Refusal.UNAVAILABLE) else None
    return Refused(kind, code or f"Status{status}", text, permission, wait)


def _said(response: Any) -> tuple[str, str]:
    try:
        body = json.loads(response.text())
    except ValueError:
        return "", ""
    error = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return "", ""
    code, text = error.get("code") or error.get("Code"), error.get("message") or error.get("Message")
    return str(code or ""), str(text or "")


def _seconds(headers: Any) -> float | None:
    """Return for how long the cloud asks to wait: ``Retry-After``, or when Resource Graph's quota is full again."""
    try:
        if "Retry-After" in headers:
            return float(headers["Retry-After"])
        hours, minutes, seconds = headers.get("x-ms-user-quota-resets-after", "").split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return None


def _first_line(error: Exception) -> str:
    return str(getattr(error, "message", None) or error).strip().partition("\n")[0]
