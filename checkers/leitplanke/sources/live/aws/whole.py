"""Makes sure that an answer is whole before botocore reads it.

botocore takes a body of JSON that was cut for an empty answer, and reads XML of which it knows no element as one, too:
a bucket would be without encryption, a region without databases. So what is cut, garbled or somebody else's page is
refused here, and asked for again.
"""

from typing import Any

import msgspec

_OTHERS = (b"<!doctype html", b"<html")


def check(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """Handle botocore's event ``before-parse``; raises ``ResponseParserError``."""
    body = response_dict["body"]
    if response_dict["status_code"] >= 300 or not isinstance(body, bytes):
        return
    problem = _problem(operation_model, response_dict["headers"], body)
    if problem:
        from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

        raise ResponseParserError(problem)


def _problem(operation_model: Any, headers: Any, body: bytes) -> str:
    length = headers.get("Content-Length", "")
    if str(length).isdigit() and int(length) != len(body) and not headers.get("Content-Encoding"):
        return f"{len(body)} of {length} bytes arrived"
    shape = operation_model.output_shape
    if shape is None or "payload" in shape.serialization:
        return ""
    if not body:
        bound = [member for member in shape.members.values() if "location" not in member.serialization]
        return "the answer is empty" if bound else ""
    if "json" in operation_model.service_model.resolved_protocol:
        try:
            msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        except msgspec.DecodeError as error:
            return f"the answer is not JSON: {error}"
    elif body.lstrip()[:14].lower().startswith(_OTHERS):
        return "the answer is a page for people"
    return ""
