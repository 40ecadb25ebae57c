"""What AWS's errors mean."""

from typing import Any

from leitplanke.sources.live.asking.calls import Refusal, Refused

_BY_SERVICE_CONTROL_POLICY = "explicit deny in a service control policy"
_DENIED = {
    "AccessDenied", "AccessDeniedException", "AuthFailure", "AuthorizationError", "AuthorizationErrorException",
    "Forbidden", "ForbiddenException", "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSignatureException",
    "MissingAuthenticationToken", "MissingAuthenticationTokenException", "NotAuthorized", "NotAuthorizedException",
    "SignatureDoesNotMatch", "UnauthorizedException", "UnauthorizedOperation", "UnrecognizedClientException",
}  # fmt: skip
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_THROTTLED = {
    "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException",
    "SlowDown", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
}  # fmt: skip
# A credential report that is still being written comes like an interface that is not there yet: ask again later.
_UNAVAILABLE = {
    "InternalError", "InternalFailure", "InternalServerError", "InternalServerException", "InternalServiceError",
    "InternalServiceException", "ReportInProgress", "CredentialReportNotReadyException", "RequestTimeout",
    "RequestTimeoutException", "ServerException", "ServiceException", "ServiceUnavailable",
    "ServiceUnavailableException", "Unavailable",
}  # fmt: skip
_UNSUPPORTED = {
    "InvalidAction", "OperationNotSupportedException", "OptInRequired", "SubscriptionRequiredException",
    "UnknownOperationException", "UnsupportedOperation", "UnsupportedOperationException",
}  # fmt: skip
_NOT_FOUND = ("NotFound", "NoSuch", "NonExistent", "DoesNotExist", "NotExist")


def refusal(error: Exception, permission: str) -> Refused:
    """Return what an error of botocore means for the call of ``permission`` (``rds:DescribeDBInstances``)."""
    response = getattr(error, "response", None)
    if isinstance(response, dict) and "Error" in response:
        return _answered(response, permission)
    code = type(error).__name__
    return Refused(_unanswered(error), code, str(error), permission)


def _answered(response: dict[str, Any], permission: str) -> Refused:
    said = response["Error"]
    code = str(said.get("Code") or "")
    text = str(said.get("Message") or "")
    meta = response.get("ResponseMetadata", {})
    status = meta.get("HTTPStatusCode", 0)
    headers = meta.get("HTTPHeaders", {})
    # Some interfaces put a name space before, or more words after the code.
    bare = code.rpartition("#")[2].partition(":")[0].rpartition(".")[2]
    kind = _kind(bare, text, status)
    return Refused(kind, bare or str(status), text, permission, _seconds(headers.get("retry-after")))


def _kind(code: str, text: str, status: int) -> Refusal:
    if code in _EXPIRED:
        return Refusal.EXPIRED
    if code in _THROTTLED or status == 429:
        return Refusal.THROTTLED
    if code in _DENIED:
        return Refusal.REGION_CLOSED if _BY_SERVICE_CONTROL_POLICY in text.lower() else Refusal.DENIED
    if code in _UNAVAILABLE:
        return Refusal.UNAVAILABLE
    if code in _UNSUPPORTED:
        return Refusal.UNSUPPORTED
    if any(part in code for part in _NOT_FOUND):
        return Refusal.NOT_FOUND
    if status in (401, 403):
        return Refusal.DENIED
    if status == 404:
        return Refusal.NOT_FOUND
    if status >= 500:
        return Refusal.UNAVAILABLE
    return Refusal.INVALID


def _unanswered(error: Exception) -> Refusal:
    from botocore import exceptions as known  # type: ignore[import-untyped]
    from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

    if isinstance(error, known.UnknownServiceError | known.ParamValidationError | AttributeError):
        return Refusal.INVALID
    if isinstance(
        error,
        known.NoCredentialsError
        | known.PartialCredentialsError
        | known.CredentialRetrievalError
        | known.SSOError
        | known.TokenRetrievalError,
    ):
        return Refusal.EXPIRED
    # Time-outs, broken connections, answers that were cut or garbled on their way.
    if isinstance(error, known.HTTPClientError | ResponseParserError | known.ConnectionError | OSError):
        return Refusal.UNAVAILABLE
    return Refusal.INVALID


def is_name_unknown(error: Exception) -> bool:
    """Whether a call failed because the host of the endpoint has no address."""
    from botocore.exceptions import EndpointConnectionError  # type: ignore[import-untyped]

    seen: BaseException | None = error
    while isinstance(error, EndpointConnectionError) and seen is not None:
        inner = seen.kwargs.get("error") if isinstance(seen, EndpointConnectionError) else None
        if type(seen).__name__ in ("NameResolutionError", "gaierror"):
            return True
        seen = inner or getattr(seen, "reason", None) or seen.__cause__ or seen.__context__
    return False


def _seconds(text: Any) -> float | None:
    try:
        return max(0.0, float(text))
    except (TypeError, ValueError):
        return None
