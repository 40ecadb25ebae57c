"""AWS's wire protocols, from botocore's models: which operation a request is, with what, and how it is answered."""

import gzip
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.sax.saxutils import escape

import botocore.session  # type: ignore[import-untyped]
import msgspec
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import determine_request_protocol
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.wrappers import Request

_SIGNING_NAME = re.compile(r'"signingName"\s*:\s*"([^"]+)"')
_ENDPOINT_PREFIX = re.compile(r'"endpointPrefix"\s*:\s*"([^"]+)"')
_READING = threading.Lock()
_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")


class Asked(NamedTuple):
    """An operation that a request asks for."""

    service: str
    operation: str
    parameters: dict[str, Any]
    access_key: str
    region: str
    model: Any
    protocol: str


def signer(request: Request) -> tuple[str, str, str]:
    """Return access key, region and the name of the service that a request is signed for."""
    found = _SCOPE.search(request.headers.get("Authorization", ""))
    return (found[1], found[2], found[3]) if found else ("", "us-east-1", "")


def understand(request: Request, preferred: set[str]) -> Asked | None:
    """Return what a request asks for; of services with the same name in signatures, the ``preferred`` ones first."""
    access_key, region, signed_for = signer(request)
    body = request.get_data(cache=True, parse_form_data=False)
    matches = []
    for service in _signed_as().get(signed_for, ()):
        found = _operation(request, service, _model(service))
        if found is not None:
            matches.append((found[0], service in preferred, -len(service), service, found[1], found[2]))
    if not matches:
        return None
    _, _, _, service, name, in_path = max(matches, key=lambda match: match[:4])
    model = _model(service)
    operation = model.operation_model(name)
    protocol = determine_request_protocol(model, request.content_type)
    parameters = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": body,
            "url_path": request.path,
            "url_params": in_path,
        }
    )
    given = {key: value for key, value in parameters.items() if value is not None}
    return Asked(service, name, given, access_key, region, operation, protocol)


def serialised(asked: Asked, result: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer."""
    answer = get_serializer_class(asked.service, asked.protocol)(asked.model).serialize(result)
    body = answer["body"]
    headers = {str(key): str(value) for key, value in answer["headers"].items()}
    return int(answer["status_code"]), headers, body if isinstance(body, bytes) else str(body).encode()


def error(protocol: str, code: str, message: str) -> tuple[dict[str, str], bytes]:
    """Return headers and body of an error."""
    if "json" in protocol:
        body = msgspec.json.encode({"__type": code, "message": message})
        return {"Content-Type": "application/json", "x-amzn-ErrorType": code}, body
    inner = f"<Error><Type>Sender</Type><Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"
    if protocol == "ec2":
        text = f"<Response><Errors>{inner}</Errors><RequestID>0</RequestID></Response>"
    elif protocol == "query":
        text = f"<ErrorResponse>{inner}<RequestId>0</RequestId></ErrorResponse>"
    else:
        text = inner
    return {"Content-Type": "text/xml"}, f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()


@cache
def _signed_as() -> dict[str, list[str]]:
    """Return the services by the name that they have in signatures. Only the beginning of each model is read."""
    loader = botocore.session.Session().get_component("data_loader")
    services: dict[str, list[str]] = {}
    for service in loader.list_available_services("service-2"):
        version = loader.determine_latest_version(service, "service-2")
        path = Path(loader.BUILTIN_DATA_PATH) / service / version / "service-2.json.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            beginning = file.read(4000)
        found = _SIGNING_NAME.search(beginning) or _ENDPOINT_PREFIX.search(beginning)
        assert found, f"the model of {service} begins in another way"
        services.setdefault(found[1], []).append(service)
    return services


def operations(service: str) -> list[str]:
    """Return the names of a service's operations."""
    return list(_model(service).operation_names)


def _model(service: str) -> ServiceModel:
    """Requests come in many threads: a model is read by the first of them only."""
    with _READING:
        return get_service_model(service)


def _operation(request: Request, service: str, model: ServiceModel) -> tuple[int, str, dict[str, str]] | None:
    """Return how well an operation fits, its name, and what the path says; None if none fits."""
    target = request.headers.get("X-Amz-Target")
    if target:
        prefix, _, name = target.rpartition(".")
        fits = prefix == model.metadata.get("targetPrefix") and name in model.operation_names
        return (0, name, {}) if fits else None
    name = request.values.get("Action", "")
    if name and request.values.get("Version") == model.api_version:
        return (0, name, {}) if name in model.operation_names else None
    if not str(model.protocol).startswith("rest"):
        return None
    best: tuple[int, str, dict[str, str]] | None = None
    # As it was sent: a name may have slashes of its own, which are encoded there.
    path = str(request.environ["RAW_URI"]).partition("?")[0]
    for name, method, pattern, query, needed, weight in _routes(service):
        found = pattern.fullmatch(path) if method == request.method else None
        if found is None or any(request.args.get(key) != value for key, value in query.items()):
            continue
        if not needed <= request.args.keys():
            continue
        score = weight + 100 * (len(query) + len(needed))
        if best is None or score > best[0]:
            best = (score, name, {key: unquote(value) for key, value in _named(found, name, model).items()})
    return best


def _named(found: re.Match[str], operation: str, model: ServiceModel) -> dict[str, str]:
    names = re.findall(r"\{([^}]+)\}", model.operation_model(operation).http_trait.path)
    return {name.rstrip("+"): value for name, value in zip(names, found.groups(), strict=True)}


def _needed(operation: OperationModel) -> frozenset[str]:
    """Return the parameters that an operation cannot do without, and that are in the query."""
    shape = operation.input_shape
    members = [shape.members[name].serialization for name in shape.required_members] if shape is not None else []
    return frozenset(one["name"] for one in members if one.get("location") == "querystring")


@cache
def _routes(service: str) -> list[tuple[str, str, re.Pattern[str], dict[str, Any], frozenset[str], int]]:
    """Return operation, method, path, parts of the query, what else is needed, and how much of the path is literal."""
    model = _model(service)
    routes = []
    for name in model.operation_names:
        operation: OperationModel = model.operation_model(name)
        trait = operation.http_trait
        parts = re.split(r"(\{[^}]+\})", trait.path)
        pattern = "".join(
            ("(.+)" if part.endswith("+}") else "([^/]+)") if part.startswith("{") else re.escape(part)
            for part in parts
        )
        literal = sum(len(part) for part in parts if not part.startswith("{"))
        # Two operations of S3 differ in nothing but their names; nobody calls the older one any more.
        literal -= bool(operation.deprecated)
        compiled = re.compile(pattern.rstrip("/") + "/?")
        routes.append((name, trait.method, compiled, trait.query_args, _needed(operation), literal))
    return routes
