"""Servers on loopback for `tests.live.fakes.google_estate`: gRPC and REST, for Google Cloud's own clients.

with serve(GoogleFake(...), "grpc") as address:  # "http://127.0.0.1:PORT"
    open_google(GoogleOptions(organisation="123", cloudasset_endpoint=address, ...), AnonymousCredentials())
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.live.fakes.google_estate import Asked, Fault, GoogleFake

_CONTENTS = {"1": "RESOURCE", "2": "IAM_POLICY", "RESOURCE": "RESOURCE", "IAM_POLICY": "IAM_POLICY"}
_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
_HTTP = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
}
_CODES = {
    "INVALID_ARGUMENT": 3,
    "NOT_FOUND": 5,
    "PERMISSION_DENIED": 7,
    "RESOURCE_EXHAUSTED": 8,
    "INTERNAL": 13,
    "UNAVAILABLE": 14,
    "UNAUTHENTICATED": 16,
}


def credentials_file(folder: Path, address: str) -> str:
    """Write credentials of workload identity federation that the REST server at ``address`` exchanges for a token.

    Returns the path, for ``GOOGLE_APPLICATION_CREDENTIALS``.
    """
    subject, path = folder / "subject", folder / "credentials.json"
    subject.write_text("the platform's own token", encoding="utf-8")
    content = {
        "type": "external_account",
        "audience": "//iam.googleapis.com/locations/global/workforcePools/scanners/providers/ci",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "token_url": f"{address}/token",
        "credential_source": {"file": str(subject)},
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


@contextmanager
def serve(fake: GoogleFake, transport: str) -> Iterator[str]:
    """Serve an organisation while the context lasts; gives the address."""
    with _grpc(fake) if transport == "grpc" else _rest(fake) as address:
        yield address


def _answer(fake: GoogleFake, operation: str, size: int = 0, **about: Any) -> dict[str, Any] | Fault:
    asked, fault = fake.ask(operation, **about)
    if fault is not None:
        time.sleep(fault.delay)
        if fault.answer is not None:
            return fault.answer
        if fault.status or fault.body is not None:
            return fault
    return _operate(fake, asked, size)


def _operate(fake: GoogleFake, asked: Asked, size: int) -> dict[str, Any] | Fault:
    match asked.operation:
        case "list_assets":
            return fake.list_assets(asked, size)
        case "search_projects":
            return fake.page(fake.projects, "projects", asked.token, size)
        case "search_folders":
            return fake.page(fake.folders, "folders", asked.token, size)
        case "get_project":
            return fake.project(asked.parent)
        case _:
            return fake.policies.get(asked.parent, {})


@contextmanager
def _grpc(fake: GoogleFake) -> Iterator[str]:
    import grpc  # type: ignore[import-untyped]
    from google.cloud import asset_v1
    from google.cloud import resourcemanager_v3 as manager
    from google.iam.v1 import iam_policy_pb2, policy_pb2  # type: ignore[import-untyped]
    from google.protobuf import json_format  # type: ignore[import-untyped]

    def handler(request: Any, response: Any, ask: Callable[[Any], dict[str, Any] | Fault]) -> Any:
        def run(asked: Any, context: Any) -> Any:
            answer = ask(asked)
            if isinstance(answer, Fault):
                context.abort_with_status(_status(answer))
            if hasattr(response, "from_json"):
                return response.from_json(json.dumps(answer))
            return json_format.ParseDict(answer, response())

        return grpc.unary_unary_rpc_method_handler(
            run,
            request_deserializer=getattr(request, "deserialize", None) or request.FromString,
            response_serializer=getattr(response, "serialize", None) or response.SerializeToString,
        )

    def assets(asked: Any) -> dict[str, Any] | Fault:
        return _answer(
            fake,
            "list_assets",
            asked.page_size,
            parent=asked.parent,
            types=tuple(asked.asset_types),
            content=asset_v1.ContentType(asked.content_type).name,
            token=asked.page_token,
        )

    def search(operation: str) -> Callable[[Any], dict[str, Any] | Fault]:
        return lambda asked: _answer(fake, operation, asked.page_size, token=asked.page_token)

    services = {
        "google.cloud.asset.v1.AssetService": {
            "ListAssets": handler(asset_v1.ListAssetsRequest, asset_v1.ListAssetsResponse, assets)
        },
        "google.cloud.resourcemanager.v3.Projects": {
            "SearchProjects": handler(
                manager.SearchProjectsRequest, manager.SearchProjectsResponse, search("search_projects")
            ),
            "GetProject": handler(
                manager.GetProjectRequest,
                manager.Project,
                lambda asked: _answer(fake, "get_project", parent=asked.name),
            ),
            "GetIamPolicy": handler(
                iam_policy_pb2.GetIamPolicyRequest,
                policy_pb2.Policy,
                lambda asked: _answer(fake, "get_project_policy", parent=asked.resource),
            ),
        },
        "google.cloud.resourcemanager.v3.Folders": {
            "SearchFolders": handler(
                manager.SearchFoldersRequest, manager.SearchFoldersResponse, search("search_folders")
            )
        },
    }
    server = grpc.server(futures.ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler(name, methods) for name, methods in services.items()]
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop(0).wait(5)


def _status(fault: Fault) -> Any:
    from google.protobuf import any_pb2, duration_pb2
    from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]
    from grpc_status import rpc_status  # type: ignore[import-untyped]

    wait = duration_pb2.Duration()
    wait.FromNanoseconds(int((fault.retry_after or 0) * 1e9))
    details = []
    for wanted, message in (
        (fault.reason, error_details_pb2.ErrorInfo(reason=fault.reason, domain="googleapis.com")),
        (fault.retry_after, error_details_pb2.RetryInfo(retry_delay=wait)),
    ):
        if wanted:
            packed = any_pb2.Any()
            packed.Pack(message)
            details.append(packed)
    return rpc_status.to_status(status_pb2.Status(code=_CODES[fault.status], message=fault.message, details=details))


@contextmanager
def _rest(fake: GoogleFake) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # Head and body in one packet: two would wait for each other.

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            self.reply(_route(fake, url.path, parse_qs(url.query)))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path == "/token":
                self.reply(
                    {"access_token": "t", "token_type": "Bearer", "expires_in": 3600, "issued_token_type": _TOKEN}
                )
                return
            name = urlsplit(self.path).path.removeprefix("/v3/").removesuffix(":getIamPolicy")
            self.reply(_answer(fake, "get_project_policy", parent=name))

        def reply(self, answer: dict[str, Any] | Fault) -> None:
            body, status, claimed = json.dumps(answer if isinstance(answer, dict) else {}).encode(), 200, None
            if isinstance(answer, Fault):
                claimed = answer.claimed
                if answer.body is not None:
                    body = answer.body
                else:
                    status, body = _HTTP[answer.status], json.dumps({"error": _error(answer)}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(claimed or len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = claimed is not None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _route(fake: GoogleFake, path: str, query: dict[str, list[str]]) -> dict[str, Any] | Fault:
    token = query.get("pageToken", [""])[0]
    size = int(query.get("pageSize", ["0"])[0])
    if path.endswith("/assets"):
        return _answer(
            fake,
            "list_assets",
            size,
            parent=path.removeprefix("/v1/").removesuffix("/assets"),
            types=tuple(query.get("assetTypes", [])),
            content=_CONTENTS[query["contentType"][0]],
            token=token,
        )
    if path.endswith(":search"):
        kind = path.removeprefix("/v3/").removesuffix(":search")
        return _answer(fake, f"search_{kind}", size, token=token)
    return _answer(fake, "get_project", parent=path.removeprefix("/v3/"))


def _error(fault: Fault) -> dict[str, Any]:
    details: list[dict[str, Any]] = []
    if fault.reason:
        details.append({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": fault.reason})
    if fault.retry_after is not None:
        details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{fault.retry_after}s"})
    return {"code": _HTTP[fault.status], "message": fault.message, "status": fault.status, "details": details}
