from typing import Any

import pytest
from botocore.exceptions import (  # type: ignore[import-untyped]
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
    UnknownServiceError,
)

from leitplanke.sources.live.asking.calls import Refusal
from leitplanke.sources.live.aws.errors import refusal


def _error(code: str, text: str = "", status: int = 400, retry_after: str = "") -> ClientError:
    meta: dict[str, Any] = {"HTTPStatusCode": status, "HTTPHeaders": {"retry-after": retry_after}}
    return ClientError({"Error": {"Code": code, "Message": text}, "ResponseMetadata": meta}, "Op")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_error("AccessDeniedException"), Refusal.DENIED),
        (_error("UnauthorizedOperation", "with an explicit deny in an identity-based policy", 403), Refusal.DENIED),
        (_error("AccessDenied", "with an explicit deny in a service control policy", 403), Refusal.REGION_CLOSED),
        (_error("AccessDenied", "with an explicit deny in a resource control policy", 403), Refusal.DENIED),
        (_error("com.amazonaws.x#AccessDeniedException:http://x/"), Refusal.DENIED),
        (_error("", status=403), Refusal.DENIED),
        (_error("ExpiredTokenException", status=403), Refusal.EXPIRED),
        (_error("RequestLimitExceeded", status=503), Refusal.THROTTLED),
        (_error("SlowDown", status=503), Refusal.THROTTLED),
        (_error("Whatever", status=429), Refusal.THROTTLED),
        (_error("InternalError", status=500), Refusal.UNAVAILABLE),
        (_error("Whatever", status=502), Refusal.UNAVAILABLE),
        (_error("ReportInProgress", status=404), Refusal.UNAVAILABLE),
        (_error("NoSuchBucketPolicy", status=404), Refusal.NOT_FOUND),
        (_error("ResourceNotFoundException"), Refusal.NOT_FOUND),
        (_error("AWS.SimpleQueueService.NonExistentQueue"), Refusal.NOT_FOUND),
        (_error("UnknownOperationException"), Refusal.UNSUPPORTED),
        (_error("SubscriptionRequiredException"), Refusal.UNSUPPORTED),
        (_error("ValidationException"), Refusal.INVALID),
        (ReadTimeoutError(endpoint_url="x"), Refusal.UNAVAILABLE),
        (EndpointConnectionError(endpoint_url="x", error="y"), Refusal.UNAVAILABLE),
        (ParamValidationError(report="x"), Refusal.INVALID),
        (UnknownServiceError(service_name="x", known_service_names="y"), Refusal.INVALID),
        (AttributeError("describe_x"), Refusal.INVALID),
        (NoCredentialsError(), Refusal.EXPIRED),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_errors_mean(error: Exception, kind: Refusal) -> None:
    assert refusal(error, "s:Op").kind is kind


def test_refusal_keeps_code_text_and_call() -> None:
    refused = refusal(_error("Throttling", "Rate exceeded", retry_after="3"), "s:Op")
    assert str(refused) == "Throttling on s:Op"
    assert refused.text == "Rate exceeded"
    assert refusal(_error("Throttling", retry_after="3"), "s:Op").retry_after == 3.0
    assert refusal(_error("Throttling", retry_after="soon"), "s:Op").retry_after is None
